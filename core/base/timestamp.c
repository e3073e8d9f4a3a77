#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/ascii.h"
#include "base/dutch_time.h"

enum {
    MS_PER_SECOND = 1000,
    MS_PER_MINUTE = 60 * 1000,
    MS_PER_HOUR = 3600 * 1000,
    MS_PER_DAY = 86400 * 1000,
    YEAR_MIN = 1,
    YEAR_MAX = 9999,
    SHOWN_MAX = 60,  // of a text that is quoted in a message
};

// What a text says, before it is known to be a real moment.
struct clock_time {
    int year, month, day;
    int hour, minute, second, ms;
    int offset_minutes;
    bool has_offset;
};

bool date_is_valid(int year, int month, int day)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12)
        return false;
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int last = days[month - 1] + (month == 2 && is_leap);
    return day >= 1 && day <= last;
}

// Both directions count from 0000-03-01 in eras of 400 years, so that the leap
// day is the last of its year (Howard Hinnant, chrono-compatible low-level
// date algorithms).
int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    day_of_year += day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void civil_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 +
                           -day_of_era / 146096 + day_of_era / 36524) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static void put_digits(char *to, size_t count, int64_t number)
{
    for (; count > 0; number /= 10) to[--count] = (char)('0' + number % 10);
}

struct timestamp timestamp_from_ms(int64_t ms)
{
    int64_t days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0);
    int64_t rest = ms - days * MS_PER_DAY;
    int year, month, day;
    civil_from_days(days, &year, &month, &day);
    struct timestamp out = { "0000-00-00T00:00:00.000Z" };
    put_digits(out.text, 4, year);
    put_digits(out.text + 5, 2, month);
    put_digits(out.text + 8, 2, day);
    put_digits(out.text + 11, 2, rest / MS_PER_HOUR);
    put_digits(out.text + 14, 2, rest / MS_PER_MINUTE % 60);
    put_digits(out.text + 17, 2, rest / MS_PER_SECOND % 60);
    put_digits(out.text + 20, 3, rest % MS_PER_SECOND);
    return out;
}

struct timestamp timestamp_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return timestamp_from_ms((int64_t)now.tv_sec * MS_PER_SECOND +
                             now.tv_nsec / 1000000);
}

// ---- reading

struct scanner {
    str text;
    size_t at;
};

static char peek(const struct scanner *s)
{
    return s->at < s->text.len ? s->text.bytes[s->at] : '\0';
}

static bool take(struct scanner *s, char c)
{
    if (s->at >= s->text.len || s->text.bytes[s->at] != c) return false;
    s->at++;
    return true;
}

static bool take_any(struct scanner *s, const char *choices)
{
    for (; *choices; choices++)
        if (take(s, *choices)) return true;
    return false;
}

static bool take_number(struct scanner *s, int least, int most, int *out)
{
    int value = 0;
    int count = 0;
    for (; count < most; count++, s->at++) {
        char c = peek(s);
        if (!ascii_is_digit(c)) break;
        value = value * 10 + (c - '0');
    }
    if (count < least) return false;
    *out = value;
    return true;
}

// The digits of a fraction as milliseconds; what is finer is dropped.
static bool take_fraction(struct scanner *s, int *ms)
{
    int scale = 100;
    size_t start = s->at;
    *ms = 0;
    for (; ascii_is_digit(peek(s)); s->at++, scale /= 10)
        *ms += (peek(s) - '0') * scale;
    return s->at > start;
}

static bool take_date(struct scanner *s, struct clock_time *t)
{
    return take_number(s, 4, 4, &t->year) && take(s, '-') &&
           take_number(s, 2, 2, &t->month) && take(s, '-') &&
           take_number(s, 2, 2, &t->day);
}

static bool take_offset(struct scanner *s, struct clock_time *t)
{
    t->has_offset = true;
    t->offset_minutes = 0;
    if (take_any(s, "Zz")) return true;
    int hours, minutes;
    bool west = peek(s) == '-';
    if (!take_any(s, "+-") || !take_number(s, 2, 2, &hours)) return false;
    take(s, ':');
    if (!take_number(s, 2, 2, &minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    t->offset_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

static bool take_time(struct scanner *s, struct clock_time *t, bool is_local)
{
    if (!take_number(s, 2, 2, &t->hour) || !take(s, ':')) return false;
    if (!take_number(s, 2, 2, &t->minute)) return false;
    if (!take(s, ':')) return is_local;
    if (!take_number(s, 2, 2, &t->second)) return false;
    return !take(s, '.') || take_fraction(s, &t->ms);
}

static bool take_date_time(struct scanner *s, struct clock_time *t,
                           bool is_local)
{
    if (!take_date(s, t) || !take_any(s, "Tt ")) return false;
    if (!take_time(s, t, is_local)) return false;
    if (is_local && s->at == s->text.len) return true;
    return take_offset(s, t) && s->at == s->text.len;
}

static str shown(str text)
{
    str cut = str_slice(text, 0, SHOWN_MAX);
    return str_slice(cut, 0, str_valid_utf8(cut));
}

static int64_t clock_ms(const struct clock_time *t)
{
    int second = t->second == 60 ? 59 : t->second;
    return days_from_civil(t->year, t->month, t->day) * MS_PER_DAY +
           (int64_t)t->hour * MS_PER_HOUR + (int64_t)t->minute * MS_PER_MINUTE +
           (int64_t)second * MS_PER_SECOND + t->ms;
}

// The moment a clock_time stands for.
static bool moment(const struct clock_time *t, str text, struct timestamp *out,
                   struct error *err)
{
    str show = shown(text);
    if (!date_is_valid(t->year, t->month, t->day))
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a date that exists", STR_ARG(show));
    if (t->hour > 23 || t->minute > 59 || t->second > 60)
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a time of day that exists",
                         STR_ARG(show));
    int64_t ms = clock_ms(t);
    if (t->has_offset)
        ms -= (int64_t)t->offset_minutes * MS_PER_MINUTE;
    else
        ms = dutch_to_utc(t->year, ms);
    int64_t first = days_from_civil(YEAR_MIN, 1, 1) * MS_PER_DAY;
    int64_t beyond = days_from_civil(YEAR_MAX + 1, 1, 1) * MS_PER_DAY;
    if (ms < first || ms >= beyond)
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" lies outside the years 0001 to 9999",
                         STR_ARG(show));
    *out = timestamp_from_ms(ms);
    return true;
}

bool timestamp_parse(str text, struct timestamp *out, struct error *err)
{
    struct clock_time t = { 0 };
    struct scanner s = { .text = text };
    str show = shown(text);
    if (!take_date_time(&s, &t, false))
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a time such as 2026-03-18T06:30:00Z",
                         STR_ARG(show));
    return moment(&t, text, out, err);
}

bool timestamp_parse_local(str text, struct timestamp *out, struct error *err)
{
    struct clock_time t = { 0 };
    struct scanner s = { .text = text };
    str show = shown(text);
    if (!take_date_time(&s, &t, true))
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a time such as 2026-03-18T07:30:00",
                         STR_ARG(show));
    return moment(&t, text, out, err);
}

bool timestamp_to_local(str timestamp, struct timestamp *out)
{
    struct clock_time t = { 0 };
    struct scanner s = { .text = timestamp };
    if (!take_date_time(&s, &t, false) || t.offset_minutes) return false;
    int64_t ahead_ms = dutch_ahead_ms(t.year, clock_ms(&t));
    t.offset_minutes = -(int)(ahead_ms / MS_PER_MINUTE);
    if (!moment(&t, timestamp, out, NULL)) return false;
    out->text[TIMESTAMP_LEN - 1] = '\0';
    return true;
}

bool date_parse(str text, char out[DATE_LEN + 1], struct error *err)
{
    struct clock_time t = { 0 };
    struct scanner s = { .text = text };
    str show = shown(text);
    if (!take_date(&s, &t) || s.at != text.len)
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a date such as 2026-03-18",
                         STR_ARG(show));
    if (!date_is_valid(t.year, t.month, t.day))
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a date that exists", STR_ARG(show));
    memcpy(out, text.bytes, DATE_LEN);
    out[DATE_LEN] = '\0';
    return true;
}

// ---- by pattern

static bool take_month_name(struct scanner *s, int *month)
{
    static const struct {
        const char *name;
        int month;
    } names[] = {
        { "jan", 1 },  { "feb", 2 },  { "mrt", 3 },  { "mar", 3 },
        { "maa", 3 },  { "apr", 4 },  { "mei", 5 },  { "may", 5 },
        { "jun", 6 },  { "jul", 7 },  { "aug", 8 },  { "sep", 9 },
        { "okt", 10 }, { "oct", 10 }, { "nov", 11 }, { "dec", 12 },
    };
    str word = str_slice(s->text, s->at, s->at + 3);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_equal_nocase(word, str_from(names[i].name))) continue;
        *month = names[i].month;
        s->at += 3;
        return true;
    }
    return false;
}

static bool take_short_year(struct scanner *s, int *year)
{
    if (!take_number(s, 2, 2, year)) return false;
    *year += *year < 70 ? 2000 : 1900;
    return true;
}

// One % directive of a pattern. *has_time tells a time of day from a date.
static bool take_directive(struct scanner *s, char directive,
                           struct clock_time *t, bool *has_time)
{
    if (strchr("HMSf", directive)) *has_time = true;
    switch (directive) {
    case 'Y': return take_number(s, 4, 4, &t->year);
    case 'y': return take_short_year(s, &t->year);
    case 'm': return take_number(s, 1, 2, &t->month);
    case 'b': return take_month_name(s, &t->month);
    case 'd': return take_number(s, 1, 2, &t->day);
    case 'H': return take_number(s, 1, 2, &t->hour);
    case 'M': return take_number(s, 1, 2, &t->minute);
    case 'S': return take_number(s, 1, 2, &t->second);
    case 'f': return take_fraction(s, &t->ms);
    case 'z': return take_offset(s, t);
    case '%': return take(s, '%');
    default: return false;
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool take_blanks(struct scanner *s)
{
    size_t start = s->at;
    while (is_blank(peek(s))) s->at++;
    return s->at > start;
}

static bool take_pattern(struct scanner *s, str format, struct clock_time *t,
                         bool *has_time)
{
    for (size_t i = 0; i < format.len; i++) {
        char c = format.bytes[i];
        bool fits;
        if (c == '%' && i + 1 < format.len)
            fits = take_directive(s, format.bytes[++i], t, has_time);
        else if (is_blank(c))
            fits = take_blanks(s);
        else
            fits = take(s, c);
        if (!fits) return false;
    }
    return s->at == s->text.len;
}

static bool check_format(str format, struct error *err)
{
    for (size_t i = 0; i < format.len; i++) {
        if (format.bytes[i] != '%') continue;
        char c = ++i < format.len ? format.bytes[i] : '\0';
        if (c && strchr("YymbdHMSfz%", c)) continue;
        return error_set(err, ERROR_INVALID,
                         "the date format \"%.*s\" has a %% that is not one of "
                         "%%Y %%y %%m %%b %%d %%H %%M %%S %%f %%z %%%%",
                         STR_ARG(format));
    }
    return true;
}

bool timestamp_parse_format(str text, str format, struct timestamp *out,
                            bool *is_date_only, struct error *err)
{
    struct clock_time t = { .month = 1, .day = 1 };
    struct scanner s = { .text = text };
    bool has_time = false;
    str show = shown(text);
    if (!check_format(format, err)) return false;
    if (!take_pattern(&s, format, &t, &has_time))
        return error_set(err, ERROR_INVALID, "\"%.*s\" does not look like %.*s",
                         STR_ARG(show), STR_ARG(format));
    if (!has_time) {
        t.has_offset = true;
        t.offset_minutes = 0;
    }
    if (!moment(&t, text, out, err)) return false;
    *is_date_only = !has_time;
    return true;
}

// ---- intervals

static bool is_open(str end)
{
    return end.len == 0 || str_equal(end, STR(".."));
}

str date_without_bare_t(str text)
{
    bool is_bare = text.len == DATE_LEN + 1 && text.bytes[DATE_LEN] == 'T';
    return is_bare ? str_slice(text, 0, DATE_LEN) : text;
}

static bool range_end(str text, const char *time_of_day, struct timestamp *out,
                      struct error *err)
{
    text = date_without_bare_t(text);
    if (text.len != DATE_LEN) return timestamp_parse(text, out, err);
    char date[DATE_LEN + 1];
    if (!date_parse(text, date, err)) return false;
    memcpy(out->text, date, DATE_LEN);
    memcpy(out->text + DATE_LEN, time_of_day, TIMESTAMP_LEN - DATE_LEN + 1);
    return true;
}

static bool copy_end(struct arena *arena, str text, const char *time_of_day,
                     str *out, struct error *err)
{
    struct timestamp end;
    *out = STR("");
    if (is_open(text)) return true;
    if (!range_end(text, time_of_day, &end, err)) return false;
    *out = arena_copy(arena, str_from(end.text));
    if (!out->bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a time");
    return true;
}

bool time_range_parse(struct arena *arena, str text, struct time_range *out,
                      struct error *err)
{
    struct time_range range;
    size_t slash = str_find_char(text, '/');
    bool is_instant = slash == text.len;
    str from = str_slice(text, 0, slash);
    str to = is_instant ? text : str_slice(text, slash + 1, text.len);
    str show = shown(text);
    if (is_instant && is_open(text))
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is not a time; write 2026-03-18, or an "
                         "interval such as 2026-01-01/2026-03-31",
                         STR_ARG(show));
    if (!copy_end(arena, from, "T00:00:00.000Z", &range.from, err) ||
        !copy_end(arena, to, "T23:59:59.999Z", &range.to, err))
        return false;
    if (range.from.len && range.to.len && str_compare(range.from, range.to) > 0)
        return error_set(err, ERROR_INVALID,
                         "the interval \"%.*s\" starts after it ends",
                         STR_ARG(show));
    *out = range;
    return true;
}

str timestamp_shorten(struct arena *arena, str timestamp)
{
    str fraction = STR(".000Z");
    if (!str_ends(timestamp, fraction)) return arena_copy(arena, timestamp);
    return arena_printf(arena, "%.*sZ", (int)(timestamp.len - fraction.len),
                        timestamp.bytes);
}
