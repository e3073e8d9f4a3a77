#include "store/spatialite/aggregate_below.h"

#include <math.h>
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
}

// The slot of the group that an area of a finer (or the same) level lies in.
static int32_t slot_above(const struct plan *plan,
                          const struct area_choice *choice, size_t place)
{
    if (!plan_groups_areas(plan)) return 0;
    const struct area_choice *groups = &plan->groups;
    int32_t above =
        choice->level == groups->level
            ? (int32_t)place
            : area_list_find(groups->list, groups->level,
                             choice->list->codes[groups->level][place]);
    return above == AREA_NONE ? AREA_NONE : plan->place_slots[above];
}

static bool find_data_slots(struct below *below, struct error *err)
{
    const struct plan *plan = below->plan;
    const struct area_choice *data = &plan->data;
    if (data->level == LEVEL_NONE || data->level == plan->groups.level)
        return true;
    below->data_slots =
        ARENA_ARRAY(plan->arena, int32_t, data->list->count + 1);
    if (!below->data_slots) return no_memory(err);
    for (size_t i = 0; i < data->list->count; i++)
        below->data_slots[i] =
            data->is_inside[i] ? slot_above(plan, data, i) : AREA_NONE;
    return true;
}

// A number that is not known makes the sum unknown: NaN stays NaN. A group
// without any area keeps 0, and has no rate either.
static bool add_pers(struct below *below, size_t measure, struct error *err)
{
    const struct plan *plan = below->plan;
    const struct area_choice *rates = &plan->rates;
    double *pers = ARENA_ARRAY(plan->arena, double, plan->slot_count);
    if (!pers) return no_memory(err);
    below->pers[measure] = pers;
    for (size_t i = 0; i < rates->list->count; i++) {
        if (!rates->is_inside[i]) continue;
        double value = plan->numbers[measure]->values[i];
        int32_t slot = slot_above(plan, rates, i);
        below->total_pers[measure] += value;
        if (slot != AREA_NONE) pers[slot] += value;
    }
    return true;
}

bool below_init(struct below *below, const struct plan *plan, struct error *err)
{
    *below = (struct below){ .plan = plan };
    below->missing = ARENA_ARRAY(plan->arena, int64_t, plan->slot_count);
    if (!below->missing) return no_memory(err);
    if (!find_data_slots(below, err)) return false;
    for (size_t i = 0; i < plan->query->measure_count; i++)
        if (plan->numbers[i] && !add_pers(below, i, err)) return false;
    return true;
}

void below_count_missing(struct below *below, const struct slab *slab)
{
    if (!below->data_slots) return;
    memset(below->missing, 0, below->plan->slot_count * sizeof(int64_t));
    for (size_t i = 0; i < below->plan->data.list->count; i++) {
        int32_t slot = below->data_slots[i];
        if (slot != AREA_NONE && !slab_has_seen(slab, (int32_t)i))
            below->missing[slot]++;
    }
}

int64_t below_total_missing(const struct plan *plan, const struct table *table)
{
    int64_t missing = 0;
    if (plan->data.level == LEVEL_NONE) return 0;
    for (size_t i = 0; i < plan->data.list->count; i++) {
        if (!plan->data.is_inside[i]) continue;
        bool is_seen = false;
        for (size_t j = 0; j < table->slab_count && !is_seen; j++)
            is_seen = slab_has_seen(table->slabs[j], (int32_t)i);
        missing += !is_seen;
    }
    return missing;
}
