#include "store/spatialite/aggregate_sums.h"

#include <float.h>
#include <stdio.h>

enum { REAL_TEXT_MAX = 32 };

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

bool sum_add(struct sum *sum, bool is_real, const struct cell_measure *more,
             struct error *err)
{
    if (more->known == 0) return true;
    int64_t total;
    if (is_real) {
        real_add(&sum->total.real, &sum->lost, more->sum.real);
        real_add(&sum->total.real, &sum->lost, more->lost);
    } else {
        if (__builtin_add_overflow(sum->total.integer, more->sum.integer,
                                   &total))
            return error_set(err, ERROR_TOO_LARGE,
                             "a sum of whole numbers does not fit in 64 bits; "
                             "select fewer rows");
        sum->total.integer = total;
    }
    widen(sum, is_real, more->least, more->greatest);
    sum->known += more->known;
    return true;
}

bool sum_merge(struct sum *sum, bool is_real, const struct sum *more,
               struct error *err)
{
    struct cell_measure measure = { more->known, more->total, more->least,
                                    more->greatest, more->lost };
    return sum_add(sum, is_real, &measure, err);
}

double sum_real(const struct sum *sum, bool is_real)
{
    if (!is_real) return (double)sum->total.integer;
    char text[REAL_TEXT_MAX];
    double exact = sum->total.real + sum->lost, rounded;
    int len = snprintf(text, sizeof text, "%.*g", DBL_DIG, exact);
    return str_to_real((str){ text, (size_t)len }, &rounded) ? rounded : exact;
}
