// From the filled table to the groups in the order of their keys.

#ifndef STORE_SPATIALITE_AGGREGATE_RESULT_H
#define STORE_SPATIALITE_AGGREGATE_RESULT_H

#include "store/spatialite/aggregate_plan.h"

bool result_make(const struct plan *plan, const struct table *table,
                 struct aggregate *out, struct error *err) MUST_CHECK;

#endif
