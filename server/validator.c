#include "server/embedded.h"
#include "server/headers.h"
#include "server/stamp.h"
#include "server/task.h"

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
        stamp_with_areas(key, catalog, collection->dataset);
        return;
    }
    for (size_t i = 0; i < catalog->dataset_count; i++)
        stamp_dataset(key, &catalog->datasets[i]);
}

static void add_choice(struct buf *key, unsigned number)
{
    buf_add_char(key, ' ');
    buf_add_int(key, number);
}

// The canonical request: two that can only have the same answer have the same
// key. Parts are separated by blanks, which percent-encoding leaves out.
static void key_write(struct buf *key, const struct task *task)
{
    const struct request *request = &task->request;
    buf_add_str(key, str_from(embedded_version));
    buf_add_char(key, ' ');
    buf_add_str(key, str_from(request->route->id));
    add_choice(key, request->format);
    add_choice(key, task->coding);
    add_choice(key, request->is_secure);
    buf_add_char(key, ' ');
    buf_add_str(key, request->base_url);
    buf_add_char(key, ' ');
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
    struct buf key, etag;
    const struct request *request = &task->request;
    buf_init(&key, request->arena, SIZE_MAX);
    key_write(&key, task);
    if (!buf_finish(&key, &task->key, NULL)) return false;
    buf_init(&etag, request->arena, SIZE_MAX);
    buf_add_str(&etag, STR("\"" BUURT_VERSION "-"));
    stamp_hash(&etag, task->key);
    buf_add_char(&etag, '"');
    if (!buf_finish(&etag, &task->etag, NULL)) return false;
    if (is_of_one(request))
        task->last_modified =
            http_date(request->arena, request->collection->dataset->updated);
    return true;
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
