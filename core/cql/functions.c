// The functions that a filter may call, and what each does.

#include <math.h>

#include "cql/fold.h"
#include "cql/match.h"

static const struct cql_function functions[] = {
    { "abs", "The number without its sign", CQL_NUMBER, CQL_NUMBER },
    { "ceil", "The least whole number that is not below", CQL_NUMBER,
      CQL_NUMBER },
    { "floor", "The greatest whole number that is not above", CQL_NUMBER,
      CQL_NUMBER },
    { "round", "The nearest whole number, halves away from zero", CQL_NUMBER,
      CQL_NUMBER },
    { "length", "The number of characters", CQL_TEXT, CQL_NUMBER },
    { "lower", "In small letters", CQL_TEXT, CQL_TEXT },
    { "upper", "In capital letters", CQL_TEXT, CQL_TEXT },
    { "year", "The year, in UTC", CQL_INSTANT, CQL_NUMBER },
    { "month", "The month, 1 to 12, in UTC", CQL_INSTANT, CQL_NUMBER },
    { "day", "The day of the month, in UTC", CQL_INSTANT, CQL_NUMBER },
};

enum place_in_table {
    DO_ABS,
    DO_CEIL,
    DO_FLOOR,
    DO_ROUND,
    DO_LENGTH,
    DO_LOWER,
    DO_UPPER,
    DO_YEAR,
    DO_MONTH,
    DO_DAY,
};

const struct cql_function *cql_functions(size_t *count)
{
    *count = sizeof functions / sizeof *functions;
    return functions;
}

static struct value from_int(int64_t integer)
{
    return (struct value){ .type = VALUE_INT, .integer = integer };
}

static struct value from_real(double real)
{
    return (struct value){ .type = VALUE_REAL, .real = real };
}

static struct value absolute(struct value number)
{
    if (number.type == VALUE_REAL) return from_real(fabs(number.real));
    if (number.integer == INT64_MIN) return from_real(0x1p63);
    return from_int(number.integer < 0 ? -number.integer : number.integer);
}

static struct value rounded(struct value number, double (*round_to)(double))
{
    if (number.type == VALUE_INT) return number;
    return from_real(round_to(number.real));
}

static struct value length(struct value text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.text.len; i++)
        if (((unsigned char)text.text.bytes[i] & 0xC0) != 0x80) count++;
    return from_int(count);
}

static struct value cased(struct cql_matcher *m, struct value text,
                          str (*fold)(struct arena *, str))
{
    text.text = fold(m->row, text.text);
    if (!text.text.bytes) match_failed(m, "to change the case of a text");
    return text;
}

// "2026-03-18…": the digits from one place to another.
static struct value digits(struct value instant, size_t from, size_t to)
{
    int64_t integer = 0;
    if (!str_to_int(str_slice(instant.text, from, to), &integer))
        return (struct value){ .type = VALUE_NULL };
    return from_int(integer);
}

struct value match_function(struct cql_matcher *m,
                            const struct cql_function *function,
                            struct value operand)
{
    if (operand.type == VALUE_NULL) return operand;
    switch ((enum place_in_table)(function - functions)) {
    case DO_ABS: return absolute(operand);
    case DO_CEIL: return rounded(operand, ceil);
    case DO_FLOOR: return rounded(operand, floor);
    case DO_ROUND: return rounded(operand, round);
    case DO_LENGTH: return length(operand);
    case DO_LOWER: return cased(m, operand, fold_lower);
    case DO_UPPER: return cased(m, operand, fold_upper);
    case DO_YEAR: return digits(operand, 0, 4);
    case DO_MONTH: return digits(operand, 5, 7);
    case DO_DAY: return digits(operand, 8, 10);
    }
    return operand;
}
