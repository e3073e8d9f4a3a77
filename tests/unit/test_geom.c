#include "geo/geom.h"

#include <math.h>

#include "geo/hilbert.h"
#include "geo/orient.h"
#include "unit/test.h"
#include "unit/wkt.h"

static struct arena *arena;

static struct geom wkt(const char *text)
{
    if (!arena) arena = arena_create(SIZE_MAX);
    return geom_from_wkt(arena, text);
}

static void done(void)
{
    arena_destroy(arena);
    arena = NULL;
    geos_end();
}

TEST(a_box_of_nothing_holds_and_meets_nothing)
{
    struct box nothing = box_nothing();
    struct box all = { -INFINITY, -INFINITY, INFINITY, INFINITY };
    CHECK(box_is_nothing(nothing) && !box_is_nothing(all));
    CHECK(!box_intersects(nothing, all) && !box_contains(all, nothing));
    CHECK(!box_has_point(nothing, (struct point){ 0, 0 }));
    struct box one = box_add_point(nothing, (struct point){ 3, 4 });
    CHECK(one.min_x == 3 && one.max_x == 3 && one.min_y == 4 && one.max_y == 4);
    CHECK(!box_is_nothing(one) && box_contains(one, one));
    CHECK(box_is_nothing((struct box){ 0, NAN, 1, 1 }));
}

TEST(boxes_that_share_an_edge_meet)
{
    struct box a = { 0, 0, 1, 1 };
    CHECK(box_intersects(a, (struct box){ 1, 1, 2, 2 }));
    CHECK(!box_intersects(a, (struct box){ 1.0000001, 0, 2, 1 }));
    CHECK(box_contains(box_grow(a, 0.5), a) &&
          !box_contains(a, box_grow(a, 1)));
    struct box joined = box_join(a, (struct box){ -1, 5, 0, 6 });
    CHECK(joined.min_x == -1 && joined.max_x == 1 && joined.max_y == 6);
}

TEST(a_geometry_knows_its_box_name_and_points)
{
    struct geom g = wkt("GEOMETRYCOLLECTION(POINT(1 2),"
                        "MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((9 9,9 8,8 8,9 9))),"
                        "LINESTRING(-1 5,3 3))");
    struct box box = geom_box(&g);
    CHECK(box.min_x == -1 && box.min_y == 0 && box.max_x == 9 &&
          box.max_y == 9);
    CHECK(geom_point_total(&g) == 11 && g.member_count == 3);
    CHECK_STR(str_from(geom_type_name(g.members[1].type)), STR("MultiPolygon"));
    CHECK(!geom_type_name(GEOM_EMPTY));
    struct geom empty = { 0 };
    CHECK(box_is_nothing(geom_box(&empty)) && geom_point_total(&empty) == 0);
    done();
}

static bool shift(struct point *p, void *context)
{
    int *left = context;
    p->x += 100;
    return --*left > 0;
}

TEST(every_point_is_visited_until_one_says_no)
{
    struct geom g = wkt("GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))");
    int left = 10;
    CHECK(geom_each_point(&g, shift, &left) && left == 7);
    CHECK(g.members[1].points[1].x == 101);
    left = 2;
    CHECK(!geom_each_point(&g, shift, &left));
    CHECK(g.members[1].points[0].x == 200 && g.members[1].points[1].x == 101);
    done();
}

TEST(a_point_can_be_made_and_may_find_no_room)
{
    struct arena *small = arena_create(8);
    CHECK(geom_from_point(small, (struct point){ 1, 2 }).type == GEOM_EMPTY);
    arena_destroy(small);
    small = arena_create(4096);
    struct geom g = geom_from_point(small, (struct point){ 1, 2 });
    CHECK(g.type == GEOM_POINT && g.points[0].y == 2 && g.runs[0] == 1);
    arena_destroy(small);
}

// The grid of Shewchuk's classic: points a few bits around a line, where plain
// arithmetic gives wrong sides. 128-bit integers are the judge.
__extension__ typedef __int128 wide;

static int side_by_integers(struct point a, struct point b, struct point p)
{
    double unit = 9007199254740992.0;  // 2^53
    wide ax = (wide)(a.x * unit), ay = (wide)(a.y * unit);
    wide bx = (wide)(b.x * unit), by = (wide)(b.y * unit);
    wide px = (wide)(p.x * unit), py = (wide)(p.y * unit);
    wide side = (ax - px) * (by - py) - (ay - py) * (bx - px);
    return (side > 0) - (side < 0);
}

TEST(the_side_of_a_line_is_exact_to_the_last_bit)
{
    struct point a = { 12, 12 };
    struct point b = { 24, 24 };
    int counts[3] = { 0 };
    for (int i = 0; i < 256; i++) {
        for (int k = 0; k < 256; k++) {
            struct point p = { 0.5 + i * 0x1p-53, 0.5 + k * 0x1p-53 };
            int side = orient(a, b, p);
            CHECK(side == side_by_integers(a, b, p));
            CHECK(orient(b, a, p) == -side && orient(p, a, b) == side);
            counts[side + 1]++;
        }
    }
    CHECK(counts[1] == 256 && counts[0] == counts[2]);
}

TEST(the_exact_side_agrees_on_random_lines)
{
    unsigned seed = 5;
    for (int i = 0; i < 100000; i++) {
        double c[6];
        for (int k = 0; k < 6; k++)
            c[k] = (rand_r(&seed) % 64) * (i % 2 ? 1.0 : 0x1p-40) + 8;
        struct point a = { c[0], c[1] }, b = { c[2], c[3] }, p = { c[4], c[5] };
        int side = side_by_integers(a, b, p);
        CHECK(orient(a, b, p) == side && orient_exact(a, b, p) == side);
    }
}

TEST(places_at_corners_edges_and_in_holes)
{
    struct geom g = wkt("MULTIPOLYGON(((0 0,10 0,10 10,0 10,0 0),"
                        "(2 2,2 8,8 8,8 2,2 2)),((4 4,6 4,5 6,4 4)))");
    static const struct {
        double x, y;
        enum place place;
    } cases[] = {
        { 1, 1, PLACE_INSIDE },   { 0, 0, PLACE_BORDER },
        { 5, 0, PLACE_BORDER },   { 10, 10, PLACE_BORDER },
        { 10, 5, PLACE_BORDER },  { 3, 3, PLACE_OUTSIDE },
        { 2, 2, PLACE_BORDER },   { 8, 5, PLACE_BORDER },
        { 5, 5, PLACE_INSIDE },   { 5, 6, PLACE_BORDER },
        { 4, 4, PLACE_BORDER },   { 11, 0, PLACE_OUTSIDE },
        { -1, 0, PLACE_OUTSIDE }, { -1, 10, PLACE_OUTSIDE },
        { 9, 2, PLACE_INSIDE },   { 4.5, 5, PLACE_BORDER },
        { 3, 6, PLACE_OUTSIDE },  { 9, 8, PLACE_INSIDE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(geom_place(&g, (struct point){ cases[i].x, cases[i].y }) ==
              cases[i].place);
    CHECK(geom_place(&g, (struct point){ NAN, 5 }) == PLACE_OUTSIDE);
    struct geom line = wkt("LINESTRING(0 0,1 1)");
    CHECK(geom_place(&line, (struct point){ 0, 0 }) == PLACE_OUTSIDE);
    struct geom many = wkt("GEOMETRYCOLLECTION(POINT(0 0),"
                           "POLYGON((0 0,1 0,1 1,0 0)))");
    CHECK(geom_place(&many, (struct point){ 0.75, 0.5 }) == PLACE_INSIDE);
    done();
}

TEST(an_open_ring_counts_as_closed)
{
    struct point points[] = { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } };
    size_t runs[] = { 4 }, polygons[] = { 1 };
    struct geom g = { .type = GEOM_POLYGON,
                      .point_count = 4,
                      .run_count = 1,
                      .polygon_count = 1,
                      .points = points,
                      .runs = runs,
                      .polygons = polygons };
    CHECK(geom_place(&g, (struct point){ 2, 2 }) == PLACE_INSIDE);
    CHECK(geom_place(&g, (struct point){ 0, 2 }) == PLACE_BORDER);
    CHECK(geom_place(&g, (struct point){ -1, 2 }) == PLACE_OUTSIDE);
    CHECK(geom_meets_box(&g, (struct box){ -1, 1, 0, 2 }));
    CHECK(geom_meets_box(&g, (struct box){ 1, 1, 2, 2 }));
    CHECK(!geom_meets_box(&g, (struct box){ -2, 1, -1, 2 }));
}

// A star of random whole-number corners around a middle: simple, with corners
// that coincide with the probes' lattice.
static GEOSGeometry *random_star(unsigned *seed, int corners)
{
    char text[4000];
    size_t at = (size_t)snprintf(text, sizeof text, "POLYGON((");
    int first_x = 0, first_y = 0;
    for (int i = 0; i < corners; i++) {
        double angle = 6.283185307179586 * i / corners;
        double size = 2 + rand_r(seed) % 10;
        int x = (int)lrint(cos(angle) * size),
            y = (int)lrint(sin(angle) * size);
        if (i == 0) first_x = x, first_y = y;
        at += (size_t)snprintf(text + at, sizeof text - at, "%d %d,", x, y);
    }
    snprintf(text + at, sizeof text - at, "%d %d))", first_x, first_y);
    return geos_from_wkt(text);
}

static enum place place_by_geos(const GEOSGeometry *area, const char *wkt_point)
{
    GEOSGeometry *p = geos_from_wkt(wkt_point);
    enum place place = GEOSTouches_r(geos(), area, p) == 1    ? PLACE_BORDER
                       : GEOSContains_r(geos(), area, p) == 1 ? PLACE_INSIDE
                                                              : PLACE_OUTSIDE;
    GEOSGeom_destroy_r(geos(), p);
    return place;
}

TEST(places_agree_with_geos_on_random_stars)
{
    unsigned seed = 11;
    int valid = 0;
    arena = arena_create(SIZE_MAX);
    for (int round = 0; round < 300; round++, arena_clear(arena)) {
        GEOSGeometry *area = random_star(&seed, 3 + round % 20);
        if (area && GEOSisValid_r(geos(), area) == 1) {
            struct geom geom = geom_from_geos(arena, area);
            valid++;
            for (int k = 0; k < 60; k++) {
                char text[64];
                double x = (rand_r(&seed) % 49 - 24) / 2.0;
                double y = (rand_r(&seed) % 49 - 24) / 2.0;
                snprintf(text, sizeof text, "POINT(%.1f %.1f)", x, y);
                CHECK(geom_place(&geom, (struct point){ x, y }) ==
                      place_by_geos(area, text));
            }
        }
        GEOSGeom_destroy_r(geos(), area);
    }
    CHECK(valid > 50);
    done();
}

static GEOSGeometry *random_geometry(unsigned *seed, int kind)
{
    char text[400];
    int c[8];
    for (int i = 0; i < 8; i++) c[i] = rand_r(seed) % 17 - 8;
    static const char *const forms[] = {
        "POINT(%d %d)",
        "LINESTRING(%d %d,%d %d)",
        "LINESTRING(%d %d,%d %d,%d %d,%d %d)",
        "MULTIPOINT((%d %d),(%d %d))",
        "MULTILINESTRING((%d %d,%d %d),(%d %d,%d %d))",
    };
    if (kind >= 5) return random_star(seed, 3 + kind);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, forms[kind], c[0], c[1], c[2], c[3], c[4], c[5],
             c[6], c[7]);
#pragma GCC diagnostic pop
    return geos_from_wkt(text);
}

// A box without width or height is a line or a point.
static GEOSGeometry *frame_of(struct box box)
{
    char text[64];
    if (box.max_x > box.min_x && box.max_y > box.min_y)
        return GEOSGeom_createRectangle_r(geos(), box.min_x, box.min_y,
                                          box.max_x, box.max_y);
    if (box.max_x > box.min_x || box.max_y > box.min_y)
        snprintf(text, sizeof text, "LINESTRING(%g %g,%g %g)", box.min_x,
                 box.min_y, box.max_x, box.max_y);
    else
        snprintf(text, sizeof text, "POINT(%g %g)", box.min_x, box.min_y);
    return geos_from_wkt(text);
}

TEST(meeting_a_box_agrees_with_geos)
{
    unsigned seed = 23;
    int met = 0, compared = 0;
    arena = arena_create(SIZE_MAX);
    for (int round = 0; round < 6000; round++, arena_clear(arena)) {
        GEOSGeometry *made = random_geometry(&seed, round % 12);
        struct box box = { rand_r(&seed) % 17 - 8, rand_r(&seed) % 17 - 8, 0,
                           0 };
        box.max_x = box.min_x + rand_r(&seed) % 6;
        box.max_y = box.min_y + rand_r(&seed) % 6;
        GEOSGeometry *frame = frame_of(box);
        if (made && frame && GEOSisValid_r(geos(), made) == 1) {
            struct geom geom = geom_from_geos(arena, made);
            bool meets = geom_meets_box(&geom, box);
            CHECK(meets == (GEOSIntersects_r(geos(), made, frame) == 1));
            met += meets;
            compared++;
        }
        GEOSGeom_destroy_r(geos(), made);
        GEOSGeom_destroy_r(geos(), frame);
    }
    CHECK(compared > 3000 && met > 500 && met < compared - 500);
    done();
}

TEST(a_box_inside_a_hole_is_not_met_and_one_inside_the_ground_is)
{
    struct geom g = wkt("POLYGON((0 0,10 0,10 10,0 10,0 0),"
                        "(2 2,2 8,8 8,8 2,2 2))");
    CHECK(!geom_meets_box(&g, (struct box){ 3, 3, 7, 7 }));
    CHECK(geom_meets_box(&g, (struct box){ 3, 3, 8, 7 }));
    CHECK(geom_meets_box(&g, (struct box){ 0.5, 0.5, 1, 1 }));
    CHECK(geom_meets_box(&g, (struct box){ -5, -5, 15, 15 }));
    CHECK(geom_meets_box(&g, (struct box){ 10, 10, 11, 11 }));
    CHECK(!geom_meets_box(&g, box_nothing()));
    struct geom empty = { 0 };
    CHECK(!geom_meets_box(&empty, (struct box){ 0, 0, 1, 1 }));
    struct geom many =
        wkt("GEOMETRYCOLLECTION(POINT(9 9),LINESTRING(0 2,2 0))");
    CHECK(geom_meets_box(&many, (struct box){ 0, 0, 1, 1 }));
    CHECK(!geom_meets_box(&many, (struct box){ 0, 0, 0.99, 1 }));
    done();
}

TEST(the_hilbert_curve_visits_every_cell_once_and_never_jumps)
{
    enum { SIDE = 32 };
    static int order[SIDE * SIDE];
    struct box extent = { 0, 0, SIDE, SIDE };
    memset(order, -1, sizeof order);
    for (int x = 0; x < SIDE; x++) {
        for (int y = 0; y < SIDE; y++) {
            uint64_t rank =
                hilbert_rank((struct point){ x + 0.5, y + 0.5 }, extent);
            uint64_t place = rank >> (64 - 10);
            CHECK(place < SIDE * SIDE && order[place] == -1);
            order[place] = x * SIDE + y;
        }
    }
    for (int i = 1; i < SIDE * SIDE; i++) {
        int dx = abs(order[i] / SIDE - order[i - 1] / SIDE);
        int dy = abs(order[i] % SIDE - order[i - 1] % SIDE);
        CHECK(dx + dy == 1);
    }
}

TEST(points_outside_the_extent_are_clamped)
{
    struct box extent = { 0, 0, 1, 1 };
    CHECK(hilbert_rank((struct point){ -5, -5 }, extent) ==
          hilbert_rank((struct point){ 0, 0 }, extent));
    CHECK(hilbert_rank((struct point){ 5, 9 }, extent) ==
          hilbert_rank((struct point){ 1, 1 }, extent));
    struct box flat = { 3, 3, 3, 3 };
    CHECK(hilbert_rank((struct point){ 3, 3 }, flat) ==
          hilbert_rank((struct point){ NAN, 3 }, flat));
}

TEST_MAIN
