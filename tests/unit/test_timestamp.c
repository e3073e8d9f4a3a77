#include "base/timestamp.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "unit/test.h"

TEST(dates_exist_from_0001_to_9999)
{
    CHECK(date_is_valid(1, 1, 1) && date_is_valid(9999, 12, 31));
    CHECK(date_is_valid(2024, 2, 29) && !date_is_valid(2023, 2, 29));
    CHECK(date_is_valid(2000, 2, 29) && !date_is_valid(1900, 2, 29));
    CHECK(!date_is_valid(0, 1, 1) && !date_is_valid(10000, 1, 1));
    CHECK(!date_is_valid(2024, 0, 1) && !date_is_valid(2024, 13, 1));
    CHECK(!date_is_valid(2024, 4, 31) && !date_is_valid(2024, 4, 0));
}

TEST(days_and_dates_go_both_ways)
{
    CHECK(days_from_civil(1970, 1, 1) == 0);
    CHECK(days_from_civil(2000, 3, 1) == 11017);
    int64_t last = days_from_civil(9999, 12, 31);
    int64_t before = days_from_civil(1, 1, 1) - 1;
    for (int64_t d = before + 1; d <= last; d += 13) {
        int y, m, day;
        civil_from_days(d, &y, &m, &day);
        CHECK(date_is_valid(y, m, day) && days_from_civil(y, m, day) == d);
    }
}

TEST(moments_before_1970_print_too)
{
    CHECK_STR(str_from(timestamp_from_ms(0).text),
              STR("1970-01-01T00:00:00.000Z"));
    CHECK_STR(str_from(timestamp_from_ms(-1).text),
              STR("1969-12-31T23:59:59.999Z"));
    CHECK_STR(str_from(timestamp_from_ms(1773815400123).text),
              STR("2026-03-18T06:30:00.123Z"));
}

TEST(now_is_after_the_first_commit)
{
    CHECK(str_compare(str_from(timestamp_now().text), STR("2025")) > 0);
    CHECK(clock_wall_s() > 1735689600);
    uint64_t before = clock_us();
    CHECK(clock_us() >= before && clock_ms() >= before / 1000);
}

struct time_case {
    const char *text, *wanted;  // NULL: refused
};

static void check_times(const struct time_case *cases, size_t count,
                        bool (*parse)(str, struct timestamp *, struct error *))
{
    for (size_t i = 0; i < count; i++) {
        struct timestamp out;
        struct error err = { 0 };
        bool read = parse(str_from(cases[i].text), &out, &err);
        CHECK(read == (cases[i].wanted != NULL));
        if (read != (cases[i].wanted != NULL))
            fprintf(stderr, "  %s\n", cases[i].text);
        else if (read)
            CHECK_STR(str_from(out.text), str_from(cases[i].wanted));
        else
            CHECK(err.code == ERROR_INVALID && err.message[0]);
    }
}

TEST(times_with_an_offset_become_utc)
{
    static const struct time_case cases[] = {
        { "2026-03-18T06:30:00Z", "2026-03-18T06:30:00.000Z" },
        { "2026-03-18t07:30:00.5+01:00", "2026-03-18T06:30:00.500Z" },
        { "2026-03-18 06:30:00.123999z", "2026-03-18T06:30:00.123Z" },
        { "2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z" },
        { "2026-01-01T00:30:00+02:00", "2025-12-31T22:30:00.000Z" },
        { "2026-01-01T00:30:00-12:45", "2026-01-01T13:15:00.000Z" },
        { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z" },
        { "0001-01-01T00:00:00+01:00", NULL },
        { "9999-12-31T23:59:59-00:01", NULL },
        { "2026-03-18T06:30:00", NULL },
        { "2026-03-18T06:30Z", NULL },
        { "2026-03-18", NULL },
        { "2026-02-29T00:00:00Z", NULL },
        { "2026-03-18T24:00:00Z", NULL },
        { "2026-03-18T06:60:00Z", NULL },
        { "2026-03-18T06:30:61Z", NULL },
        { "2026-03-18T06:30:00.Z", NULL },
        { "2026-03-18T06:30:00+24:00", NULL },
        { "2026-03-18T06:30:00Z ", NULL },
        { "26-03-18T06:30:00Z", NULL },
        { "", NULL },
    };
    check_times(cases, sizeof cases / sizeof *cases, timestamp_parse);
}

TEST(times_without_an_offset_are_dutch)
{
    static const struct time_case cases[] = {
        { "2026-03-18T07:30:00", "2026-03-18T06:30:00.000Z" },
        { "2024-06-06T07:30", "2024-06-06T05:30:00.000Z" },
        { "2024-06-06T07:30Z", "2024-06-06T07:30:00.000Z" },
        { "2024-06-06T07:30:00Z", "2024-06-06T07:30:00.000Z" },
        // Spring: 02:30 does not exist.
        { "2026-03-29T01:59:59", "2026-03-29T00:59:59.000Z" },
        { "2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z" },
        { "2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z" },
        // Autumn: 02:30 comes twice.
        { "2026-10-25T01:59:59", "2026-10-24T23:59:59.000Z" },
        { "2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z" },
        { "2026-10-25T03:00:00", "2026-10-25T02:00:00.000Z" },
        // Years with rules of their own.
        { "1976-07-01T12:00:00", "1976-07-01T11:00:00.000Z" },
        { "1977-04-03T03:00:00", "1977-04-03T01:00:00.000Z" },
        { "1977-09-25T03:00:00", "1977-09-25T02:00:00.000Z" },
        { "1978-10-01T01:30:00", "1978-09-30T23:30:00.000Z" },
        { "1995-10-10T12:00:00", "1995-10-10T11:00:00.000Z" },
        { "1996-10-10T12:00:00", "1996-10-10T10:00:00.000Z" },
    };
    check_times(cases, sizeof cases / sizeof *cases, timestamp_parse_local);
}

// The C library's own zone data as the judge, an hour at a time.
TEST(summer_time_agrees_with_the_zone_of_amsterdam)
{
    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    struct tm probe;
    time_t summer = 1720000000;
    localtime_r(&summer, &probe);
    if (!probe.tm_isdst) {
        fprintf(stderr, "no zone data here: left out\n");
        return;
    }
    for (time_t t = 220924800; t < 2208988800; t += 3 * 3600 + 60) {
        struct tm local;
        char text[40];
        struct timestamp out;
        localtime_r(&t, &local);
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &local);
        struct timestamp utc = timestamp_from_ms((int64_t)t * 1000);
        CHECK(timestamp_to_local(str_from(utc.text), &out));
        CHECK_STR(str_slice(str_from(out.text), 0, 19), str_from(text));
        CHECK_STR(str_slice(str_from(out.text), 19, 30), STR(".000"));
        CHECK(timestamp_parse_local(str_from(text), &out, NULL));
        struct tm tm = local;
        tm.tm_isdst = 1;
        bool is_twice =
            !local.tm_isdst && mktime(&tm) == t - 3600 && tm.tm_isdst == 1;
        int64_t wanted = is_twice ? t - 3600 : t;
        CHECK_STR(str_from(out.text),
                  str_from(timestamp_from_ms(wanted * 1000).text));
    }
}

TEST(what_has_no_local_time_is_told)
{
    struct timestamp out;
    CHECK(timestamp_to_local(STR("2026-03-18T06:30:00Z"), &out));
    CHECK_STR(str_from(out.text), STR("2026-03-18T07:30:00.000"));
    CHECK(!timestamp_to_local(STR("2026-03-18"), &out));
    CHECK(!timestamp_to_local(STR("gisteren"), &out));
    CHECK(!timestamp_to_local(STR("2026-13-18T06:30:00Z"), &out));
    CHECK(!timestamp_to_local(STR("9999-12-31T23:00:00Z"), &out));
}

TEST(dates_are_ten_characters_of_a_day_that_exists)
{
    char out[DATE_LEN + 1] = "unchanged";
    CHECK(date_parse(STR("2024-02-29"), out, NULL));
    CHECK_STR(str_from(out), STR("2024-02-29"));
    static const char *const wrong[] = { "2023-02-29", "2024-2-29",
                                         "24-02-29",   "2024-02-29T",
                                         "2024/02/29", "",
                                         "0000-01-01" };
    struct error err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!date_parse(str_from(wrong[i]), out, &err));
    CHECK_STR(str_from(out), STR("2024-02-29"));
}

TEST(patterns_read_the_dates_people_write)
{
    static const struct {
        const char *format, *text, *wanted;
        bool is_date_only;
    } cases[] = {
        { "%d-%m-%Y", "18-03-2026", "2026-03-18T00:00:00.000Z", true },
        { "%d-%m-%Y", "1-3-2026", "2026-03-01T00:00:00.000Z", true },
        { "%Y%m%d", "20260318", "2026-03-18T00:00:00.000Z", true },
        { "%d %b %Y", "1  mei 2020", "2020-05-01T00:00:00.000Z", true },
        { "%d %b %y", "01 OKT 69", "2069-10-01T00:00:00.000Z", true },
        { "%d %b %y", "01 Mar 70", "1970-03-01T00:00:00.000Z", true },
        { "%d-%m-%Y %H:%M", "18-03-2026 07:30", "2026-03-18T06:30:00.000Z",
          false },
        { "%Y-%m-%dT%H:%M:%S.%f%z", "2026-03-18T07:30:00.25+0100",
          "2026-03-18T06:30:00.250Z", false },
        { "%Y", "2020", "2020-01-01T00:00:00.000Z", true },
        { "%d-%m-%Y", "31-02-2026", NULL, false },
        { "%d-%m-%Y", "18/03/2026", NULL, false },
        { "%d-%m-%Y", "18-03-2026 ", NULL, false },
        { "%d-%q", "18-1", NULL, false },
        { "%d-%", "18-", NULL, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct timestamp out;
        struct error err = { 0 };
        bool is_date_only = false;
        bool read = timestamp_parse_format(str_from(cases[i].text),
                                           str_from(cases[i].format), &out,
                                           &is_date_only, &err);
        CHECK(read == (cases[i].wanted != NULL));
        if (!read) {
            CHECK(err.code == ERROR_INVALID);
            continue;
        }
        CHECK_STR(str_from(out.text), str_from(cases[i].wanted));
        CHECK(is_date_only == cases[i].is_date_only);
    }
}

TEST(intervals_are_closed_and_may_be_open)
{
    static const struct {
        const char *text, *from, *to;
    } cases[] = {
        { "2026-03-18", "2026-03-18T00:00:00.000Z",
          "2026-03-18T23:59:59.999Z" },
        { "2026-03-18T07:30:00+01:00", "2026-03-18T06:30:00.000Z",
          "2026-03-18T06:30:00.000Z" },
        { "2026-01-01/2026-03-31", "2026-01-01T00:00:00.000Z",
          "2026-03-31T23:59:59.999Z" },
        { "../2026-03-31", "", "2026-03-31T23:59:59.999Z" },
        { "2026-03-18T", "2026-03-18T00:00:00.000Z",
          "2026-03-18T23:59:59.999Z" },
        { "../2026-03-31T", "", "2026-03-31T23:59:59.999Z" },
        { "2026-01-01/", "2026-01-01T00:00:00.000Z", "" },
        { "2026-01-01/..", "2026-01-01T00:00:00.000Z", "" },
        { "../..", "", "" },
        { "2026-03-18/2026-03-18T12:00:00Z", "2026-03-18T00:00:00.000Z",
          "2026-03-18T12:00:00.000Z" },
        { "2026-03-19/2026-03-18", NULL, NULL },
        { "2026-01-01/2026-02-01/2026-03-01", NULL, NULL },
        { "..", NULL, NULL },
        { "", NULL, NULL },
        { "yesterday", NULL, NULL },
        { "2026-03-18t", NULL, NULL },
        { "2026-02-30/..", NULL, NULL },
    };
    struct arena *arena = arena_create(SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct time_range range;
        struct error err = { 0 };
        bool read =
            time_range_parse(arena, str_from(cases[i].text), &range, &err);
        CHECK(read == (cases[i].from != NULL));
        if (!read) {
            CHECK(err.code == ERROR_INVALID);
            continue;
        }
        CHECK_STR(range.from, str_from(cases[i].from));
        CHECK_STR(range.to, str_from(cases[i].to));
    }
    arena_destroy(arena);
}

TEST(milliseconds_show_only_where_there_are_any)
{
    struct arena *arena = arena_create(SIZE_MAX);
    CHECK_STR(timestamp_shorten(arena, STR("2026-03-18T06:30:00.000Z")),
              STR("2026-03-18T06:30:00Z"));
    CHECK_STR(timestamp_shorten(arena, STR("2026-03-18T06:30:00.010Z")),
              STR("2026-03-18T06:30:00.010Z"));
    CHECK_STR(timestamp_shorten(arena, STR("2026-03-18")), STR("2026-03-18"));
    arena_destroy(arena);
}

TEST_MAIN
