#include "geo/valid.h"

#include <math.h>
#include <pthread.h>

#include "unit/test.h"
#include "unit/torture.h"
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

static const char bow_tie[] = "POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))";

TEST(validity_is_that_of_geos_and_the_reason_says_where)
{
    static const struct {
        const char *wkt, *reason;  // NULL: valid
    } cases[] = {
        { "POINT (1 2)", NULL },
        { "MULTIPOINT (1 2, 1 2)", NULL },
        { "LINESTRING (0 0, 1 1)", NULL },
        { "LINESTRING (0 0, 0 0)", "Invalid Coordinate" },
        { "POLYGON ((0 0, 4 0, 4 4, 0 0))", NULL },
        { bow_tie, "Self-intersection at 2 2" },
        { "POLYGON ((0 0, 9 0, 9 9, 0 0), (20 20, 21 20, 21 21, 20 20))",
          "Hole lies outside shell at 20 20" },
        { "GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((0 0, 4 4, 4 0, 0 4, 0 "
          "0)))",
          "Self-intersection at 2 2" },
        { "POLYGON ((0.1 0.1, 6.5 53.2, 6.5 0.1, 0.1 53.2, 0.1 0.1))",
          "Self-intersection at 3.3 26.65" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geom geom = wkt(cases[i].wkt);
        str reason = STR("");
        bool is_valid = geom_is_valid(arena, &geom, &reason);
        CHECK(is_valid == (cases[i].reason == NULL));
        if (cases[i].reason && !str_starts(reason, str_from(cases[i].reason)) &&
            !str_starts(reason, STR("Too few points")))
            CHECK_STR(reason, str_from(cases[i].reason));
    }
    struct geom empty = { 0 };
    str reason;
    CHECK(geom_is_valid(arena, &empty, &reason));
    done();
}

static struct geom ring(struct point *points, size_t *ends, size_t count)
{
    ends[0] = count;
    ends[1] = 1;
    return (struct geom){ .type = GEOM_POLYGON,
                          .point_count = count,
                          .run_count = 1,
                          .polygon_count = 1,
                          .points = points,
                          .runs = ends,
                          .polygons = ends + 1 };
}

TEST(rings_that_geos_would_not_hold_are_invalid_and_can_be_repaired)
{
    struct point open[] = { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 0, 4 } };
    size_t ends[2];
    struct geom geom = ring(open, ends, 4);
    struct geom out;
    str reason = STR("");
    arena = arena_create(SIZE_MAX);
    CHECK(!geom_is_valid(arena, &geom, &reason));
    CHECK_STR(reason,
              STR("Points of LinearRing do not form a closed linestring"));
    CHECK(geom_repair(arena, &geom, &out, NULL));
    CHECK(out.type == GEOM_POLYGON && out.point_count == 5);
    for (size_t count = 1; count < 4; count++) {
        geom = ring(open, ends, count);
        CHECK(!geom_is_valid(arena, &geom, &reason));
        CHECK(geom_repair(arena, &geom, &out, NULL));
        CHECK(out.type == (count == 3 ? GEOM_POLYGON : GEOM_EMPTY));
    }
    open[2].x = NAN;
    geom = ring(open, ends, 4);
    struct error err = { 0 };
    CHECK(!geom_is_valid(arena, &geom, &reason));
    CHECK(!geom_repair(arena, &geom, &out, &err) && err.code == ERROR_REFUSED);
    done();
}

static double area_of(const struct geom *geom)
{
    double area = 0;
    GEOSGeometry *made = geos_from_geom(arena, geom);
    GEOSArea_r(geos(), made, &area);
    GEOSGeom_destroy_r(geos(), made);
    return area;
}

TEST(repair_keeps_the_ground_and_drops_the_debris)
{
    static const struct {
        const char *wkt;
        enum geom_type type;
        double area;
    } cases[] = {
        { bow_tie, GEOM_MULTIPOLYGON, 8 },
        // a spike
        { "POLYGON ((0 0, 4 0, 4 4, 8 4, 4 4, 0 4, 0 0))", GEOM_POLYGON, 16 },
        // a hole that sticks out
        { "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (2 1, 6 1, 6 3, 2 3, 2 1))",
          GEOM_POLYGON, 12 },
        // two parts over each other
        { "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), "
          "((2 0, 6 0, 6 4, 2 4, 2 0)))",
          GEOM_POLYGON, 24 },
        // nothing but a line
        { "POLYGON ((0 0, 4 4, 8 8, 0 0))", GEOM_EMPTY, 0 },
        { "POLYGON ((0 0, 4 0, 4 4, 0 0))", GEOM_POLYGON, 8 },
        { "GEOMETRYCOLLECTION (POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0)), "
          "POLYGON ((0 0, 4 4, 8 8, 0 0)), POINT (1 1))",
          GEOM_COLLECTION, 8 },
        { "LINESTRING (0 0, 0 0)", GEOM_EMPTY, 0 },
        { "LINESTRING (0 0, 4 4, 0 4, 4 0)", GEOM_LINE, 0 },
        { "POINT (1 2)", GEOM_POINT, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geom broken = wkt(cases[i].wkt);
        struct geom whole = { 0 };
        struct error err = { 0 };
        str reason = STR("");
        CHECK(geom_repair(arena, &broken, &whole, &err));
        CHECK(whole.type == cases[i].type);
        CHECK(geom_is_valid(arena, &whole, &reason));
        CHECK(fabs(area_of(&whole) - cases[i].area) < 1e-9);
        if (err.code || reason.len)
            fprintf(stderr, "  %s: %s %.*s\n", cases[i].wkt, err.message,
                    STR_ARG(reason));
    }
    done();
}

static int dimension(enum geom_type type)
{
    if (type == GEOM_POLYGON || type == GEOM_MULTIPOLYGON) return 2;
    return type == GEOM_LINE || type == GEOM_MULTILINE;
}

TEST(whatever_is_repaired_is_valid_and_of_its_own_dimension)
{
    unsigned seed = 17;
    int broken_count = 0;
    arena = arena_create(SIZE_MAX);
    for (int round = 0; round < 3000; round++, arena_clear(arena)) {
        struct point points[12];
        size_t ends[2];
        size_t count = 4 + (size_t)rand_r(&seed) % 8;
        for (size_t i = 0; i < count; i++)
            points[i] = (struct point){ rand_r(&seed) % 7, rand_r(&seed) % 7 };
        points[count - 1] = points[0];
        struct geom geom = ring(points, ends, count);
        struct geom whole;
        str reason = STR("");
        broken_count += !geom_is_valid(arena, &geom, &reason);
        CHECK(geom_repair(arena, &geom, &whole, NULL));
        CHECK(geom_is_valid(arena, &whole, &reason));
        CHECK(whole.type == GEOM_EMPTY || dimension(whole.type) == 2);
    }
    CHECK(broken_count > 1000);
    done();
}

TEST(the_point_on_surface_lies_on_the_geometry)
{
    static const char *const shapes[] = {
        "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 1 9, 9 9, 9 1, 1 1))",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 9 5, 5 5, 9 9)))",
    };
    for (size_t i = 0; i < 2; i++) {
        struct geom geom = wkt(shapes[i]);
        struct point p;
        CHECK(geom_point_on_surface(&geom, &p, NULL));
        CHECK(geom_place(&geom, p) == PLACE_INSIDE);
    }
    struct geom line = wkt("LINESTRING (0 0, 5 5, 10 0)");
    struct point p;
    CHECK(geom_point_on_surface(&line, &p, NULL) && p.x == 5 && p.y == 5);
    struct geom point = wkt("POINT (3 4)");
    CHECK(geom_point_on_surface(&point, &p, NULL) && p.x == 3 && p.y == 4);
    struct geom empty = { 0 };
    struct error err = { 0 };
    CHECK(!geom_point_on_surface(&empty, &p, &err) && p.x == 3);
    CHECK(err.code == ERROR_INVALID);
    done();
}

TEST(many_areas_become_one)
{
    struct geom parts[] = {
        wkt("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"),
        wkt("POLYGON ((4 0, 8 0, 8 4, 4 4, 4 0))"),
        wkt("MULTIPOLYGON (((0 4, 8 4, 8 8, 0 8, 0 4)), "
            "((20 20, 21 20, 21 21, 20 20)))"),
        { 0 },
    };
    struct geom united;
    CHECK(geom_union(arena, parts, 4, &united, NULL));
    CHECK(united.type == GEOM_MULTIPOLYGON && united.polygon_count == 2);
    CHECK(fabs(area_of(&united) - 64.5) < 1e-9);
    CHECK(geom_union(arena, parts, 2, &united, NULL));
    CHECK(united.type == GEOM_POLYGON && fabs(area_of(&united) - 32) < 1e-9);
    CHECK(geom_union(arena, parts + 3, 1, &united, NULL) &&
          united.type == GEOM_EMPTY);
    CHECK(geom_union(arena, NULL, 0, &united, NULL) &&
          united.type == GEOM_EMPTY);
    done();
}

static void *check_often(void *context)
{
    struct arena *own = arena_create(SIZE_MAX);
    struct geom geom = geom_from_point(own, (struct point){ 0, 0 });
    const struct geom *broken = context;
    long right = 0;
    for (int i = 0; i < 500; i++) {
        str reason;
        right += !geom_is_valid(own, broken, &reason) &&
                 str_equal(reason, STR("Self-intersection at 2 2")) &&
                 geom_repair(own, broken, &geom, NULL);
        arena_clear(own);
    }
    arena_destroy(own);
    return (void *)right;
}

TEST(threads_do_not_disturb_each_other)
{
    struct geom broken = wkt(bow_tie);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, check_often, &broken);
    for (int i = 0; i < 4; i++) {
        void *right = NULL;
        pthread_join(threads[i], &right);
        CHECK((long)right == 500);
    }
    done();
}

static bool repair_all(void *context)
{
    struct arena *own = arena_create(SIZE_MAX);
    struct geom out;
    struct point p;
    struct error err = { 0 };
    if (!own) return false;
    bool is_done = geom_repair(own, context, &out, &err) &&
                   geom_point_on_surface(context, &p, &err) &&
                   geom_union(own, context, 1, &out, &err);
    if (!is_done) CHECK(err.code == ERROR_NO_MEMORY);
    arena_destroy(own);
    return is_done;
}

TEST(failed_allocations_fail_the_repair_and_nothing_else)
{
    struct geom broken = wkt("MULTIPOLYGON (((0 0, 4 4, 4 0, 0 4, 0 0)))");
    CHECK(torture(repair_all, &broken));
    done();
}

TEST_MAIN
