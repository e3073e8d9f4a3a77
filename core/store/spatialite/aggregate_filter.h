// The parts of a filter that are about area codes alone say which areas are
// inside the selection, as conditions on codes do.

#ifndef STORE_SPATIALITE_AGGREGATE_FILTER_H
#define STORE_SPATIALITE_AGGREGATE_FILTER_H

#include "store/spatialite/aggregate_plan.h"

// Takes out of `choice` the areas that those parts do not select.
bool area_choice_filter(struct area_choice *choice, const struct plan *plan,
                        struct error *err) MUST_CHECK;

#endif
