// Arithmetic. Whole numbers stay whole while they fit; what has no value, such
// as 1 / 0, is null.

#include <math.h>

#include "cql/match.h"

static const struct value null_value = { .type = VALUE_NULL };

static struct value from_int(int64_t integer)
{
    return (struct value){ .type = VALUE_INT, .integer = integer };
}

static struct value from_real(double real)
{
    if (!isfinite(real)) return null_value;
    return (struct value){ .type = VALUE_REAL, .real = real };
}

static bool is_number(struct value value)
{
    return value.type == VALUE_INT || value.type == VALUE_REAL;
}

static double real_of(struct value value)
{
    return value.type == VALUE_INT ? (double)value.integer : value.real;
}

// False when the result is no int64_t.
static bool whole(enum cql_op op, int64_t a, int64_t b, int64_t *out)
{
    if (op == CQL_ADD) return !__builtin_add_overflow(a, b, out);
    if (op == CQL_SUBTRACT) return !__builtin_sub_overflow(a, b, out);
    if (op == CQL_MULTIPLY) return !__builtin_mul_overflow(a, b, out);
    if (b == 0 || b == -1) return false;
    *out = op == CQL_DIV ? a / b : a % b;
    return op == CQL_DIV || op == CQL_MODULO;
}

static struct value reals(enum cql_op op, double a, double b)
{
    if (op == CQL_ADD) return from_real(a + b);
    if (op == CQL_SUBTRACT) return from_real(a - b);
    if (op == CQL_MULTIPLY) return from_real(a * b);
    if (op == CQL_POWER) return from_real(pow(a, b));
    if (b == 0) return null_value;
    if (op == CQL_DIVIDE) return from_real(a / b);
    return from_real(op == CQL_DIV ? trunc(a / b) : fmod(a, b));
}

struct value match_arithmetic(enum cql_op op, struct value a, struct value b)
{
    int64_t integer;
    if (!is_number(a) || !is_number(b)) return null_value;
    if (a.type == VALUE_INT && b.type == VALUE_INT &&
        whole(op, a.integer, b.integer, &integer))
        return from_int(integer);
    return reals(op, real_of(a), real_of(b));
}
