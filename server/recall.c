#include "server/recall.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "server/cache.h"

enum { PLACES = 4096, TEXT_MAX = 1024 };

// All of a request that its answer depends on, one line for each part.
struct text {
    char bytes[TEXT_MAX];
    size_t len;
    uint64_t hash;
};

struct memory {
    atomic_uint references;
    const struct route *route;
    struct answer *not_modified;
    int64_t generation;
    uint64_t hash;
    str text, key, etag, last_modified;
    char bytes[];  // of those four
};

struct recall {
    pthread_mutex_t lock;
    struct memory *places[PLACES];
};

struct recall *recall_create(void)
{
    struct recall *recall = calloc(1, sizeof *recall);
    if (recall) pthread_mutex_init(&recall->lock, NULL);
    return recall;
}

static void release(struct memory *memory)
{
    if (!memory || atomic_fetch_sub(&memory->references, 1) != 1) return;
    answer_release(memory->not_modified);
    free(memory);
}

void recall_destroy(struct recall *recall)
{
    if (!recall) return;
    for (size_t i = 0; i < PLACES; i++) release(recall->places[i]);
    pthread_mutex_destroy(&recall->lock);
    free(recall);
}

// Only of what needs no body, no second look at its framing and no words with
// its client. False where there is no room.
static bool text_write(struct text *text, const struct app *app,
                       const struct exchange *x)
{
    const str parts[] = { x->path,          x->query,
                          x->accept,        x->accept_encoding,
                          x->host,          x->forwarded_proto,
                          x->forwarded_host };
    if (method_of(x->method) != METHOD_GET || x->flaw || x->is_old ||
        exchange_has_body(x) ||
        x->header_bytes > (size_t)app->config->max_header_bytes)
        return false;
    text->len = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].len >= TEXT_MAX - text->len) return false;
        if (parts[i].len)
            memcpy(text->bytes + text->len, parts[i].bytes, parts[i].len);
        text->len += parts[i].len;
        text->bytes[text->len++] = '\n';
    }
    text->hash = str_hash_here((str){ text->bytes, text->len });
    return true;
}

static int64_t generation_now(struct app *app)
{
    const struct catalog *catalog = store_catalog(app->store);
    int64_t generation = catalog->generation;
    catalog_release(catalog);
    return generation;
}

static struct memory *find(struct recall *recall, const struct text *text,
                           int64_t generation)
{
    pthread_mutex_lock(&recall->lock);
    struct memory *memory = recall->places[text->hash % PLACES];
    if (memory && memory->hash == text->hash &&
        memory->generation == generation &&
        str_equal(memory->text, (str){ text->bytes, text->len }))
        atomic_fetch_add(&memory->references, 1);
    else
        memory = NULL;
    pthread_mutex_unlock(&recall->lock);
    return memory;
}

static struct answer *answer_by(const struct memory *memory, struct app *app,
                                const struct exchange *x)
{
    struct answer *answer = NULL;
    bool is_unchanged =
        headers_say_unchanged(x, memory->etag, memory->last_modified);
    if (!is_unchanged)
        answer = cache_find(app->cache, memory->key);
    else if (memory->not_modified)
        answer = answer_acquire(memory->not_modified);
    if (answer)
        metrics_add(app->metrics,
                    is_unchanged ? COUNTER_NOT_MODIFIED : COUNTER_CACHE_HITS);
    return answer;
}

struct answer *recall_answer(struct recall *recall, struct app *app,
                             struct exchange *x)
{
    struct text text;
    if (!text_write(&text, app, x)) return NULL;
    struct memory *memory = find(recall, &text, generation_now(app));
    if (!memory) return NULL;
    struct answer *answer = answer_by(memory, app, x);
    if (answer) x->route = memory->route;
    release(memory);
    return answer;
}

static str keep_part(struct memory *memory, size_t *used, str part)
{
    char *at = memory->bytes + *used;
    if (part.len) memcpy(at, part.bytes, part.len);
    *used += part.len;
    return (str){ at, part.len };
}

static struct memory *memory_create(const struct task *task,
                                    const struct text *text,
                                    struct answer *not_modified)
{
    size_t used = 0;
    struct memory *memory = malloc(sizeof *memory + text->len + task->key.len +
                                   task->etag.len + task->last_modified.len);
    if (!memory) return NULL;
    atomic_init(&memory->references, 1);
    memory->route = task->request.route;
    memory->not_modified = not_modified ? answer_acquire(not_modified) : NULL;
    memory->generation = task->request.catalog->generation;
    memory->hash = text->hash;
    memory->text = keep_part(memory, &used, (str){ text->bytes, text->len });
    memory->key = keep_part(memory, &used, task->key);
    memory->etag = keep_part(memory, &used, task->etag);
    memory->last_modified = keep_part(memory, &used, task->last_modified);
    return memory;
}

// What depends on more than the catalog and the request is found out anew each
// time.
static bool is_lasting(const struct route *route)
{
    return (route->kind == ROUTE_DATA || route->kind == ROUTE_CATALOG) &&
           !route->stamp && !route->is_not_stored;
}

void recall_keep(struct recall *recall, const struct task *task,
                 struct answer *not_modified)
{
    struct text text;
    if (!is_lasting(task->request.route) ||
        !text_write(&text, task->app, task->exchange))
        return;
    struct memory *memory = memory_create(task, &text, not_modified);
    if (!memory) return;
    pthread_mutex_lock(&recall->lock);
    struct memory **place = &recall->places[text.hash % PLACES];
    struct memory *before = *place;
    *place = memory;
    pthread_mutex_unlock(&recall->lock);
    release(before);
}
