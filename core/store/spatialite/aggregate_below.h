// What lies below the groups: areas without a row, and the numbers that rates
// are divided by.

#ifndef STORE_SPATIALITE_AGGREGATE_BELOW_H
#define STORE_SPATIALITE_AGGREGATE_BELOW_H

#include "store/spatialite/aggregate_plan.h"

struct below {
    const struct plan *plan;
    int32_t *data_slots;         // by area of the data; NULL: none lies below
    int64_t *missing;            // by slot: areas without a row
    double *pers[MEASURES_MAX];  // by slot; NaN: not known
    double total_pers[MEASURES_MAX];
};

bool below_init(struct below *below, const struct plan *plan,
                struct error *err) MUST_CHECK;

// Fills `missing` for the groups of a slab.
void below_count_missing(struct below *below, const struct slab *slab);

// Areas that have no row in any slab.
int64_t below_total_missing(const struct plan *plan, const struct table *table);

#endif
