// Where the numbers of an aggregate come from: precomputed cells when the
// filters are on whole areas, categories and whole months; else the rows. Both
// fill the same table and give equal answers.

#ifndef STORE_SPATIALITE_AGGREGATE_SOURCE_H
#define STORE_SPATIALITE_AGGREGATE_SOURCE_H

#include "store/spatialite/aggregate_plan.h"

bool cells_can_answer(struct plan *plan, bool *can,
                      struct error *err) MUST_CHECK;
bool cells_read(struct plan *plan, struct table *table,
                struct error *err) MUST_CHECK;
bool rows_read(struct plan *plan, struct table *table,
               struct error *err) MUST_CHECK;

// As spatialite_aggregate_run, but from the rows even where cells could
// answer: for tests, which hold the two against each other.
bool aggregate_from_rows(struct view *view, struct arena *arena,
                         const struct aggregate_query *query,
                         struct aggregate *out, struct error *err) MUST_CHECK;

#endif
