#include "unit/test.h"

#include "server/html.h"

static struct arena *arena;
static struct buf out;

static void begin(void)
{
    arena = arena_create(1 << 20);
    buf_init(&out, arena, SIZE_MAX);
}

// What was written since begin() is `wanted`.
static void check_end(const char *wanted)
{
    str text = { 0 };
    CHECK(buf_finish(&out, &text, NULL));
    CHECK_STR(text, str_from(wanted));
    arena_destroy(arena);
}

static void check_text(str text, const char *wanted)
{
    begin();
    html_text(&out, text);
    check_end(wanted);
}

TEST(markup_becomes_text)
{
    check_text(STR("<script>alert('x')</script>"),
               "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    check_text(STR("\"a\" & b"), "&quot;a&quot; &amp; b");
    check_text(STR("Café 't Hoekje – 5°"), "Café &#39;t Hoekje – 5°");
    check_text(STR(""), "");
}

TEST(what_html_does_not_allow_is_replaced)
{
    check_text(STR("a\0b"), "a\xef\xbf\xbd"
                            "b");
    check_text(STR("a\x1b[0m\x7f"), "a\xef\xbf\xbd[0m\xef\xbf\xbd");
    check_text(STR("a\tb\nc"), "a\tb\nc");
    check_text(STR("\xc2\x80"), "\xef\xbf\xbd");
    check_text(STR("\xff\xfe"), "\xef\xbf\xbd\xef\xbf\xbd");
    check_text(STR("\xef\xbf\xbf"), "\xef\xbf\xbd");
    check_text(STR("\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd");
}

static void check_href(const char *url, const char *wanted)
{
    begin();
    html_href(&out, str_from(url));
    check_end(wanted);
}

TEST(an_address_holds_what_addresses_may)
{
    check_href("https://example.org/a%20b?x=1&y=(2)",
               "https://example.org/a%20b?x=1&amp;y=(2)");
    check_href("https://example.org/\" onmouseover=\"x",
               "https://example.org/%22%20onmouseover=%22x");
    check_href("https://example.org/<é>", "https://example.org/%3C%C3%A9%3E");
}

TEST(only_addresses_of_the_web_become_links)
{
    CHECK(html_is_address(STR("https://example.org")));
    CHECK(html_is_address(STR("mailto:a@example.org")));
    CHECK(!html_is_address(STR("javascript:alert(1)")));
    CHECK(!html_is_address(STR(" https://example.org")));
    CHECK(!html_is_address(STR("")));
}

TEST(counts_have_points)
{
    static const struct {
        int64_t count;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { 999, "999" },
        { 1000, "1.000" },
        { 31805, "31.805" },
        { 1000000, "1.000.000" },
        { -1234, "-1.234" },
        { -123, "-123" },
        { INT64_MIN, "-9.223.372.036.854.775.808" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        html_count(&out, cases[i].count);
        check_end(cases[i].text);
    }
}

static void check_value(const struct field *field, struct value value,
                        const char *wanted)
{
    begin();
    html_value(&out, field, value);
    check_end(wanted);
}

TEST(numbers_that_measure_have_separators_and_numbers_that_name_have_not)
{
    static const struct field year = { .type = VALUE_INT };
    static const struct field sum = { .type = VALUE_INT, .is_measure = true };
    static const struct field power = { .type = VALUE_REAL,
                                        .unit = { "<kW>", 4 } };
    static const struct field plain = { .type = VALUE_REAL };
    struct value integer = { .type = VALUE_INT, .integer = 12345 };
    struct value real = { .type = VALUE_REAL, .real = -12345.678 };
    check_value(&year, integer, "12345");
    check_value(&sum, integer, "12.345");
    check_value(&power, real, "-12.345,678&nbsp;&lt;kW&gt;");
    check_value(&plain, real, "-12345,678");
    real.real = 1e300;
    check_value(&plain, real, "1e+300");
    real.real = 1.5e-300;
    check_value(&power, real, "1,5e-300&nbsp;&lt;kW&gt;");
    real.real = -0.25;
    check_value(&power, real, "-0,25&nbsp;&lt;kW&gt;");
}

TEST(what_was_computed_keeps_its_digits_for_machines)
{
    begin();
    html_number(&out, (struct value){ .type = VALUE_REAL, .real = 2000.0 / 3 });
    check_end("<data value=\"666.6666666666666\">666,667</data>");
}

TEST(null_is_a_dash_and_has_no_unit)
{
    static const struct field power = { .type = VALUE_REAL,
                                        .unit = { "kW", 2 } };
    check_value(&power, (struct value){ 0 }, "<span class=\"niets\">–</span>");
}

TEST(a_choice_says_what_it_stands_for)
{
    static const struct value choices[] = {
        { .type = VALUE_TEXT, .text = { "1.1", 3 } },
        { .type = VALUE_TEXT, .text = { "2", 1 } },
    };
    static const str labels[] = { { "Diefstal & co", 13 }, { "", 0 } };
    static const struct field kind = { .type = VALUE_TEXT,
                                       .choices = choices,
                                       .choice_count = 2,
                                       .choice_labels = labels };
    check_value(&kind, choices[0], "Diefstal &amp; co (1.1)");
    check_value(&kind, choices[1], "2");
}

static void check_time(const char *time, const char *wanted)
{
    begin();
    html_time(&out, str_from(time));
    check_end(wanted);
}

TEST(dates_are_written_in_dutch)
{
    check_time("2026-03-18",
               "<time datetime=\"2026-03-18\">18 maart 2026</time>");
    check_time("2026-08-01T06:30:00.000Z",
               "<time datetime=\"2026-08-01T06:30:00Z\">"
               "1 augustus 2026, 08:30 uur</time>");
    check_time("2026-08-01T06:30:00Z",
               "<time datetime=\"2026-08-01T06:30:00Z\">"
               "1 augustus 2026, 08:30 uur</time>");
    check_time("2026-12-31T23:59:59.000Z",
               "<time datetime=\"2026-12-31T23:59:59Z\">"
               "1 januari 2027, 00:59:59 uur</time>");
    check_time("9999-12-31T23:00:00.000Z",
               "<time datetime=\"9999-12-31T23:00:00Z\">"
               "31 december 9999, 23:00 UTC</time>");
    check_time("2026-12-31T22:00:00.250Z",
               "<time datetime=\"2026-12-31T22:00:00.250Z\">"
               "31 december 2026, 23:00:00,250 uur</time>");
    check_time("gisteren", "<time datetime=\"gisteren\">gisteren</time>");
}

TEST(links_are_made_of_addresses_only)
{
    static const struct field site = { .type = VALUE_TEXT };
    check_value(&site,
                (struct value){ .type = VALUE_TEXT,
                                .text = STR("https://example.org/?a&b") },
                "<a href=\"https://example.org/?a&amp;b\">"
                "https://example.org/?a&amp;b</a>");
    check_value(&site,
                (struct value){ .type = VALUE_TEXT,
                                .text = STR("javascript:alert(1)") },
                "javascript:alert(1)");
}

TEST(a_full_buffer_is_told_and_harms_nothing)
{
    arena = arena_create(1 << 16);
    for (size_t limit = 0; limit < 40; limit++) {
        str text;
        buf_init(&out, arena, limit);
        html_number(&out,
                    (struct value){ .type = VALUE_REAL, .real = -1234567.5 });
        CHECK(!buf_finish(&out, &text, NULL) || limit >= 40);
    }
    arena_destroy(arena);
}

TEST_MAIN
