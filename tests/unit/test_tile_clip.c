// What core/tile/clip promises: inside the box, and of the right area, whatever
// comes in.

#include "tile/clip.h"

#include "tile/rebuild.h"
#include "unit/test.h"
#include "unit/tile_oracle.h"

enum { LOW = -TILE_MARGIN, HIGH = TILE_EXTENT + TILE_MARGIN };

// In y that runs upwards, as the CRS has it.
static struct geom random_star(struct arena *arena,
                               struct oracle_random *random, double size)
{
    struct geom_build build;
    struct geom geom = { 0 };
    double x = oracle_real(random, -3000, 7000);
    double y = oracle_real(random, -7000, 3000);
    uint32_t count = 5 + oracle_next(random, 60);
    struct point first = { 0 };
    geom_build_begin(&build, arena);
    for (uint32_t i = 0; i <= count; i++) {
        double angle = 2 * 3.14159265358979 * i / count;
        double reach = size * oracle_real(random, 0.2, 1);
        struct point p = { x + reach * cos(angle), y + reach * sin(angle) };
        if (i == 0) first = p;
        geom_build_add(&build, i == count ? first : p);
    }
    geom_build_run(&build);
    geom_build_polygon(&build);
    if (!geom_build_end(&build, GEOM_POLYGON, &geom, NULL)) abort();
    return geom;
}

static bool is_in_box(const struct pixels *parts)
{
    for (size_t i = 0; i < parts->point_count; i++) {
        struct pixel p = parts->points[i];
        if (p.x < LOW || p.y < LOW || p.x > HIGH || p.y > HIGH) return false;
    }
    return true;
}

static double shape_area(const struct mvt_shape *shape)
{
    const struct pixels *parts = &shape->parts;
    double sum = 0;
    for (size_t r = 0; r < parts->run_count; r++) {
        size_t start = pixels_start(parts, r);
        sum += (double)pixel_ring_area(parts->points + start,
                                       parts->ends[r] - start);
    }
    return sum / 2;
}

static GEOSGeometry *clip_by_geos(GEOSContextHandle_t geos, GEOSGeometry *whole)
{
    GEOSGeometry *box =
        GEOSGeom_createRectangle_r(geos, LOW, -HIGH, HIGH, -LOW);
    GEOSGeometry *part = GEOSIntersection_r(geos, whole, box);
    GEOSGeom_destroy_r(geos, box);
    return part;
}

// Snapping moves a border by less than a unit: the area by less than its
// length.
TEST(a_clipped_polygon_is_in_its_box_and_has_the_area_that_geos_finds)
{
    struct oracle_random random = { 3 };
    struct arena *arena = arena_create(SIZE_MAX);
    struct tile_frame frame = oracle_frame(TILE_MARGIN, 1);
    GEOSContextHandle_t geos = GEOS_init_r();
    int shown = 0;
    for (int round = 0; round < 3000; round++) {
        struct mvt_shape shape = { 0 };
        struct geom back;
        str reason;
        arena_clear(arena);
        double size = round % 3 ? 5000 : round % 2 ? 300000 : 40;
        struct geom geom = random_star(arena, &random, size);
        enum mvt_outcome outcome =
            mvt_shape_make(arena, &frame, &geom, 0, &shape);
        GEOSGeometry *whole = oracle_take(geos, arena, &geom);
        GEOSGeometry *part = clip_by_geos(geos, whole);
        double slack = oracle_length(geos, part) + 4;
        double wanted = oracle_area(geos, part);
        GEOSGeom_destroy_r(geos, whole);
        CHECK(outcome != MVT_FAILED);
        CHECK(outcome == MVT_SHOWN || wanted <= slack);
        if (outcome != MVT_SHOWN) continue;
        shown++;
        CHECK(is_in_box(&shape.parts));
        CHECK(fabs(shape_area(&shape) - wanted) <= slack);
        CHECK(mvt_shape_geom(arena, &shape, &back, NULL));
        CHECK(geom_is_valid(arena, &back, &reason));
    }
    CHECK(shown > 1000);
    GEOS_finish_r(geos);
    arena_destroy(arena);
}

static struct geom line_of(struct arena *arena, const struct point *points,
                           size_t count)
{
    struct geom_build build;
    struct geom geom = { 0 };
    geom_build_begin(&build, arena);
    for (size_t i = 0; i < count; i++) geom_build_add(&build, points[i]);
    geom_build_run(&build);
    if (!geom_build_end(&build, GEOM_LINE, &geom, NULL)) abort();
    return geom;
}

static double shape_length(const struct mvt_shape *shape)
{
    double sum = 0;
    for (size_t r = 0; r < shape->parts.run_count; r++)
        for (size_t i = pixels_start(&shape->parts, r) + 1;
             i < shape->parts.ends[r]; i++)
            sum +=
                hypot(shape->parts.points[i].x - shape->parts.points[i - 1].x,
                      shape->parts.points[i].y - shape->parts.points[i - 1].y);
    return sum;
}

TEST(a_clipped_line_is_in_its_box_and_has_the_length_that_geos_finds)
{
    struct oracle_random random = { 5 };
    struct arena *arena = arena_create(SIZE_MAX);
    struct tile_frame frame = oracle_frame(TILE_MARGIN, 1);
    GEOSContextHandle_t geos = GEOS_init_r();
    int shown = 0;
    for (int round = 0; round < 3000; round++) {
        struct mvt_shape shape = { 0 };
        struct point points[20];
        size_t count = 2 + oracle_next(&random, 19);
        arena_clear(arena);
        for (size_t i = 0; i < count; i++)
            points[i] = (struct point){ oracle_real(&random, -3000, 7000),
                                        oracle_real(&random, -7000, 3000) };
        struct geom geom = line_of(arena, points, count);
        enum mvt_outcome outcome =
            mvt_shape_make(arena, &frame, &geom, 0, &shape);
        GEOSGeometry *whole = oracle_take(geos, arena, &geom);
        GEOSGeometry *part = clip_by_geos(geos, whole);
        double wanted = oracle_length(geos, part);
        GEOSGeom_destroy_r(geos, part);
        GEOSGeom_destroy_r(geos, whole);
        CHECK(outcome == MVT_SHOWN || wanted < 4);
        if (outcome != MVT_SHOWN) continue;
        shown++;
        CHECK(is_in_box(&shape.parts));
        CHECK(fabs(shape_length(&shape) - wanted) <= 3 * (double)count);
    }
    CHECK(shown > 1000);
    GEOS_finish_r(geos);
    arena_destroy(arena);
}

TEST(a_line_that_leaves_and_returns_becomes_two)
{
    struct arena *arena = arena_create(SIZE_MAX);
    struct tile_frame frame = oracle_frame(0, 1);
    struct mvt_shape shape = { 0 };
    const struct point points[] = {
        { 10, -10 }, { 10, 50 }, { 30, 50 }, { 30, -20 }, { 40, -20 },
    };
    struct geom geom = line_of(arena, points, 5);
    CHECK(mvt_shape_make(arena, &frame, &geom, 0, &shape) == MVT_SHOWN);
    CHECK(shape.parts.run_count == 2);
    CHECK(shape.parts.ends[0] == 2 && shape.parts.ends[1] == 5);
    CHECK(shape.parts.points[1].y == 0 && shape.parts.points[2].y == 0);
    arena_destroy(arena);
}

TEST(what_passes_by_is_outside_and_what_vanishes_is_small)
{
    struct arena *arena = arena_create(SIZE_MAX);
    struct tile_frame frame = oracle_frame(0, 1);
    struct mvt_shape shape = { 0 };
    const struct point past[] = { { -500, -100 }, { 100, 500 } };
    const struct point speck[] = { { 9.1, -9.1 }, { 9.2, -9.3 } };
    struct geom line = line_of(arena, past, 2);
    CHECK(mvt_shape_make(arena, &frame, &line, 0, &shape) == MVT_OUTSIDE);
    line = line_of(arena, speck, 2);
    CHECK(mvt_shape_make(arena, &frame, &line, 0, &shape) == MVT_SMALL);
    arena_destroy(arena);
}

static enum mvt_outcome show_ring(struct arena *arena,
                                  const struct point *points, size_t count)
{
    struct tile_frame frame = oracle_frame(0, 1);
    struct mvt_shape shape = { 0 };
    struct geom_build build;
    struct geom geom = { 0 };
    geom_build_begin(&build, arena);
    for (size_t i = 0; i < count; i++) geom_build_add(&build, points[i]);
    geom_build_run(&build);
    geom_build_polygon(&build);
    if (!geom_build_end(&build, GEOM_POLYGON, &geom, NULL)) abort();
    return mvt_shape_make(arena, &frame, &geom, 0, &shape);
}

// Its box meets the tile, the area does not: it must not be called small, or it
// would be drawn as a dot where it is not.
TEST(an_area_around_a_corner_of_the_tile_is_outside)
{
    struct arena *arena = arena_create(SIZE_MAX);
    const struct point angle[] = { { -50, -50 }, { -50, 60 }, { 60, 60 },
                                   { 60, 20 },   { -20, 20 }, { -20, -50 },
                                   { -50, -50 } };
    const struct point sliver[] = {
        { -50, -70 }, { 5000, -70 }, { 5000, -70.2 }, { -50, -70 }
    };
    const struct point speck[] = {
        { 9.1, -9.1 }, { 9.3, -9.1 }, { 9.2, -9.3 }, { 9.1, -9.1 }
    };
    CHECK(show_ring(arena, angle, 7) == MVT_OUTSIDE);
    CHECK(show_ring(arena, sliver, 4) == MVT_SMALL);
    CHECK(show_ring(arena, speck, 4) == MVT_SMALL);
    arena_destroy(arena);
}

TEST(a_tile_in_the_middle_of_a_lake_is_outside)
{
    struct arena *arena = arena_create(SIZE_MAX);
    struct tile_frame frame = oracle_frame(0, 1);
    struct mvt_shape shape = { 0 };
    struct geom_build build;
    struct geom geom = { 0 };
    geom_build_begin(&build, arena);
    for (double reach = 3e6; reach > 5e5; reach -= 2e6) {
        const struct point ring[] = { { -reach, -reach },
                                      { reach, -reach },
                                      { reach, reach },
                                      { -reach, reach },
                                      { -reach, -reach } };
        for (int i = 0; i < 5; i++) geom_build_add(&build, ring[i]);
        geom_build_run(&build);
    }
    geom_build_polygon(&build);
    CHECK(geom_build_end(&build, GEOM_POLYGON, &geom, NULL));
    CHECK(mvt_shape_make(arena, &frame, &geom, 0, &shape) == MVT_OUTSIDE);
    arena_destroy(arena);
}

TEST(an_area_far_larger_than_the_tile_fills_it)
{
    struct arena *arena = arena_create(SIZE_MAX);
    struct tile_frame frame = oracle_frame(TILE_MARGIN, 1);
    struct mvt_shape shape = { 0 };
    struct oracle_random random = { 1 };
    struct geom geom = random_star(arena, &random, 1);
    for (size_t i = 0; i < geom.point_count; i++) {
        double angle = 6.28318530717958 * (double)i;
        angle /= (double)(geom.point_count - 1);
        geom.points[i] =
            (struct point){ 2048 + 1e8 * cos(angle), -2048 + 1e8 * sin(angle) };
    }
    geom.points[geom.point_count - 1] = geom.points[0];
    CHECK(mvt_shape_make(arena, &frame, &geom, 0, &shape) == MVT_SHOWN);
    CHECK(shape.parts.point_count == 4);
    double side = TILE_EXTENT + 2 * TILE_MARGIN;
    CHECK(fabs(shape_area(&shape) - side * side) < 1e-9);
    arena_destroy(arena);
}

TEST_MAIN
