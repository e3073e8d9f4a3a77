#include "store/spatialite/aggregate_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/spatialite/aggregate_below.h"

// What one group, the unassigned or the total is made from.
struct numbers {
    int64_t count, missing;
    const struct sum *sums;
    const double *pers;  // by measure; NaN: no rate
};

struct maker {
    const struct plan *plan;
    const struct table *table;
    struct below below;
    // By slot: one value for each area among the groupings, and the name.
    size_t area_key_count;
    size_t area_keys[GROUPINGS_MAX];  // number of the grouping
    struct value *slot_keys;
    str *slot_names;
    bool *are_plain;
    size_t *slot_order;  // of the slots that are areas
    size_t slot_order_count;
    uint32_t *slab_order;

    struct group *groups;
    size_t group_count, group_capacity;
    struct value *keys, *measures;  // of all groups
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY,
                     "these groups need more memory than a request may use");
}

static struct value measure_value(const struct plan *plan, size_t i,
                                  const struct numbers *numbers)
{
    const struct measure *measure = &plan->query->measures[i];
    int field = plan->measure_fields[i];
    static const struct sum no_sum;
    bool has_sum = field >= 0;
    const struct sum *sum = has_sum ? &numbers->sums[field] : &no_sum;
    bool is_real = has_sum && plan->fields[field]->type == VALUE_REAL;
    struct value value = { .type = is_real ? VALUE_REAL : VALUE_INT };
    union number number = { 0 };
    if (has_sum && sum->known == 0) return (struct value){ .type = VALUE_NULL };
    double top = has_sum ? sum_real(sum, is_real) : (double)numbers->count;
    switch (measure->kind) {
    case MEASURE_COUNT: number.integer = numbers->count; break;
    case MEASURE_SUM: number = sum->total; break;
    case MEASURE_MIN: number = sum->least; break;
    case MEASURE_MAX: number = sum->greatest; break;
    case MEASURE_AVG:
        return (struct value){ .type = VALUE_REAL,
                               .real = top / (double)sum->known };
    case MEASURE_RATE:
        if (isnan(numbers->pers[i]) || numbers->pers[i] == 0)
            return (struct value){ .type = VALUE_NULL };
        return (struct value){ .type = VALUE_REAL,
                               .real =
                                   measure->per_unit * top / numbers->pers[i] };
    }
    if (!is_real)
        value.integer = number.integer;
    else
        value.real = measure->kind == MEASURE_SUM ? top : number.real;
    return value;
}

// The rows whose value is not known. Several fields may be null in one row, so
// the field with most of them counts.
static int64_t withheld_rows(const struct plan *plan,
                             const struct numbers *numbers)
{
    int64_t most = 0;
    for (size_t i = 0; i < plan->field_count; i++) {
        int64_t unknown = numbers->count - numbers->sums[i].known;
        if (unknown > most) most = unknown;
    }
    return most;
}

// Whether a figure that the measure is made from is not known.
static bool is_unknown(const struct plan *plan, const struct numbers *numbers,
                       size_t measure)
{
    int field = plan->measure_fields[measure];
    return field >= 0 && (numbers->missing > 0 ||
                          numbers->sums[field].known < numbers->count);
}

static void fill_group(const struct plan *plan, const struct numbers *numbers,
                       struct value *measures, struct group *group)
{
    bool absorbs = plan->collection->dataset->kind == DATASET_STATISTICS;
    group->count = numbers->count;
    group->withheld =
        absorbs ? withheld_rows(plan, numbers) + numbers->missing : 0;
    group->measures = measures;
    for (size_t i = 0; i < plan->query->measure_count; i++) {
        bool is_withheld = absorbs && is_unknown(plan, numbers, i);
        measures[i] = is_withheld ? (struct value){ .type = VALUE_NULL }
                                  : measure_value(plan, i, numbers);
    }
}

// Adds up slots of all slabs: of one slot, or of every slot.
static bool merge(const struct maker *maker, size_t from, size_t to,
                  struct sum *sums, int64_t *count, struct error *err)
{
    const struct table *table = maker->table;
    size_t fields = table->field_count;
    for (size_t i = 0; i < table->slab_count; i++) {
        const struct slab *slab = table->slabs[i];
        for (size_t slot = from; slot < to; slot++) {
            *count += slab->counts[slot];
            for (size_t f = 0; f < fields; f++)
                if (!sum_merge(&sums[f], table->is_real[f],
                               &slab->sums[slot * fields + f], err))
                    return false;
        }
    }
    return true;
}

static bool fill_merged(struct maker *maker, size_t from, size_t to,
                        struct numbers *numbers, struct group *group,
                        struct error *err)
{
    const struct plan *plan = maker->plan;
    struct sum *sums = ARENA_ARRAY(plan->arena, struct sum, MEASURES_MAX);
    struct value *measures =
        ARENA_ARRAY(plan->arena, struct value, plan->query->measure_count + 1);
    if (!sums || !measures) return no_memory(err);
    if (!merge(maker, from, to, sums, &numbers->count, err)) return false;
    numbers->sums = sums;
    fill_group(plan, numbers, measures, group);
    return true;
}

static bool make_sums(struct maker *maker, struct aggregate *out,
                      struct error *err)
{
    const struct plan *plan = maker->plan;
    double no_pers[MEASURES_MAX];
    for (size_t i = 0; i < MEASURES_MAX; i++) no_pers[i] = NAN;
    struct numbers unassigned = { .pers = no_pers };
    struct numbers total = {
        .pers = maker->below.total_pers,
        .missing = below_total_missing(plan, maker->table),
    };
    size_t slots = plan->slot_count;
    size_t from = plan_groups_areas(plan) ? slots - 1 : slots;
    return fill_merged(maker, from, slots, &unassigned, &out->unassigned,
                       err) &&
           fill_merged(maker, 0, slots, &total, &out->total, err);
}

static enum area_level level_of(enum group_kind kind)
{
    static const enum area_level levels[] = {
        [GROUP_BUURT] = LEVEL_BUURT,       [GROUP_WIJK] = LEVEL_WIJK,
        [GROUP_GEMEENTE] = LEVEL_GEMEENTE, [GROUP_CATEGORY] = LEVEL_NONE,
        [GROUP_YEAR] = LEVEL_NONE,         [GROUP_QUARTER] = LEVEL_NONE,
        [GROUP_MONTH] = LEVEL_NONE,
    };
    return levels[kind];
}

// The codes of a slot's area, and the name of the first one asked for.
static void name_slot(struct maker *maker, size_t slot)
{
    const struct plan *plan = maker->plan;
    int32_t place = plan->slot_places[slot];
    maker->slot_names[slot] = (str){ 0 };
    maker->are_plain[slot] = plan->groups.list->are_plain[place];
    for (size_t i = 0; i < maker->area_key_count; i++) {
        enum area_level level =
            level_of(plan->query->groupings[maker->area_keys[i]].kind);
        str code = plan->groups.list->codes[level][place];
        maker->slot_keys[slot * maker->area_key_count + i] =
            (struct value){ .type = code.len ? VALUE_TEXT : VALUE_NULL,
                            .text = code };
        if (i > 0) continue;
        const struct area_list *list = &plan->areas->index->levels[level];
        int32_t named = level == plan->groups.level
                            ? place
                            : area_list_find(list, level, code);
        if (named == AREA_NONE) continue;
        maker->slot_names[slot] = list->names[named];
        maker->are_plain[slot] &= list->are_plain[named];
    }
}

static int compare_slots(const void *a, const void *b, void *context)
{
    const struct maker *maker = context;
    size_t count = maker->area_key_count;
    const struct value *first = maker->slot_keys + *(const size_t *)a * count;
    const struct value *second = maker->slot_keys + *(const size_t *)b * count;
    for (size_t i = 0; i < count; i++) {
        int order = value_compare(first[i], second[i]);
        if (order) return order;
    }
    return 0;
}

static bool has_slot_rows(const struct maker *maker, size_t slot)
{
    for (size_t i = 0; i < maker->table->slab_count; i++)
        if (maker->table->slabs[i]->counts[slot] > 0) return true;
    return false;
}

static bool order_slots(struct maker *maker, struct error *err)
{
    const struct plan *plan = maker->plan;
    size_t slots = plan->slot_count;
    for (size_t i = 0; i < plan->query->grouping_count; i++)
        if (level_of(plan->query->groupings[i].kind) != LEVEL_NONE)
            maker->area_keys[maker->area_key_count++] = i;
    maker->slot_keys = ARENA_ROOM(plan->arena, struct value,
                                  slots * maker->area_key_count + 1);
    maker->slot_names = ARENA_ROOM(plan->arena, str, slots);
    maker->are_plain = ARENA_ROOM(plan->arena, bool, slots);
    maker->slot_order = ARENA_ROOM(plan->arena, size_t, slots);
    if (!maker->slot_keys || !maker->slot_names || !maker->are_plain ||
        !maker->slot_order)
        return no_memory(err);
    if (!plan_groups_areas(plan)) {
        maker->slot_names[0] = (str){ 0 };
        maker->are_plain[0] = false;
        maker->slot_order[0] = 0;
        maker->slot_order_count = 1;
        return true;
    }
    for (size_t slot = 0; slot + 1 < slots; slot++) {
        if (!plan->groups.is_inside[plan->slot_places[slot]] &&
            !has_slot_rows(maker, slot))
            continue;
        name_slot(maker, slot);
        maker->slot_order[maker->slot_order_count++] = slot;
    }
    // Slots stand in order of the finest level's codes already.
    if (maker->area_key_count > 1)
        qsort_r(maker->slot_order, maker->slot_order_count, sizeof(size_t),
                compare_slots, maker);
    return true;
}

static int compare_slabs(const void *a, const void *b, void *context)
{
    const struct maker *maker = context;
    const struct plan *plan = maker->plan;
    const struct slab *first = maker->table->slabs[*(const uint32_t *)a];
    const struct slab *second = maker->table->slabs[*(const uint32_t *)b];
    for (size_t i = 0; i < plan->key_count; i++) {
        const struct value *values = plan->values[i].values;
        int order =
            value_compare(values[first->keys[i]], values[second->keys[i]]);
        if (order) return order;
    }
    return 0;
}

static bool order_slabs(struct maker *maker, struct error *err)
{
    size_t count = maker->table->slab_count;
    maker->slab_order = ARENA_ARRAY(maker->plan->arena, uint32_t, count + 1);
    if (!maker->slab_order) return no_memory(err);
    for (size_t i = 0; i < count; i++) maker->slab_order[i] = (uint32_t)i;
    qsort_r(maker->slab_order, count, sizeof(uint32_t), compare_slabs, maker);
    return true;
}

// Areas alone are keys as they are.
static const struct value *make_keys(const struct maker *maker,
                                     const struct slab *slab, size_t slot,
                                     size_t at)
{
    const struct plan *plan = maker->plan;
    const struct value *areas = maker->slot_keys + slot * maker->area_key_count;
    if (plan->key_count == 0) return areas;
    struct value *keys = maker->keys + at * plan->query->grouping_count;
    for (size_t i = 0; i < maker->area_key_count; i++)
        keys[maker->area_keys[i]] = areas[i];
    for (size_t i = 0; i < plan->key_count; i++)
        keys[plan->keys[i]] = plan->values[i].values[slab->keys[i]];
    return keys;
}

static void add_group(struct maker *maker, const struct slab *slab, size_t slot)
{
    const struct plan *plan = maker->plan;
    const struct aggregate_query *query = plan->query;
    size_t at = maker->group_count++;
    struct group *group = &maker->groups[at];
    double pers[MEASURES_MAX];
    for (size_t i = 0; i < query->measure_count; i++)
        pers[i] = maker->below.pers[i] ? maker->below.pers[i][slot] : NAN;
    struct numbers numbers = {
        .count = slab->counts[slot],
        .missing = maker->below.missing[slot],
        .sums = slab->sums + slot * maker->table->field_count,
        .pers = pers,
    };
    group->keys = make_keys(maker, slab, slot, at);
    group->area_name = maker->slot_names[slot];
    group->has_plain_area = maker->are_plain[slot];
    fill_group(plan, &numbers, maker->measures + at * query->measure_count,
               group);
}

static bool allocate_groups(struct maker *maker, struct error *err)
{
    const struct aggregate_query *query = maker->plan->query;
    struct arena *arena = maker->plan->arena;
    size_t count = maker->slot_order_count * maker->table->slab_count;
    if (count > query->max_groups)
        return error_set(err, ERROR_TOO_LARGE,
                         "%zu groups, more than the %zu allowed; group by less "
                         "or select fewer areas",
                         count, query->max_groups);
    maker->groups = ARENA_ROOM(arena, struct group, count + 1);
    size_t keys = maker->plan->key_count ? count * query->grouping_count : 0;
    maker->keys = ARENA_ROOM(arena, struct value, keys + 1);
    maker->measures =
        ARENA_ROOM(arena, struct value, count * query->measure_count + 1);
    return (maker->groups && maker->keys && maker->measures) || no_memory(err);
}

static int compare_groups(const void *a, const void *b, void *context)
{
    const struct group *first = a, *second = b;
    const struct aggregate_query *query = context;
    for (size_t i = 0; i < query->grouping_count; i++) {
        int order = value_compare(first->keys[i], second->keys[i]);
        if (order) return order;
    }
    return 0;
}

// Whether the areas stand behind all other groupings, before them, or among
// them.
enum area_position { AREAS_FIRST, AREAS_LAST, AREAS_BETWEEN };

static enum area_position area_position(const struct maker *maker)
{
    size_t areas = maker->area_key_count, others = maker->plan->key_count;
    if (areas == 0 || others == 0) return AREAS_LAST;
    if (maker->area_keys[areas - 1] < maker->plan->keys[0]) return AREAS_FIRST;
    if (maker->area_keys[0] > maker->plan->keys[others - 1]) return AREAS_LAST;
    return AREAS_BETWEEN;
}

static void make_by_slab(struct maker *maker)
{
    for (size_t i = 0; i < maker->table->slab_count; i++) {
        const struct slab *slab = maker->table->slabs[maker->slab_order[i]];
        below_count_missing(&maker->below, slab);
        for (size_t j = 0; j < maker->slot_order_count; j++)
            add_group(maker, slab, maker->slot_order[j]);
    }
}

// Groups come out slab by slab; with areas first they are turned round.
static bool turn_round(struct maker *maker, struct error *err)
{
    size_t slabs = maker->table->slab_count, slots = maker->slot_order_count;
    struct group *turned =
        ARENA_ROOM(maker->plan->arena, struct group, maker->group_count + 1);
    if (!turned) return no_memory(err);
    for (size_t i = 0; i < slabs; i++)
        for (size_t j = 0; j < slots; j++)
            turned[j * slabs + i] = maker->groups[i * slots + j];
    maker->groups = turned;
    return true;
}

static bool make_groups(struct maker *maker, struct error *err)
{
    if (!order_slots(maker, err) || !order_slabs(maker, err) ||
        !allocate_groups(maker, err))
        return false;
    make_by_slab(maker);
    switch (area_position(maker)) {
    case AREAS_LAST: return true;
    case AREAS_FIRST: return turn_round(maker, err);
    case AREAS_BETWEEN: break;
    }
    struct aggregate_query query = *maker->plan->query;
    qsort_r(maker->groups, maker->group_count, sizeof *maker->groups,
            compare_groups, &query);
    return true;
}

bool result_make(const struct plan *plan, const struct table *table,
                 struct aggregate *out, struct error *err)
{
    struct aggregate made = { 0 };
    struct maker maker = { .plan = plan, .table = table };
    if (!below_init(&maker.below, plan, err) || !make_groups(&maker, err) ||
        !make_sums(&maker, &made, err))
        return false;
    made.groups = maker.groups;
    made.group_count = maker.group_count;
    *out = made;
    return true;
}
