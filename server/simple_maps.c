#include "server/simple_maps.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "geo/crs.h"
#include "geo/generalise.h"

enum { MAPS_MAX = 64 };

struct simple_map {
    struct simple_map *next;
    str collection;
    int64_t version;
    int step;
    unsigned holders;
    int64_t *fids;  // ascending
    size_t count;
    struct generalised *simple;
    size_t bytes;
};

// `making` is held while a map is made, and never taken under `lock`.
struct simple_maps {
    pthread_mutex_t making, lock;
    struct simple_map *first;  // the last used one
    size_t count, bytes, max_bytes;
};

struct source {
    struct arena *arena;
    struct geom *areas;
    int64_t *fids;
    size_t count;
};

// Two steps double the tolerance: however many tolerances clients think of,
// there are few maps.
static int step_of(double tolerance_m)
{
    return (int)floor(2 * log2(tolerance_m) + 1e-9);
}

static double step_tolerance(int step)
{
    return exp2(step / 2.0);
}

struct simple_maps *simple_maps_create(size_t max_bytes)
{
    struct simple_maps *maps = calloc(1, sizeof *maps);
    if (!maps) return NULL;
    pthread_mutex_init(&maps->making, NULL);
    pthread_mutex_init(&maps->lock, NULL);
    maps->max_bytes = max_bytes;
    return maps;
}

static void drop(struct simple_map *map)
{
    if (--map->holders) return;
    generalised_destroy(map->simple);
    free(map->fids);
    free((void *)(uintptr_t)map->collection.bytes);
    free(map);
}

void simple_maps_destroy(struct simple_maps *maps)
{
    if (!maps) return;
    while (maps->first) {
        struct simple_map *map = maps->first;
        maps->first = map->next;
        drop(map);
    }
    pthread_mutex_destroy(&maps->lock);
    pthread_mutex_destroy(&maps->making);
    free(maps);
}

void simple_maps_release(struct simple_maps *maps, const struct simple_map *map)
{
    if (!map) return;
    pthread_mutex_lock(&maps->lock);
    drop((struct simple_map *)(uintptr_t)map);
    pthread_mutex_unlock(&maps->lock);
}

static bool is_wanted(const struct simple_map *map,
                      const struct simple_wanted *wanted)
{
    return map->step == step_of(wanted->tolerance_m) &&
           map->version == wanted->collection->dataset->version &&
           str_equal(map->collection, wanted->collection->id);
}

static void put_first(struct simple_maps *maps, struct simple_map *map)
{
    map->next = maps->first;
    maps->first = map;
}

static struct simple_map *find(struct simple_maps *maps,
                               const struct simple_wanted *wanted)
{
    pthread_mutex_lock(&maps->lock);
    struct simple_map **link = &maps->first;
    while (*link && !is_wanted(*link, wanted)) link = &(*link)->next;
    struct simple_map *map = *link;
    if (map) {
        *link = map->next;
        put_first(maps, map);
        map->holders++;
    }
    pthread_mutex_unlock(&maps->lock);
    return map;
}

static void forget_oldest(struct simple_maps *maps)
{
    struct simple_map **link = &maps->first;
    while (*link && (*link)->next) link = &(*link)->next;
    struct simple_map *map = *link;
    if (!map) return;
    *link = NULL;
    maps->count--;
    maps->bytes -= map->bytes;
    drop(map);
}

// It stays itself, however large: it would be made again and again.
static void keep(struct simple_maps *maps, struct simple_map *map)
{
    pthread_mutex_lock(&maps->lock);
    put_first(maps, map);
    map->holders++;
    maps->count++;
    maps->bytes += map->bytes;
    while (maps->count > 1 &&
           (maps->count > MAPS_MAX || maps->bytes > maps->max_bytes))
        forget_oldest(maps);
    pthread_mutex_unlock(&maps->lock);
}

static void *copy_array(struct arena *arena, const void *from, size_t count,
                        size_t size)
{
    void *copy = arena_alloc_array(arena, count + 1, size);
    if (copy && count) memcpy(copy, from, count * size);
    return copy;
}

// What is no polygon is not looked at: it keeps the geometry that it has.
static bool add_area(struct source *source, const struct feature *feature)
{
    struct geom *area = &source->areas[source->count];
    const struct geom *from = &feature->geom;
    source->fids[source->count++] = feature->fid;
    if (from->type != GEOM_POLYGON && from->type != GEOM_MULTIPOLYGON)
        return true;
    *area = *from;
    area->points = copy_array(source->arena, from->points, from->point_count,
                              sizeof *from->points);
    area->runs = copy_array(source->arena, from->runs, from->run_count,
                            sizeof *from->runs);
    area->polygons = copy_array(source->arena, from->polygons,
                                from->polygon_count, sizeof *from->polygons);
    return area->points && area->runs && area->polygons;
}

static bool read_areas(struct source *source,
                       const struct simple_wanted *wanted, struct error *err)
{
    struct feature feature;
    const struct collection *collection = wanted->collection;
    size_t room = (size_t)collection->feature_count;
    const struct selection selection = {
        .collection = collection,
        .srid = CRS_WGS84,
        .wanted = ARENA_ARRAY(source->arena, bool, collection->schema.count + 1)
    };
    source->areas = ARENA_ARRAY(source->arena, struct geom, room + 1);
    source->fids = ARENA_ARRAY(source->arena, int64_t, room + 1);
    bool has_room = selection.wanted && source->areas && source->fids;
    if (!has_room) return error_set(err, ERROR_NO_MEMORY, "no room for areas");
    struct cursor *cursor = cursor_open(wanted->view, &selection, err);
    if (!cursor) return false;
    while (has_room && source->count < room && cursor_next(cursor, &feature))
        has_room = add_area(source, &feature);
    if (!cursor_close(cursor, err)) return false;
    return has_room || error_set(err, ERROR_NO_MEMORY, "no room for the areas");
}

static struct simple_map *create_map(const struct source *source,
                                     const struct simple_wanted *wanted)
{
    str id = wanted->collection->id;
    struct simple_map *map = calloc(1, sizeof *map);
    char *name = malloc(id.len + 1);
    int64_t *fids = calloc(source->count + 1, sizeof *fids);
    if (!map || !name || !fids) {
        free(map), free(name), free(fids);
        return NULL;
    }
    memcpy(name, id.bytes, id.len);
    memcpy(fids, source->fids, source->count * sizeof *fids);
    *map = (struct simple_map){ .collection = { name, id.len },
                                .version = wanted->collection->dataset->version,
                                .step = step_of(wanted->tolerance_m),
                                .holders = 1,
                                .fids = fids,
                                .count = source->count };
    return map;
}

static struct simple_map *make(const struct simple_wanted *wanted,
                               struct error *err)
{
    struct simple_map *map = NULL;
    struct source source = { .arena = arena_create(wanted->memory) };
    if (!source.arena || !read_areas(&source, wanted, err)) {
        if (!source.arena)
            (void)!error_set(err, ERROR_NO_MEMORY, "no room for areas");
        arena_destroy(source.arena);
        return NULL;
    }
    struct generalised *simple =
        generalise(source.areas, source.count,
                   step_tolerance(step_of(wanted->tolerance_m)), err);
    if (simple) {
        map = create_map(&source, wanted);
        if (!map) (void)!error_set(err, ERROR_NO_MEMORY, "no room for a map");
    }
    arena_destroy(source.arena);
    if (!map) {
        generalised_destroy(simple);
        return NULL;
    }
    map->simple = simple;
    map->bytes = generalised_bytes(simple) + map->count * sizeof *map->fids;
    return map;
}

const struct simple_map *simple_maps_get(struct simple_maps *maps,
                                         const struct simple_wanted *wanted,
                                         struct error *err)
{
    struct simple_map *map = find(maps, wanted);
    if (map) return map;
    pthread_mutex_lock(&maps->making);
    map = find(maps, wanted);
    if (!map) {
        map = make(wanted, err);
        if (map) keep(maps, map);
    }
    pthread_mutex_unlock(&maps->making);
    return map;
}

const struct geom *simple_map_geom(const struct simple_map *map, int64_t fid)
{
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->fids[middle] < fid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == map->count || map->fids[low] != fid) return NULL;
    return generalised_area(map->simple, low);
}
