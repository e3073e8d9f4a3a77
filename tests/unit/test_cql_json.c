// cql2-json: the shapes of cql2.json, and what is said when they are others.

#include "base/clock.h"
#include "unit/cql.h"

struct pair {
    const char *json, *wanted;
};

static void check_pairs(const struct pair *pairs, size_t count)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    for (size_t i = 0; i < count; i++) {
        str wanted = str_from(pairs[i].wanted);
        CHECK_STR(from_json(arena, str_from(pairs[i].json)), wanted);
        if (!str_starts(wanted, STR("at character")))
            CHECK_STR(from_text(arena, wanted), wanted);
    }
    arena_destroy(arena);
}
#define CHECK_PAIRS(pairs) check_pairs(pairs, sizeof(pairs) / sizeof *(pairs))

TEST(each_shape_says_what_text_says)
{
    static const struct pair pairs[] = {
        { "{\"op\":\"not\",\"args\":[{\"op\":\"isNull\",\"args\":"
          "[{\"property\":\"a\"}]}]}",
          "a IS NOT NULL" },
        { "{\"op\":\"in\",\"args\":[{\"property\":\"a\"},[]]}", "a IN ()" },
        { "{\"op\":\"=\",\"args\":[{\"property\":\"not\"},{\"date\":"
          "\"2026-03-18\"}]}",
          "\"not\" = DATE('2026-03-18')" },
        { "{\"op\":\"a_equals\",\"args\":[{\"property\":\"a\"},[[1]]]}",
          "A_EQUALS(a, ((1,)))" },
        { "{\"op\":\"=\",\"args\":[{\"op\":\"date\",\"args\":[\"x\"]},1e0]}",
          "\"date\"('x') = 1" },
        { "{\"op\":\"s_within\",\"args\":[{\"bbox\":[1,2,3,4]},{\"type\":"
          "\"Point\",\"bbox\":[1,2,1,2],\"coordinates\":[1,2]}]}",
          "S_WITHIN(BBOX(1, 2, 3, 4), POINT(1 2))" },
        { "{\"op\":\"t_after\",\"args\":[{\"interval\":[\"..\",{\"property\":"
          "\"b\"}]},{\"timestamp\":\"2026-03-18T06:30:00Z\"}]}",
          "T_AFTER(INTERVAL('..', b), TIMESTAMP('2026-03-18T06:30:00Z'))" },
        { "true", "TRUE" },
        { "{\"property\":\"flag\"}", "flag" },
    };
    CHECK_PAIRS(pairs);
}

TEST(strings_come_through_unchanged)
{
    static const struct pair pairs[] = {
        { "{\"op\":\"=\",\"args\":[\"\\u00e9\\ud83d\\ude00\\n\",\"\"]}",
          "'é😀\n' = ''" },
        { "{\"op\":\"=\",\"args\":[\"it's\",\"\\\\'\"]}", "'it''s' = '\\\\''" },
        { "{\"op\":\"=\",\"args\":[\"c:\\\\\",\"'\\\\\"]}",
          "U&'c:\\\\' = U&'''\\\\'" },
        { "{\"op\":\"=\",\"args\":[{\"property\":\"a\\\"b\"},1]}",
          "\"a\"\"b\" = 1" },
    };
    CHECK_PAIRS(pairs);
}

TEST(mistakes_are_named_with_their_place)
{
    static const struct pair pairs[] = {
        { "", "at character 1: a value is expected, and the JSON ends" },
        { "{\"op\":\"=\"}",
          "at character 1: \"args\": […] is expected, and this is an object" },
        { "{\"op\":\"=\",\"args\":[1]}",
          "at character 1: = takes 2 operands, and these are 1" },
        { "{\"op\":\"=\",\"args\":[1,null]}",
          "at character 21: CQL2 has no null: {\"op\": \"isNull\", \"args\": "
          "[…]} asks for it" },
        { "{\"op\":\"=\",\"args\":[1,01]}",
          "at character 23: a number begins with 0" },
        { "{\"op\":\"=\",\"args\":[1,NaN]}",
          "at character 21: a value is expected" },
        { "{\"op\":\"=\",\"args\":[1,1e999]}",
          "at character 21: 1e999 is not a number that can be held" },
        { "{\"op\":\"=\",\"op\":\"<\",\"args\":[1,2]}",
          "at character 15: the member before this stands here twice" },
        { "{\"op\":\"=\",\"args\":[1,\"\\ud83d\"]}",
          "at character 28: half a surrogate pair stands before this" },
        { "{\"op\":\"=\",\"args\":[1,\"\\u0000\"]}",
          "at character 28: a NUL character stands before this" },
        { "{\"op\":\"=\",\"args\":[1,2]} x",
          "at character 25: something follows the JSON" },
        { "{\"op\":\"like\",\"args\":[{\"property\":\"a\"},{\"property\":"
          "\"b\"}]}",
          "at character 39: LIKE takes a pattern in quotes, as in 'Smith%'" },
        { "{\"what\":1}",
          "at character 1: an object has a member op, property, date, "
          "timestamp, interval, type or bbox, and this has none of them" },
        { "{\"op\":\"s_within\",\"args\":[{\"property\":\"g\"},{\"type\":"
          "\"Point\",\"coordinates\":[1]}]}",
          "at character 73: a position has 2 to 4 numbers, and these are 1" },
        { "{\"op\":\"s_within\",\"args\":[{\"property\":\"g\"},{\"type\":"
          "\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}]}",
          "at character 76: a ring must end where it began" },
        { "\"text\"",
          "at character 1: a filter is a condition, and this is text" },
    };
    CHECK_PAIRS(pairs);
}

TEST(deep_nesting_is_refused_quickly)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    struct buf buf;
    str json;
    uint64_t start = clock_ms();
    buf_init(&buf, arena, SIZE_MAX);
    for (int i = 0; i < 10000; i++)
        buf_add_str(&buf, STR("{\"op\":\"not\",\"args\":["));
    CHECK(buf_finish(&buf, &json, NULL));
    CHECK_STR(from_json(arena, json),
              STR("at character 1601: the JSON is nested too deeply"));
    CHECK(clock_ms() - start < 500);
    arena_destroy(arena);
}

TEST(trees_are_limited_as_texts_are)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    struct buf buf;
    str json;
    buf_init(&buf, arena, SIZE_MAX);
    for (int i = 0; i < 70; i++)
        buf_add_str(&buf, STR("{\"op\":\"not\",\"args\":["));
    buf_add_str(&buf, STR("true"));
    for (int i = 0; i < 70; i++) buf_add_str(&buf, STR("]}"));
    CHECK(buf_finish(&buf, &json, NULL));
    CHECK_STR(from_json(arena, json),
              STR("at character 121: the filter is nested deeper than 64"));
    arena_destroy(arena);
}

TEST_MAIN
