#include "tile/mvt_check.h"

#include <inttypes.h>
#include <stdlib.h>

#include "geo/geom_build.h"
#include "geo/valid.h"

// Sums of areas of such positions fit in 64 bits.
enum { POSITION_MAX = 1 << 20 };

static enum geom_type geom_type_of(const struct mvt_shape *shape,
                                   size_t polygon_count)
{
    bool is_one = shape->parts.run_count == 1;
    switch (shape->type) {
    case MVT_UNKNOWN: return GEOM_EMPTY;
    case MVT_POINT: return is_one ? GEOM_POINT : GEOM_MULTIPOINT;
    case MVT_LINE: return is_one ? GEOM_LINE : GEOM_MULTILINE;
    case MVT_POLYGON: break;
    }
    return polygon_count == 1 ? GEOM_POLYGON : GEOM_MULTIPOLYGON;
}

static void add_run(struct geom_build *build, const struct pixels *parts,
                    size_t run, bool is_ring)
{
    size_t start = pixels_start(parts, run);
    for (size_t i = start; i < parts->ends[run]; i++)
        geom_build_add(
            build, (struct point){ parts->points[i].x, parts->points[i].y });
    if (is_ring)
        geom_build_add(build, (struct point){ parts->points[start].x,
                                              parts->points[start].y });
    geom_build_run(build);
}

bool mvt_shape_geom(struct arena *arena, const struct mvt_shape *shape,
                    struct geom *out, struct error *err)
{
    const struct pixels *parts = &shape->parts;
    bool is_area = shape->type == MVT_POLYGON;
    size_t polygon_count = 0;
    struct geom_build build;
    geom_build_begin(&build, arena);
    for (size_t r = 0; r < parts->run_count; r++) {
        add_run(&build, parts, r, is_area);
        bool is_last = r + 1 == parts->run_count || !parts->holes[r + 1];
        if (!is_area || !is_last) continue;
        geom_build_polygon(&build);
        polygon_count++;
    }
    return geom_build_end(&build, geom_type_of(shape, polygon_count), out, err);
}

// Where in the tile a check is.
struct spot {
    const struct mvt_read_layer *layer;
    size_t feature;
    struct error *err;
};

static bool fault(const struct spot *spot, const char *what)
{
    return error_set(spot->err, ERROR_REFUSED,
                     "layer \"%.*s\", feature %zu: %s",
                     STR_ARG(spot->layer->name), spot->feature, what);
}

static bool check_positions(const struct spot *spot, const struct pixels *parts,
                            int64_t margin)
{
    int64_t high = (int64_t)spot->layer->extent + margin;
    if (high > POSITION_MAX)
        return fault(spot, "an extent beyond what maps are drawn with");
    for (size_t i = 0; i < parts->point_count; i++) {
        struct pixel p = parts->points[i];
        if (p.x < -margin || p.y < -margin || p.x > high || p.y > high)
            return fault(spot, "a position outside of the tile's margin");
    }
    return true;
}

static bool check_rings(const struct spot *spot, const struct pixels *parts)
{
    if (parts->run_count && parts->holes[0])
        return fault(spot, "the first ring is no exterior ring");
    for (size_t r = 0; r < parts->run_count; r++) {
        size_t start = pixels_start(parts, r);
        const struct pixel *ring = parts->points + start;
        size_t count = parts->ends[r] - start;
        if (pixel_equal(ring[0], ring[count - 1]))
            return fault(spot, "a ring that repeats its first position");
        if (pixel_ring_area(ring, count) == 0)
            return fault(spot, "a ring without area");
    }
    return true;
}

static bool check_area(struct arena *arena, const struct spot *spot,
                       const struct mvt_shape *shape)
{
    struct geom geom;
    str reason;
    if (!check_rings(spot, &shape->parts) ||
        !mvt_shape_geom(arena, shape, &geom, spot->err))
        return false;
    if (geom_is_valid(arena, &geom, &reason)) return true;
    return error_set(
        spot->err, ERROR_REFUSED, "layer \"%.*s\", feature %zu: %.*s",
        STR_ARG(spot->layer->name), spot->feature, STR_ARG(reason));
}

static bool check_feature(struct arena *arena, const struct spot *spot,
                          int64_t margin)
{
    const struct mvt_shape *shape = &spot->layer->features[spot->feature].shape;
    if (shape->type == MVT_UNKNOWN)
        return fault(spot, "a geometry of unknown type");
    if (!check_positions(spot, &shape->parts, margin)) return false;
    return shape->type != MVT_POLYGON || check_area(arena, spot, shape);
}

static int compare_ids(const void *a, const void *b)
{
    uint64_t i = *(const uint64_t *)a;
    uint64_t k = *(const uint64_t *)b;
    return (i > k) - (i < k);
}

static bool check_ids(struct arena *arena, const struct mvt_read_layer *layer,
                      struct error *err)
{
    uint64_t *ids = ARENA_ARRAY(arena, uint64_t, layer->feature_count);
    size_t count = 0;
    if (!ids) return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
    for (size_t i = 0; i < layer->feature_count; i++)
        if (layer->features[i].has_id) ids[count++] = layer->features[i].id;
    if (count) qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < count; i++)
        if (ids[i] == ids[i - 1])
            return error_set(err, ERROR_REFUSED,
                             "layer \"%.*s\": two features with the id "
                             "%" PRIu64,
                             STR_ARG(layer->name), ids[i]);
    return true;
}

bool mvt_check(struct arena *arena, const struct mvt_read_tile *tile,
               int32_t margin, struct error *err)
{
    for (size_t i = 0; i < tile->layer_count; i++) {
        struct spot spot = { .layer = &tile->layers[i], .err = err };
        size_t count = spot.layer->feature_count;
        if (count == 0)
            return error_set(err, ERROR_REFUSED,
                             "layer \"%.*s\" has no features",
                             STR_ARG(spot.layer->name));
        if (!check_ids(arena, spot.layer, err)) return false;
        for (; spot.feature < count; spot.feature++)
            if (!check_feature(arena, &spot, margin)) return false;
    }
    return true;
}
