// What a filter may say about a collection, and what is said when it may not.

#include "unit/cql_world.h"
#include "unit/torture.h"

// The filter as it stands when it is checked, or why it was refused.
static str judged(struct arena *arena, const char *text)
{
    struct error err = { 0 };
    const struct cql *filter = checked(arena, text, &err);
    return filter ? printed(arena, filter)
                  : arena_copy(arena, str_from(err.message));
}

struct pair {
    const char *text, *wanted;
};

static void check_pairs(const struct pair *pairs, size_t count)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    for (size_t i = 0; i < count; i++)
        CHECK_STR(judged(arena, pairs[i].text), str_from(pairs[i].wanted));
    arena_destroy(arena);
}
#define CHECK_PAIRS(pairs) check_pairs(pairs, sizeof(pairs) / sizeof *(pairs))

TEST(unknown_names_are_told_their_neighbours)
{
    static const struct pair pairs[] = {
        { "aantl = 1", "at character 1: there is no property aantl; there is "
                       "aantal" },
        { "x = 1 AND NAAM = 'a'",
          "at character 1: there is no property x; there is aantal, hoogte, "
          "naam, open, datum …" },
        { "geometri IS NULL", "at character 1: there is no property geometri; "
                              "there is geometry" },
        { "aantal = 1 AND buffer(geometry) = 1",
          "at character 16: there is no function buffer; GET /functions lists "
          "them" },
    };
    CHECK_PAIRS(pairs);
}

TEST(the_geometry_has_two_names_and_may_be_absent)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    struct cql_scope scope = { .schema = &world_schema };
    struct error err = { 0 };
    CHECK_STR(judged(arena, "geometry IS NULL OR geom IS NULL"),
              STR("geometry IS NULL OR geom IS NULL"));
    struct cql *filter = parsed(arena, "geom IS NULL");
    CHECK(!cql_check(arena, filter, &scope, &err));
    CHECK(strstr(err.message, "there is no property geom") != NULL);
    arena_destroy(arena);
}

static const struct field *find_shouting(const struct schema *schema, str name)
{
    (void)schema;
    return str_equal(name, STR("NAAM")) ? &world_fields[2] : NULL;
}

TEST(a_scope_may_look_names_up_in_its_own_way)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    struct cql_scope scope = { .schema = &world_schema, .find = find_shouting };
    struct error err = { 0 };
    struct cql *filter = parsed(arena, "NAAM = 'x'");
    CHECK(cql_check(arena, filter, &scope, &err));
    CHECK(filter->children[0]->field == &world_fields[2]);
    arena_destroy(arena);
}

TEST(only_like_is_compared_with_like)
{
    static const struct pair pairs[] = {
        { "aantal = 'x'", "at character 10: = compares a number with text" },
        { "aantal = hoogte", "aantal = hoogte" },
        { "naam < open", "at character 8: < compares text with true or "
                         "false" },
        { "aantal IN (1, 2.5, naam)",
          "at character 20: IN compares a number with text" },
        { "hoogte BETWEEN 1 AND 'x'",
          "at character 22: BETWEEN compares a number with text" },
        { "geometry = 1", "at character 1: = takes a value, and this is a "
                          "geometry" },
        { "naam + 1 = 2", "at character 1: + takes a number, and this is "
                          "text" },
        { "aantal LIKE 'x%'",
          "at character 1: LIKE takes text, and this is a number" },
        { "S_WITHIN(naam, geometry)",
          "at character 10: S_WITHIN takes a geometry, and this is text" },
        { "T_AFTER(aantal, begin)", "at character 9: T_AFTER takes a date, "
                                    "time or interval, and this is a number" },
        { "A_EQUALS(aantal, (1))",
          "at character 10: A_EQUALS takes an array, and this is a number" },
        { "naam", "at character 1: a filter is a condition, and this is "
                  "text" },
        { "length(aantal) = 1",
          "at character 8: length takes text, and this is a number" },
        { "length(naam, 1) = 1", "at character 1: length takes one operand, "
                                 "and these are 2" },
    };
    CHECK_PAIRS(pairs);
}

TEST(text_beside_dates_and_times_is_one)
{
    static const struct pair pairs[] = {
        { "datum = '2026-03-18'", "datum = DATE('2026-03-18')" },
        { "datum < '2026-03-18T'", "datum < DATE('2026-03-18')" },
        { "'2026-03-18T01:00:00+01:00' < begin",
          "TIMESTAMP('2026-03-18T00:00:00Z') < begin" },
        { "begin IN ('2026-03-18', '2026-03-18T00:00:00Z')",
          "begin IN (DATE('2026-03-18'), TIMESTAMP('2026-03-18T00:00:00Z'))" },
        { "datum BETWEEN '2026-01-01' AND '2026-12-31'",
          "datum BETWEEN DATE('2026-01-01') AND DATE('2026-12-31')" },
        { "datum = 'morgen'",
          "at character 9: \"morgen\" is not a date such as 2026-03-18" },
        { "T_DURING(begin, INTERVAL('2026-03-18', '2026-03-17'))",
          "at character 25: the interval ends before it begins" },
    };
    CHECK_PAIRS(pairs);
}

TEST(geometries_are_valid_and_on_earth)
{
    static const struct pair pairs[] = {
        { "S_INTERSECTS(geometry, POINT(90 180))",
          "at character 24: the position 90 180 is not on earth: longitude "
          "comes first, then latitude, -90 … 90, unless filter-crs says "
          "otherwise" },
        { "S_WITHIN(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))",
          "at character 20: the geometry is not valid: Self-intersection at "
          "0.5 0.5" },
        { "S_WITHIN(geometry, BBOX(1, 5, 2, 4))",
          "at character 24: the south of the box, 5, is north of its north, "
          "4" },
        { "S_WITHIN(geometry, BBOX(150, -90, -150, 90))",
          "S_WITHIN(geometry, BBOX(150, -90, -150, 90))" },
        { "S_WITHIN(geometry, BBOX(200, 0, -150, 90))",
          "at character 24: a box over the antimeridian lies within -180 … "
          "180" },
    };
    CHECK_PAIRS(pairs);
}

TEST(patterns_have_a_limit)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    struct buf buf;
    str text;
    struct error err = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    buf_add_str(&buf, STR("naam LIKE '"));
    for (int i = 0; i < 600; i++) buf_add_str(&buf, STR("%a"));
    buf_add_char(&buf, '\'');
    CHECK(buf_finish(&buf, &text, NULL));
    struct cql *filter = cql_parse_text(arena, text, &err);
    CHECK(filter && !cql_check(arena, filter, &world_scope, &err));
    CHECK_STR(str_from(err.message),
              STR("at character 11: the pattern has 1200 bytes, and at most "
                  "1000 are matched"));
    arena_destroy(arena);
}

// ---- memory

static const char *const everything =
    "NOT (aantal + 1 > -2.5 OR naam LIKE CASEI('x%')) AND datum > '2026-01-01' "
    "AND A_OVERLAPS(soorten, ('a', (1,))) AND naam IN ('a','b') AND "
    "S_INTERSECTS(geometry, BBOX(170, 0, -170, 5)) AND "
    "S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4)))";

// Everything from the text to the first answer.
static bool answer(size_t limit, struct error *err)
{
    struct arena *arena = arena_create(limit);
    struct point place = { 1, 2 };
    struct feature feature = { .values = world_values };
    bool matches;
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no arena");
    feature.geom = geom_from_point(arena, place);
    struct cql *filter = cql_parse_text(arena, str_from(everything), err);
    bool done = filter && cql_check(arena, filter, &world_scope, err);
    struct cql_matcher *matcher =
        done ? cql_matcher_open(filter, &world_schema, err) : NULL;
    done = matcher && cql_matches(matcher, &feature, &matches, err);
    cql_matcher_close(matcher);
    arena_destroy(arena);
    return done;
}

static bool answer_or_say_why(void *context)
{
    struct error err = { 0 };
    bool done = answer(CQL_TEST_MEMORY, &err);
    (void)context;
    if (!done) CHECK(err.code == ERROR_NO_MEMORY);
    return done;
}

TEST(a_failing_allocation_is_an_error_wherever_it_happens)
{
    CHECK(torture(answer_or_say_why, NULL));
}

TEST(a_spent_arena_is_an_error_wherever_it_happens)
{
    struct error err = { 0 };
    size_t limit = 0;
    for (; limit < 1 << 20 && !answer(limit, &err); limit += 32) {
        CHECK(err.code == ERROR_NO_MEMORY);
        err = (struct error){ 0 };
    }
    CHECK(limit > 1000 && limit < 1 << 20);
}

TEST_MAIN
