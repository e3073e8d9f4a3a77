// Tiles while memory is refused: an error, never a crash and never a tile that
// is not whole.

#include <math.h>

#include "geo/geom_build.h"
#include "tile/mvt.h"
#include "tile/mvt_decode.h"
#include "unit/test.h"
#include "unit/torture.h"

// Areas that must be cut, and rebuilt because they cross themselves.
static bool add_area(struct mvt_layer *layer, struct arena *arena, int round,
                     struct error *err)
{
    struct geom_build build;
    struct geom geom;
    geom_build_begin(&build, arena);
    for (int i = 0; i <= 40; i++) {
        double angle = 2 * 3.14159265358979 * (i % 40) * 7 / 40;
        geom_build_add(&build, (struct point){ 6 + (round + 1) * cos(angle),
                                               53 + round * sin(angle) });
    }
    geom_build_run(&build);
    geom_build_polygon(&build);
    if (!geom_build_end(&build, GEOM_POLYGON, &geom, err)) return false;
    const struct value values[] = { { VALUE_INT, .integer = round } };
    mvt_layer_add(layer, (struct value){ VALUE_INT, .integer = round }, &geom,
                  values);
    return true;
}

static bool build_tile(struct arena *arena, struct arena *row,
                       struct error *err)
{
    static const str keys[] = { { "n", 1 } };
    struct tile_frame frame;
    struct mvt_tile tile;
    struct mvt_layer layer;
    struct mvt_read_tile back;
    str bytes;
    tile_frame_init(&frame, tms_find(STR("WorldCRS84Quad")),
                    (struct tile_address){ 5, 6, 33 }, TILE_MARGIN, 1);
    mvt_tile_begin(&tile, arena, 1 << 20);
    mvt_layer_begin(&layer, &tile,
                    &(struct mvt_layer_options){ .name = STR("areas"),
                                                 .frame = &frame,
                                                 .row = row,
                                                 .keys = keys,
                                                 .key_count = 1 });
    for (int round = 0; round < 30; round++)
        if (!add_area(&layer, arena, round, err)) return false;
    if (!mvt_layer_end(&layer, err) || !mvt_tile_end(&tile, &bytes, err) ||
        !mvt_decode(arena, bytes, &back, err))
        return false;
    CHECK(back.layers[0].feature_count == layer.counts.shown);
    return true;
}

static bool build(void *context)
{
    struct error err = { 0 };
    (void)context;
    struct arena *arena = arena_create(1 << 24);
    struct arena *row = arena ? arena_create(1 << 24) : NULL;
    bool done = row && build_tile(arena, row, &err);
    CHECK(done || !row || err.code == ERROR_NO_MEMORY);
    arena_destroy(row);
    arena_destroy(arena);
    return done;
}

TEST(a_tile_survives_any_failed_allocation)
{
    CHECK(torture(build, NULL));
}

// An arena's limit strikes at many more places than malloc does.
TEST(a_tile_survives_any_limit_of_its_arenas)
{
    bool done = false;
    for (size_t limit = 1000; !done && limit < 1 << 24;
         limit += 500 + limit / 64) {
        struct error err = { 0 };
        struct arena *arena = arena_create(1 << 24);
        struct arena *row = arena_create(limit);
        done = build_tile(arena, row, &err);
        CHECK(done || err.code == ERROR_NO_MEMORY);
        arena_destroy(row);
        arena_destroy(arena);
    }
    CHECK(done);
    done = false;
    for (size_t limit = 1000; !done && limit < 1 << 24;
         limit += 500 + limit / 64) {
        struct error err = { 0 };
        struct arena *arena = arena_create(limit);
        struct arena *row = arena_create(1 << 24);
        done = build_tile(arena, row, &err);
        CHECK(done || err.code == ERROR_NO_MEMORY);
        arena_destroy(row);
        arena_destroy(arena);
    }
    CHECK(done);
}

TEST_MAIN
