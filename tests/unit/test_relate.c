#include "geo/relate.h"

#include "geo/wkt.h"
#include "unit/test.h"
#include "unit/torture.h"

static struct geom geometry(struct arena *arena, const char *wkt)
{
    struct geom geom = { 0 };
    CHECK(wkt_parse(arena, str_from(wkt), &geom, NULL));
    return geom;
}

// Which of the relations hold, in their order: "1" or "0" each.
static void check_relations(const char *a, const char *b, const char *wanted)
{
    struct error err = { 0 };
    struct arena *arena = arena_create(1 << 20);
    struct relator *relator = relator_open(&err);
    struct geom left = geometry(arena, a);
    struct geom right = geometry(arena, b);
    struct relate_shape *shape = relate_prepare(relator, &right, &err);
    struct relate_shape *turned = relate_prepare(relator, &left, &err);
    char got[RELATE_CONTAINS + 2] = { 0 };
    for (int i = RELATE_INTERSECTS; i <= RELATE_CONTAINS; i++) {
        enum relation relation = (enum relation)i;
        bool holds = false;
        bool inverse = false;
        CHECK(relate(relator, relation, &left, shape, &holds, &err));
        CHECK(relate(relator, relate_inverse(relation), &right, turned,
                     &inverse, &err));
        CHECK(holds == inverse);
        got[i] = holds ? '1' : '0';
    }
    if (strcmp(got, wanted) != 0)
        fprintf(stderr, "%s, %s: %s, not %s\n", a, b, got, wanted);
    CHECK(strcmp(got, wanted) == 0);
    relator_close(relator);
    arena_destroy(arena);
}

// intersects, equals, disjoint, touches, within, overlaps, crosses, contains
TEST(each_relation_holds_where_the_standard_says)
{
    static const char square[] = "POLYGON((0 0,4 0,4 4,0 4,0 0))";
    check_relations("POINT(1 1)", square, "10001000");
    check_relations("POINT(0 1)", square, "10010000");
    check_relations("POINT(9 9)", square, "00100000");
    check_relations(square, "POLYGON((0 4,0 0,4 0,4 4,2 4,0 4))", "11001001");
    check_relations(square, "POLYGON((4 0,8 0,8 4,4 4,4 0))", "10010000");
    check_relations(square, "POLYGON((2 0,8 0,8 4,2 4,2 0))", "10000100");
    check_relations("LINESTRING(-1 2,9 2)", square, "10000010");
    check_relations("LINESTRING(0 0,4 4)", "LINESTRING(0 4,4 0)", "10000010");
    check_relations("MULTIPOINT(1 1,9 9)", square, "10000010");
    check_relations("MULTIPOINT(1 1,2 2)", "MULTIPOINT(2 2,3 3)", "10000100");
}

TEST(collections_are_the_places_that_they_cover)
{
    check_relations("GEOMETRYCOLLECTION(POLYGON((0 0,4 0,4 4,0 4,0 0)),"
                    "POLYGON((4 0,8 0,8 4,4 4,4 0)))",
                    "POLYGON((0 0,8 0,8 4,0 4,0 0))", "11001001");
    check_relations("GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,2 2))",
                    "LINESTRING(0 0,2 2)", "11001001");
    check_relations("POINT(9 9)",
                    "GEOMETRYCOLLECTION(POINT(9 9),LINESTRING(0 0,2 2))",
                    "10001000");
}

static bool ask_once(void *context)
{
    struct error err = { 0 };
    struct point points[] = { { 0, 0 }, { 4, 4 } };
    size_t runs[] = { 2 };
    struct geom line = { .type = GEOM_LINE,
                         .point_count = 2,
                         .run_count = 1,
                         .points = points,
                         .runs = runs };
    struct relator *relator = relator_open(&err);
    struct relate_shape *shape =
        relator ? relate_prepare(relator, &line, &err) : NULL;
    bool holds;
    bool done =
        shape && relate(relator, RELATE_EQUALS, &line, shape, &holds, &err);
    (void)context;
    if (!done) CHECK(err.code == ERROR_NO_MEMORY);
    relator_close(relator);
    return done;
}

TEST(it_survives_any_failed_allocation)
{
    CHECK(torture(ask_once, NULL));
}

TEST_MAIN
