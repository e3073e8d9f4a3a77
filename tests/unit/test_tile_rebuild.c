// What core/tile/rebuild promises: valid polygons that cover what the rings
// wind around, whatever the rings do.

#include "tile/rebuild.h"

#include "unit/test.h"
#include "unit/tile_oracle.h"

static void add_ring(struct pixels *rings, const struct pixel *points,
                     size_t count, bool is_hole)
{
    struct pixel *to = pixels_reserve(rings, count);
    memcpy(to, points, count * sizeof *to);
    count = pixel_ring_tidy(to, count);
    if (pixel_ring_area(to, count) < 0)
        for (size_t i = 0; i < count / 2; i++) {
            struct pixel kept = to[i];
            to[i] = to[count - 1 - i];
            to[count - 1 - i] = kept;
        }
    pixels_end_run(rings, count, is_hole);
}

#define RING(rings, is_hole, ...) \
    add_ring(rings, (struct pixel[]){ __VA_ARGS__ }, \
             sizeof((struct pixel[]){ __VA_ARGS__ }) / sizeof(struct pixel), \
             is_hole)

static bool is_valid(struct arena *arena, const struct pixels *polygons)
{
    struct mvt_shape shape = { MVT_POLYGON, *polygons };
    struct geom geom;
    str reason;
    if (polygons->run_count == 0) return true;
    if (!mvt_shape_geom(arena, &shape, &geom, NULL)) return false;
    if (geom_is_valid(arena, &geom, &reason)) return true;
    fprintf(stderr, "  %.*s\n", STR_ARG(reason));
    return false;
}

static bool has_right_order(const struct pixels *polygons)
{
    for (size_t r = 0; r < polygons->run_count; r++) {
        size_t start = pixels_start(polygons, r);
        int64_t area = pixel_ring_area(polygons->points + start,
                                       polygons->ends[r] - start);
        if (area == 0 || (area < 0) != polygons->holes[r]) return false;
    }
    return polygons->run_count == 0 || !polygons->holes[0];
}

static int64_t total_area(const struct pixels *polygons)
{
    int64_t sum = 0;
    for (size_t r = 0; r < polygons->run_count; r++) {
        size_t start = pixels_start(polygons, r);
        sum += pixel_ring_area(polygons->points + start,
                               polygons->ends[r] - start);
    }
    return sum / 2;
}

struct bench {
    struct arena *arena;
    struct pixels rings, out;
};

static struct bench begin(void)
{
    struct bench bench = { .arena = arena_create(SIZE_MAX) };
    pixels_begin(&bench.rings, bench.arena);
    pixels_begin(&bench.out, bench.arena);
    return bench;
}

static void run(struct bench *bench, size_t runs, int64_t area)
{
    rebuild_polygons(&bench->rings, &bench->out);
    CHECK(!bench->out.failed);
    CHECK(bench->out.run_count == runs);
    CHECK(total_area(&bench->out) == area);
    if (bench->out.run_count != runs || total_area(&bench->out) != area)
        fprintf(stderr, "  %zu rings, area %lld\n", bench->out.run_count,
                (long long)total_area(&bench->out));
    CHECK(has_right_order(&bench->out));
    CHECK(is_valid(bench->arena, &bench->out));
    arena_destroy(bench->arena);
}

TEST(a_square_stays_a_square)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 });
    run(&bench, 1, 81);
}

TEST(a_hole_stays_a_hole)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 });
    RING(&bench.rings, true, { 3, 3 }, { 6, 3 }, { 6, 6 }, { 3, 6 });
    run(&bench, 2, 72);
}

TEST(a_bow_tie_becomes_two_triangles)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 8, 8 }, { 8, 0 }, { 0, 8 });
    run(&bench, 2, 32);
}

TEST(parts_joined_by_an_edge_without_width_are_parted)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 2, 0 }, { 2, 3 }, { 2, 6 }, { 4, 6 },
         { 4, 9 }, { 2, 9 }, { 2, 5 }, { 2, 2 }, { 0, 2 });
    run(&bench, 2, 10);
}

TEST(a_hole_that_touches_in_a_corner_stays_a_hole)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 });
    RING(&bench.rings, true, { 0, 0 }, { 4, 2 }, { 2, 4 });
    run(&bench, 2, 81 - 6);
}

TEST(a_hole_that_touches_twice_cuts_the_ground_in_two)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 });
    RING(&bench.rings, true, { 0, 0 }, { 4, 5 }, { 9, 9 }, { 5, 4 });
    run(&bench, 2, 81 - 9);
}

TEST(a_ring_that_touches_itself_inside_gets_a_hole)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 }, { 0, 0 },
         { 3, 7 }, { 7, 3 });
    run(&bench, 2, 81 - 20);
}

TEST(an_island_in_a_lake_stays_an_island)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 20, 0 }, { 20, 20 }, { 0, 20 });
    RING(&bench.rings, true, { 4, 4 }, { 16, 4 }, { 16, 16 }, { 4, 16 });
    RING(&bench.rings, false, { 8, 8 }, { 12, 8 }, { 12, 12 }, { 8, 12 });
    run(&bench, 3, 400 - 144 + 16);
}

TEST(an_island_that_touches_its_shore_stays_an_island)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 20, 0 }, { 20, 20 }, { 0, 20 });
    RING(&bench.rings, true, { 4, 4 }, { 16, 4 }, { 16, 16 }, { 4, 16 });
    RING(&bench.rings, false, { 4, 10 }, { 8, 8 }, { 8, 12 });
    run(&bench, 3, 400 - 144 + 8);
}

TEST(a_hole_outside_its_shell_is_dropped)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 9, 0 }, { 9, 9 }, { 0, 9 });
    RING(&bench.rings, true, { 20, 3 }, { 26, 3 }, { 26, 6 });
    run(&bench, 1, 81);
}

TEST(parts_that_overlap_become_one)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 });
    RING(&bench.rings, false, { 4, 4 }, { 12, 4 }, { 12, 12 }, { 4, 12 });
    run(&bench, 1, 64 + 64 - 16);
}

TEST(parts_that_share_an_edge_become_one)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 });
    RING(&bench.rings, false, { 8, 2 }, { 12, 2 }, { 12, 6 }, { 8, 6 });
    run(&bench, 1, 64 + 16);
}

TEST(a_hole_as_large_as_its_shell_leaves_nothing)
{
    struct bench bench = begin();
    RING(&bench.rings, false, { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 });
    RING(&bench.rings, true, { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 });
    run(&bench, 0, 0);
}

// Rings of random corners on a small grid cross, touch and overlap in every
// way there is. Even-odd is not the rule here, so areas have no simple judge;
// validity has.
TEST(whatever_the_rings_the_polygons_are_valid)
{
    struct oracle_random random = { 7 };
    struct arena *arena = arena_create(SIZE_MAX);
    for (int round = 0; round < 12000; round++) {
        struct pixels rings;
        struct pixels out;
        arena_clear(arena);
        pixels_begin(&rings, arena);
        pixels_begin(&out, arena);
        uint32_t size = 3 + oracle_next(&random, round % 100 ? 20 : 300);
        uint32_t ring_count = 1 + oracle_next(&random, 4);
        for (uint32_t r = 0; r < ring_count; r++) {
            struct pixel points[40];
            uint32_t count = 3 + oracle_next(&random, 37);
            for (uint32_t i = 0; i < count; i++)
                points[i] =
                    (struct pixel){ (int32_t)oracle_next(&random, size) - 3,
                                    (int32_t)oracle_next(&random, size) - 3 };
            add_ring(&rings, points, count, r && oracle_next(&random, 2));
        }
        rebuild_polygons(&rings, &out);
        bool is_good =
            !out.failed && has_right_order(&out) && is_valid(arena, &out);
        CHECK(is_good);
        if (!is_good) fprintf(stderr, "  in round %d\n", round);
        if (!is_good) break;
    }
    arena_destroy(arena);
}

// Where rings are simple and in their right places the area is that of GEOS.
TEST(a_random_star_keeps_its_area)
{
    struct oracle_random random = { 11 };
    struct arena *arena = arena_create(SIZE_MAX);
    for (int round = 0; round < 300; round++) {
        struct pixels rings;
        struct pixels out;
        struct pixel points[500];
        arena_clear(arena);
        pixels_begin(&rings, arena);
        pixels_begin(&out, arena);
        uint32_t count = 5 + oracle_next(&random, 495);
        for (uint32_t i = 0; i < count; i++) {
            double angle = 2 * 3.14159265358979 * i / count;
            double reach = oracle_real(&random, 20, 60);
            points[i] = (struct pixel){ (int32_t)(reach * cos(angle)),
                                        (int32_t)(reach * sin(angle)) };
        }
        add_ring(&rings, points, count, false);
        double before =
            (double)pixel_ring_area(rings.points, rings.ends[0]) / 2;
        rebuild_polygons(&rings, &out);
        CHECK(is_valid(arena, &out));
        CHECK(fabs((double)total_area(&out) - before) < 20 + before / 20);
    }
    arena_destroy(arena);
}

TEST_MAIN
