// Sums that do not depend on the order of what is added: integers exactly,
// reals with Neumaier's compensation.

#ifndef STORE_SPATIALITE_AGGREGATE_SUMS_H
#define STORE_SPATIALITE_AGGREGATE_SUMS_H

#include "store/spatialite/counts.h"

struct sum {
    int64_t known;  // values that were not null
    union number total, least, greatest;
    double lost;  // reals: what `total` has lost to rounding
};

// ERROR_TOO_LARGE when an integer sum passes 64 bits.
bool sum_add(struct sum *sum, bool is_real, const struct cell_measure *more,
             struct error *err) MUST_CHECK;
bool sum_merge(struct sum *sum, bool is_real, const struct sum *more,
               struct error *err) MUST_CHECK;

// Of a sum of reals the 15 digits that are sure: 0.1 is stored as something
// near 0.1, and what many amounts are off by would show behind their cents.
double sum_real(const struct sum *sum, bool is_real);

#endif
