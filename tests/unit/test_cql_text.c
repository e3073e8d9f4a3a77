// cql2-text, rule by rule of its grammar: what is read, and what is said when
// it cannot be.

#include "base/clock.h"
#include "unit/cql.h"

struct pair {
    const char *text, *wanted;
};

static void check_pairs(const struct pair *pairs, size_t count)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    for (size_t i = 0; i < count; i++) {
        str text = str_from(pairs[i].text);
        str wanted = str_from(pairs[i].wanted);
        CHECK_STR(from_text(arena, text), wanted);
        if (!str_starts(wanted, STR("at character")))
            CHECK_STR(from_text(arena, wanted), wanted);
    }
    arena_destroy(arena);
}
#define CHECK_PAIRS(pairs) check_pairs(pairs, sizeof(pairs) / sizeof *(pairs))

TEST(logic_binds_not_before_and_before_or)
{
    static const struct pair pairs[] = {
        { "a=1 or b=2 and not c=3", "a = 1 OR b = 2 AND NOT (c = 3)" },
        { "(a=1 OR b=2) AND c=3", "(a = 1 OR b = 2) AND c = 3" },
        { "a=1 AND (b=2 AND c=3)", "a = 1 AND b = 2 AND c = 3" },
        { "NOT (a=1 AND b=2)", "NOT (a = 1 AND b = 2)" },
        { "NOT (NOT a)", "NOT (NOT a)" },
        { "flag AND true", "flag AND TRUE" },
    };
    CHECK_PAIRS(pairs);
}

TEST(arithmetic_binds_power_before_times_before_plus)
{
    static const struct pair pairs[] = {
        { "a+b*c^2=1", "(a + (b * (c ^ 2))) = 1" },
        { "a-b-c=1", "((a - b) - c) = 1" },
        { "(a-(b-c))=1", "(a - (b - c)) = 1" },
        { "- a ^ 2 = 1", "((-1 * a) ^ 2) = 1" },
        { "a --1 = +1", "(a - -1) = 1" },
        { "a div 2 % 3 = 0", "((a div 2) % 3) = 0" },
        { "balance-150.0 > 0", "(balance - 150) > 0" },
    };
    CHECK_PAIRS(pairs);
}

TEST(predicates_with_words_take_not_before_them)
{
    static const struct pair pairs[] = {
        { "a not like 'x%'", "a NOT LIKE 'x%'" },
        { "NOT a LIKE 'x%'", "a NOT LIKE 'x%'" },
        { "a BETWEEN 1 AND 2 AND b=1", "a BETWEEN 1 AND 2 AND b = 1" },
        { "a NOT IN (1,2)", "a NOT IN (1, 2)" },
        { "a IS NOT NULL", "a IS NOT NULL" },
        { "(a = 1) IS NULL", "(a = 1) IS NULL" },
        { "in(a, ('x','y'))", "a IN ('x', 'y')" },
        { "in(a, 'x', 'y')", "a IN ('x', 'y')" },
        { "like(a, 'x%')", "a LIKE 'x%'" },
    };
    CHECK_PAIRS(pairs);
}

TEST(names_are_quoted_only_where_they_must_be)
{
    static const struct pair pairs[] = {
        { "\"start\"=1 AND end=2 AND boolean", "start = 1 AND end = 2 AND "
                                               "boolean" },
        { "\"date\" = 1", "\"date\" = 1" },
        { "date = 1", "\"date\" = 1" },
        { "point = 1", "\"point\" = 1" },
        { "\"CBS (code)\" = 'x'", "\"CBS (code)\" = 'x'" },
        { "\"a\"\"b\" = 1", "\"a\"\"b\" = 1" },
        { "eo:cloud.cover_1 = 1", "eo:cloud.cover_1 = 1" },
        { "straßeș = 1", "straßeș = 1" },
        { "\"not\" = 1", "\"not\" = 1" },
    };
    CHECK_PAIRS(pairs);
}

TEST(texts_hold_quotes_and_backslashes)
{
    static const struct pair pairs[] = {
        { "a = 'it''s'", "a = 'it''s'" },
        { "a = 'it\\'s'", "a = 'it''s'" },
        { "a = 'c:\\dir'", "a = 'c:\\dir'" },
        { "a = U&'c:\\\\'", "a = U&'c:\\\\'" },
        { "a = U&'\\\\'''", "a = '\\\\''" },
        { "a = ''", "a = ''" },
    };
    CHECK_PAIRS(pairs);
}

TEST(numbers_are_what_they_say)
{
    static const struct pair pairs[] = {
        { "a = 1.0", "a = 1" },
        { "a = .5", "a = 0.5" },
        { "a = 5.", "a = 5" },
        { "a = 1E3", "a = 1000" },
        { "a = -0.0", "a = 0" },
        { "a = 9223372036854775807", "a = 9223372036854775807" },
        { "a = -9223372036854775808", "a = -9223372036854775808" },
        { "a = 0.1", "a = 0.1" },
    };
    CHECK_PAIRS(pairs);
}

TEST(times_are_in_utc)
{
    static const struct pair pairs[] = {
        { "a = date('2026-03-18')", "a = DATE('2026-03-18')" },
        { "a = TIMESTAMP('2026-03-18T06:30:00.0Z')",
          "a = TIMESTAMP('2026-03-18T06:30:00Z')" },
        { "a = TIMESTAMP('2026-03-18T06:30:00.25+01:00')",
          "a = TIMESTAMP('2026-03-18T05:30:00.250Z')" },
        { "T_DURING(a, INTERVAL('..', '2026-03-18'))",
          "T_DURING(a, INTERVAL('..', '2026-03-18'))" },
        { "t_meets(interval(a, b), interval('2026-03-18T00:00:00Z', year(c)))",
          "T_MEETS(INTERVAL(a, b), INTERVAL('2026-03-18T00:00:00Z', "
          "year(c)))" },
    };
    CHECK_PAIRS(pairs);
}

TEST(arrays_of_one_differ_from_groups)
{
    static const struct pair pairs[] = {
        { "A_EQUALS(a, ('x'))", "A_EQUALS(a, ('x'))" },
        { "A_EQUALS((), a)", "A_EQUALS((), a)" },
        { "A_EQUALS(a, ((1),(2,)))", "A_EQUALS(a, (1, (2,)))" },
        { "f((1,2), (3)) = 1", "f((1, 2), 3) = 1" },
    };
    CHECK_PAIRS(pairs);
}

TEST(mistakes_are_named_with_their_place)
{
    static const struct pair pairs[] = {
        { "", "at character 1: the filter is empty" },
        { "a = ",
          "at character 5: the filter ends where a property, a value or "
          "a function is expected" },
        { "aäö = = 1", "at character 7: a property, a value or a function is "
                       "expected, and this is =" },
        { "a = 1 b = 2",
          "at character 7: AND, OR or the end (names with blanks stand in "
          "\"double quotes\") is expected, and this is b" },
        { "a = 1 )", "at character 7: AND, OR or the end is expected, and this "
                     "is )" },
        { "(a = 1", "at character 7: the filter ends where ) is expected" },
        { "a = 'x", "at character 5: what opens with ' here is not closed" },
        { "a ! 1", "at character 3: ! means nothing here" },
        { "a = 1e999", "at character 5: 1e999 is not a number that can be "
                       "held" },
        { "NOT NOT a", "at character 5: a property, a value or a function is "
                       "expected, and this is NOT" },
        { "a = DATE('2026-02-30')", "at character 10: \"2026-02-30\" is not a "
                                    "date that exists" },
        { "a BETWEEN 1 OR 2", "at character 13: AND, between the two ends of "
                              "BETWEEN, is expected, and this is OR" },
        { "S_WITHIN(g, POLYGON((0 0, 1 0, 1 1)))",
          "at character 21: a ring needs at least four positions" },
        { "S_WITHIN(g, BBOX(1,2,3))", "at character 17: a box takes 4 numbers, "
                                      "or 6 with heights, and these are 3" },
    };
    CHECK_PAIRS(pairs);
}

TEST(operands_must_be_what_their_operator_takes)
{
    static const struct pair pairs[] = {
        { "a + 1", "at character 3: a filter is a condition, and this is a "
                   "number" },
        { "a = (b AND c)",
          "at character 6: = takes a value, and this is a condition" },
        { "a + 'x' = 1", "at character 5: + takes a number, and this is text" },
        { "S_WITHIN(g, 1)",
          "at character 13: S_WITHIN takes a geometry, and this is a number" },
        { "T_AFTER(a, 'x')", "at character 12: T_AFTER takes a date, time or "
                             "interval, and this is text" },
        { "a LIKE b", "at character 8: LIKE takes a pattern in quotes, as in "
                      "'Smith%'" },
        { "T_AFTER(a)", "at character 1: T_AFTER takes 2 operands, and these "
                        "are 1" },
        { "POINT(1 2) = g",
          "at character 1: = takes a value, and this is a geometry" },
    };
    CHECK_PAIRS(pairs);
}

// ---- what is too much, quickly

// Sanitizers and a busy machine take their share.
enum { QUICK_MS = 50, SLOWER = 10 };

static void check_refused(struct arena *arena, str text, const char *wanted)
{
    uint64_t start = clock_ms();
    CHECK_STR(from_text(arena, text), str_from(wanted));
    CHECK(clock_ms() - start < QUICK_MS * SLOWER);
}

static str repeated(struct arena *arena, const char *part, size_t count,
                    const char *end)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) buf_add_str(&buf, str_from(part));
    buf_add_str(&buf, str_from(end));
    return buf_finish(&buf, &text, NULL) ? text : STR("no room");
}

TEST(deep_nesting_is_refused_where_it_passes_the_limit)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    check_refused(arena, repeated(arena, "(", 10000, "a"),
                  "at character 65: the filter is nested deeper than 64");
    check_refused(arena, repeated(arena, "f(", 10000, "a"),
                  "at character 129: the filter is nested deeper than 64");
    check_refused(arena, repeated(arena, "INTERVAL(", 10000, "a"),
                  "at character 577: the filter is nested deeper than 64");
    check_refused(arena, repeated(arena, "1+", 10000, "1=1"),
                  "at character 128: the filter is nested deeper than 64");
    arena_destroy(arena);
}

TEST(sizes_are_limited)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    check_refused(arena, repeated(arena, "a=1 OR ", 3000, "b"),
                  "at character 4664: the filter has more than 2000 parts; "
                  "this is the next");
    check_refused(arena, repeated(arena, "a=1 OR ", 1 << 20 >> 2, "b"),
                  "at character 262145: the filter has 1835009 bytes, and at "
                  "most 262144 are read");
    arena_destroy(arena);
}

TEST(what_is_not_utf8_is_refused)
{
    struct arena *arena = arena_create(CQL_TEST_MEMORY);
    check_refused(arena, STR("ä = '\xFF'"),
                  "at character 6: the filter is not valid UTF-8");
    check_refused(arena, STR("a = '\0'"), "at character 6: a NUL character");
    arena_destroy(arena);
}

TEST_MAIN
