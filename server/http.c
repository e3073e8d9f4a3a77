#include "server/http.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/garbage.h"
#include "server/known_header.h"
#include "server/listen.h"

enum { DRAIN_STEP_MS = 10, SHORT_VALUE = 512, BLOCK_BYTES = 64 * 1024 };

typedef enum MHD_Result queue_function(struct MHD_Connection *, unsigned,
                                       struct MHD_Response *);

struct http {
    struct http_options options;
    queue_function *queue;  // libmicrohttpd's own
    struct MHD_Daemon *daemon;
    struct listener listener;
    atomic_uint connection_count;
    atomic_uint exchange_count;
    atomic_uint waiting_count;  // of those, the ones suspended
    atomic_bool is_stopping;
    atomic_uint_fast64_t next_id;
};

struct answer {
    atomic_uint references;
    unsigned status;
    struct MHD_Response *response;
    const struct body_source *source;
    void *owner;
    uint64_t rows;
    size_t size;
};

// `shared` is what others see. It comes first, so that a pointer to the one is
// a pointer to the other.
struct transfer {
    struct exchange shared;
    struct http *http;
    struct MHD_Connection *connection;
    struct answer *answer;
    const char *target_end;  // in libmicrohttpd's buffer
    bool is_answered;        // perhaps with NULL
    bool has_headers;
    bool has_body;
    char *body;
    size_t body_len, body_room, body_max;
    char uri[];
};

static struct transfer *transfer_of(struct exchange *exchange)
{
    return (struct transfer *)exchange;
}

// libmicrohttpd wants texts that end in a NUL, and refuses control characters.
static void header_add(struct MHD_Response *response,
                       const struct header *header)
{
    char room[SHORT_VALUE];
    size_t len = header->value.len;
    char *text = len < sizeof room ? room : malloc(len + 1);
    if (!text) return;
    for (size_t i = 0; i < len; i++) {
        char c = header->value.bytes[i];
        text[i] = (unsigned char)c < ' ' ? ' ' : c;
    }
    text[len] = '\0';
    MHD_add_response_header(response, header->name, text);
    if (text != room) free(text);
}

static void keep(void *owner)
{
    (void)owner;
}

static struct MHD_Response *whole_response(const struct answer_parts *parts,
                                           void (*release)(void *))
{
    const char *bytes = parts->body.len ? parts->body.bytes : "";
    return MHD_create_response_from_buffer_with_free_callback_cls(
        parts->body.len, (void *)(uintptr_t)bytes, release, parts->owner);
}

static ssize_t on_read(void *context, uint64_t position, char *room,
                       size_t size)
{
    (void)position;
    const struct answer *answer = context;
    int64_t len = answer->source->read(answer->owner, room, size);
    if (len == SOURCE_END) return MHD_CONTENT_READER_END_OF_STREAM;
    if (len == SOURCE_BROKEN) return MHD_CONTENT_READER_END_WITH_ERROR;
    return (ssize_t)len;
}

// Belongs to one exchange, and goes with its answer.
static struct MHD_Response *made_response(const struct answer_parts *parts,
                                          struct answer *answer)
{
    answer->source = parts->source;
    answer->owner = parts->owner;
    return MHD_create_response_from_callback(
        parts->size == SIZE_NOT_KNOWN ? MHD_SIZE_UNKNOWN : parts->size,
        BLOCK_BYTES, on_read, answer, NULL);
}

struct answer *answer_create(const struct answer_parts *parts)
{
    void (*release)(void *) = parts->release ? parts->release : keep;
    struct answer *answer = calloc(1, sizeof *answer);
    struct MHD_Response *response = NULL;
    if (answer)
        response = parts->source ? made_response(parts, answer)
                                 : whole_response(parts, release);
    if (!response) {
        free(answer);
        return NULL;
    }
    atomic_init(&answer->references, 1);
    answer->status = parts->status;
    answer->response = response;
    answer->rows = parts->rows;
    answer->size = parts->body.len;
    for (size_t i = 0; i < parts->header_count; i++)
        header_add(response, &parts->headers[i]);
    return answer;
}

struct answer *answer_acquire(struct answer *answer)
{
    atomic_fetch_add(&answer->references, 1);
    return answer;
}

void answer_release(struct answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->references, 1) != 1) return;
    MHD_destroy_response(answer->response);
    free(answer);
}

size_t answer_size(const struct answer *answer)
{
    return answer->size;
}

static queue_function *find_queue(void)
{
    queue_function *queue;
    void *symbol = dlsym(RTLD_NEXT, "MHD_queue_response");
    memcpy(&queue, &symbol, sizeof queue);
    return queue;
}

// libmicrohttpd answers what it cannot parse with a page of its own, and has
// no way to ask for another. But it queues that page through its public
// function, and a program's symbol goes before a library's: so what it queues
// comes by here, and is replaced by a problem. (Where a build of the library
// calls itself directly, its page is what clients get.)
__attribute__((visibility("default"))) enum MHD_Result
MHD_queue_response(struct MHD_Connection *connection, unsigned status,
                   struct MHD_Response *page)
{
    queue_function *queue = find_queue();
    struct answer *answer = answer_to_garbage(status);
    enum MHD_Result result =
        queue(connection, status, answer ? answer->response : page);
    answer_release(answer);
    return result;
}

// libmicrohttpd lists the parameters in the room that a connection has, for
// nobody; where that runs out, the connection hangs and its end is never told.
// It reads them after it has shown the target, up to a NUL.
static void hide_parameters(const char *uri)
{
    char *mark = strchr(uri, '?');
    if (mark && mark[1]) mark[1] = '\0';
}

// Called with the target of each request before anything is taken apart:
// libmicrohttpd itself would decode it, and forget what was an escape.
static void *on_target(void *context, const char *uri,
                       struct MHD_Connection *connection)
{
    struct http *http = context;
    size_t len = strlen(uri);
    struct transfer *transfer = calloc(1, sizeof *transfer + len + 1);
    if (!transfer) return NULL;
    memcpy(transfer->uri, uri, len);
    hide_parameters(uri);
    str target = { transfer->uri, len };
    size_t mark = str_find_char(target, '?');
    transfer->http = http;
    transfer->connection = connection;
    transfer->target_end = uri + len;
    transfer->shared.path = str_slice(target, 0, mark);
    transfer->shared.query = str_slice(target, mark + 1, len);
    transfer->shared.id = atomic_fetch_add(&http->next_id, 1);
    transfer->shared.started_us = clock_us();
    atomic_fetch_add(&http->exchange_count, 1);
    return transfer;
}

static size_t decode_nothing(void *context, struct MHD_Connection *connection,
                             char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind,
                                 const char *key, size_t key_len,
                                 const char *value, size_t value_len)
{
    (void)kind;
    struct exchange *exchange = context;
    str name = { key, key_len };
    exchange->header_bytes += key_len + value_len + 4;
    // libmicrohttpd ends a value where its line ends, with a NUL for the CR
    // and one for the LF. Anything else behind it was hidden by a NUL sent.
    if (value_len && value[value_len + 1])
        exchange->flaw = "a header holds a NUL, or does not end with CR LF";
    known_header_keep(exchange, name, (str){ value ? value : "", value_len });
    return MHD_YES;
}

// The headers of a request, in the first of its calls. A body, or headers that
// leave open where the request ends, are answered at once: libmicrohttpd then
// closes the connection, so that nothing can hide behind the request.
static bool read_head(struct transfer *transfer, const char *method,
                      const char *version)
{
    struct exchange *exchange = &transfer->shared;
    exchange->method = str_from(method);
    exchange->is_old = !strcmp(version, MHD_HTTP_VERSION_1_0);
    // The version stands one blank behind the target, unless a NUL hides
    // something between the two.
    if (version != transfer->target_end + 1)
        exchange->flaw = "the first line is not a method, a path and a "
                         "version, with one blank between";
    MHD_get_connection_values_n(transfer->connection, MHD_HEADER_KIND,
                                on_header, exchange);
    transfer->has_headers = true;
    transfer->has_body = exchange->transfer_encoding.bytes ||
                         (exchange->content_length.bytes &&
                          !str_equal(exchange->content_length, STR("0")));
    const struct http_options *options = &transfer->http->options;
    if (transfer->has_body && options->accepts)
        transfer->body_max = options->accepts(options->context, exchange);
    return transfer->has_body && !transfer->body_max;
}

// Room grows with what has come, not with what was announced.
static bool take_body(struct transfer *transfer, const char *bytes, size_t len)
{
    size_t whole = transfer->body_len + len;
    if (whole > transfer->body_max) return false;
    if (whole > transfer->body_room) {
        size_t room =
            whole * 2 < transfer->body_max ? whole * 2 : transfer->body_max;
        char *body = realloc(transfer->body, room);
        if (!body) return false;
        transfer->body = body;
        transfer->body_room = room;
    }
    memcpy(transfer->body + transfer->body_len, bytes, len);
    transfer->body_len = whole;
    transfer->shared.body = (str){ transfer->body, whole };
    return true;
}

static enum MHD_Result send_answer(struct transfer *transfer)
{
    const struct answer *answer = transfer->answer;
    if (!answer) return MHD_NO;
    return transfer->http->queue(transfer->connection, answer->status,
                                 answer->response);
}

// libmicrohttpd calls this once with the headers, once when the request is
// whole, and once more after each resume. Answering before the second call
// costs the connection (measured: a fifth of the requests per second).
static enum MHD_Result on_request(void *context,
                                  struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_len, void **state)
{
    (void)url;
    (void)connection;
    struct http *http = context;
    struct transfer *transfer = *state;
    if (!transfer) return MHD_NO;
    if (transfer->is_answered) return send_answer(transfer);
    // While stopping, answering early is what is wanted: the connection is
    // closed, and the client comes back to another server.
    if (!transfer->has_headers && !read_head(transfer, method, version) &&
        (transfer->body_max || !atomic_load(&http->is_stopping)))
        return MHD_YES;
    if (*upload_len) {
        if (!take_body(transfer, upload, *upload_len)) return MHD_NO;
        *upload_len = 0;
        return MHD_YES;
    }
    struct exchange *exchange = &transfer->shared;
    enum begun begun = http->options.begin(http->options.context, exchange);
    return begun == BEGUN_WAITING ? MHD_YES : send_answer(transfer);
}

// -1 where there is none.
static int socket_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static void on_end(void *context, struct MHD_Connection *connection,
                   void **state, enum MHD_RequestTerminationCode code)
{
    struct http *http = context;
    struct transfer *transfer = *state;
    if (!transfer) return;
    struct exchange *exchange = &transfer->shared;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_HTTP_STATUS);
    exchange->is_complete = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;
    exchange->status = info ? info->http_status : 0;
    if (transfer->answer) {
        bool is_head = str_equal(exchange->method, STR("HEAD"));
        exchange->status = transfer->answer->status;
        exchange->rows = transfer->answer->rows;
        exchange->bytes = is_head ? 0 : transfer->answer->size;
    }
    if (transfer->answer && transfer->answer->source)
        transfer->answer->source->end(transfer->answer->owner, exchange);
    // libmicrohttpd closes a broken connection when something else happens on
    // its thread, which may take a while; the client is told now.
    if (!exchange->is_complete) shutdown(socket_of(connection), SHUT_RDWR);
    http->options.end(http->options.context, exchange);
    answer_release(transfer->answer);
    arena_destroy(exchange->arena);
    free(transfer->body);
    free(transfer);
    *state = NULL;
    atomic_fetch_sub(&http->exchange_count, 1);
}

static void on_connection(void *context, struct MHD_Connection *connection,
                          void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    (void)connection;
    (void)state;
    struct http *http = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        atomic_fetch_add(&http->connection_count, 1);
    else
        atomic_fetch_sub(&http->connection_count, 1);
}

static void on_log(void *context, const char *format, va_list args)
{
    (void)context;
    char text[LOG_VALUE_MAX], quoted[LOG_VALUE_MAX + 1];
    vsnprintf(text, sizeof text, format, args);
    log_line(LOG_DEBUG, "part=microhttpd message=%s",
             log_quote(str_trim(str_from(text)), quoted));
}

static struct MHD_Daemon *daemon_start(struct http *http)
{
    const struct http_options *options = &http->options;
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
                           MHD_USE_SUSPEND_RESUME | MHD_USE_TURBO |
                           MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER,
        on_log, NULL, MHD_OPTION_LISTEN_SOCKET, http->listener.socket,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads,
        MHD_OPTION_CONNECTION_LIMIT, options->max_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->request_bytes,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
        MHD_OPTION_UNESCAPE_CALLBACK, decode_nothing, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_end, http, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, http, MHD_OPTION_END);
}

struct http *http_start(const struct http_options *options, struct error *err)
{
    struct http *http = calloc(1, sizeof *http);
    if (!http) {
        error_set(err, ERROR_NO_MEMORY, "no memory for the server");
        return NULL;
    }
    http->options = *options;
    http->queue = find_queue();
    if (!listener_open(options->listen, &http->listener, err)) {
        free(http);
        return NULL;
    }
    // Ids of two runs should not be the same in one log.
    atomic_init(&http->next_id, (uint64_t)clock_wall_s() << 28);
    http->daemon = http->queue ? daemon_start(http) : NULL;
    if (http->daemon) return http;
    close(http->listener.socket);
    free(http);
    error_set(err, ERROR_INTERNAL,
              "the HTTP library does not start (event-threads %u, "
              "max-connections %u)",
              options->threads, options->max_connections);
    return NULL;
}

bool http_stop(struct http *http, unsigned wait_ms)
{
    atomic_store(&http->is_stopping, true);
    int listener = MHD_quiesce_daemon(http->daemon);
    uint64_t until = clock_ms() + wait_ms;
    while (http_exchange_count(http) && clock_ms() < until)
        poll(NULL, 0, DRAIN_STEP_MS);
    if (atomic_load(&http->waiting_count)) return false;
    MHD_stop_daemon(http->daemon);
    // Until then an event thread may still have to forget it.
    if (listener >= 0) close(listener);
    free(http);
    return true;
}

const char *http_address(const struct http *http)
{
    return http->listener.address;
}

unsigned http_connection_count(const struct http *http)
{
    return atomic_load(&http->connection_count);
}

unsigned http_exchange_count(struct http *http)
{
    return atomic_load(&http->exchange_count);
}

void exchange_wait(struct exchange *exchange)
{
    struct transfer *transfer = transfer_of(exchange);
    atomic_fetch_add(&transfer->http->waiting_count, 1);
    MHD_suspend_connection(transfer->connection);
}

void exchange_answer(struct exchange *exchange, struct answer *answer)
{
    struct transfer *transfer = transfer_of(exchange);
    transfer->answer = answer;
    transfer->is_answered = true;
}

void exchange_resume(struct exchange *exchange)
{
    struct transfer *transfer = transfer_of(exchange);
    // Before the connection runs on: the exchange may end at any time then,
    // and nothing that ended may be counted as waiting.
    atomic_fetch_sub(&transfer->http->waiting_count, 1);
    MHD_resume_connection(transfer->connection);
}

bool exchange_has_body(const struct exchange *exchange)
{
    return ((const struct transfer *)exchange)->has_body;
}

unsigned exchange_connections(const struct exchange *exchange)
{
    return http_connection_count(((const struct transfer *)exchange)->http);
}

bool exchange_is_abandoned(const struct exchange *exchange)
{
    const struct transfer *transfer = (const struct transfer *)exchange;
    int fd = socket_of(transfer->connection);
    struct pollfd state = { .fd = fd, .events = POLLRDHUP };
    if (fd < 0) return false;
    return poll(&state, 1, 0) == 1 &&
           (state.revents & (POLLRDHUP | POLLHUP | POLLERR));
}
