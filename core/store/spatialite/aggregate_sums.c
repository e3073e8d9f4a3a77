#include "store/spatialite/aggregate_sums.h"

#include <math.h>

static void add_real(struct sum *sum, double value)
{
    double total = sum->total.real + value;
    if (fabs(sum->total.real) >= fabs(value))
        sum->carry += (sum->total.real - total) + value;
    else
        sum->carry += (value - total) + sum->total.real;
    sum->total.real = total;
}

static void widen(struct sum *sum, bool is_real, union number least,
                  union number greatest)
{
    bool is_first = sum->known == 0;
    if (is_real) {
        if (is_first || least.real < sum->least.real) sum->least = least;
        if (is_first || greatest.real > sum->greatest.real)
            sum->greatest = greatest;
        return;
    }
    if (is_first || least.integer < sum->least.integer) sum->least = least;
    if (is_first || greatest.integer > sum->greatest.integer)
        sum->greatest = greatest;
}

static bool add(struct sum *sum, bool is_real, int64_t known,
                const union number numbers[3], struct error *err)
{
    if (known == 0) return true;
    int64_t total;
    if (is_real)
        add_real(sum, numbers[0].real);
    else if (__builtin_add_overflow(sum->total.integer, numbers[0].integer,
                                    &total))
        return error_set(err, ERROR_TOO_LARGE,
                         "a sum of whole numbers does not fit in 64 bits; "
                         "select fewer rows");
    else
        sum->total.integer = total;
    widen(sum, is_real, numbers[1], numbers[2]);
    sum->known += known;
    return true;
}

bool sum_add(struct sum *sum, bool is_real, const struct cell_measure *more,
             struct error *err)
{
    const union number numbers[3] = { more->sum, more->least, more->greatest };
    return add(sum, is_real, more->known, numbers, err);
}

bool sum_merge(struct sum *sum, bool is_real, const struct sum *more,
               struct error *err)
{
    const union number numbers[3] = { more->total, more->least,
                                      more->greatest };
    if (!add(sum, is_real, more->known, numbers, err)) return false;
    if (is_real && more->known > 0) add_real(sum, more->carry);
    return true;
}

double sum_real(const struct sum *sum, bool is_real)
{
    return is_real ? sum->total.real + sum->carry : (double)sum->total.integer;
}
