#include "importers/normalise_guess.h"

#include "base/ascii.h"
#include "base/timestamp.h"

enum {
    GUESS_NUMBERS = GUESS_INT | GUESS_LONG_INT | GUESS_DOT | GUESS_COMMA |
                    GUESS_THOUSANDS | GUESS_GROUPED | GUESS_GROUPS,
    DOUBLE_DIGITS = 15,
    INT_DIGITS = 18,
    FRACTION_LEN = 40,  // a longer one is no measurement
};

static size_t digits_at(str s, size_t from)
{
    size_t i = from;
    while (i < s.len && ascii_is_digit(s.bytes[i])) i++;
    return i - from;
}

static int number_at(str s, size_t from, size_t len)
{
    int number = 0;
    for (size_t i = 0; i < len; i++)
        number = number * 10 + (s.bytes[from + i] - '0');
    return number;
}

static unsigned guess_time(str s)
{
    struct timestamp time;
    if (digits_at(s, 0) != 4 || s.bytes[4] != '-' || digits_at(s, 5) != 2 ||
        s.bytes[7] != '-' || digits_at(s, 8) != 2)
        return GUESS_TEXT;
    if (!date_is_valid(number_at(s, 0, 4), number_at(s, 5, 2),
                       number_at(s, 8, 2)))
        return GUESS_TEXT;
    if (s.len == DATE_LEN) return GUESS_DATE;
    return timestamp_parse_local(s, &time, NULL) ? GUESS_TIME : GUESS_TEXT;
}

// 1.234: what a thousand looks like, and perhaps only looks like.
static bool looks_like_thousands(str s, size_t from)
{
    size_t head = digits_at(s, from);
    if (head < 1 || head > 3 || s.bytes[from] == '0') return false;
    size_t tail = digits_at(s, from + head + 1);
    return tail == 3 && from + head + 1 + tail == s.len;
}

// 1.234.567 and 233.500,5: what has more than one sign, all in their places.
static unsigned guess_groups(str s, size_t sign, size_t head)
{
    size_t i = sign + head;
    size_t groups = 0;
    if (!head || head > 3 || s.bytes[sign] == '0') return GUESS_TEXT;
    for (; i < s.len && s.bytes[i] == '.'; i += 4, groups++)
        if (digits_at(s, i + 1) != 3) return GUESS_TEXT;
    if (i == s.len) return groups > 1 ? GUESS_GROUPS : GUESS_TEXT;
    size_t tail = digits_at(s, i + 1);
    return s.bytes[i] == ',' && tail && i + 1 + tail == s.len ? GUESS_GROUPED
                                                              : GUESS_TEXT;
}

// "e-05", "E+10". Without a sign 12E3 may be a code.
static bool is_exponent(str s, size_t from)
{
    if (from + 1 >= s.len) return false;
    if (s.bytes[from] != 'e' && s.bytes[from] != 'E') return false;
    if (s.bytes[from + 1] != '-' && s.bytes[from + 1] != '+') return false;
    from += 2;
    size_t digits = digits_at(s, from);
    return digits > 0 && digits <= 2 && from + digits == s.len;
}

static unsigned guess_fraction(str s, size_t sign, size_t head)
{
    size_t point = sign + head;
    size_t tail = digits_at(s, point + 1);
    bool has_zeros = head > 1 && s.bytes[sign] == '0';
    if (has_zeros || !tail || s.len > FRACTION_LEN) return GUESS_TEXT;
    if (s.bytes[point] == ',')
        return point + 1 + tail == s.len ? GUESS_COMMA : GUESS_TEXT;
    if (looks_like_thousands(s, sign)) return GUESS_THOUSANDS;
    size_t end = point + 1 + tail;
    if (end == s.len || is_exponent(s, end)) return GUESS_DOT;
    return guess_groups(s, sign, head);
}

unsigned guess_text(str s)
{
    size_t sign = s.bytes[0] == '-';
    size_t head = digits_at(s, sign);
    size_t end = sign + head;
    if (end == s.len) {
        if (!head || head > INT_DIGITS) return GUESS_TEXT;
        if (s.bytes[sign] == '0' && s.len > 1) return GUESS_TEXT;
        return head > DOUBLE_DIGITS ? GUESS_LONG_INT : GUESS_INT;
    }
    if (s.bytes[end] == '.' || s.bytes[end] == ',')
        return guess_fraction(s, sign, head);
    if (head == 1 && is_exponent(s, end)) return GUESS_DOT;
    if (s.len >= DATE_LEN && s.bytes[end] == '-') return guess_time(s);
    return GUESS_TEXT;
}

enum value_type guess_type(unsigned seen, char decimal)
{
    if (!seen || seen & GUESS_TEXT) return VALUE_TEXT;
    if (!(seen & ~(unsigned)(GUESS_INT | GUESS_LONG_INT))) return VALUE_INT;
    if (seen == GUESS_DATE) return VALUE_DATE;
    if (seen == GUESS_TIME) return VALUE_TIME;
    if (seen & ~(unsigned)GUESS_NUMBERS || seen & GUESS_LONG_INT)
        return VALUE_TEXT;
    unsigned foreign = GUESS_COMMA | GUESS_GROUPED | GUESS_GROUPS;
    if (!decimal) foreign |= GUESS_DOT | GUESS_THOUSANDS;
    if (decimal == ',') {
        foreign = GUESS_DOT;
        if (!(seen & GUESS_GROUPED)) foreign |= GUESS_THOUSANDS | GUESS_GROUPS;
    }
    return seen & foreign ? VALUE_TEXT : VALUE_REAL;
}

// Points that group and points that part whole from fraction: a column has
// one of them, or is text.
static bool is_contradiction(unsigned seen)
{
    bool is_grouped = seen & GUESS_GROUPED;
    return is_grouped ? seen & GUESS_DOT : seen & GUESS_GROUPS;
}

char guess_decimal(const unsigned *seen, size_t column_count, char delimiter)
{
    size_t dots = 0, commas = 0, unclear = 0;
    for (size_t i = 0; i < column_count; i++) {
        if (seen[i] & ~(unsigned)GUESS_NUMBERS || is_contradiction(seen[i]))
            continue;
        dots += (seen[i] & GUESS_DOT) != 0;
        commas += (seen[i] & (GUESS_COMMA | GUESS_GROUPED)) != 0;
        unclear += (seen[i] & GUESS_THOUSANDS) && !(seen[i] & GUESS_DOT);
    }
    if (dots || commas) {
        bool is_tie = dots == commas;
        if (is_tie) return delimiter == ';' ? ',' : '.';
        return commas > dots ? ',' : '.';
    }
    return unclear && delimiter != ',' ? 0 : '.';
}
