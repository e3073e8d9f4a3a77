// Distances in metres: geodesics against values of others, edges against
// positions along them, boxes against what lies in them.

#include "geo/distance.h"

#include <math.h>
#include <stdint.h>

#include "geo/geodesic.h"
#include "test.h"

static uint64_t seed = 7;

static double fraction(void)
{
    seed ^= seed >> 12, seed ^= seed << 25, seed ^= seed >> 27;
    return (double)((seed * 0x2545F4914F6CDD1DULL) >> 33) / 2147483648.0;
}

// GeodSolve's own example, Karney's near-antipodal ones, and one degree of the
// equator and of the meridian at the pole.
TEST(geodesics_agree_with_published_values)
{
    static const struct {
        struct point a, b;
        double metres;
    } known[] = {
        { { -73.8, 40.6 }, { -0.5, 51.6 }, 5551759.400319 },
        { { 0, 0 }, { 179.5, 0.5 }, 19936288.578965 },
        { { 0, -30 }, { 179.8, 29.9 }, 19989832.827610 },
        { { 0, 0 }, { 1, 0 }, 111319.490793 },
        { { 0, 0 }, { 180, 0 }, 20003931.458625 },
        { { 5, 90 }, { 90, 89 }, 111693.864914 },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double metres = geodesic_m(known[i].a, known[i].b);
        CHECK(fabs(metres - known[i].metres) < 1e-3);
        if (fabs(metres - known[i].metres) >= 1e-3)
            fprintf(stderr, "  %zu: %.6f\n", i, metres);
    }
}

static struct geom line(struct point *points, size_t *runs, size_t count)
{
    runs[0] = count;
    return (struct geom){ .type = GEOM_LINE,
                          .point_count = count,
                          .run_count = 1,
                          .points = points,
                          .runs = runs };
}

// The least distance to many positions along an edge, searched ever closer.
static double along(struct point a, struct point b, struct point from)
{
    double low = 0, high = 1, best = INFINITY;
    for (int round = 0; round < 12; round++) {
        double step = (high - low) / 200, nearest = low;
        for (int i = 0; i <= 200; i++) {
            double t = low + step * i;
            struct point p = { a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
            double metres = geodesic_m(from, p);
            if (metres < best) best = metres, nearest = t;
        }
        low = fmax(0, nearest - 2 * step);
        high = fmin(1, nearest + 2 * step);
    }
    return best;
}

TEST(the_distance_to_a_line_is_that_to_its_nearest_position)
{
    static const double reach[] = { 1e-5, 0.001, 0.1, 3 };
    for (int i = 0; i < 400; i++) {
        double size = reach[i % 4], away = reach[i / 4 % 4];
        size_t runs[1];
        struct point from = { 3 + fraction() * 4, 51 + fraction() * 2 };
        struct point a = { from.x + (fraction() - 0.5) * away,
                           from.y + (fraction() - 0.5) * away };
        struct point b = { a.x + (fraction() - 0.5) * size,
                           a.y + (fraction() - 0.5) * size };
        struct point points[2] = { a, b };
        struct geom geom = line(points, runs, 2);
        double metres = geom_distance_m(&geom, from);
        double wanted = along(a, b, from);
        CHECK(fabs(metres - wanted) < 0.002 + wanted * 1e-5);
        if (fabs(metres - wanted) >= 0.002 + wanted * 1e-5)
            fprintf(stderr, "  %d: %.6f, not %.6f\n", i, metres, wanted);
    }
}

TEST(a_line_over_the_antimeridian_is_near_on_both_sides)
{
    size_t runs[1];
    struct point points[] = { { 179.99, -17 }, { 180, -17 } };
    struct geom geom = line(points, runs, 2);
    double metres = geom_distance_m(&geom, (struct point){ -179.99, -17 });
    CHECK(fabs(metres - geodesic_m((struct point){ 0.01, -17 },
                                   (struct point){ 0, -17 })) < 0.001);
}

TEST(inside_of_a_polygon_the_distance_is_nought_and_in_its_hole_it_is_not)
{
    struct point points[] = { { 5, 52 },     { 6, 52 },     { 6, 53 },
                              { 5, 53 },     { 5, 52 },     { 5.4, 52.4 },
                              { 5.6, 52.4 }, { 5.6, 52.6 }, { 5.4, 52.6 },
                              { 5.4, 52.4 } };
    size_t runs[] = { 5, 10 }, polygons[] = { 2 };
    struct geom geom = { .type = GEOM_POLYGON,
                         .point_count = 10,
                         .run_count = 2,
                         .polygon_count = 1,
                         .points = points,
                         .runs = runs,
                         .polygons = polygons };
    CHECK(geom_distance_m(&geom, (struct point){ 5.1, 52.1 }) == 0);
    CHECK(geom_distance_m(&geom, (struct point){ 5, 52.5 }) == 0);
    double hole = geom_distance_m(&geom, (struct point){ 5.5, 52.41 });
    CHECK(fabs(hole - 1112.6) < 1);
    double north = geom_distance_m(&geom, (struct point){ 5.5, 54 });
    CHECK(fabs(north - geodesic_m((struct point){ 5.5, 54 },
                                  (struct point){ 5.5, 53 })) < 0.1);
    CHECK(isinf(geom_distance_m(&(struct geom){ .type = GEOM_EMPTY },
                                (struct point){ 5, 52 })));
}

TEST(nothing_in_a_box_is_nearer_or_further_than_its_bounds)
{
    for (int i = 0; i < 20000; i++) {
        double size = i % 3 == 0 ? 90 : i % 3 == 1 ? 1 : 0.01;
        double x = fraction() * 360 - 180, y = fraction() * 180 - 90;
        struct box box = { x, y, fmin(180, x + fraction() * size),
                           fmin(90, y + fraction() * size) };
        struct point from = { fraction() * 360 - 180, fraction() * 180 - 90 };
        if (i % 5 == 0)
            from = (struct point){ fmod(x + 540.001, 360) - 180, -y };
        if (i % 7 == 0) from = (struct point){ x - 0.01, fmin(90, y + 0.005) };
        struct distance_origin origin = distance_origin_of(from);
        struct distance_range range = box_distance_m(box, &origin);
        struct distance_range rough;
        double least = box_distance_at_least_m(box, &origin);
        box_distance_roughly(box, &origin, &rough);
        for (int j = 0; j < 8; j++) {
            double s = j < 4 ? j % 2 : fraction();
            double t = j < 4 ? j / 2 : fraction();
            struct point p = { box.min_x + (box.max_x - box.min_x) * s,
                               box.min_y + (box.max_y - box.min_y) * t };
            double metres = geodesic_m(from, p);
            CHECK(rough.least_m <= metres && metres <= rough.most_m &&
                  least <= metres);
            CHECK(range.least_m <= metres && metres <= range.most_m);
        }
    }
}

// Up to some thousand kilometres away, on either side of where chords are used.
TEST(the_bounds_of_a_box_nearby_are_true_and_close)
{
    for (int i = 0; i < 20000; i++) {
        double away = i % 4 == 0   ? 18
                      : i % 4 == 1 ? 5
                      : i % 4 == 2 ? 0.3
                                   : 0.01;
        double size = away * fraction() / 500;
        struct point from = { fraction() * 360 - 180, fraction() * 160 - 80 };
        double x = from.x + (fraction() - 0.5) * away;
        double y = fmax(-89, fmin(89, from.y + (fraction() - 0.5) * away));
        struct box box = { x, y, x + size, y + size };
        struct distance_origin origin = distance_origin_of(from);
        struct distance_range range = box_distance_m(box, &origin);
        struct point p = { x + size * fraction(), y + size * fraction() };
        double metres = geodesic_m(from, p), reach = size * 112e3 * 1.5;
        struct distance_range rough;
        double least = box_distance_at_least_m(box, &origin);
        box_distance_roughly(box, &origin, &rough);
        CHECK(rough.least_m <= metres && metres <= rough.most_m &&
              least <= metres);
        CHECK(range.least_m <= metres && metres <= range.most_m);
        CHECK(range.least_m > metres * (1 - 1e-4) - 2 * reach - 1);
        CHECK(range.most_m < metres * (1 + 1e-4) + 2 * reach + 1);
    }
}

TEST(the_bounds_of_a_small_box_are_as_close_as_its_size)
{
    for (int i = 0; i < 2000; i++) {
        struct point p = { fraction() * 360 - 180, fraction() * 178 - 89 };
        struct point from = { fraction() * 360 - 180, fraction() * 178 - 89 };
        struct box box = { p.x - 1e-5, p.y - 1e-5, p.x + 1e-5, p.y + 1e-5 };
        double metres = geodesic_m(from, p), close = metres < 1e6 ? 102 : 2;
        struct distance_origin origin = distance_origin_of(from);
        struct distance_range range = box_distance_m(box, &origin);
        CHECK(range.least_m > metres - close && range.most_m < metres + close);
    }
}

TEST_MAIN
