// Numbers as tables write them.

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "importers/statistics.h"

#include "base/ascii.h"

enum { NUMBER_MAX = 40 };

// CBS writes -99997 (unknown or secret), -99995 (not yet there) and the like
// where a number should stand; no count is that low.
static const double sentinel_max = -99990;

// A number taken apart: plain digits with '.' in `text`.
struct number {
    char text[NUMBER_MAX + 1];
    bool has_groups;  // thousands were separated
    size_t decimals;  // digits behind the decimal sign
    bool has_decimal;
};

// Groups of three digits behind the first one to three. Returns how many bytes
// of `s` they take, 0 when it is not so.
static size_t read_groups(str s, char separator, char *out, size_t *used)
{
    size_t i = 0;
    while (i < s.len && ascii_is_digit(s.bytes[i])) i++;
    if (i < 1 || i > 3 || i == s.len || s.bytes[i] != separator) return 0;
    size_t len = i;
    memcpy(out, s.bytes, i);
    while (i < s.len && s.bytes[i] == separator) {
        if (i + 4 > s.len || len + 3 > NUMBER_MAX - 2) return 0;
        for (size_t k = 1; k <= 3; k++)
            if (!ascii_is_digit(s.bytes[i + k])) return 0;
        memcpy(out + len, s.bytes + i + 1, 3);
        len += 3;
        i += 4;
    }
    *used += len;
    return i;
}

static bool take_apart(str s, char decimal, struct number *out)
{
    if (!s.len || s.len > NUMBER_MAX) return false;
    struct number n = { 0 };
    size_t used = 0;
    if (*s.bytes == '-' || *s.bytes == '+') {
        if (*s.bytes == '-') n.text[used++] = '-';
        s = str_slice(s, 1, s.len);
    }
    char separator = decimal == ',' ? '.' : ',';
    size_t i = read_groups(s, separator, n.text + used, &used);
    n.has_groups = i > 0;
    for (; i < s.len; i++) {
        char c = s.bytes[i];
        if (c == decimal && !n.has_decimal) {
            n.has_decimal = true;
            n.text[used++] = '.';
        } else if (ascii_is_digit(c) && (!n.has_groups || n.has_decimal)) {
            n.text[used++] = c;
            n.decimals += n.has_decimal;
        } else {
            return false;
        }
    }
    *out = n;
    return used > 0;
}

static bool is_whole(const struct number *n)
{
    const char *dot = strchr(n->text, '.');
    return !dot || strspn(dot + 1, "0") == strlen(dot + 1);
}

// 1.000 is one to some and a thousand to others. Only who wrote the manifest
// can know.
static bool is_ambiguous(const struct statistics *st, const struct number *n)
{
    return n->decimals == 3 && !st->job->manifest->source.decimal;
}

static bool to_integer(const struct statistics *st, struct number *n,
                       struct value *out, const char **why)
{
    if (is_ambiguous(st, n)) {
        *why = "may be a fraction or hold a thousands separator; say which "
               "sign is the decimal one (source.decimal)";
        return false;
    }
    if (!is_whole(n)) {
        *why = "is not a whole number; a measure with decimals has type number";
        return false;
    }
    char *dot = strchr(n->text, '.');
    if (dot) *dot = 0;
    out->type = VALUE_INT;
    if (str_to_int(str_from(n->text), &out->integer)) return true;
    *why = "is no whole number that fits in 64 bits";
    return false;
}

static bool read_text_figure(struct statistics *st,
                             const struct source_row *row, int column,
                             enum value_type type, struct value *out,
                             const char **why)
{
    str text = statistics_text(st, row->values[column]);
    // A single dot is how CBS writes a missing figure in its CSV files.
    if (!text.len || str_equal(text, STR("."))) {
        out->type = VALUE_NULL;
        return true;
    }
    struct number n;
    *why = "is no number";
    if (!take_apart(text, st->info->decimal, &n)) return false;
    if (type == VALUE_INT) {
        if (!to_integer(st, &n, out, why)) return false;
    } else {
        out->type = VALUE_REAL;
        if (!str_to_real(str_from(n.text), &out->real)) return false;
    }
    if (n.has_groups)
        statistics_report(st, row, column,
                          &(struct problem){ .effect = REPORT_NOTE,
                                             .rule = "thousands-separator",
                                             .value = text },
                          "read as %s", n.text);
    return true;
}

static bool read_typed_figure(struct value value, enum value_type type,
                              struct value *out, const char **why)
{
    *out = value;
    if (value.type == type) return true;
    if (type == VALUE_REAL) {
        *out =
            (struct value){ .type = VALUE_REAL, .real = (double)value.integer };
        return true;
    }
    *why = "is not a whole number; a measure with decimals has type number";
    if (value.real != floor(value.real) || fabs(value.real) > 9007199254740992)
        return false;
    *out = (struct value){ .type = VALUE_INT, .integer = (int64_t)value.real };
    return true;
}

static bool is_sentinel(struct value value)
{
    if (value.type == VALUE_INT) return (double)value.integer <= sentinel_max;
    return value.type == VALUE_REAL && value.real <= sentinel_max;
}

bool statistics_figure(struct statistics *st, const struct source_row *row,
                       int column, enum value_type type, struct value *out,
                       const char **why)
{
    struct value value = row->values[column];
    *out = (struct value){ 0 };
    if (value.type == VALUE_NULL) return true;
    bool is_number = value.type == VALUE_INT || value.type == VALUE_REAL;
    bool ok = is_number ? !statistics_text(st, value).len ||
                              read_typed_figure(value, type, out, why)
                        : read_text_figure(st, row, column, type, out, why);
    if (!ok || !is_sentinel(*out)) return ok;
    statistics_report(st, row, column,
                      &(struct problem){ .effect = REPORT_NOTE,
                                         .rule = "sentinel",
                                         .value = statistics_text(st, value) },
                      "stands for a missing figure; kept as no value");
    *out = (struct value){ 0 };
    return true;
}
