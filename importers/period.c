#include "importers/period.h"

#include <string.h>

// The number of exactly `count` digits at `at`; -1 when they are not all there.
static int digits_at(str text, size_t at, size_t count)
{
    if (at + count > text.len) return -1;
    int number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') return -1;
        number = number * 10 + (text.bytes[i] - '0');
    }
    return number;
}

static void write_digits(char *out, size_t count, int number)
{
    for (size_t i = count; i > 0; i--, number /= 10)
        out[i - 1] = (char)('0' + number % 10);
}

static bool set_start(struct period_start *out, enum period kind, int year,
                      int month, int day)
{
    if (year < 1 || !date_is_valid(year, month, day)) return false;
    *out = (struct period_start){ .kind = kind };
    write_digits(out->date, 4, year);
    out->date[4] = out->date[7] = '-';
    write_digits(out->date + 5, 2, month);
    write_digits(out->date + 8, 2, day);
    return true;
}

// YYYYJJ00, YYYYKW01 … KW04, YYYYMM01 … MM12.
static bool read_cbs(str text, struct period_start *out)
{
    if (text.len != 8) return false;
    int year = digits_at(text, 0, 4);
    str letters = str_slice(text, 4, 6);
    int number = digits_at(text, 6, 2);
    if (str_equal(letters, STR("JJ")))
        return number == 0 && set_start(out, PERIOD_YEAR, year, 1, 1);
    if (str_equal(letters, STR("KW")))
        return number >= 1 && number <= 4 &&
               set_start(out, PERIOD_QUARTER, year, number * 3 - 2, 1);
    if (str_equal(letters, STR("MM")))
        return number >= 1 && set_start(out, PERIOD_MONTH, year, number, 1);
    return false;
}

static bool read_year(str text, struct period_start *out)
{
    return text.len == 4 &&
           set_start(out, PERIOD_YEAR, digits_at(text, 0, 4), 1, 1);
}

static bool read_month(str text, struct period_start *out)
{
    bool has_hyphen = text.len == 7 && text.bytes[4] == '-';
    if (!has_hyphen && text.len != 6) return false;
    return set_start(out, PERIOD_MONTH, digits_at(text, 0, 4),
                     digits_at(text, has_hyphen ? 5 : 4, 2), 1);
}

static bool read_date(str text, struct period_start *out)
{
    if (text.len != DATE_LEN || text.bytes[4] != '-' || text.bytes[7] != '-')
        return false;
    return set_start(out, PERIOD_DAY, digits_at(text, 0, 4),
                     digits_at(text, 5, 2), digits_at(text, 8, 2));
}

bool period_read(str text, str format, struct period_start *out)
{
    static const struct {
        const char *format;
        bool (*read)(str, struct period_start *);
    } readers[] = {
        { "cbs", read_cbs },
        { "year", read_year },
        { "month", read_month },
        { "date", read_date },
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (str_equal(format, str_from(readers[i].format)))
            return readers[i].read(str_trim(text), out);
    return false;
}

struct date_part {
    const char *token;
    size_t digits;
};

bool period_match(str pattern, str name, struct period_start *out)
{
    static const struct date_part parts[] = { { "{YYYY}", 4 },
                                              { "{MM}", 2 },
                                              { "{DD}", 2 } };
    int found[] = { 0, 0, 0 };
    size_t p = 0, n = 0;
    while (p < pattern.len) {
        str rest = str_slice(pattern, p, pattern.len);
        size_t i = 0;
        while (i < 3 && !str_starts(rest, str_from(parts[i].token))) i++;
        if (i < 3) {
            found[i] = digits_at(name, n, parts[i].digits);
            if (found[i] < 1) return false;
            p += strlen(parts[i].token);
            n += parts[i].digits;
        } else if (n == name.len || name.bytes[n++] != pattern.bytes[p++]) {
            return false;
        }
    }
    if (n != name.len || !found[0]) return false;
    enum period kind = found[2]   ? PERIOD_DAY
                       : found[1] ? PERIOD_MONTH
                                  : PERIOD_YEAR;
    return set_start(out, kind, found[0], found[1] ? found[1] : 1,
                     found[2] ? found[2] : 1);
}

const char *period_name(enum period kind)
{
    static const char *const names[] = { "none", "day", "month", "quarter",
                                         "year" };
    return names[kind];
}
