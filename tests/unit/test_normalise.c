#include "importers/normalise.h"

#include "importers/normalise_guess.h"
#include "importers/normalise_name.h"
#include "unit/test.h"

struct guess_case {
    const char *text;
    unsigned wanted;
};

static const struct guess_case guesses[] = {
    { "0", GUESS_INT },
    { "-12", GUESS_INT },
    { "123456789012345", GUESS_INT },
    { "1234567890123456", GUESS_LONG_INT },
    { "123456789012345678", GUESS_LONG_INT },
    { "1234567890123456789", GUESS_TEXT },
    { "007", GUESS_TEXT },
    { "-0", GUESS_TEXT },
    { "+31612345678", GUESS_TEXT },
    { "53.2194", GUESS_DOT },
    { "0.123", GUESS_DOT },
    { "-1e-05", GUESS_DOT },
    { "12E3", GUESS_TEXT },
    { "1.5E+3", GUESS_DOT },
    { "1.234", GUESS_THOUSANDS },
    { "1.234.567", GUESS_GROUPS },
    { "233.500,5", GUESS_GROUPED },
    { "-1.234.567,89", GUESS_GROUPED },
    { "1.234.567,8", GUESS_GROUPED },
    { "1234.567,8", GUESS_TEXT },
    { "1.23.456,7", GUESS_TEXT },
    { "1.234.56", GUESS_TEXT },
    { "1.234.", GUESS_TEXT },
    { "1.234,", GUESS_TEXT },
    { "1.234,5,6", GUESS_TEXT },
    { "1.234,567.8", GUESS_TEXT },
    { "0.234,5", GUESS_TEXT },
    { ".234,5", GUESS_TEXT },
    { ".234.567", GUESS_TEXT },
    { "0.234.567", GUESS_TEXT },
    { "123,456.7", GUESS_TEXT },
    { "1.234.567e-05", GUESS_TEXT },
    { "127.000.000.1", GUESS_TEXT },
    { "53,2194", GUESS_COMMA },
    { "1.1.1", GUESS_TEXT },
    { "53..17.319", GUESS_TEXT },
    { "007.5", GUESS_TEXT },
    { "5.", GUESS_TEXT },
    { "1,2,3", GUESS_TEXT },
    { "2026-03-18", GUESS_DATE },
    { "2026-02-30", GUESS_TEXT },
    { "18-03-2026", GUESS_TEXT },
    { "22-01-12", GUESS_TEXT },
    { "2026-03-18T07:30:00", GUESS_TIME },
    { "2026-03-18T07:30:00+01:00", GUESS_TIME },
    { "2026-03-18Tx", GUESS_TEXT },
    { "GM0014", GUESS_TEXT },
    { "-", GUESS_TEXT },
    { ".", GUESS_TEXT },
    { "e-05", GUESS_TEXT },
};

TEST(texts_look_like_what_they_are)
{
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
        unsigned got = guess_text(str_from(guesses[i].text));
        CHECK(got == guesses[i].wanted);
        if (got != guesses[i].wanted)
            fprintf(stderr, "  %s: %u\n", guesses[i].text, got);
    }
}

TEST(a_column_gets_the_type_that_loses_nothing)
{
    CHECK(guess_type(0, '.') == VALUE_TEXT);
    CHECK(guess_type(GUESS_INT | GUESS_LONG_INT, '.') == VALUE_INT);
    CHECK(guess_type(GUESS_INT | GUESS_DOT, '.') == VALUE_REAL);
    CHECK(guess_type(GUESS_LONG_INT | GUESS_DOT, '.') == VALUE_TEXT);
    CHECK(guess_type(GUESS_THOUSANDS, '.') == VALUE_REAL);
    CHECK(guess_type(GUESS_THOUSANDS, ',') == VALUE_TEXT);
    CHECK(guess_type(GUESS_THOUSANDS, 0) == VALUE_TEXT);
    CHECK(guess_type(GUESS_COMMA | GUESS_INT, ',') == VALUE_REAL);
    CHECK(guess_type(GUESS_COMMA, '.') == VALUE_TEXT);
    CHECK(guess_type(GUESS_GROUPED | GUESS_INT, ',') == VALUE_REAL);
    CHECK(guess_type(GUESS_GROUPED | GUESS_THOUSANDS | GUESS_GROUPS, ',') ==
          VALUE_REAL);
    CHECK(guess_type(GUESS_GROUPED | GUESS_DOT, ',') == VALUE_TEXT);
    CHECK(guess_type(GUESS_GROUPED, '.') == VALUE_TEXT);
    CHECK(guess_type(GUESS_GROUPED, 0) == VALUE_TEXT);
    CHECK(guess_type(GUESS_GROUPS, ',') == VALUE_TEXT);
    CHECK(guess_type(GUESS_GROUPS | GUESS_COMMA, ',') == VALUE_TEXT);
    CHECK(guess_type(GUESS_COMMA | GUESS_THOUSANDS, ',') == VALUE_TEXT);
    CHECK(guess_type(GUESS_DATE, '.') == VALUE_DATE);
    CHECK(guess_type(GUESS_DATE | GUESS_TIME, '.') == VALUE_TEXT);
    CHECK(guess_type(GUESS_DATE | GUESS_INT, '.') == VALUE_TEXT);
    CHECK(guess_type(GUESS_INT | GUESS_TEXT, '.') == VALUE_TEXT);
}

TEST(the_decimal_sign_is_that_of_most_columns)
{
    unsigned dots[] = { GUESS_DOT, GUESS_INT, GUESS_TEXT | GUESS_COMMA };
    unsigned commas[] = { GUESS_COMMA, GUESS_COMMA | GUESS_INT, GUESS_DOT };
    unsigned both[] = { GUESS_DOT, GUESS_COMMA };
    unsigned unclear[] = { GUESS_THOUSANDS, GUESS_INT };
    CHECK(guess_decimal(dots, 3, ';') == '.');
    CHECK(guess_decimal(commas, 3, ';') == ',');
    CHECK(guess_decimal(both, 2, ';') == ',');
    CHECK(guess_decimal(both, 2, ',') == '.');
    CHECK(guess_decimal(unclear, 2, ';') == 0);
    CHECK(guess_decimal(unclear, 2, ',') == '.');
    CHECK(guess_decimal(unclear + 1, 1, ';') == '.');
}

TEST(points_between_thousands_tell_the_decimal_comma)
{
    unsigned grouped[] = { GUESS_INT, GUESS_GROUPED | GUESS_THOUSANDS };
    unsigned both[] = { GUESS_DOT, GUESS_DOT, GUESS_GROUPED };
    unsigned codes[] = { GUESS_GROUPS, GUESS_GROUPS | GUESS_THOUSANDS };
    unsigned mixed[] = { GUESS_GROUPED | GUESS_DOT, GUESS_INT };
    CHECK(guess_decimal(grouped, 2, ';') == ',');
    CHECK(guess_decimal(grouped, 2, ',') == ',');
    CHECK(guess_decimal(both, 3, ';') == '.');
    CHECK(guess_decimal(codes, 2, ';') == '.');
    CHECK(guess_decimal(mixed, 2, ';') == '.');
}

struct value_case {
    enum value_type type;
    char decimal;
    const char *format;
    const char *text;
    const char *wanted;  // NULL: refused
};

static const struct value_case values[] = {
    { VALUE_INT, '.', "", "12", "12" },
    { VALUE_INT, '.', "", "0012", "12" },
    { VALUE_INT, '.', "", "12.0", "12" },
    { VALUE_INT, '.', "", "12.5", NULL },
    { VALUE_INT, '.', "", "1.234", NULL },
    { VALUE_INT, 0, "", "1.234", NULL },
    { VALUE_INT, ',', "", "1.234", "1234" },
    { VALUE_INT, ',', "", "1.234.567", "1234567" },
    { VALUE_INT, ',', "", "12.34", NULL },
    { VALUE_INT, ',', "", "12,0", "12" },
    { VALUE_INT, '.', "", "1,234", NULL },
    { VALUE_INT, '.', "", "9007199254740993", "9007199254740993" },
    { VALUE_INT, '.', "", "9223372036854775808", NULL },
    { VALUE_INT, '.', "", "x", NULL },
    { VALUE_INT, '.', "", "1e300", NULL },
    { VALUE_REAL, '.', "", "53.2194", "53.2194" },
    { VALUE_REAL, '.', "", "1.234", "1.234" },
    { VALUE_REAL, 0, "", "1.234", NULL },
    { VALUE_REAL, 0, "", "1.23", "1.23" },
    { VALUE_REAL, '.', "", "53,2194", NULL },
    { VALUE_REAL, ',', "", "53,2194", "53.2194" },
    { VALUE_REAL, ',', "", "1.234,5", "1234.5" },
    { VALUE_REAL, ',', "", "12.34,5", NULL },
    { VALUE_REAL, ',', "", "53.2194", NULL },
    { VALUE_REAL, ',', "", "1,2,3", NULL },
    { VALUE_REAL, ',', "", "1,2.3", NULL },
    { VALUE_REAL, ',', "", "-0,5", "-0.5" },
    { VALUE_REAL, '.', "", "nan", NULL },
    { VALUE_REAL, '.', "", "53..17.319", NULL },
    { VALUE_BOOL, '.', "", "Ja", "true" },
    { VALUE_BOOL, '.', "", "onwaar", "false" },
    { VALUE_BOOL, '.', "", "0", "false" },
    { VALUE_BOOL, '.', "", "misschien", NULL },
    { VALUE_DATE, '.', "", "2026-03-18", "2026-03-18" },
    { VALUE_DATE, '.', "", "2026-03-18T00:00:00", "2026-03-18" },
    { VALUE_DATE, '.', "", "2026-03-18 00:00:00.000Z", "2026-03-18" },
    { VALUE_DATE, '.', "", "2026-03-18T07:30:00", NULL },
    { VALUE_DATE, '.', "", "18-03-2026", NULL },
    { VALUE_DATE, '.', "%d-%m-%Y", "18-03-2026", "2026-03-18" },
    { VALUE_DATE, '.', "%d-%m-%Y", "31-02-2026", NULL },
    { VALUE_TIME, '.', "", "2026-03-18T07:30:00", "2026-03-18T06:30:00.000Z" },
    { VALUE_TIME, '.', "", "2026-07-18T07:30:00", "2026-07-18T05:30:00.000Z" },
    { VALUE_TIME, '.', "", "2026-03-18T07:30:00Z", "2026-03-18T07:30:00.000Z" },
    { VALUE_TIME, '.', "", "2026-03-18", "2026-03-17T23:00:00.000Z" },
    { VALUE_TIME, '.', "%d-%m-%Y %H:%M", "18-03-2026 07:30",
      "2026-03-18T06:30:00.000Z" },
    { VALUE_TIME, '.', "%d-%m-%Y", "18-03-2026", "2026-03-17T23:00:00.000Z" },
    { VALUE_TIME, '.', "", "gisteren", NULL },
    { VALUE_TEXT, '.', "", "007", "007" },
};

TEST(texts_become_values_of_their_field_or_are_refused)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const struct value_case *c = &values[i];
        struct arena *arena = arena_create(10000);
        struct value_rule rule = { c->type, str_from(c->format), c->decimal };
        struct value in = { .type = VALUE_TEXT, .text = str_from(c->text) };
        struct value out = { 0 };
        struct error err = { 0 };
        bool ok = normalise_value(arena, &rule, in, &out, &err);
        CHECK(ok == (c->wanted != NULL));
        if (ok != (c->wanted != NULL)) fprintf(stderr, "  %s\n", c->text);
        if (ok) CHECK(out.type == c->type);
        if (ok && c->wanted)
            CHECK_STR(normalise_text(arena, out), str_from(c->wanted));
        if (!ok) CHECK(*err.message);
        arena_destroy(arena);
    }
}

static struct value convert(struct arena *arena, enum value_type type,
                            struct value in, bool *ok)
{
    struct value_rule rule = { type, { 0 }, '.' };
    struct value out = { 0 };
    *ok = normalise_value(arena, &rule, in, &out, NULL);
    return out;
}

TEST(typed_values_change_type_only_without_loss)
{
    struct arena *arena = arena_create(100000);
    bool ok;
    struct value whole = { .type = VALUE_REAL, .real = 12 };
    struct value broken = { .type = VALUE_REAL, .real = 12.5 };
    struct value large = { .type = VALUE_REAL, .real = 1e17 };
    struct value integer = { .type = VALUE_INT, .integer = 7 };
    struct value yes = { .type = VALUE_BOOL, .boolean = true };
    struct value time = { .type = VALUE_TIME,
                          .text = STR("2026-07-17T22:00:00.000Z") };
    CHECK(convert(arena, VALUE_INT, whole, &ok).integer == 12 && ok);
    convert(arena, VALUE_INT, broken, &ok);
    CHECK(!ok);
    convert(arena, VALUE_INT, large, &ok);
    CHECK(!ok);
    CHECK_STR(convert(arena, VALUE_TEXT, broken, &ok).text, STR("12.5"));
    CHECK_STR(convert(arena, VALUE_TEXT, integer, &ok).text, STR("7"));
    convert(arena, VALUE_BOOL, integer, &ok);
    CHECK(!ok);
    convert(arena, VALUE_INT, yes, &ok);
    CHECK(!ok);
    convert(arena, VALUE_TIME, integer, &ok);
    CHECK(!ok);
    // A midnight in summer time is a date; another hour is not.
    CHECK_STR(convert(arena, VALUE_DATE, time, &ok).text, STR("2026-07-18"));
    time.text = STR("2026-07-17T21:00:00.000Z");
    convert(arena, VALUE_DATE, time, &ok);
    CHECK(!ok);
    struct value null = { 0 };
    CHECK(convert(arena, VALUE_INT, null, &ok).type == VALUE_NULL && ok);
    arena_destroy(arena);
}

struct name_case {
    const char *name, *column;
};

static const struct name_case names[] = {
    { "Naam stembureau", "naam_stembureau" },
    { "na\xC3\xAFve \xE2\x9C\x93 \xE5\xA0\xA4", "naive" },
    { "'; DROP TABLE x;--", "drop_table_x" },
    { "", "field" },
    { "<>", "field_2" },
    { "fid", "fid_2" },
    { "geom", "geom2" },
    { "geom_28992", "f_geom_28992" },
    { "area", "area_2" },
    { "select", "select" },
    { "Select", "select_2" },
    { "2023 aantal", "2023_aantal" },
    { "sqlite_x", "f_sqlite_x" },
};

TEST(columns_are_plain_and_unique)
{
    struct arena *arena = arena_create(100000);
    struct field fields[32] = { 0 };
    size_t count = sizeof names / sizeof *names;
    for (size_t i = 0; i < count; i++) {
        fields[i].column =
            normalise_column(arena, str_from(names[i].name), fields, i);
        CHECK_STR(fields[i].column, str_from(names[i].column));
    }
    char letters[300];
    memset(letters, 'a', sizeof letters);
    str column = normalise_column(arena, (str){ letters, sizeof letters },
                                  fields, count);
    CHECK(column.len == COLUMN_NAME_MAX);
    arena_destroy(arena);
}

TEST_MAIN
