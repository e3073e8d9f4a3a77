#include <inttypes.h>

#include "server/embedded.h"
#include "server/headers.h"
#include "server/task.h"

// One version of one dataset. A dataset that was removed and came back counts
// from 1 again, so the time stands beside the number.
static void stamp_dataset(struct buf *key, const struct dataset *dataset)
{
    buf_addf(key, "%.*s:%" PRId64 ":%.*s;", STR_ARG(dataset->id),
             dataset->version, STR_ARG(dataset->updated));
}

static bool is_of_one(const struct request *request)
{
    const struct route *route = request->route;
    return request->collection && route_reads_data(route) && !route->is_of_all;
}

// A collection's answers depend on its dataset and on the one that its areas
// come from; all other answers on everything there is.
static void stamp(struct buf *key, const struct task *task)
{
    const struct request *request = &task->request;
    const struct catalog *catalog = request->catalog;
    const struct collection *collection = request->collection;
    if (request->route->stamp) {
        request->route->stamp(task->app, request, key);
        return;
    }
    if (is_of_one(request)) {
        const struct dataset *areas =
            catalog_dataset(catalog, collection->dataset->areas);
        stamp_dataset(key, collection->dataset);
        if (areas) stamp_dataset(key, areas);
        return;
    }
    for (size_t i = 0; i < catalog->dataset_count; i++)
        stamp_dataset(key, &catalog->datasets[i]);
}

// The canonical request: two that can only have the same answer have the same
// key. Parts are separated by blanks, which percent-encoding leaves out.
static void key_write(struct buf *key, const struct task *task)
{
    const struct request *request = &task->request;
    buf_addf(key, "%s %s %d %d %d %.*s ", embedded_version, request->route->id,
             (int)request->format, (int)task->coding, request->is_secure,
             STR_ARG(request->base_url));
    stamp(key, task);
    for (size_t i = 0; i < request->variable_count; i++) {
        buf_add_char(key, ' ');
        percent_encode(key, request->variables[i], "");
    }
    for (size_t i = 0; i < request->params.pair_count; i++) {
        buf_add_char(key, ' ');
        percent_encode(key, request->params.pairs[i].name, "");
        buf_add_char(key, '=');
        percent_encode(key, request->params.pairs[i].value, "");
    }
}

bool task_validators(struct task *task)
{
    struct buf key;
    const struct request *request = &task->request;
    buf_init(&key, request->arena, SIZE_MAX);
    key_write(&key, task);
    if (!buf_finish(&key, &task->key, NULL)) return false;
    task->etag =
        arena_printf(request->arena, "\"" BUURT_VERSION "-%016" PRIx64 "\"",
                     str_hash(task->key));
    if (is_of_one(request))
        task->last_modified =
            http_date(request->arena, request->collection->dataset->updated);
    return task->etag.bytes != NULL;
}

bool headers_say_unchanged(const struct exchange *x, str etag,
                           str last_modified)
{
    if (x->if_none_match.bytes) return etag_matches(x->if_none_match, etag);
    return last_modified.len && str_equal(x->if_modified_since, last_modified);
}

bool task_is_unchanged(const struct task *task)
{
    return !task->request.route->is_not_stored &&
           headers_say_unchanged(task->exchange, task->etag,
                                 task->last_modified);
}
