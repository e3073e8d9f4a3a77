#include "importers/codes.h"

#include <stdlib.h>
#include <string.h>

#include "geo/crs.h"
#include "geo/locate.h"
#include "geo/valid.h"
#include "store/query.h"

enum { CODES_MEMORY_MAX = 1 << 30, ROOM_MIN = 1024 };

struct place_codes {
    str codes[LEVEL_COUNT];
    struct geom geom;  // until the locator has it
};

struct codes {
    struct arena *arena;
    struct locator *locator;
    struct place_codes *places;  // in order of code, as in the locator
    size_t place_count, room;
    enum area_level finest;
    bool has_level[LEVEL_COUNT];
};

static void *copy(struct arena *arena, const void *from, size_t size)
{
    void *to = arena_alloc(arena, size);
    if (to && size) memcpy(to, from, size);
    return to;
}

// Areas are polygons: their arrays hold all there is.
static bool copy_geom(struct arena *arena, const struct geom *from,
                      struct geom *to)
{
    *to = *from;
    if (from->type == GEOM_EMPTY) return true;
    to->points =
        copy(arena, from->points, from->point_count * sizeof *from->points);
    to->runs = copy(arena, from->runs, from->run_count * sizeof *from->runs);
    to->polygons = copy(arena, from->polygons,
                        from->polygon_count * sizeof *from->polygons);
    return to->points && to->runs && to->polygons;
}

static bool grow(struct codes *codes)
{
    if (codes->place_count < codes->room) return true;
    size_t room = codes->room ? codes->room * 2 : ROOM_MIN;
    struct place_codes *places =
        realloc(codes->places, room * sizeof *codes->places);
    if (!places) return false;
    codes->places = places;
    codes->room = room;
    return true;
}

static bool keep_area(struct codes *codes, struct arena *geoms,
                      const struct collection *collection,
                      const struct feature *feature, struct error *err)
{
    if (!grow(codes))
        return error_set(err, ERROR_NO_MEMORY, "no memory left for areas");
    struct place_codes *place = &codes->places[codes->place_count++];
    *place = (struct place_codes){ 0 };
    for (enum area_level level = codes->finest; level < LEVEL_NONE; level++) {
        const struct field *field =
            schema_find_role(&collection->schema, area_level_role(level));
        if (!field) continue;
        codes->has_level[level] = true;
        struct value value =
            feature->values[schema_index(&collection->schema, field)];
        if (value.type == VALUE_TEXT)
            place->codes[level] = arena_copy(codes->arena, value.text);
    }
    return copy_geom(geoms, &feature->geom, &place->geom) ||
           error_set(err, ERROR_NO_MEMORY, "no memory left for areas");
}

static int compare_places(const void *a, const void *b)
{
    const struct place_codes *x = a, *y = b;
    for (int level = 0; level < LEVEL_COUNT; level++) {
        int order = str_compare(x->codes[level], y->codes[level]);
        if (order) return order;
    }
    return 0;
}

static bool build_locator(struct codes *codes, struct error *err)
{
    if (codes->place_count)
        qsort(codes->places, codes->place_count, sizeof *codes->places,
              compare_places);
    for (size_t i = 0; i < codes->place_count; i++) {
        if (!locator_add(codes->locator, &codes->places[i].geom, err))
            return false;
        codes->places[i].geom = (struct geom){ 0 };
    }
    return locator_build(codes->locator, err);
}

static bool read_areas(struct codes *codes, struct view *view, str areas,
                       struct error *err)
{
    const struct catalog *catalog = view_catalog(view);
    codes->finest = catalog_finest_level(catalog, areas);
    const struct collection *collection =
        catalog_areas(catalog, areas, codes->finest);
    if (!collection)
        return error_set(err, ERROR_INVALID,
                         "the areas dataset '%.*s' is not in the database",
                         STR_ARG(areas));
    struct selection selection = { .collection = collection,
                                   .srid = CRS_WGS84 };
    struct arena *geoms = arena_create(CODES_MEMORY_MAX);
    struct cursor *cursor = cursor_open(view, &selection, err);
    struct feature feature;
    bool ok = geoms && cursor;
    while (ok && cursor_next(cursor, &feature))
        ok = keep_area(codes, geoms, collection, &feature, err);
    if (cursor && !cursor_close(cursor, ok ? err : NULL)) ok = false;
    ok = ok && build_locator(codes, err);
    arena_destroy(geoms);
    return ok;
}

struct codes *codes_open(struct store *store, str areas, struct error *err)
{
    struct codes *codes = calloc(1, sizeof *codes);
    if (codes) {
        codes->arena = arena_create(CODES_MEMORY_MAX);
        codes->locator = locator_create();
    }
    if (!codes || !codes->arena || !codes->locator) {
        codes_close(codes);
        error_set(err, ERROR_NO_MEMORY, "no memory left for areas");
        return NULL;
    }
    struct view *view = view_open(store, 0, err);
    bool ok = view && read_areas(codes, view, areas, err);
    if (view) view_close(view);
    if (ok) return codes;
    codes_close(codes);
    return NULL;
}

void codes_close(struct codes *codes)
{
    if (!codes) return;
    locator_destroy(codes->locator);
    arena_destroy(codes->arena);
    free(codes->places);
    free(codes);
}

bool codes_has_level(const struct codes *codes, enum area_level level)
{
    return codes->has_level[level];
}

const str *codes_find(const struct codes *codes, const struct geom *geom)
{
    struct point p;
    if (geom->type == GEOM_EMPTY) return NULL;
    if (geom->type == GEOM_POINT)
        p = geom->points[0];
    else if (!geom_point_on_surface(geom, &p, NULL))
        return NULL;
    int64_t found = locator_find(codes->locator, p);
    return found < 0 ? NULL : codes->places[found].codes;
}
