#include "importers/csv.h"

#include "unit/pieces.h"
#include "unit/test.h"

// The records as text: fields with '|' between, "!rule@line" for a fault.
static str read_all(struct arena *arena, str text, struct csv_dialect dialect,
                    size_t step)
{
    struct pieces pieces = { text, step };
    struct byte_reader reader = { read_piece, &pieces };
    struct csv_record record;
    struct csv *csv = csv_open(reader, dialect, NULL);
    str out = STR("");
    while (csv_next(csv, &record)) {
        if (record.fault)
            out = arena_printf(arena, "%.*s!%s@%d", STR_ARG(out),
                               csv_fault_rule(record.fault),
                               (int)record.fault_line);
        else
            out =
                arena_printf(arena, "%.*s%d:", STR_ARG(out), (int)record.line);
        for (size_t i = 0; !record.fault && i < record.field_count; i++)
            out = arena_printf(arena, "%.*s%s%.*s", STR_ARG(out), i ? "|" : "",
                               STR_ARG(record.fields[i]));
        out = arena_printf(arena, "%.*s\n", STR_ARG(out));
    }
    csv_close(csv);
    return out;
}

struct csv_case {
    const char *text;
    const char *wanted;
};

static const struct csv_case cases[] = {
    { "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
    { "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n" },
    { "a,b\r1,2\r", "1:a|b\n2:1|2\n" },
    { "a,b\n1,2", "1:a|b\n2:1|2\n" },
    { "\xEF\xBB\xBF"
      "a\n1\n",
      "1:a\n2:1\n" },
    { "a,b\n\n\n1,\n", "1:a|b\n4:1|\n" },
    { "a,\"b\nc\"\nd,e\n", "1:a|b\nc\n3:d|e\n" },
    { "a,\"b \"\"c\"\", d\"\n", "1:a|b \"c\", d\n" },
    { "\"\",\"\"\"\"\n", "1:|\"\n" },
    { "a\"b,c\n", "1:a\"b|c\n" },  // a quote inside a field is a character
    { "a,b\rc\nd,e\n", "1:a|b\n2:c\n3:d|e\n" },
    { "x\na\rb\n", "1:x\n2:a\rb\n" },  // a CR where lines end with LF
    { "h\n\"open,1\nnext,2\n", "1:h\n!unbalanced-quote@2\n3:next|2\n" },
    { "h\n\"open,1\n\"ok\",2\n", "1:h\n!unbalanced-quote@2\n3:ok|2\n" },
    { "h\n\"a\nb\",\"open\nnext\n", "1:h\n!unbalanced-quote@3\n4:next\n" },
    { "h\n\"shut\" too late,1\nn\n", "1:h\n!unbalanced-quote@2\n3:n\n" },
    { "caf\xE9,1\nok,2\n", "!encoding@1\n2:ok|2\n" },
    { "\"a\nb\",\xE9\n", "!encoding@2\n" },
    { ",\n", "1:|\n" },
    { "", "" },
    { "\n\n", "" },
};

TEST(records_are_cut_as_wanted_however_the_bytes_arrive)
{
    static const size_t steps[] = { 1, 2, 3, 7, 1 << 20 };
    struct csv_dialect dialect = { ',', ENCODING_UTF8 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
            struct arena *arena = arena_create(1 << 20);
            CHECK_STR(
                read_all(arena, str_from(cases[i].text), dialect, steps[s]),
                str_from(cases[i].wanted));
            arena_destroy(arena);
        }
}

TEST(a_nul_byte_is_a_fault_of_its_row_only)
{
    struct arena *arena = arena_create(1 << 20);
    struct csv_dialect dialect = { ',', ENCODING_UTF8 };
    CHECK_STR(read_all(arena, STR("a,b\nc,d\0e\nf,g\n"), dialect, 100),
              STR("1:a|b\n!nul-byte@2\n3:f|g\n"));
    arena_destroy(arena);
}

TEST(utf16_is_read_as_utf8)
{
    struct arena *arena = arena_create(1 << 20);
    struct csv_dialect dialect = { '\t', ENCODING_UTF16LE };
    str text = STR("\xFF\xFE"
                   "a\0\t\0\xE9\0\r\0\n\0"
                   "1\0\t\0"
                   "2\0");
    for (size_t step = 1; step < 6; step++)
        CHECK_STR(read_all(arena, text, dialect, step),
                  STR("1:a|\xC3\xA9\n2:1|2\n"));
    arena_destroy(arena);
}

TEST(windows_1252_is_read_as_utf8)
{
    struct arena *arena = arena_create(1 << 20);
    struct csv_dialect dialect = { ';', ENCODING_WINDOWS_1252 };
    CHECK_STR(read_all(arena, STR("caf\xE9;\"na\xEF\"\"f\"\n"), dialect, 100),
              STR("1:caf\xC3\xA9|na\xC3\xAF\"f\n"));
    arena_destroy(arena);
}

// `text` repeated, between two other texts.
static str repeat(struct arena *arena, str before, char c, size_t count,
                  str after)
{
    char *out = arena_alloc(arena, before.len + count + after.len);
    memcpy(out, before.bytes, before.len);
    memset(out + before.len, c, count);
    memcpy(out + before.len + count, after.bytes, after.len);
    return (str){ out, before.len + count + after.len };
}

TEST(a_field_beyond_the_limit_costs_its_row_only)
{
    struct arena *arena = arena_create(64 << 20);
    struct csv_dialect dialect = { ',', ENCODING_UTF8 };
    str plain =
        repeat(arena, STR("a\n"), 'x', CSV_FIELD_MAX + 1, STR(",1\nnext\n"));
    CHECK_STR(read_all(arena, plain, dialect, 65536),
              STR("1:a\n!field-too-long@2\n3:next\n"));
    str quoted = repeat(arena, STR("a\n\""), 'x', CSV_FIELD_MAX + 1,
                        STR("\",1\nnext\n"));
    CHECK_STR(read_all(arena, quoted, dialect, 65536),
              STR("1:a\n!unbalanced-quote@2\n3:next\n"));
    str fits = repeat(arena, STR("a\n"), 'x', CSV_FIELD_MAX, STR("\nnext\n"));
    CHECK(str_ends(read_all(arena, fits, dialect, 65536), STR("x\n3:next\n")));
    arena_destroy(arena);
}

TEST(a_row_of_too_many_fields_costs_its_row_only)
{
    struct arena *arena = arena_create(64 << 20);
    struct csv_dialect dialect = { ',', ENCODING_UTF8 };
    str text = repeat(arena, STR("a\n"), ',', CSV_COLUMN_MAX, STR("\nnext\n"));
    CHECK_STR(read_all(arena, text, dialect, 1000),
              STR("1:a\n!row-too-long@2\n3:next\n"));
    arena_destroy(arena);
}

TEST(a_file_of_nothing_but_open_quotes_is_given_up)
{
    struct arena *arena = arena_create(64 << 20);
    char *text = arena_alloc(arena, 4 * 2000);
    for (size_t i = 0; i < 2000; i++) memcpy(text + 4 * i, "\"\"x\n", 4);
    struct pieces pieces = { { text, 8000 }, 1000 };
    struct byte_reader reader = { read_piece, &pieces };
    struct csv_record record;
    struct error err = { 0 };
    struct csv *csv =
        csv_open(reader, (struct csv_dialect){ ',', ENCODING_UTF8 }, &err);
    size_t rows = 0;
    while (csv_next(csv, &record)) rows++;
    CHECK(rows == CSV_QUOTE_FAULT_MAX);
    CHECK(csv_failed(csv, &err) && err.code == ERROR_SOURCE);
    CHECK(strstr(err.message, "line 1001"));
    csv_close(csv);
    arena_destroy(arena);
}

TEST(the_delimiter_is_what_cuts_lines_alike)
{
    CHECK(csv_find_delimiter(STR("a,b,c\n1,2,3\n")) == ',');
    CHECK(csv_find_delimiter(STR("a;b\n1,5;2,5\n3,5;4,5\n")) == ';');
    CHECK(csv_find_delimiter(STR("a\tb\n1,2\t3\n")) == '\t');
    CHECK(csv_find_delimiter(STR("a|b|c\n1|2|3\n")) == '|');
    CHECK(csv_find_delimiter(STR("naam;\"a,b,c,d\"\nx;y\n")) == ';');
    CHECK(csv_find_delimiter(STR("alleen een kolom\nx\n")) == ',');
    CHECK(csv_find_delimiter(STR("")) == ',');
    CHECK(csv_find_delimiter(STR("a;b;c;d, e\n1;2;3;x\n4;5;6;7\n")) == ';');
}

TEST_MAIN
