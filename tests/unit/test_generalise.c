// Simplified areas: both sides of every border stay equal, every area stays
// valid and stays there, and nothing moves further than it may.

#include "geo/generalise.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "geo/arcs.h"
#include "geo/distance.h"
#include "geo/valid.h"
#include "geo/wkt.h"
#include "test.h"

enum { SIDE = 6, STEPS = 40, AREAS = SIDE * SIDE };

static struct error error;
static struct arena *arena;
static uint64_t seed = 11;

static double fraction(void)
{
    seed ^= seed >> 12, seed ^= seed << 25, seed ^= seed >> 27;
    return (double)((seed * 0x2545F4914F6CDD1DULL) >> 33) / 2147483648.0;
}

// A grid of areas with ragged borders: across[y][x * STEPS + i] lies on the
// line between two rows, upward[x][y * STEPS + i] on that between two columns.
static struct point across[SIDE + 1][SIDE * STEPS + 1];
static struct point upward[SIDE + 1][SIDE * STEPS + 1];

static void make_lines(double ragged)
{
    for (int line = 0; line <= SIDE; line++)
        for (int i = 0; i <= SIDE * STEPS; i++) {
            // Less ragged towards the corners, so that lines meet only there.
            int corner = i % STEPS < STEPS / 2 ? i % STEPS : STEPS - i % STEPS;
            double wild = ragged * corner / STEPS;
            double along = 0.1 * i / STEPS, off = 0.1 * line;
            double shift = (fraction() - 0.5) * wild;
            across[line][i] = (struct point){ 5 + along, 52 + off + shift };
            shift = (fraction() - 0.5) * wild;
            upward[line][i] = (struct point){ 5 + off + shift, 52 + along };
        }
}

static struct geom area_of(int x, int y)
{
    struct geom geom = { .type = GEOM_POLYGON,
                         .run_count = 1,
                         .polygon_count = 1 };
    geom.points = ARENA_ARRAY(arena, struct point, 4 * STEPS + 1);
    geom.runs = ARENA_ARRAY(arena, size_t, 1);
    geom.polygons = ARENA_ARRAY(arena, size_t, 1);
    struct point *p = geom.points;
    for (int i = 0; i < STEPS; i++) *p++ = across[y][x * STEPS + i];
    for (int i = 0; i < STEPS; i++) *p++ = upward[x + 1][y * STEPS + i];
    for (int i = STEPS; i > 0; i--) *p++ = across[y + 1][x * STEPS + i];
    for (int i = STEPS; i > 0; i--) *p++ = upward[x][y * STEPS + i];
    *p++ = geom.points[0];
    geom.point_count = (size_t)(p - geom.points);
    geom.runs[0] = geom.point_count;
    geom.polygons[0] = 1;
    // Not everyone begins a ring at the same corner.
    size_t turn = (size_t)(fraction() * 4 * STEPS);
    struct point *turned = ARENA_ARRAY(arena, struct point, geom.point_count);
    for (size_t i = 0; i + 1 < geom.point_count; i++)
        turned[i] = geom.points[(i + turn) % (geom.point_count - 1)];
    turned[geom.point_count - 1] = turned[0];
    geom.points = turned;
    return geom;
}

static int compare_edges(const void *a, const void *b)
{
    return memcmp(a, b, 4 * sizeof(double));
}

// Every edge, its lesser end first, sorted.
static double (*edges_of(const struct generalised *simple, size_t count,
                         size_t *edge_count))[4]
{
    size_t total = 0, n = 0;
    for (size_t a = 0; a < count; a++)
        total += generalised_area(simple, a)->point_count;
    double(*edges)[4] = calloc(total + 1, sizeof *edges);
    for (size_t a = 0; a < count; a++) {
        const struct geom *geom = generalised_area(simple, a);
        size_t from = 0;
        for (size_t r = 0; r < geom->run_count; from = geom->runs[r++])
            for (size_t i = from + 1; i < geom->runs[r]; i++) {
                struct point p = geom->points[i - 1], q = geom->points[i];
                bool swap = q.x < p.x || (q.x == p.x && q.y < p.y);
                struct point least = swap ? q : p, most = swap ? p : q;
                edges[n][0] = least.x, edges[n][1] = least.y;
                edges[n][2] = most.x, edges[n++][3] = most.y;
            }
    }
    qsort(edges, n, sizeof *edges, compare_edges);
    *edge_count = n;
    return edges;
}

static bool is_outer(const double *p)
{
    for (int i = 0; i <= SIDE * STEPS; i++) {
        const struct point *lines[] = { &across[0][i], &across[SIDE][i],
                                        &upward[0][i], &upward[SIDE][i] };
        for (int j = 0; j < 4; j++)
            if (lines[j]->x == p[0] && lines[j]->y == p[1]) return true;
    }
    return false;
}

// How many edges only one area has; `inner`: those on the outline aside.
static size_t single_edges(const struct generalised *simple, size_t count,
                           bool inner)
{
    size_t edge_count, singles = 0;
    double(*edges)[4] = edges_of(simple, count, &edge_count);
    for (size_t i = 0; i < edge_count; i++) {
        bool before = i > 0 && compare_edges(edges[i], edges[i - 1]) == 0;
        bool after =
            i + 1 < edge_count && compare_edges(edges[i], edges[i + 1]) == 0;
        if (before || after) continue;
        singles += !inner || !is_outer(edges[i]) || !is_outer(edges[i] + 2);
    }
    free(edges);
    return singles;
}

static size_t points_of(const struct generalised *simple, size_t count)
{
    size_t total = 0;
    for (size_t a = 0; a < count; a++)
        total += geom_point_total(generalised_area(simple, a));
    return total;
}

static bool all_valid(const struct generalised *simple, size_t count)
{
    for (size_t a = 0; a < count; a++) {
        str reason;
        const struct geom *geom = generalised_area(simple, a);
        if (geom_point_total(geom) == 0 ||
            !geom_is_valid(arena, geom, &reason)) {
            fprintf(stderr, "  area %zu: %.*s\n", a, STR_ARG(reason));
            return false;
        }
    }
    return true;
}

TEST(borders_stay_equal_on_both_sides_and_areas_valid_at_every_tolerance)
{
    static const double tolerances[] = { 1, 50, 200, 500, 2000, 20000 };
    struct geom areas[AREAS];
    arena = arena_create(1 << 26);
    make_lines(0.04);
    for (int i = 0; i < AREAS; i++) areas[i] = area_of(i % SIDE, i / SIDE);
    size_t before = SIZE_MAX;
    for (size_t t = 0; t < sizeof tolerances / sizeof tolerances[0]; t++) {
        struct generalised *simple =
            generalise(areas, AREAS, tolerances[t], &error);
        CHECK(simple);
        if (!simple) continue;
        CHECK(all_valid(simple, AREAS));
        CHECK(single_edges(simple, AREAS, true) == 0);
        size_t points = points_of(simple, AREAS);
        CHECK(points <= before && points >= 4 * AREAS);
        before = points;
        generalised_destroy(simple);
    }
    CHECK(before < 8 * AREAS);
}

TEST(no_border_moves_further_than_the_tolerance)
{
    struct geom areas[AREAS];
    for (int i = 0; i < AREAS; i++) areas[i] = area_of(i % SIDE, i / SIDE);
    struct generalised *simple = generalise(areas, AREAS, 300, &error);
    CHECK(simple);
    for (size_t a = 0; simple && a < AREAS; a += 5) {
        struct geom outline = *generalised_area(simple, a);
        outline.type = GEOM_LINE;
        for (size_t i = 0; i < areas[a].point_count; i++)
            CHECK(geom_distance_m(&outline, areas[a].points[i]) < 303);
    }
    generalised_destroy(simple);
}

static struct geom parse(const char *wkt)
{
    struct geom geom;
    CHECK(wkt_parse(arena, str_from(wkt), &geom, &error));
    return geom;
}

static size_t runs_after(struct geom *areas, size_t count, size_t which,
                         double tolerance_m)
{
    struct generalised *simple = generalise(areas, count, tolerance_m, &error);
    CHECK(simple && all_valid(simple, count));
    size_t runs = simple ? generalised_area(simple, which)->run_count : 0;
    generalised_destroy(simple);
    return runs;
}

TEST(small_islands_go_but_the_largest_part_of_an_area_stays)
{
    struct geom areas[] = {
        parse("MULTIPOLYGON(((5 52,6 52,6 53,5 53,5 52)),"
              "((7 52,7.001 52,7.001 52.001,7 52)))"),
        parse("MULTIPOLYGON(((8 52,8.001 52,8.001 52.001,8 52)),"
              "((8.1 52,8.1001 52,8.1001 52.0001,8.1 52)))"),
        parse("POINT(4 51)"),
        parse("POLYGON EMPTY"),
    };
    CHECK(runs_after(areas, 2, 0, 1) == 2);
    CHECK(runs_after(areas, 2, 0, 1000) == 1);
    CHECK(runs_after(areas, 2, 1, 1000) == 1);
    struct generalised *simple = generalise(areas, 4, 1000, &error);
    CHECK(simple && generalised_area(simple, 2)->type == GEOM_POINT);
    CHECK(simple && generalised_area(simple, 3)->type == GEOM_EMPTY);
    CHECK(simple && generalised_bytes(simple) > 0);
    generalised_destroy(simple);
}

// The hole stays because the area in it does, and has the same positions.
TEST(an_enclave_and_the_hole_it_lies_in_stay_alike)
{
    struct geom areas[] = {
        parse("POLYGON((5 52,6 52,6 53,5 53,5 52),"
              "(5.5 52.5,5.502 52.5,5.503 52.501,5.502 52.502,5.5 52.502,"
              "5.5 52.5))"),
        parse("POLYGON((5.502 52.502,5.503 52.501,5.502 52.5,5.5 52.5,"
              "5.5 52.502,5.502 52.502))"),
    };
    struct generalised *simple = generalise(areas, 2, 5000, &error);
    CHECK(simple && all_valid(simple, 2));
    if (!simple) return;
    CHECK(generalised_area(simple, 0)->run_count == 2);
    CHECK(single_edges(simple, 2, false) == 4);
    generalised_destroy(simple);
    CHECK(runs_after(areas, 1, 0, 5000) == 1);
}

// A thin tongue between two bays: simplified apart, its sides would cross.
TEST(an_area_that_would_break_keeps_more_detail)
{
    struct geom areas[] = {
        parse("POLYGON((5 52,5.1 52.0001,5.2 52.03,5.3 52.0001,5.4 52,"
              "5.4 51.9999,5.3 52,5.2 52.0299,5.1 52,5 51.9999,5 52))"),
        parse("POLYGON((5 52,5.1 52.0001,5.2 52.03,5.3 52.0001,5.4 52,5.4 52.5,"
              "5 52.5,5 52))"),
    };
    for (double tolerance = 10; tolerance < 100000; tolerance *= 2) {
        struct generalised *simple = generalise(areas, 2, tolerance, &error);
        CHECK(simple && all_valid(simple, 2));
        generalised_destroy(simple);
    }
}

TEST(each_arc_stands_once)
{
    struct arcs arcs;
    struct geom areas[] = {
        parse("POLYGON((0 0,1 0,1 1,0 1,0 0))"),
        parse("POLYGON((2 1,1 1,1 0,2 0,2 1))"),
    };
    CHECK(arcs_build(&arcs, arena, areas, 2, &error));
    CHECK(arcs.arc_count == 3 && arcs.ring_count == 2 && arcs.use_count == 4);
    CHECK(arcs.point_count == 6);
    arena_destroy(arena);
}

TEST_MAIN
