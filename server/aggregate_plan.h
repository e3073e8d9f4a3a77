// What one request wants counted: groupBy and measures, read and checked.

#ifndef SERVER_AGGREGATE_PLAN_H
#define SERVER_AGGREGATE_PLAN_H

#include "server/groupings.h"

// rate(x, 1000) is per 1000 of these.
#define INHABITANTS "aantal_inwoners"

// groupBy and measures of a request, checked.
struct aggregate_plan {
    struct aggregate_query query;
    const struct grouping_offer *groupings[GROUPINGS_MAX];
    str measure_keys[MEASURES_MAX];  // "sum_aantal"; `count` is not among the
                                     // measures: every group has it
    size_t first_area, finest_area;  // indexes of groupings; grouping_count
                                     // when there is none
};

// `selection` must outlive the plan.
bool aggregate_plan_read(struct request *request,
                         const struct selection *selection, size_t max_groups,
                         struct aggregate_plan *out,
                         struct error *err) MUST_CHECK;

// The same without groupBy, which aggregate_plan_group then says.
bool aggregate_plan_read_measures(struct request *request,
                                  const struct selection *selection,
                                  size_t max_groups, struct aggregate_plan *out,
                                  struct error *err) MUST_CHECK;
void aggregate_plan_group(struct aggregate_plan *plan,
                          const struct grouping_offer *offer);

#endif
