// mvt_decode: what is accepted has arrays that agree, and can be checked. The
// rings of its polygons, whatever they are, rebuild into valid polygons.

#include "fuzz/fuzz.h"
#include "geo/valid.h"
#include "tile/mvt_check.h"
#include "tile/rebuild.h"

enum { POSITION_MAX = 1 << 13, RING_POINTS_MAX = 2000, MEMORY = 1 << 26 };

static void check_shape(const struct pixels *parts)
{
    size_t before = 0;
    for (size_t r = 0; r < parts->run_count; before = parts->ends[r++])
        MUST_HOLD(parts->ends[r] > before);
    MUST_HOLD(before == parts->point_count);
}

static bool is_ordinary(const struct pixels *parts)
{
    if (parts->point_count > RING_POINTS_MAX) return false;
    for (size_t i = 0; i < parts->point_count; i++) {
        struct pixel p = parts->points[i];
        if (p.x < -POSITION_MAX || p.x > POSITION_MAX || p.y < -POSITION_MAX ||
            p.y > POSITION_MAX)
            return false;
    }
    return true;
}

// As clip_ring hands them on: tidy, and all running the same way.
static void add_tidy(struct pixels *rings, const struct pixels *parts, size_t r)
{
    size_t start = pixels_start(parts, r);
    size_t count = parts->ends[r] - start;
    struct pixel *to = pixels_reserve(rings, count);
    if (!to) return;
    for (size_t i = 0; i < count; i++)
        to[i] = parts->points[start + (parts->holes[r] ? count - 1 - i : i)];
    count = pixel_ring_tidy(to, count);
    if (pixel_ring_area(to, count) > 0)
        pixels_end_run(rings, count, r && parts->holes[r]);
}

static void check_rebuild(struct arena *arena, const struct pixels *parts)
{
    struct pixels rings;
    struct mvt_shape whole = { .type = MVT_POLYGON };
    struct geom geom;
    str reason;
    pixels_begin(&rings, arena);
    pixels_begin(&whole.parts, arena);
    for (size_t r = 0; r < parts->run_count; r++) add_tidy(&rings, parts, r);
    rebuild_polygons(&rings, &whole.parts);
    if (whole.parts.failed || whole.parts.run_count == 0) return;
    check_shape(&whole.parts);
    if (!mvt_shape_geom(arena, &whole, &geom, NULL)) return;
    MUST_HOLD(geom_is_valid(arena, &geom, &reason));
}

static void check_layer(struct arena *arena, const struct mvt_read_layer *layer)
{
    for (size_t f = 0; f < layer->feature_count; f++) {
        const struct mvt_read_feature *feature = &layer->features[f];
        MUST_HOLD(feature->tag_count % 2 == 0);
        for (size_t t = 0; t < feature->tag_count; t += 2) {
            MUST_HOLD(feature->tags[t] < layer->key_count);
            MUST_HOLD(feature->tags[t + 1] < layer->value_count);
        }
        check_shape(&feature->shape.parts);
        if (feature->shape.type == MVT_POLYGON &&
            is_ordinary(&feature->shape.parts))
            check_rebuild(arena, &feature->shape.parts);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(MEMORY);
    struct mvt_read_tile tile;
    struct error err = { 0 };
    if (!arena) return 0;
    if (mvt_decode(arena, fuzz_text(data, size), &tile, &err)) {
        for (size_t i = 0; i < tile.layer_count; i++)
            check_layer(arena, &tile.layers[i]);
        if (size < RING_POINTS_MAX &&
            !mvt_check(arena, &tile, TILE_MARGIN, &err))
            MUST_HOLD(err.code != ERROR_NONE);
    } else {
        MUST_HOLD(err.code == ERROR_CORRUPT || err.code == ERROR_NO_MEMORY);
    }
    arena_destroy(arena);
    return 0;
}
