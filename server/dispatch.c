#include "server/dispatch.h"

#include <inttypes.h>

#include "base/clock.h"
#include "server/access_log.h"
#include "server/cache.h"
#include "server/file_answer.h"
#include "server/quick.h"
#include "server/recall.h"
#include "server/stream.h"
#include "server/tile_version.h"

enum { LONG_WAIT_US = 250 * 1000 };

static struct task *task_create(struct app *app, struct exchange *x)
{
    x->arena = arena_create((size_t)app->config->request_memory_mb << 20);
    struct task *task = x->arena ? ARENA_NEW(x->arena, struct task) : NULL;
    if (!task) return NULL;
    task->app = app;
    task->exchange = x;
    task->coding = coding_negotiate(x->accept_encoding);
    return task;
}

static void task_end(struct task *task)
{
    if (task->catalog) catalog_release(task->catalog);
    task->catalog = NULL;
}

static enum begun answer_now(struct task *task, struct answer *answer)
{
    exchange_answer(task->exchange, answer);
    task_end(task);
    return BEGUN_ANSWERED;
}

static enum begun refuse_now(struct task *task, const struct refusal *refusal,
                             const struct error *err)
{
    return answer_now(task, task_problem(task, refusal, err, false));
}

static enum begun handle_now(struct task *task)
{
    struct error err;
    struct response response = { 0 };
    const struct route *route = task->request.route;
    if (!route->handle(task->app, &task->request, &response, &err))
        return refuse_now(task, NULL, &err);
    return answer_now(task, task_answer(task, &response, NULL, false));
}

// Hands an answer to those who waited for it behind the leader.
static void answer_others(struct task *task, struct answer *answer,
                          bool is_kept)
{
    struct exchange *x =
        cache_finish(task->app->cache, task->key, answer, is_kept);
    while (x) {
        struct exchange *next = x->next_waiting;
        exchange_answer(x, answer ? answer_acquire(answer) : NULL);
        exchange_resume(x);
        x = next;
    }
}

// The leader's arena, in which the task itself lives, ends here.
static void answer_all(struct task *task, struct answer *answer, bool is_kept)
{
    struct exchange *leader = task->exchange;
    answer_others(task, answer, is_kept);
    exchange_answer(leader, answer);
    arena_destroy(leader->arena);
    leader->arena = NULL;
    exchange_resume(leader);
}

static bool handle_with_view(struct task *task, struct response *response,
                             struct error *err)
{
    struct request *request = &task->request;
    return task_open_view(task, request->deadline_ms, err) &&
           request->route->handle(task->app, request, response, err);
}

static bool handle(struct task *task, struct response *response,
                   struct error *err)
{
    struct request *request = &task->request;
    uint64_t now_ms = clock_ms();
    if (task->made) {
        *response = *task->made;
        return true;
    }
    if (now_ms >= request->deadline_ms)
        return error_set(err, ERROR_BUSY,
                         "no worker was free within %lld ms "
                         "(request-timeout-ms)",
                         (long long)task->app->config->request_timeout_ms);
    return request->route->kind == ROUTE_DATA
               ? handle_with_view(task, response, err)
               : request->route->handle(task->app, request, response, err);
}

// What ran out is one of our limits: the answer says which.
static void name_limit(const struct config *config, struct error *err)
{
    if (err->code == ERROR_TIMEOUT)
        error_set(err, ERROR_TIMEOUT,
                  "the answer takes more than %lld ms (request-timeout-ms); "
                  "ask for less: a box, a filter, a smaller limit",
                  (long long)config->request_timeout_ms);
    if (err->code == ERROR_NO_MEMORY)
        error_set(err, ERROR_NO_MEMORY,
                  "the answer needs more memory than one request may use, "
                  "%lld MB (request-memory-mb); ask for less",
                  (long long)config->request_memory_mb);
}

// A client that has gone is not worked for, unless others wait for the same.
// One that only closed its half of the connection looks like one that has
// gone, so this is for requests that had to wait: under load it saves the work
// for maps that have long been moved on.
static bool give_up(struct task *task)
{
    struct exchange *x = task->exchange;
    struct app *app = task->app;
    if (clock_us() - x->started_us < LONG_WAIT_US) return false;
    if (!exchange_is_abandoned(x) || !cache_give_up(app->cache, task->key))
        return false;
    metrics_add(app->metrics, COUNTER_ABANDONED);
    task_end(task);
    exchange_answer(x, NULL);
    exchange_resume(x);
    return true;
}

static bool is_kept(const struct task *task, const struct response *response)
{
    const struct route *route = task->request.route;
    return !response->is_not_cached && !route->is_not_stored &&
           route->kind != ROUTE_FILE;
}

static struct answer *make_answer(struct task *task, struct response *response,
                                  struct compressor *compressor)
{
    return task->request.route->kind == ROUTE_FILE
               ? file_answer(task, response)
               : task_answer(task, response, compressor, true);
}

static void run(struct job *job, struct compressor *compressor)
{
    struct error err;
    struct task *task = (struct task *)job;
    struct response response = { 0 };
    if (give_up(task)) return;
    bool ok = handle(task, &response, &err);
    if (!ok) {
        name_limit(task->app->config, &err);
        request_tell_path(&task->request, task->app, &err);
    }
    struct answer *answer = ok ? make_answer(task, &response, compressor)
                               : task_problem(task, NULL, &err, true);
    if (task->request.view) view_close(task->request.view);
    task_end(task);
    answer_all(task, answer, ok && is_kept(task, &response));
}

static void refuse_full(struct task *task)
{
    struct error err;
    metrics_add(task->app->metrics, COUNTER_QUEUE_REFUSED);
    error_set(&err, ERROR_BUSY,
              "%lld requests are waiting already (queue-length)",
              (long long)task->app->config->queue_length);
    struct answer *answer = task_problem(task, NULL, &err, true);
    task_end(task);
    answer_all(task, answer, false);
}

// What is made, and long to compress, a worker compresses.
static bool leave_packing(struct task *task, const struct response *response)
{
    if (task->coding == CODING_IDENTITY ||
        response->body.len <= QUICK_PACK_BYTES)
        return false;
    task->made = ARENA_NEW(task->request.arena, struct response);
    if (task->made) *task->made = *response;
    return true;
}

static bool make_and_answer(struct task *task)
{
    struct error err;
    struct response response = { 0 };
    struct app *app = task->app;
    struct request *request = &task->request;
    bool is_made = false;
    bool ok =
        request->route->handle_quick(app, request, &response, &is_made, &err);
    if (ok && (!is_made || leave_packing(task, &response))) return false;
    metrics_add(app->metrics, COUNTER_QUICK);
    if (!ok) request_tell_path(request, app, &err);
    struct answer *answer =
        ok ? task_answer(task, &response, quick_compressor(), true)
           : task_problem(task, NULL, &err, true);
    answer_others(task, answer, ok && is_kept(task, &response));
    answer_now(task, answer);
    return true;
}

// False when a worker has to do it, or what is left of it.
static bool answer_quickly(struct task *task)
{
    if (!task->request.route->handle_quick || !quick_may_begin(task->exchange))
        return false;
    uint64_t start_us = clock_us();
    bool is_answered = make_and_answer(task);
    quick_took(clock_us() - start_us);
    return is_answered;
}

static enum begun handle_later(struct task *task)
{
    struct answer *answer;
    struct app *app = task->app;
    switch (cache_begin(app->cache, task->key, task->exchange, &answer)) {
    case CACHE_HIT:
        metrics_add(app->metrics, COUNTER_CACHE_HITS);
        recall_keep(app->recall, task, NULL);
        return answer_now(task, answer);
    case CACHE_JOINED:
        metrics_add(app->metrics, COUNTER_CACHE_JOINED);
        task_end(task);
        return BEGUN_WAITING;
    case CACHE_MISS: break;
    }
    metrics_add(app->metrics, COUNTER_CACHE_MISSES);
    if (answer_quickly(task)) return BEGUN_ANSWERED;
    task->job.run = run;
    exchange_wait(task->exchange);
    if (!workers_add(app->workers, &task->job)) refuse_full(task);
    return BEGUN_WAITING;
}

// A body is read by the worker that answers it (task_open_view), and what is
// asked in a body is nobody else's: the answer is made for this request alone.
static enum begun read_later(struct task *task)
{
    struct request *request = &task->request;
    task->key = arena_printf(request->arena, "post %" PRIx64, request->id);
    if (task->key.bytes) return handle_later(task);
    struct error err;
    error_set(&err, ERROR_NO_MEMORY, "no memory for the request");
    return refuse_now(task, NULL, &err);
}

static enum begun begin_stream(struct task *task)
{
    struct error err;
    if (method_of(task->request.method) == METHOD_HEAD)
        return answer_now(task, stream_head(task));
    if (!stream_begin(task, &err)) return refuse_now(task, NULL, &err);
    return BEGUN_WAITING;
}

// By a worker, which may have to open the file. What is sent is nobody else's.
static enum begun begin_file(struct task *task)
{
    struct error err;
    struct request *request = &task->request;
    task->key = arena_printf(request->arena, "file %" PRIx64, request->id);
    if (task->key.bytes) return handle_later(task);
    error_set(&err, ERROR_NO_MEMORY, "no memory for the request");
    return refuse_now(task, NULL, &err);
}

// A file is sent as it is. What is gzip already is not made into anything
// else: who does not take that gets it unpacked.
static void choose_coding(struct task *task)
{
    struct request *request = &task->request;
    if (request->route->kind == ROUTE_FILE) task->coding = CODING_IDENTITY;
    if (!request->route->is_gzip_stored) return;
    request->takes_gzip = coding_takes_gzip(task->exchange->accept_encoding);
    task->coding = request->takes_gzip ? CODING_GZIP : CODING_IDENTITY;
}

// Whatever is left once the answer is known not to be the client's already.
static enum begun begin_work(struct task *task)
{
    switch (task->request.route->kind) {
    case ROUTE_STREAM: return begin_stream(task);
    case ROUTE_FILE: return begin_file(task);
    case ROUTE_INLINE:
    case ROUTE_CATALOG:
    case ROUTE_DATA: break;
    }
    return handle_later(task);
}

static enum begun not_modified(struct task *task)
{
    struct app *app = task->app;
    struct answer *answer = task_not_modified(task);
    metrics_add(app->metrics, COUNTER_NOT_MODIFIED);
    if (answer) recall_keep(app->recall, task, answer);
    return answer_now(task, answer);
}

static enum begun begin_task(struct task *task)
{
    struct error err;
    struct refusal refusal = { 0 };
    struct app *app = task->app;
    struct request *request = &task->request;
    if (!request_begin(request, app, task->exchange, &refusal, &err))
        return refuse_now(task, &refusal, &err);
    if (method_of(request->method) == METHOD_OPTIONS)
        return answer_now(task, task_options(task));
    choose_coding(task);
    task->catalog = store_catalog(app->store);
    if (method_of(request->method) == METHOD_POST) return read_later(task);
    if (!request_check(request, app, task->catalog, &err))
        return refuse_now(task, NULL, &err);
    if (request->route->kind == ROUTE_INLINE) return handle_now(task);
    if (!task_validators(task)) {
        error_set(&err, ERROR_NO_MEMORY, "no memory for the request");
        return refuse_now(task, NULL, &err);
    }
    if (!task_is_unchanged(task) || tile_is_past(request))
        return begin_work(task);
    return not_modified(task);
}

size_t dispatch_accepts(void *context, const struct exchange *x)
{
    (void)context;
    struct route_match match;
    int64_t len;
    bool is_clear = !x->flaw && !x->transfer_encoding.bytes &&
                    str_to_int(x->content_length, &len) && len > 0;
    if (!is_clear || len > BODY_BYTES_MAX) return 0;
    if (method_of(x->method) != METHOD_POST || !route_find(x->path, &match) ||
        !route_takes_body(match.route, x->content_type))
        return 0;
    return (size_t)len;
}

enum begun dispatch_begin(void *context, struct exchange *x)
{
    struct app *app = context;
    struct answer *answer = recall_answer(app->recall, app, x);
    if (answer) {
        exchange_answer(x, answer);
        return BEGUN_ANSWERED;
    }
    struct task *task = task_create(app, x);
    if (task) return begin_task(task);
    exchange_answer(x, NULL);
    return BEGUN_ANSWERED;
}

void dispatch_end(void *context, struct exchange *x)
{
    struct app *app = context;
    uint64_t us = clock_us() - x->started_us;
    metrics_count(app->metrics, x->route, x->status, us, x->bytes);
    access_log(x, us);
}
