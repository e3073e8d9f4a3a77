#include "geo/wkt.h"

#include <stdlib.h>

#include "unit/test.h"

// What `text` reads as, printed; or the message why it does not.
static str round_trip(struct arena *arena, const char *text)
{
    struct geom geom;
    struct error err = { 0 };
    struct buf buf;
    str out = { 0 };
    if (!wkt_parse(arena, str_from(text), &geom, &err))
        return arena_copy(arena, str_from(err.message));
    buf_init(&buf, arena, SIZE_MAX);
    wkt_print(&buf, &geom);
    return buf_finish(&buf, &out, NULL) ? out : STR("no room");
}

struct pair {
    const char *text, *wanted;
};

static void check_pairs(const struct pair *pairs, size_t count)
{
    struct arena *arena = arena_create(1 << 20);
    for (size_t i = 0; i < count; i++)
        CHECK_STR(round_trip(arena, pairs[i].text), str_from(pairs[i].wanted));
    arena_destroy(arena);
}
#define CHECK_PAIRS(pairs) check_pairs(pairs, sizeof(pairs) / sizeof *(pairs))

TEST(each_type_is_read_and_printed)
{
    static const struct pair pairs[] = {
        { "POINT(6.5 53.2)", "POINT(6.5 53.2)" },
        { " point ( -.5  1e2 ) ", "POINT(-0.5 100)" },
        { "LINESTRING(0 0, 1 1,\n2 0)", "LINESTRING(0 0,1 1,2 0)" },
        { "POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))",
          "POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))" },
        { "MULTIPOINT((1 2),(3 4))", "MULTIPOINT((1 2),(3 4))" },
        { "MULTIPOINT(1 2, 3 4)", "MULTIPOINT((1 2),(3 4))" },
        { "MULTILINESTRING((1 2,3 4),(5 6,7 8))",
          "MULTILINESTRING((1 2,3 4),(5 6,7 8))" },
        { "MULTIPOLYGON(((0 0,9 0,9 9,0 0)),((10 10,11 10,11 11,10 10)))",
          "MULTIPOLYGON(((0 0,9 0,9 9,0 0)),((10 10,11 10,11 11,10 10)))" },
        { "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))",
          "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))" },
    };
    CHECK_PAIRS(pairs);
}

TEST(heights_and_measures_are_dropped)
{
    static const struct pair pairs[] = {
        { "POINT Z (1 2 3)", "POINT(1 2)" },
        { "POINT ZM(1 2 3 4)", "POINT(1 2)" },
        { "POINT(1 2 3)", "POINT(1 2)" },
        { "linestring m (1 2 3, 4 5 6)", "LINESTRING(1 2,4 5)" },
    };
    CHECK_PAIRS(pairs);
}

TEST(what_is_empty_is_no_geometry)
{
    static const struct pair pairs[] = {
        { "POINT EMPTY", "GEOMETRYCOLLECTION EMPTY" },
        { "POLYGON Z EMPTY", "GEOMETRYCOLLECTION EMPTY" },
        { "GEOMETRYCOLLECTION(POINT EMPTY)", "GEOMETRYCOLLECTION EMPTY" },
        { "GEOMETRYCOLLECTION(POINT EMPTY,POINT(1 2))",
          "GEOMETRYCOLLECTION(POINT(1 2))" },
    };
    CHECK_PAIRS(pairs);
}

TEST(every_message_says_where)
{
    static const struct pair pairs[] = {
        { "POINT(6.5)", "at character 10: a coordinate is expected" },
        { "POINT(6.5 53.2", "at character 15: the geometry ends where \")\" is "
                            "expected" },
        { "POINT(6.5 53.2) x",
          "at character 17: something follows the geometry" },
        { "POINT(1e999 0)", "at character 7: a coordinate is expected" },
        { "POINT(NaN 0)", "at character 7: a coordinate is expected" },
        { "LINESTRING(0 0)",
          "at character 11: a line needs at least two positions" },
        { "POLYGON((0 0,1 0,0 0))",
          "at character 9: a ring needs at least four positions" },
        { "POLYGON((0 0,1 0,1 1,0 1))",
          "at character 9: a ring must end where it began" },
        { "CIRCLE(0 0)",
          "at character 1: POINT, LINESTRING, POLYGON, MULTIPOINT, "
          "MULTILINESTRING, MULTIPOLYGON or GEOMETRYCOLLECTION is expected" },
    };
    CHECK_PAIRS(pairs);
}

TEST(collections_do_not_nest_without_end)
{
    struct arena *arena = arena_create(1 << 22);
    struct buf buf;
    str text;
    struct geom geom;
    struct error err = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    for (int i = 0; i < 10000; i++)
        buf_add_str(&buf, STR("GEOMETRYCOLLECTION("));
    CHECK(buf_finish(&buf, &text, NULL));
    CHECK(!wkt_parse(arena, text, &geom, &err));
    CHECK_STR(str_from(err.message),
              STR("at character 609: collections nested deeper than 32"));
    arena_destroy(arena);
}

TEST_MAIN
