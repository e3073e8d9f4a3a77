#include "base/str.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

str str_from(const char *text)
{
    if (!text) return STR("");
    return (str){ text, strlen(text) };
}

bool str_equal(str a, str b)
{
    return a.len == b.len && (a.len == 0 || !memcmp(a.bytes, b.bytes, a.len));
}

bool str_equal_nocase(str a, str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.bytes[i]) != ascii_lower(b.bytes[i])) return false;
    return true;
}

int str_compare(str a, str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.bytes, b.bytes, shared) : 0;
    if (order) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, str prefix)
{
    return s.len >= prefix.len &&
           str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends(str s, str suffix)
{
    return s.len >= suffix.len &&
           str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

str str_slice(str s, size_t from, size_t to)
{
    if (!s.bytes) return (str){ 0 };
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return (str){ s.bytes + from, to - from };
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
    size_t from = 0;
    size_t to = s.len;
    while (from < to && is_blank(s.bytes[from])) from++;
    while (to > from && is_blank(s.bytes[to - 1])) to--;
    return str_slice(s, from, to);
}

size_t str_find_char(str s, char c)
{
    const char *found = s.len ? memchr(s.bytes, c, s.len) : NULL;
    return found ? (size_t)(found - s.bytes) : s.len;
}

bool str_next(str *rest, char separator, str *part)
{
    if (!rest->bytes) return false;
    size_t at = str_find_char(*rest, separator);
    *part = str_slice(*rest, 0, at);
    *rest = at < rest->len ? str_slice(*rest, at + 1, rest->len) : (str){ 0 };
    return true;
}

uint64_t str_hash(str s)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.bytes[i]) * 0x100000001b3;
    return hash;
}

uint64_t str_hash_here(str s)
{
    uint64_t hash = s.len;
    for (size_t i = 0; i < s.len; i += sizeof hash) {
        uint64_t word = 0;
        size_t part = s.len - i < sizeof word ? s.len - i : sizeof word;
        memcpy(&word, s.bytes + i, part);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 32;
    }
    return hash;
}

static bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

// RFC 3629 §4: only the second byte has limits of its own.
size_t str_utf8_len(str s)
{
    const unsigned char *b = (const unsigned char *)s.bytes;
    if (s.len == 0) return 0;
    if (b[0] < 0x80) return 1;
    if (b[0] < 0xC2 || b[0] > 0xF4) return 0;
    if (s.len < 2 || !continues(b[1])) return 0;
    if (b[0] < 0xE0) return 2;
    if (s.len < 3 || !continues(b[2])) return 0;
    if (b[0] < 0xF0) {
        bool overlong = b[0] == 0xE0 && b[1] < 0xA0;
        bool surrogate = b[0] == 0xED && b[1] > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (s.len < 4 || !continues(b[3])) return 0;
    bool overlong = b[0] == 0xF0 && b[1] < 0x90;
    bool beyond = b[0] == 0xF4 && b[1] > 0x8F;
    return overlong || beyond ? 0 : 4;
}

uint32_t str_utf8_decode(str s, size_t *len)
{
    *len = str_utf8_len(s);
    if (*len == 0) return 0;
    unsigned char first = (unsigned char)s.bytes[0];
    uint32_t c = *len == 1 ? first : first & (0xFFU >> (*len + 1));
    for (size_t i = 1; i < *len; i++)
        c = c << 6 | ((unsigned char)s.bytes[i] & 0x3F);
    return c;
}

size_t str_utf8_encode(uint32_t character, char *out)
{
    static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    uint32_t c = character;
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(leads[len] | c);
    return len;
}

size_t str_valid_utf8(str s)
{
    size_t at = 0;
    while (at < s.len) {
        uint64_t eight;
        if (s.len - at >= sizeof eight) {
            memcpy(&eight, s.bytes + at, sizeof eight);
            if (!(eight & 0x8080808080808080)) {
                at += sizeof eight;
                continue;
            }
        }
        size_t len = str_utf8_len(str_slice(s, at, s.len));
        if (!len) break;
        at += len;
    }
    return at;
}

bool str_to_int(str s, int64_t *out)
{
    size_t at = 0;
    bool negative = s.len && s.bytes[0] == '-';
    if (s.len && (negative || s.bytes[0] == '+')) at++;
    if (at == s.len) return false;
    int64_t value = 0;
    for (; at < s.len; at++) {
        if (!ascii_is_digit(s.bytes[at])) return false;
        // Counting downwards reaches INT64_MIN, which has no positive twin.
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_sub_overflow(value, s.bytes[at] - '0', &value))
            return false;
    }
    if (!negative && value == INT64_MIN) return false;
    *out = negative ? value : -value;
    return true;
}

// A decimal number as read: 0.d1d2d3… × 10^exponent. 800 digits decide the
// rounding of any double (767 can matter); what follows counts as one sticky
// digit.
enum { DIGITS_MAX = 800, EXPONENT_CAP = 100000 };

struct decimal {
    bool negative;
    bool has_digit;
    size_t digit_count;
    int exponent;
    char digits[DIGITS_MAX + 1];
};

static void decimal_add(struct decimal *d, char digit, bool behind_point)
{
    d->has_digit = true;
    if (d->digit_count == 0 && digit == '0') {
        if (behind_point && d->exponent > -EXPONENT_CAP) d->exponent--;
        return;
    }
    if (!behind_point && d->exponent < EXPONENT_CAP) d->exponent++;
    if (d->digit_count < DIGITS_MAX)
        d->digits[d->digit_count++] = digit;
    else if (digit != '0')
        d->digits[DIGITS_MAX - 1] = '1';
}

// "e-7" at the end of a number.
static bool decimal_exponent(struct decimal *d, str text)
{
    size_t at = 0;
    bool negative = text.len && text.bytes[0] == '-';
    if (text.len && (negative || text.bytes[0] == '+')) at++;
    if (at == text.len) return false;
    int exponent = 0;
    for (; at < text.len; at++) {
        if (!ascii_is_digit(text.bytes[at])) return false;
        if (exponent < EXPONENT_CAP)
            exponent = exponent * 10 + (text.bytes[at] - '0');
    }
    d->exponent += negative ? -exponent : exponent;
    return true;
}

static bool decimal_read(struct decimal *d, str s)
{
    size_t at = 0;
    d->negative = s.len && s.bytes[0] == '-';
    if (s.len && (d->negative || s.bytes[0] == '+')) at++;
    for (; at < s.len && ascii_is_digit(s.bytes[at]); at++)
        decimal_add(d, s.bytes[at], false);
    if (at < s.len && s.bytes[at] == '.')
        for (at++; at < s.len && ascii_is_digit(s.bytes[at]); at++)
            decimal_add(d, s.bytes[at], true);
    if (!d->has_digit) return false;
    if (at == s.len) return true;
    if (s.bytes[at] != 'e' && s.bytes[at] != 'E') return false;
    return decimal_exponent(d, str_slice(s, at + 1, s.len));
}

// Up to 15 digits and a power of ten up to 22 are both exact as doubles, so
// that one multiplication or division rounds correctly (Clinger 1990).
static bool decimal_fast(const struct decimal *d, double *out)
{
    static const double powers[] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    int shift = d->exponent - (int)d->digit_count;
    if (d->digit_count > 15 || shift < -22 || shift > 22) return false;
    int64_t digits = 0;
    for (size_t i = 0; i < d->digit_count; i++)
        digits = digits * 10 + (d->digits[i] - '0');
    *out = shift < 0 ? (double)digits / powers[-shift]
                     : (double)digits * powers[shift];
    return true;
}

// The C library's conversion, told not to look at the process's locale.
static double decimal_slow(const struct decimal *d)
{
    char text[DIGITS_MAX + 24];
    snprintf(text, sizeof text, "%.*se%d", (int)d->digit_count, d->digits,
             d->exponent - (int)d->digit_count);
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", NULL);
    double value = c_locale ? strtod_l(text, NULL, c_locale) : (double)NAN;
    if (c_locale) freelocale(c_locale);
    return value;
}

bool str_to_real(str s, double *out)
{
    struct decimal d;
    d.has_digit = false;
    d.digit_count = 0;
    d.exponent = 0;
    if (!decimal_read(&d, s)) return false;
    double value = 0;
    if (d.digit_count && !decimal_fast(&d, &value)) value = decimal_slow(&d);
    if (!isfinite(value)) return false;
    *out = d.negative ? -value : value;
    return true;
}
