#include "importers/normalise.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/timestamp.h"

enum { NUMBER_LEN_MAX = 64 };

static const double EXACT_INT_MAX = 9007199254740992.0;  // 2^53

// The digits before the decimal sign in groups of three, with points between:
// "1.234", "-12.345.678". False when there are no groups.
static bool has_groups(str s)
{
    size_t i = s.len && (s.bytes[0] == '-' || s.bytes[0] == '+');
    size_t head = 0;
    while (i < s.len && ascii_is_digit(s.bytes[i])) i++, head++;
    if (head < 1 || head > 3 || i == s.len) return false;
    while (i < s.len) {
        if (s.bytes[i++] != '.') return false;
        for (size_t end = i + 3; i < end; i++)
            if (i >= s.len || !ascii_is_digit(s.bytes[i])) return false;
    }
    return true;
}

static bool is_unclear(str text)
{
    return has_groups(text) && text.bytes[0] != '0' &&
           !str_starts(text, STR("-0"));
}

// A number with decimal comma as one with a point: "1.234,5" is "1234.5".
static bool comma_to_point(str text, char out[NUMBER_LEN_MAX], str *number)
{
    size_t comma = str_find_char(text, ',');
    str head = str_slice(text, 0, comma);
    bool has_points = str_find_char(head, '.') < head.len;
    size_t len = 0;
    if (text.len >= NUMBER_LEN_MAX || (has_points && !has_groups(head)))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (i < comma && c == '.') continue;
        if (i > comma && (c == '.' || c == ',')) return false;
        out[len++] = i == comma ? '.' : c;
    }
    *number = (str){ out, len };
    return true;
}

static bool refuse_unclear(str text, struct error *err)
{
    return error_set(err, ERROR_REFUSED,
                     "\"%.*s\" may be a number with three decimals or a "
                     "thousand; say which with source.decimal",
                     STR_ARG(text));
}

bool normalise_real(str text, char decimal, double *out, struct error *err)
{
    char bytes[NUMBER_LEN_MAX];
    str number = text;
    str shown = str_slice(text, 0, NUMBER_LEN_MAX);
    if (!decimal && is_unclear(text)) return refuse_unclear(shown, err);
    bool ok = decimal != ',' || comma_to_point(text, bytes, &number);
    if (ok && str_to_real(number, out)) return true;
    bool is_foreign = decimal != ',' && str_find_char(text, ',') < text.len;
    return error_set(err, ERROR_REFUSED, "\"%.*s\" is not a number%s",
                     STR_ARG(shown), is_foreign ? " with a decimal point" : "");
}

static bool real_to_int(double real, int64_t *out)
{
    if (!(fabs(real) <= EXACT_INT_MAX) || floor(real) < real) return false;
    *out = (int64_t)real;
    return true;
}

static bool text_to_int(str text, char decimal, int64_t *out, struct error *err)
{
    double real;
    str shown = str_slice(text, 0, NUMBER_LEN_MAX);
    if (str_to_int(text, out)) return true;
    if (decimal != ',' && is_unclear(text)) return refuse_unclear(shown, err);
    if (normalise_real(text, decimal, &real, NULL) && real_to_int(real, out))
        return true;
    return error_set(err, ERROR_REFUSED, "\"%.*s\" is not a whole number",
                     STR_ARG(shown));
}

static bool wrong_kind(struct value in, const struct value_rule *rule,
                       struct error *err)
{
    return error_set(err, ERROR_REFUSED, "is of type %s, not %s",
                     value_type_name(in.type), value_type_name(rule->type));
}

static bool to_int(const struct value_rule *rule, struct value in,
                   struct value *out, struct error *err)
{
    int64_t integer = in.integer;
    if (in.type == VALUE_REAL && !real_to_int(in.real, &integer))
        return error_set(err, ERROR_REFUSED, "%.17g is not a whole number",
                         in.real);
    if (in.type == VALUE_TEXT &&
        !text_to_int(in.text, rule->decimal, &integer, err))
        return false;
    if (in.type != VALUE_INT && in.type != VALUE_REAL && in.type != VALUE_TEXT)
        return wrong_kind(in, rule, err);
    *out = (struct value){ .type = VALUE_INT, .integer = integer };
    return true;
}

static bool to_real(const struct value_rule *rule, struct value in,
                    struct value *out, struct error *err)
{
    double real = in.real;
    if (in.type == VALUE_INT)
        real = (double)in.integer;
    else if (in.type == VALUE_TEXT) {
        if (!normalise_real(in.text, rule->decimal, &real, err)) return false;
    } else if (in.type != VALUE_REAL) {
        return wrong_kind(in, rule, err);
    }
    *out = (struct value){ .type = VALUE_REAL, .real = real };
    return true;
}

struct word {
    const char *text;
    bool means;
};

static const struct word words[] = {
    { "ja", true },   { "nee", false },    { "true", true }, { "false", false },
    { "waar", true }, { "onwaar", false }, { "yes", true },  { "no", false },
    { "j", true },    { "n", false },      { "y", true },    { "1", true },
    { "0", false },
};

static bool to_bool(const struct value_rule *rule, struct value in,
                    struct value *out, struct error *err)
{
    *out = (struct value){ .type = VALUE_BOOL };
    if (in.type == VALUE_INT && (in.integer == 0 || in.integer == 1)) {
        out->boolean = in.integer == 1;
        return true;
    }
    if (in.type != VALUE_TEXT && in.type != VALUE_INT)
        return wrong_kind(in, rule, err);
    for (size_t i = 0;
         in.type == VALUE_TEXT && i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(in.text, str_from(words[i].text))) {
            out->boolean = words[i].means;
            return true;
        }
    return error_set(err, ERROR_REFUSED,
                     "is not yes or no: ja, nee, true, false, 1 or 0");
}

static bool keep_text(struct arena *arena, enum value_type type,
                      const char *text, size_t len, struct value *out,
                      struct error *err)
{
    str copy = arena_copy(arena, (str){ text, len });
    if (!copy.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a value");
    *out = (struct value){ .type = type, .text = copy };
    return true;
}

// The day of which `time` is the Dutch midnight: its day in UTC or the next.
static bool midnight_to_date(str time, char date[DATE_LEN + 1])
{
    struct timestamp day, midnight;
    char text[DATE_LEN + 10];
    if (!timestamp_parse(time, &day, NULL)) return false;
    for (int next = 0; next < 2; next++) {
        int64_t year = 0, month = 0, dom = 0;
        bool ok = str_to_int((str){ time.bytes, 4 }, &year) &&
                  str_to_int((str){ time.bytes + 5, 2 }, &month) &&
                  str_to_int((str){ time.bytes + 8, 2 }, &dom);
        if (!ok) return false;
        int64_t days = days_from_civil((int)year, (int)month, (int)dom) + next;
        struct timestamp start = timestamp_from_ms(days * 86400000);
        memcpy(text, start.text, DATE_LEN);
        memcpy(text + DATE_LEN, "T00:00:00", 10);
        if (!timestamp_parse_local(str_from(text), &midnight, NULL))
            return false;
        memcpy(date, text, DATE_LEN);
        date[DATE_LEN] = '\0';
        if (!strcmp(midnight.text, day.text)) return true;
    }
    return false;
}

// "2026-03-18T00:00:00": a date that a spreadsheet wrote out as a time.
static bool is_midnight(str text)
{
    if (text.len < DATE_LEN + 6) return false;
    char t = text.bytes[DATE_LEN];
    if (t != 'T' && t != ' ') return false;
    for (size_t i = DATE_LEN + 1; i < text.len; i++) {
        char c = text.bytes[i];
        bool is_zulu = (c == 'Z' || c == 'z') && i + 1 == text.len;
        if (c != '0' && c != ':' && c != '.' && !is_zulu) return false;
    }
    return true;
}

static bool text_to_date(const struct value_rule *rule, str text,
                         char date[DATE_LEN + 1], struct error *err)
{
    struct timestamp time;
    bool is_date_only;
    if (!rule->format.len) {
        if (is_midnight(text)) text.len = DATE_LEN;
        return date_parse(text, date, err);
    }
    if (!timestamp_parse_format(text, rule->format, &time, &is_date_only, err))
        return false;
    if (!is_date_only)
        return error_set(err, ERROR_REFUSED,
                         "the format of a date holds a time of day");
    memcpy(date, time.text, DATE_LEN);
    date[DATE_LEN] = '\0';
    return true;
}

static bool to_date(struct arena *arena, const struct value_rule *rule,
                    struct value in, struct value *out, struct error *err)
{
    char date[DATE_LEN + 1];
    if (in.type == VALUE_TIME && !midnight_to_date(in.text, date))
        return error_set(err, ERROR_REFUSED,
                         "holds a time of day; a date was asked for");
    if (in.type == VALUE_TEXT && !text_to_date(rule, in.text, date, err))
        return false;
    if (in.type != VALUE_TIME && in.type != VALUE_TEXT)
        return wrong_kind(in, rule, err);
    return keep_text(arena, VALUE_DATE, date, DATE_LEN, out, err);
}

static bool date_to_midnight(str date, struct timestamp *out, struct error *err)
{
    char text[DATE_LEN + 10];
    if (date.len != DATE_LEN)
        return error_set(err, ERROR_REFUSED, "is no date");
    memcpy(text, date.bytes, DATE_LEN);
    memcpy(text + DATE_LEN, "T00:00:00", 10);
    return timestamp_parse_local(str_from(text), out, err);
}

static bool text_to_time(const struct value_rule *rule, str text,
                         struct timestamp *out, struct error *err)
{
    bool is_date_only;
    if (!rule->format.len)
        return text.len == DATE_LEN ? date_to_midnight(text, out, err)
                                    : timestamp_parse_local(text, out, err);
    if (!timestamp_parse_format(text, rule->format, out, &is_date_only, err))
        return false;
    str date = { out->text, DATE_LEN };
    return !is_date_only || date_to_midnight(date, out, err);
}

static bool to_time(struct arena *arena, const struct value_rule *rule,
                    struct value in, struct value *out, struct error *err)
{
    struct timestamp time;
    if (in.type != VALUE_DATE && in.type != VALUE_TEXT)
        return wrong_kind(in, rule, err);
    if (in.type == VALUE_DATE && !date_to_midnight(in.text, &time, err))
        return false;
    if (in.type == VALUE_TEXT && !text_to_time(rule, in.text, &time, err))
        return false;
    return keep_text(arena, VALUE_TIME, time.text, TIMESTAMP_LEN, out, err);
}

static str real_to_text(struct arena *arena, double real)
{
    struct buf buf;
    str text;
    buf_init(&buf, arena, NUMBER_LEN_MAX);
    buf_add_real(&buf, real);
    return buf_finish(&buf, &text, NULL) ? text : (str){ 0 };
}

str normalise_text(struct arena *arena, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return value.boolean ? STR("true") : STR("false");
    case VALUE_INT: return arena_printf(arena, "%" PRId64, value.integer);
    case VALUE_REAL: return real_to_text(arena, value.real);
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return value.text;
    }
    return (str){ 0 };
}

static bool to_text(struct arena *arena, struct value in, struct value *out,
                    struct error *err)
{
    *out =
        (struct value){ .type = VALUE_TEXT, .text = normalise_text(arena, in) };
    return out->text.bytes ||
           error_set(err, ERROR_NO_MEMORY, "no room for a value");
}

bool normalise_value(struct arena *arena, const struct value_rule *rule,
                     struct value in, struct value *out, struct error *err)
{
    if (in.type == VALUE_NULL || in.type == rule->type) {
        *out = in;
        return true;
    }
    switch (rule->type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return to_bool(rule, in, out, err);
    case VALUE_INT: return to_int(rule, in, out, err);
    case VALUE_REAL: return to_real(rule, in, out, err);
    case VALUE_TEXT: return to_text(arena, in, out, err);
    case VALUE_DATE: return to_date(arena, rule, in, out, err);
    case VALUE_TIME: return to_time(arena, rule, in, out, err);
    }
    return error_set(err, ERROR_INTERNAL, "a field without a type");
}
