#include "geo/feature.h"

#include "unit/test.h"

TEST(a_schema_finds_fields_by_name_and_role)
{
    struct field fields[] = {
        { .name = STR("id"), .type = VALUE_INT, .role = FIELD_ID },
        { .name = STR("Straat (naam)"), .type = VALUE_TEXT },
        { .name = STR("jaar"), .type = VALUE_DATE, .role = FIELD_TIME_START },
    };
    struct schema schema = { fields, 3 };
    const struct field *found = schema_find(&schema, STR("Straat (naam)"));
    CHECK(found == &fields[1] && schema_index(&schema, found) == 1);
    CHECK(!schema_find(&schema, STR("straat (naam)")));
    CHECK(schema_find_role(&schema, FIELD_TIME_START) == &fields[2]);
    CHECK(!schema_find_role(&schema, FIELD_BUURTCODE));
}

TEST(equal_values_have_one_hash)
{
    struct value zero = { .type = VALUE_REAL, .real = 0.0 };
    struct value minus = { .type = VALUE_REAL, .real = -0.0 };
    struct value a = { .type = VALUE_TEXT, .text = STR("a") };
    struct value b = { .type = VALUE_TEXT, .text = STR("b") };
    CHECK(value_hash(zero) == value_hash(minus));
    CHECK(value_hash(a) != value_hash(b));
}

static struct value parse(struct arena *arena, enum value_type type,
                          const char *text)
{
    struct value value = { 0 };
    struct error err = { 0 };
    CHECK(value_parse(arena, type, str_from(text), &value, &err));
    CHECK(value.type == type);
    return value;
}

TEST(texts_become_values_of_their_type)
{
    struct arena *arena = arena_create(SIZE_MAX);
    CHECK(parse(arena, VALUE_BOOL, "true").boolean);
    CHECK(!parse(arena, VALUE_BOOL, "false").boolean);
    CHECK(parse(arena, VALUE_INT, "-12").integer == -12);
    CHECK(parse(arena, VALUE_REAL, "1.5e3").real == 1500);
    CHECK_STR(parse(arena, VALUE_TEXT, "a b").text, STR("a b"));
    CHECK_STR(parse(arena, VALUE_DATE, "2026-03-18").text, STR("2026-03-18"));
    CHECK_STR(parse(arena, VALUE_TIME, "2026-03-18T07:30:00+01:00").text,
              STR("2026-03-18T06:30:00.000Z"));
    arena_destroy(arena);
}

TEST(texts_that_are_no_value_get_a_sentence)
{
    static const struct {
        enum value_type type;
        const char *text;
    } cases[] = {
        { VALUE_BOOL, "yes" },
        { VALUE_INT, "1.5" },
        { VALUE_INT, "" },
        { VALUE_REAL, "1,5" },
        { VALUE_DATE, "2026-02-30" },
        { VALUE_TIME, "2026-03-18T07:30:00" },
    };
    struct arena *arena = arena_create(SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value = { .type = VALUE_NULL };
        struct error err = { 0 };
        CHECK(!value_parse(arena, cases[i].type, str_from(cases[i].text),
                           &value, &err));
        CHECK(err.code == ERROR_INVALID && err.message[0]);
        CHECK(value.type == VALUE_NULL);
    }
    arena_destroy(arena);
    arena = arena_create(16);
    struct value value;
    struct error err;
    CHECK(!value_parse(arena, VALUE_TEXT, STR("far too long for it"), &value,
                       &err) &&
          err.code == ERROR_NO_MEMORY);
    arena_destroy(arena);
}

static struct value integer(int64_t i)
{
    return (struct value){ .type = VALUE_INT, .integer = i };
}

static struct value text(str s)
{
    return (struct value){ .type = VALUE_TEXT, .text = s };
}

TEST(values_sort_and_null_comes_last)
{
    struct value null = { 0 };
    CHECK(value_compare(integer(1), integer(2)) < 0);
    CHECK(value_compare(integer(INT64_MIN), integer(INT64_MAX)) < 0);
    CHECK(value_compare(null, integer(1)) > 0);
    CHECK(value_compare(integer(1), null) < 0);
    CHECK(value_equal(null, null));
    CHECK(value_compare(text(STR("B")), text(STR("a"))) < 0);
    CHECK(value_equal(text(STR("a")), text(STR("a"))));
    struct value half = { .type = VALUE_REAL, .real = 0.5 };
    struct value one = { .type = VALUE_REAL, .real = 1 };
    CHECK(value_compare(half, one) < 0 && value_compare(one, half) > 0);
    struct value yes = { .type = VALUE_BOOL, .boolean = true };
    struct value no = { .type = VALUE_BOOL };
    CHECK(value_compare(no, yes) < 0);
}

TEST(types_have_the_names_of_json_schema)
{
    CHECK_STR(str_from(value_type_name(VALUE_TEXT)), STR("string"));
    CHECK_STR(str_from(value_type_name(VALUE_TIME)), STR("date-time"));
    CHECK_STR(str_from(value_type_name(VALUE_REAL)), STR("number"));
}

TEST_MAIN
