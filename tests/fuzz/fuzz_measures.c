// Any query of `aggregate`, on a made-up catalog: it is refused with a reason,
// or every grouping and measure of the plan is one that the collection has.

#include "fuzz/fuzz.h"

#include "unit/server_request.h"

#include "server/aggregate_plan.h"

static void check(const struct aggregate_plan *plan)
{
    MUST_HOLD(plan->query.grouping_count <= GROUPINGS_MAX);
    MUST_HOLD(plan->query.measure_count <= MEASURES_MAX);
    for (size_t i = 0; i < plan->query.grouping_count; i++)
        MUST_HOLD(plan->groupings[i]->name.len);
    for (size_t i = 0; i < plan->query.measure_count; i++) {
        const struct measure *measure = &plan->query.measures[i];
        MUST_HOLD(plan->measure_keys[i].len);
        MUST_HOLD(measure->field || measure->kind == MEASURE_RATE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = { 0 };
    struct request request;
    struct aggregate_plan plan;
    struct arena *arena = arena_create(4 << 20);
    if (!arena || size > 4096) {
        arena_destroy(arena);
        return 0;
    }
    str query = arena_copy(arena, fuzz_text(data, size));
    struct selection selection = { 0 };
    request_make(&request, arena, "getAggregate", "misdrijven",
                 query.bytes ? query.bytes : "");
    if (aggregate_plan_read(&request, &selection, 1000, &plan, &err))
        check(&plan);
    else
        MUST_HOLD(err.message[0]);
    arena_destroy(arena);
    return 0;
}
