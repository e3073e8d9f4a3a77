#include "server/stream.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/stream_queue.h"

enum {
    QUEUE_FULL = 256 * 1024,  // the maker stops
    QUEUE_LOW = 128 * 1024,   // and goes on
    TURN_MS = 20,             // then it is another's
};

struct stream {
    struct job job;  // stays first
    struct app *app;
    struct stream *next, **link;  // in streams
    struct task *task;            // in `arena`
    struct arena *arena;          // the request's, taken over
    struct arena *piece_arena;
    struct buf piece;  // on its way to the queue
    struct response response;
    struct packer *packer;
    uint64_t id, deadline_ms;
    unsigned status;  // of a refusal; 0: that of the error
    bool is_open;     // the maker is there
    bool is_made;     // all of the body

    pthread_mutex_t lock;  // guards what follows
    struct exchange *exchange;
    struct stream_queue queue;
    uint64_t rows;
    struct view *view;
    unsigned holders;  // who makes it, and the exchange once answered
    bool is_answered;  // not so, or waiting: the connection is suspended
    bool is_waiting;   // for bytes
    bool is_parked;    // the maker waits for room
    bool is_ended;     // all bytes are in the queue
    bool is_broken;    // they never will be
    bool is_gone;      // nobody wants them
};

struct streams {
    pthread_mutex_t lock;  // taken before that of a stream
    struct stream *first;
    size_t count;
};

struct streams *streams_create(void)
{
    struct streams *streams = calloc(1, sizeof *streams);
    if (streams) pthread_mutex_init(&streams->lock, NULL);
    return streams;
}

void streams_destroy(struct streams *streams)
{
    if (!streams) return;
    pthread_mutex_destroy(&streams->lock);
    free(streams);
}

size_t streams_count(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    size_t count = streams->count;
    pthread_mutex_unlock(&streams->lock);
    return count;
}

static bool enlist(struct stream *stream, size_t max)
{
    struct streams *streams = stream->app->streams;
    pthread_mutex_lock(&streams->lock);
    bool has_room = streams->count < max;
    if (has_room) {
        stream->next = streams->first;
        stream->link = &streams->first;
        if (stream->next) stream->next->link = &stream->next;
        streams->first = stream;
        streams->count++;
    }
    pthread_mutex_unlock(&streams->lock);
    return has_room;
}

static void delist(struct stream *stream)
{
    struct streams *streams = stream->app->streams;
    pthread_mutex_lock(&streams->lock);
    *stream->link = stream->next;
    if (stream->next) stream->next->link = stream->link;
    streams->count--;
    pthread_mutex_unlock(&streams->lock);
}

static void drop(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool is_last = --stream->holders == 0;
    pthread_mutex_unlock(&stream->lock);
    if (!is_last) return;
    stream_queue_clear(&stream->queue);
    pthread_mutex_destroy(&stream->lock);
    free(stream);
}

// The queue of jobs has room for every stream once.
static void add_job(struct stream *stream)
{
    if (!workers_add(stream->app->makers, &stream->job))
        log_line(LOG_ERROR,
                 "id=%016" PRIx64 " part=stream message=\"no room "
                 "in the queue\"",
                 stream->id);
}

static bool unpark(struct stream *stream)
{
    bool was_parked = stream->is_parked;
    stream->is_parked = false;
    return was_parked;
}

static int64_t source_read(void *owner, char *room, size_t size)
{
    int64_t len = SOURCE_LATER;
    struct stream *stream = owner;
    pthread_mutex_lock(&stream->lock);
    if (stream->is_broken) {
        len = SOURCE_BROKEN;
    } else if (stream->queue.first) {
        len = (int64_t)stream_queue_take(&stream->queue, room, size);
    } else if (stream->is_ended) {
        len = SOURCE_END;
    } else {
        stream->is_waiting = true;
        exchange_wait(stream->exchange);
    }
    bool goes_on = stream->queue.len <= QUEUE_LOW && unpark(stream);
    pthread_mutex_unlock(&stream->lock);
    if (goes_on) add_job(stream);
    return len;
}

// Whoever makes it finds out that nobody wants it; what that holds is given
// back on its own thread.
static void source_end(void *owner, struct exchange *exchange)
{
    struct stream *stream = owner;
    pthread_mutex_lock(&stream->lock);
    exchange->rows = stream->rows;
    exchange->bytes = stream->queue.sent;
    stream->is_gone = true;
    if (stream->view) view_cancel(stream->view);
    bool goes_on = unpark(stream);
    pthread_mutex_unlock(&stream->lock);
    if (goes_on) add_job(stream);
    drop(stream);
}

static const struct body_source source = { source_read, source_end };

// All that making it took. Nothing is left but what waits to be sent.
static void finish(struct stream *stream)
{
    struct task *task = stream->task;
    pthread_mutex_lock(&stream->lock);
    stream->view = NULL;
    pthread_mutex_unlock(&stream->lock);
    struct maker *maker = stream->response.maker;
    if (maker) maker->close(maker->context);
    view_close(task->request.view);
    if (task->catalog) catalog_release(task->catalog);
    packer_destroy(stream->packer);
    arena_destroy(stream->piece_arena);
    arena_destroy(stream->arena);
    delist(stream);
    drop(stream);
}

// Instead of the body; NULL closes the connection.
static void refuse(struct stream *stream, struct answer *answer)
{
    struct exchange *exchange = stream->exchange;
    pthread_mutex_lock(&stream->lock);
    stream->is_answered = true;
    pthread_mutex_unlock(&stream->lock);
    exchange_answer(exchange, answer);
    finish(stream);
    exchange_resume(exchange);
}

static void name_limit(const struct stream *stream, struct error *err)
{
    const struct config *config = stream->app->config;
    if (err->code == ERROR_TIMEOUT)
        error_set(err, ERROR_TIMEOUT,
                  "the download takes more than %lld s (download-timeout-s), "
                  "or the server stops",
                  (long long)config->download_timeout_s);
    if (err->code == ERROR_NO_MEMORY)
        error_set(err, ERROR_NO_MEMORY,
                  "the download needs more memory than one request may use, "
                  "%lld MB (request-memory-mb)",
                  (long long)config->request_memory_mb);
}

// A part has been sent already: the client must not take it for the whole.
static void cut(struct stream *stream, const struct error *err)
{
    char quoted[LOG_VALUE_MAX + 1];
    pthread_mutex_lock(&stream->lock);
    bool is_gone = stream->is_gone;
    bool is_waiting = stream->is_waiting;
    stream->is_waiting = false;
    stream->is_broken = true;
    stream_queue_clear(&stream->queue);
    pthread_mutex_unlock(&stream->lock);
    if (is_waiting) exchange_resume(stream->exchange);
    metrics_add(stream->app->metrics,
                is_gone ? COUNTER_ABANDONED : COUNTER_DOWNLOADS_CUT);
    if (is_gone) return;
    log_line(err->code == ERROR_TIMEOUT ? LOG_WARNING : LOG_ERROR,
             "id=%016" PRIx64 " op=%s message=\"download cut\" code=%s "
             "error=%s",
             stream->id, stream->task->request.route->id, error_name(err->code),
             log_quote(str_from(err->message), quoted));
}

static void fail(struct stream *stream, struct error *err)
{
    struct refusal refusal = { .status = stream->status };
    pthread_mutex_lock(&stream->lock);
    bool is_gone = stream->is_gone;
    pthread_mutex_unlock(&stream->lock);
    name_limit(stream, err);
    if (stream->is_answered) {
        cut(stream, err);
        finish(stream);
        return;
    }
    if (is_gone) metrics_add(stream->app->metrics, COUNTER_ABANDONED);
    refuse(stream,
           is_gone ? NULL : task_problem(stream->task, &refusal, err, true));
}

static bool open_maker(struct stream *stream, struct error *err)
{
    struct task *task = stream->task;
    struct request *request = &task->request;
    if (!task_open_view(task, stream->deadline_ms, err)) return false;
    pthread_mutex_lock(&stream->lock);
    stream->view = request->view;
    pthread_mutex_unlock(&stream->lock);
    if (!request->route->handle(stream->app, request, &stream->response, err))
        return false;
    if (task->coding != CODING_IDENTITY)
        stream->packer = packer_create(task->coding, err);
    stream->piece_arena =
        arena_create((size_t)stream->app->config->request_memory_mb << 20);
    if (task->coding != CODING_IDENTITY && !stream->packer) return false;
    if (!stream->piece_arena)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    buf_init(&stream->piece, stream->piece_arena, SIZE_MAX);
    stream->is_open = true;
    return true;
}

// HTTP/1.0 has no way to tell the end of a body of unknown size from a broken
// connection.
static bool send_headers(struct stream *stream, struct error *err)
{
    uint64_t size =
        stream->packer ? SIZE_NOT_KNOWN : stream->response.maker->size;
    if (stream->exchange->is_old && size == SIZE_NOT_KNOWN) {
        stream->status = 505;
        return error_set(err, ERROR_UNSUPPORTED,
                         "a download needs HTTP/1.1: with HTTP/1.0 a part of "
                         "it could pass for the whole");
    }
    struct answer *answer = task_answer_made(stream->task, &stream->response,
                                             &source, stream, size);
    if (!answer)
        return error_set(err, ERROR_NO_MEMORY, "no memory for an answer");
    pthread_mutex_lock(&stream->lock);
    stream->is_answered = true;
    stream->holders++;
    pthread_mutex_unlock(&stream->lock);
    exchange_answer(stream->exchange, answer);
    exchange_resume(stream->exchange);
    return true;
}

static bool put(struct stream *stream, str bytes, struct error *err)
{
    struct chunk *chunk = NULL;
    if (bytes.len && !(chunk = chunk_create(bytes)))
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    pthread_mutex_lock(&stream->lock);
    if (chunk) stream_queue_add(&stream->queue, chunk);
    stream->rows = stream->response.maker->rows;
    stream->is_ended = stream->is_made;
    bool is_waiting =
        stream->is_waiting && (stream->queue.first || stream->is_ended);
    if (is_waiting) stream->is_waiting = false;
    bool has_any = stream->queue.first || stream->is_ended;
    pthread_mutex_unlock(&stream->lock);
    if (is_waiting) exchange_resume(stream->exchange);
    return stream->is_answered || !has_any || send_headers(stream, err);
}

// A piece goes when it is large enough, and never for reasons of time: packed
// bytes depend on where pieces end.
static bool ship(struct stream *stream, struct error *err)
{
    str bytes;
    struct buf packed;
    if (!buf_finish(&stream->piece, &bytes, err)) return false;
    if (bytes.len < MAKER_PIECE_BYTES && !stream->is_made) return true;
    if (stream->packer) {
        buf_init(&packed, stream->piece_arena, SIZE_MAX);
        if (!packer_add(stream->packer, bytes, stream->is_made, &packed, err) ||
            !buf_finish(&packed, &bytes, err))
            return false;
    }
    if (!put(stream, bytes, err)) return false;
    arena_clear(stream->piece_arena);
    buf_init(&stream->piece, stream->piece_arena, SIZE_MAX);
    return true;
}

static bool is_late(const struct stream *stream)
{
    uint64_t now = clock_ms();
    uint64_t stop = atomic_load(&stream->app->stop_ms);
    return now >= stream->deadline_ms || (stop && now >= stop);
}

static bool make_piece(struct stream *stream, struct error *err)
{
    struct maker *maker = stream->response.maker;
    pthread_mutex_lock(&stream->lock);
    bool is_gone = stream->is_gone;
    pthread_mutex_unlock(&stream->lock);
    if (is_gone || is_late(stream))
        return error_set(err, ERROR_TIMEOUT, "given up");
    return maker->more(maker->context, &stream->piece, &stream->is_made, err) &&
           ship(stream, err);
}

// Not when it is late: there is nothing to wait for.
// Once this is true the stream may be another thread's already.
static bool park(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool is_full =
        stream->queue.len >= QUEUE_FULL && !stream->is_gone && !is_late(stream);
    stream->is_parked = is_full;
    pthread_mutex_unlock(&stream->lock);
    return is_full;
}

static void run(struct job *job, struct compressor *unused)
{
    (void)unused;
    struct error err;
    struct stream *stream = (struct stream *)job;
    uint64_t until = clock_ms() + TURN_MS;
    bool ok = stream->is_open || open_maker(stream, &err);
    while (ok && !stream->is_made && clock_ms() < until) {
        if (park(stream)) return;
        ok = make_piece(stream, &err);
    }
    if (!ok)
        fail(stream, &err);
    else if (stream->is_made)
        finish(stream);
    else
        add_job(stream);
}

// The exchange may end at any moment; the texts of its request go with it.
static bool own_request(struct task *task, struct error *err)
{
    struct request *request = &task->request;
    str *texts[] = { &request->method, &request->path, &request->query,
                     &request->accept };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        str copy = arena_copy(request->arena, *texts[i]);
        if (texts[i]->len && !copy.bytes)
            return error_set(err, ERROR_NO_MEMORY, "no memory for a request");
        *texts[i] = copy;
    }
    return true;
}

static struct stream *create(struct task *task)
{
    struct app *app = task->app;
    struct exchange *exchange = task->exchange;
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    pthread_mutex_init(&stream->lock, NULL);
    stream->app = app;
    stream->job.run = run;
    stream->task = task;
    stream->exchange = exchange;
    stream->id = exchange->id;
    stream->holders = 1;
    stream->deadline_ms =
        clock_ms() + (uint64_t)app->config->download_timeout_s * 1000;
    return stream;
}

bool stream_begin(struct task *task, struct error *err)
{
    struct app *app = task->app;
    if (!own_request(task, err)) return false;
    struct stream *stream = create(task);
    if (!stream)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    if (!enlist(stream, (size_t)app->config->max_downloads)) {
        drop(stream);
        metrics_add(app->metrics, COUNTER_DOWNLOADS_REFUSED);
        return error_set(err, ERROR_BUSY,
                         "%lld downloads are running already (max-downloads)",
                         (long long)app->config->max_downloads);
    }
    stream->arena = task->exchange->arena;
    task->exchange->arena = NULL;
    exchange_wait(task->exchange);
    add_job(stream);
    return true;
}

static void look(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool is_suspended = !stream->is_answered || stream->is_waiting;
    if (is_suspended && !stream->is_gone &&
        exchange_is_abandoned(stream->exchange)) {
        stream->is_gone = true;
        if (stream->view) view_cancel(stream->view);
    }
    bool goes_on = is_late(stream) && unpark(stream);
    pthread_mutex_unlock(&stream->lock);
    if (goes_on) add_job(stream);
}

void streams_watch(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    for (struct stream *s = streams->first; s; s = s->next) look(s);
    pthread_mutex_unlock(&streams->lock);
}

static int64_t nothing_read(void *owner, char *room, size_t size)
{
    (void)owner;
    (void)room;
    (void)size;
    return SOURCE_END;
}

static void nothing_end(void *owner, struct exchange *exchange)
{
    (void)owner;
    (void)exchange;
}

struct answer *stream_head(struct task *task)
{
    static const struct body_source nothing = { nothing_read, nothing_end };
    struct error err;
    struct response response = { 0 };
    struct request *request = &task->request;
    if (!request->route->handle(task->app, request, &response, &err))
        return task_problem(task, NULL, &err, false);
    return task_answer_made(task, &response, &nothing, NULL, SIZE_NOT_KNOWN);
}
