// Which areas a selection holds: those that satisfy its conditions on area
// codes and meet its box filter.

#ifndef STORE_SPATIALITE_AGGREGATE_INSIDE_H
#define STORE_SPATIALITE_AGGREGATE_INSIDE_H

#include "store/spatialite/aggregate_plan.h"

// choice->level is set; the rest is filled in.
bool area_choice_init(struct area_choice *choice, const struct plan *plan,
                      struct error *err) MUST_CHECK;

#endif
