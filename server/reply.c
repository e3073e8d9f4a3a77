#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "server/headers.h"
#include "server/pages/pages.h"
#include "server/task.h"

enum { PROBLEM_BYTES_MAX = 64 * 1024 };

static const struct header no_store = { "Cache-Control", { "no-store", 8 } };

static void set_caching(struct header_list *list, const struct task *task)
{
    const struct request *request = &task->request;
    const struct route *route = request->route;
    unsigned max_age_s = 60;
    if (route->kind == ROUTE_INLINE || route->is_not_stored) {
        headers_set(list, no_store.name, no_store.value);
        return;
    }
    if (route_reads_data(route) && request->collection)
        max_age_s = request->collection->dataset->max_age_s;
    headers_set(list, "Cache-Control",
                arena_printf(request->arena, "public, max-age=%u", max_age_s));
    headers_set(list, "ETag", task->etag);
    if (task->last_modified.len)
        headers_set(list, "Last-Modified", task->last_modified);
    bool is_negotiated =
        route->offers && route->offers[0].name && route->offers[1].name;
    headers_set(list, "Vary",
                is_negotiated ? STR("Accept, Accept-Encoding")
                              : STR("Accept-Encoding"));
}

static void set_response(struct header_list *list, const struct task *task,
                         const struct response *response)
{
    str type = response->content_type;
    if (!type.len) type = format_media_type(task->request.format);
    headers_set(list, "Content-Type", type);
    for (size_t i = 0; i < response->header_count; i++)
        headers_set(list, response->headers[i].name,
                    response->headers[i].value);
}

// A copy of exactly the body, so that the request's arena, which is larger, can
// go before the answer is sent, and on the thread of a worker: giving hundreds
// of megabytes back to the system would stall an event thread.
static bool own_body(struct answer_parts *parts)
{
    char *copy = malloc(parts->body.len + 1);
    if (!copy) return false;
    if (parts->body.len) memcpy(copy, parts->body.bytes, parts->body.len);
    parts->body.bytes = copy;
    parts->owner = copy;
    parts->release = free;
    return true;
}

static bool compress_body(struct task *task, struct compressor *compressor,
                          struct answer_parts *parts)
{
    str packed;
    if (!compressor || task->coding == CODING_IDENTITY) return false;
    if (parts->body.len < COMPRESS_MIN_BYTES) return false;
    if (!compress_whole(compressor, task->coding, parts->body, &packed, NULL))
        return false;
    parts->body = packed;
    parts->owner = (void *)(uintptr_t)packed.bytes;
    parts->release = free;
    return true;
}

struct answer *task_answer(struct task *task, struct response *response,
                           struct compressor *compressor, bool for_sharing)
{
    struct header_list list;
    struct answer_parts parts = { .status = response->status,
                                  .body = response->body,
                                  .rows = response->rows };
    if (!parts.status) parts.status = 200;
    headers_init(&list, task->request.is_secure);
    if (parts.status < 400)
        set_caching(&list, task);
    else
        headers_set(&list, no_store.name, no_store.value);
    set_response(&list, task, response);
    if (response->is_gzip)
        headers_set(&list, "Content-Encoding",
                    str_from(coding_name(CODING_GZIP)));
    if (!response->is_gzip && compress_body(task, compressor, &parts))
        headers_set(&list, "Content-Encoding",
                    str_from(coding_name(task->coding)));
    else if (for_sharing && !own_body(&parts))
        return NULL;
    parts.headers = list.items;
    parts.header_count = list.count;
    struct answer *answer = answer_create(&parts);
    if (!answer) free(parts.owner);
    return answer;
}

struct answer *task_answer_made(struct task *task, struct response *response,
                                const struct body_source *source, void *owner,
                                uint64_t size)
{
    struct header_list list;
    struct answer_parts parts = {
        .status = 200, .source = source, .owner = owner, .size = size
    };
    if (response->status) parts.status = response->status;
    headers_init(&list, task->request.is_secure);
    set_caching(&list, task);
    set_response(&list, task, response);
    if (task->coding != CODING_IDENTITY)
        headers_set(&list, "Content-Encoding",
                    str_from(coding_name(task->coding)));
    parts.headers = list.items;
    parts.header_count = list.count;
    return answer_create(&parts);
}

static void log_failure(const struct task *task, unsigned status,
                        const struct error *err)
{
    char quoted[LOG_VALUE_MAX + 1];
    const struct route *route = task->exchange->route;
    if (status < 500) return;
    log_line(status == 503 || status == 505 ? LOG_WARNING : LOG_ERROR,
             "id=%016" PRIx64 " op=%s status=%u code=%s error=%s",
             task->exchange->id, route ? route->id : "none", status,
             error_name(err->code), log_quote(str_from(err->message), quoted));
}

// A route with problems of its own has them for browsers too.
static bool is_page(const struct request *request)
{
    const struct route *route = request->route;
    return request->wants_page && !(route && route->write_problem);
}

static str write_problem(const struct request *request, struct buf *body,
                         const struct problem_text *text)
{
    const struct route *route = request->route;
    const struct problem *first = request->problems.first;
    if (route && route->write_problem)
        return route->write_problem(body, first ? first->detail : text->detail);
    problem_write(body, text);
    return STR("application/problem+json");
}

static void problem_body(struct task *task, unsigned status,
                         const struct error *err, struct response *response)
{
    struct buf body;
    const struct request *request = &task->request;
    bool is_secret = status == 500 && problem_is_secret(err->code);
    str detail = str_from(err->message);
    if (is_secret)
        detail = arena_printf(request->arena,
                              "something went wrong here; the log has more "
                              "under request %016" PRIx64,
                              task->exchange->id);
    const struct problem_text text = {
        .status = status,
        .detail = detail,
        .request_id = is_secret ? task->exchange->id : 0,
        .problems = &request->problems,
    };
    response->status = status;
    if (is_page(request) && page_problem(task->app, request, response, &text))
        return;
    buf_init(&body, request->arena, PROBLEM_BYTES_MAX);
    response->content_type = write_problem(request, &body, &text);
    if (buf_finish(&body, &response->body, NULL)) return;
    response->body =
        STR("{\"type\":\"about:blank\",\"status\":503,\"title\":\"Service "
            "Unavailable\",\"detail\":\"out of memory\"}\n");
    response->status = 503;
}

struct answer *task_problem(struct task *task, const struct refusal *refusal,
                            const struct error *err, bool for_sharing)
{
    struct response response = { 0 };
    unsigned status = refusal && refusal->status ? refusal->status
                                                 : problem_status(err->code);
    log_failure(task, status, err);
    problem_body(task, status, err, &response);
    if (refusal && refusal->allow)
        response_header(&response, "Allow", str_from(refusal->allow));
    if (refusal && refusal->content_range.len)
        response_header(&response, "Content-Range", refusal->content_range);
    if (response.status == 503)
        response_header(&response, "Retry-After", STR("2"));
    return task_answer(task, &response, NULL, for_sharing);
}

struct answer *task_not_modified(struct task *task)
{
    struct header_list list;
    headers_init(&list, task->request.is_secure);
    set_caching(&list, task);
    return answer_create(&(struct answer_parts){
        .status = 304, .headers = list.items, .header_count = list.count });
}

struct answer *task_options(struct task *task)
{
    struct header_list list;
    headers_init(&list, task->request.is_secure);
    headers_set(&list, no_store.name, no_store.value);
    str methods = str_from(route_methods(task->request.route));
    headers_set(&list, "Allow", methods);
    headers_set(&list, "Access-Control-Allow-Methods", methods);
    headers_set(&list, "Access-Control-Allow-Headers",
                STR("Accept, Accept-Language, Content-Type, If-None-Match, "
                    "If-Modified-Since, Range, If-Range"));
    headers_set(&list, "Access-Control-Max-Age", STR("86400"));
    return answer_create(&(struct answer_parts){
        .status = 204, .headers = list.items, .header_count = list.count });
}
