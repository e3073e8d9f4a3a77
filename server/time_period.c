#include "server/time_period.h"

#include "base/ascii.h"
#include "base/timestamp.h"

enum { NUMBER_MAX = 1000000, DAY_MS = 86400000 };

struct duration {
    int64_t months, days, ms;
};

// The units in the order in which they may come: those behind T have a T.
static const struct unit {
    char letter;
    bool is_time;
    int64_t months, days, ms;
} units[] = {
    { 'Y', false, 12, 0, 0 },     { 'M', false, 1, 0, 0 },
    { 'W', false, 0, 7, 0 },      { 'D', false, 0, 1, 0 },
    { 'H', true, 0, 0, 3600000 }, { 'M', true, 0, 0, 60000 },
    { 'S', true, 0, 0, 1000 },
};
enum { UNIT_COUNT = sizeof units / sizeof *units };

// Takes "12D" off the front; `*next` is the first unit that may follow.
static bool take_part(str *rest, bool is_time, size_t *next,
                      struct duration *duration)
{
    size_t len = 0;
    int64_t number;
    while (len < rest->len && ascii_is_digit(rest->bytes[len])) len++;
    if (len == rest->len || !str_to_int(str_slice(*rest, 0, len), &number) ||
        number > NUMBER_MAX)
        return false;
    for (size_t i = *next; i < UNIT_COUNT; i++) {
        if (units[i].is_time != is_time || units[i].letter != rest->bytes[len])
            continue;
        duration->months += number * units[i].months;
        duration->days += number * units[i].days;
        duration->ms += number * units[i].ms;
        *rest = str_slice(*rest, len + 1, rest->len);
        *next = i + 1;
        return true;
    }
    return false;
}

static bool read_duration(str text, struct duration *out)
{
    size_t next = 0;
    bool is_time = false;
    *out = (struct duration){ 0 };
    str rest = str_slice(text, 1, text.len);
    while (rest.len) {
        if (rest.bytes[0] == 'T' && !is_time) {
            is_time = true;
            rest = str_slice(rest, 1, rest.len);
        }
        if (!take_part(&rest, is_time, &next, out)) return false;
    }
    return next > 0;
}

// Adds months as calendars do: the 31st becomes the last day of a shorter one.
static int64_t add_months(int64_t days, int64_t months)
{
    int year, month, day;
    civil_from_days(days, &year, &month, &day);
    int64_t total = (int64_t)year * 12 + month - 1 + months;
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    while (day > 28 && !date_is_valid(year, month, day)) day--;
    return days_from_civil(year, month, day);
}

static int64_t ms_of_day(str time)
{
    int64_t hour = 0, minute = 0, second = 0, ms = 0;
    bool ok = str_to_int(str_slice(time, 11, 13), &hour) &&
              str_to_int(str_slice(time, 14, 16), &minute) &&
              str_to_int(str_slice(time, 17, 19), &second) &&
              str_to_int(str_slice(time, 20, 23), &ms);
    return ok ? ((hour * 60 + minute) * 60 + second) * 1000 + ms : 0;
}

static int64_t days_of(str date)
{
    int64_t year = 1, month = 1, day = 1;
    bool ok = str_to_int(str_slice(date, 0, 4), &year) &&
              str_to_int(str_slice(date, 5, 7), &month) &&
              str_to_int(str_slice(date, 8, 10), &day);
    return ok ? days_from_civil((int)year, (int)month, (int)day) : 0;
}

static bool add_duration(struct arena *arena, str start,
                         const struct duration *duration, str *out,
                         struct error *err)
{
    static const int64_t last_day = 2932896;  // 9999-12-31
    struct timestamp time;
    bool is_date = start.len == DATE_LEN;
    str text =
        is_date ? arena_printf(arena, "%.*sT00:00:00Z", STR_ARG(start)) : start;
    if (!timestamp_parse(text, &time, err)) return false;
    str at = str_from(time.text);
    int64_t days = add_months(days_of(at), duration->months) + duration->days;
    int64_t ms = ms_of_day(at) + duration->ms;
    days += ms / DAY_MS;
    ms %= DAY_MS;
    if (days > last_day)
        return error_set(err, ERROR_INVALID, "the interval ends after 9999");
    struct timestamp end = timestamp_from_ms(days * DAY_MS + ms);
    size_t len = is_date && !ms ? DATE_LEN : TIMESTAMP_LEN;
    *out = arena_copy(arena, (str){ end.text, len });
    return out->bytes || error_set(err, ERROR_NO_MEMORY, "no room for a time");
}

bool time_period_spell_out(struct arena *arena, str text, str *out,
                           struct error *err)
{
    str end;
    struct duration duration;
    size_t slash = str_find_char(text, '/');
    str start = str_slice(text, 0, slash);
    str rest = str_slice(text, slash + 1, text.len);
    if (slash == text.len || !str_starts(rest, STR("P"))) {
        *out = text;
        return true;
    }
    if (!read_duration(rest, &duration))
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a duration like P1Y2M3DT4H5M6S",
                         STR_ARG(str_slice(rest, 0, 40)));
    if (!add_duration(arena, start, &duration, &end, err)) return false;
    *out = arena_printf(arena, "%.*s/%.*s", STR_ARG(start), STR_ARG(end));
    return out->bytes || error_set(err, ERROR_NO_MEMORY, "no room for a time");
}
