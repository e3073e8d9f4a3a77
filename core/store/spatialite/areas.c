#include "store/spatialite/areas.h"

#include <pthread.h>
#include <stdlib.h>

#include "store/spatialite/areas_read.h"

enum { ENTRY_BYTES_MAX = 512 * 1024 * 1024 };

// An index, or the ordinals of a collection against that index.
struct area_key {
    str id;  // of the areas dataset, or of the collection
    bool is_ordinals;
    int64_t version, areas_version;
};

struct area_entry {
    struct area_entry *next;
    struct arena *arena;
    struct area_key key;
    unsigned references;  // the cache's own included
    struct area_index index;
    struct area_ordinals ordinals;
};

struct area_cache {
    pthread_mutex_t mutex;
    struct area_entry *first;
};

struct area_cache *area_cache_create(void)
{
    struct area_cache *cache = calloc(1, sizeof *cache);
    if (cache) pthread_mutex_init(&cache->mutex, NULL);
    return cache;
}

static void destroy_entry(struct area_entry *entry)
{
    if (!entry) return;
    arena_destroy(entry->arena);
    free(entry);
}

void area_cache_destroy(struct area_cache *cache)
{
    if (!cache) return;
    while (cache->first) {
        struct area_entry *entry = cache->first;
        cache->first = entry->next;
        destroy_entry(entry);
    }
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

static struct area_entry *create_entry(const struct area_key *key,
                                       struct error *err)
{
    struct area_entry *entry = calloc(1, sizeof *entry);
    if (entry) {
        entry->arena = arena_create(ENTRY_BYTES_MAX);
        entry->key = *key;
        entry->references = 1;
        if (entry->arena) entry->key.id = arena_copy(entry->arena, key->id);
        if (entry->arena && entry->key.id.bytes) return entry;
        destroy_entry(entry);
    }
    error_set(err, ERROR_NO_MEMORY, "no room for the areas");
    return NULL;
}

static bool is_same(const struct area_key *a, const struct area_key *b)
{
    return a->is_ordinals == b->is_ordinals && a->version == b->version &&
           a->areas_version == b->areas_version && str_equal(a->id, b->id);
}

static bool is_older(const struct area_key *a, const struct area_key *b)
{
    return a->is_ordinals == b->is_ordinals && str_equal(a->id, b->id) &&
           (a->version < b->version || a->areas_version < b->areas_version);
}

static void release(struct area_cache *cache, struct area_entry *entry)
{
    if (!entry) return;
    unsigned left;
    if (cache) pthread_mutex_lock(&cache->mutex);
    left = --entry->references;
    if (cache) pthread_mutex_unlock(&cache->mutex);
    if (left == 0) destroy_entry(entry);
}

static struct area_entry *find(struct area_cache *cache,
                               const struct area_key *key)
{
    struct area_entry *entry = NULL;
    if (!cache) return NULL;
    pthread_mutex_lock(&cache->mutex);
    for (entry = cache->first; entry; entry = entry->next)
        if (is_same(&entry->key, key)) break;
    if (entry) entry->references++;
    pthread_mutex_unlock(&cache->mutex);
    return entry;
}

// Keeps a new entry and lets go of the versions before it. Another thread may
// have read the same; both are right, and the later one is kept.
static void keep(struct area_cache *cache, struct area_entry *entry)
{
    struct area_entry *dropped = NULL;
    if (!cache) return;
    pthread_mutex_lock(&cache->mutex);
    struct area_entry **at = &cache->first;
    while (*at) {
        struct area_entry *old = *at;
        if (!is_same(&old->key, &entry->key) &&
            !is_older(&old->key, &entry->key)) {
            at = &old->next;
            continue;
        }
        *at = old->next;
        old->next = NULL;
        if (--old->references > 0) continue;
        old->next = dropped;
        dropped = old;
    }
    entry->references++;
    entry->next = cache->first;
    cache->first = entry;
    pthread_mutex_unlock(&cache->mutex);
    while (dropped) {
        struct area_entry *next = dropped->next;
        destroy_entry(dropped);
        dropped = next;
    }
}

static bool acquire_index(struct view *view, str id, struct areas *areas,
                          struct error *err)
{
    const struct dataset *dataset = catalog_dataset(view->catalog, id);
    struct area_key key = { .id = id,
                            .version = dataset ? dataset->version : 0 };
    struct area_entry *entry = find(view->areas, &key);
    if (!entry) {
        entry = create_entry(&key, err);
        if (!entry) return false;
        if (!area_index_read(view, entry->arena, id, &entry->index, err)) {
            destroy_entry(entry);
            return false;
        }
        keep(view->areas, entry);
    }
    areas->index_entry = entry;
    areas->index = &entry->index;
    return true;
}

static bool acquire_ordinals(struct view *view,
                             const struct collection *collection,
                             struct areas *areas, struct error *err)
{
    struct area_key key = { .id = collection->id,
                            .is_ordinals = true,
                            .version = collection->dataset->version,
                            .areas_version = areas->index_entry->key.version };
    struct area_entry *entry = find(view->areas, &key);
    if (!entry) {
        entry = create_entry(&key, err);
        if (!entry) return false;
        if (!area_ordinals_read(view, entry->arena, collection, areas->index,
                                &entry->ordinals, err)) {
            destroy_entry(entry);
            return false;
        }
        keep(view->areas, entry);
    }
    areas->ordinals_entry = entry;
    areas->ordinals = &entry->ordinals;
    return true;
}

const struct areas *areas_of(struct view *view,
                             const struct collection *collection,
                             struct error *err)
{
    for (const struct areas *held = view->held; held; held = held->next)
        if (held->collection == collection) return held;
    struct areas *areas = ARENA_NEW(view->arena, struct areas);
    if (!areas) {
        error_set(err, ERROR_NO_MEMORY, "no room for the areas");
        return NULL;
    }
    *areas = (struct areas){ .collection = collection, .next = view->held };
    if (!acquire_index(view, collection->dataset->areas, areas, err))
        return NULL;
    if (!acquire_ordinals(view, collection, areas, err)) {
        release(view->areas, areas->index_entry);
        return NULL;
    }
    view->held = areas;
    return areas;
}

void areas_release(struct view *view)
{
    for (struct areas *held = view->held; held; held = held->next) {
        release(view->areas, held->ordinals_entry);
        release(view->areas, held->index_entry);
    }
    view->held = NULL;
}

int32_t area_list_find(const struct area_list *list, enum area_level level,
                       str code)
{
    size_t low = 0, high = code.len ? list->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(list->codes[level][middle], code);
        if (order == 0) return (int32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return AREA_NONE;
}

const struct area_number *area_list_number(const struct area_list *list,
                                           str name)
{
    for (size_t i = 0; i < list->number_count; i++)
        if (str_equal(list->numbers[i].name, name)) return &list->numbers[i];
    return NULL;
}
