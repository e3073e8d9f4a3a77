#include "store/spatialite/aggregate_plan.h"

#include "store/spatialite/aggregate_inside.h"
#include "store/spatialite/select.h"
#include "store/spatialite/settle.h"

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY,
                     "these groups need more memory than a request may use");
}

bool plan_groups_areas(const struct plan *plan)
{
    return plan->groups.level != LEVEL_NONE;
}

size_t plan_slot(const struct plan *plan, int64_t ordinal)
{
    if (!plan_groups_areas(plan)) return 0;
    if (ordinal < 0 || (size_t)ordinal >= plan->areas->ordinals->count)
        return plan->slot_count - 1;
    return (size_t)plan->ordinal_slots[ordinal];
}

int32_t plan_data_area(const struct plan *plan, int64_t ordinal)
{
    if (plan->data.level == LEVEL_NONE || ordinal < 0 ||
        (size_t)ordinal >= plan->areas->ordinals->count)
        return AREA_NONE;
    return plan->areas->ordinals->places[plan->data.level][ordinal];
}

static bool check_area(const struct plan *plan, enum area_level level,
                       struct error *err)
{
    const struct collection *c = plan->collection;
    if (!table_has_area(c) ||
        !schema_find_role(&c->schema, area_level_role(level)))
        return error_set(err, ERROR_INVALID,
                         "%.*s cannot be grouped by %s: its items have no %s",
                         STR_ARG(c->id), area_level_name(level),
                         area_level_code_name(level));
    if (catalog_areas(plan->view->catalog, c->dataset->areas, level))
        return true;
    return error_set(err, ERROR_INVALID,
                     "%.*s cannot be grouped by %s: the areas of %.*s have no "
                     "such level",
                     STR_ARG(c->id), area_level_name(level),
                     STR_ARG(c->dataset->areas));
}

static bool check_category(const struct plan *plan, const struct field *field,
                           struct error *err)
{
    if (field && field->is_category) return true;
    if (!field)
        return error_set(err, ERROR_INVALID, "a category needs its field");
    return error_set(err, ERROR_INVALID,
                     "%.*s cannot be grouped by '%.*s', which is no category",
                     STR_ARG(plan->collection->id), STR_ARG(field->name));
}

static bool check_time(const struct plan *plan, enum group_kind kind,
                       struct error *err)
{
    static const struct {
        const char *name;
        enum period longest;
    } facts[] = {
        [GROUP_YEAR] = { "year", PERIOD_YEAR },
        [GROUP_QUARTER] = { "quarter", PERIOD_QUARTER },
        [GROUP_MONTH] = { "month", PERIOD_MONTH },
    };
    const struct collection *c = plan->collection;
    if (!plan->time)
        return error_set(err, ERROR_INVALID,
                         "%.*s cannot be grouped by %s: its items have no time",
                         STR_ARG(c->id), facts[kind].name);
    if (c->period <= facts[kind].longest) return true;
    return error_set(err, ERROR_INVALID,
                     "%.*s cannot be grouped by %s: its periods are longer",
                     STR_ARG(c->id), facts[kind].name);
}

static bool take_area(struct plan *plan, enum area_level level,
                      struct error *err)
{
    if (!check_area(plan, level, err)) return false;
    if (level < plan->groups.level) plan->groups.level = level;
    return true;
}

static bool take_grouping(struct plan *plan, size_t i, struct error *err)
{
    const struct grouping *grouping = &plan->query->groupings[i];
    switch (grouping->kind) {
    case GROUP_BUURT: return take_area(plan, LEVEL_BUURT, err);
    case GROUP_WIJK: return take_area(plan, LEVEL_WIJK, err);
    case GROUP_GEMEENTE: return take_area(plan, LEVEL_GEMEENTE, err);
    case GROUP_CATEGORY:
        if (!check_category(plan, grouping->field, err)) return false;
        break;
    case GROUP_YEAR:
    case GROUP_QUARTER:
    case GROUP_MONTH:
        if (!check_time(plan, grouping->kind, err)) return false;
        break;
    }
    intern_init(&plan->values[plan->key_count], plan->arena);
    plan->keys[plan->key_count++] = i;
    return true;
}

static int take_field(struct plan *plan, const struct field *field)
{
    for (size_t i = 0; i < plan->field_count; i++)
        if (plan->fields[i] == field) return (int)i;
    plan->fields[plan->field_count] = field;
    return (int)plan->field_count++;
}

static bool check_measured(const struct plan *plan, const struct field *field,
                           struct error *err)
{
    bool is_number =
        field && (field->type == VALUE_INT || field->type == VALUE_REAL);
    if (is_number && field->is_measure) return true;
    if (!field) return error_set(err, ERROR_INVALID, "a measure needs a field");
    return error_set(err, ERROR_INVALID, "'%.*s' of %.*s is not a measure",
                     STR_ARG(field->name), STR_ARG(plan->collection->id));
}

static bool take_rate(struct plan *plan, size_t i, struct error *err)
{
    const struct measure *measure = &plan->query->measures[i];
    if (plan->areas && plan->areas->index->finest != LEVEL_NONE) {
        plan->rates.level = plan->areas->index->finest;
        plan->numbers[i] = area_list_number(
            &plan->areas->index->levels[plan->rates.level], measure->per);
    }
    if (plan->numbers[i]) return true;
    return error_set(err, ERROR_INVALID,
                     "the areas of %.*s have no number '%.*s' for a rate",
                     STR_ARG(plan->collection->id), STR_ARG(measure->per));
}

static bool take_measure(struct plan *plan, size_t i, struct error *err)
{
    const struct measure *measure = &plan->query->measures[i];
    plan->measure_fields[i] = -1;
    if (measure->kind == MEASURE_RATE && !take_rate(plan, i, err)) return false;
    if (measure->kind == MEASURE_COUNT) return true;
    if (measure->kind == MEASURE_RATE && !measure->field) return true;
    if (!check_measured(plan, measure->field, err)) return false;
    plan->measure_fields[i] = take_field(plan, measure->field);
    return true;
}

// Rows of statistics stand at the finest level they have codes of.
static enum area_level data_level(const struct plan *plan)
{
    enum area_level level = LEVEL_BUURT;
    while (
        level < LEVEL_NONE &&
        (plan->areas->index->levels[level].count == 0 ||
         !schema_find_role(&plan->collection->schema, area_level_role(level))))
        level++;
    return level;
}

static int32_t place_of_ordinal(const struct plan *plan, size_t ordinal)
{
    return plan->areas->ordinals->places[plan->groups.level][ordinal];
}

// Slots are for the areas inside, and for areas outside in which rows of the
// selection lie all the same: a line that meets the box at its other end.
static bool number_slots(struct plan *plan, struct error *err)
{
    const struct area_choice *groups = &plan->groups;
    const struct area_ordinals *ordinals = plan->areas->ordinals;
    size_t area_count = groups->list->count, slots = 0;
    bool *is_used = ARENA_ARRAY(plan->arena, bool, area_count + 1);
    plan->place_slots = ARENA_ARRAY(plan->arena, int32_t, area_count + 1);
    plan->slot_places = ARENA_ARRAY(plan->arena, int32_t, area_count + 1);
    plan->ordinal_slots =
        ARENA_ARRAY(plan->arena, int32_t, ordinals->count + 1);
    if (!is_used || !plan->place_slots || !plan->slot_places ||
        !plan->ordinal_slots)
        return no_memory(err);
    for (size_t i = 0; i < ordinals->count; i++) {
        int32_t place = place_of_ordinal(plan, i);
        if (place != AREA_NONE &&
            ordinal_match(ordinals, i, &plan->selection) != MATCH_NO)
            is_used[place] = true;
    }
    for (size_t i = 0; i < area_count; i++) {
        bool has_slot = groups->is_inside[i] || is_used[i];
        plan->place_slots[i] = has_slot ? (int32_t)slots : AREA_NONE;
        if (has_slot) plan->slot_places[slots++] = (int32_t)i;
    }
    plan->slot_places[slots] = AREA_NONE;
    plan->slot_count = slots + 1;
    for (size_t i = 0; i < ordinals->count; i++) {
        int32_t place = place_of_ordinal(plan, i);
        int32_t slot =
            place == AREA_NONE ? AREA_NONE : plan->place_slots[place];
        plan->ordinal_slots[i] = slot == AREA_NONE ? (int32_t)slots : slot;
    }
    return true;
}

static bool choose_areas(struct plan *plan, struct error *err)
{
    bool absorbs = plan->collection->dataset->kind == DATASET_STATISTICS &&
                   plan->field_count > 0;
    if (!plan->areas && plan->groups.level != LEVEL_NONE)
        return error_set(err, ERROR_INTERNAL, "there are no areas to group by");
    if (absorbs && plan->areas) plan->data.level = data_level(plan);
    if (plan->groups.level != LEVEL_NONE &&
        !area_choice_init(&plan->groups, plan, err))
        return false;
    if (plan->data.level != LEVEL_NONE &&
        !area_choice_init(&plan->data, plan, err))
        return false;
    if (plan->rates.level != LEVEL_NONE &&
        !area_choice_init(&plan->rates, plan, err))
        return false;
    if (plan->groups.level != LEVEL_NONE) return number_slots(plan, err);
    plan->slot_count = 1;
    plan->slot_places = ARENA_ARRAY(plan->arena, int32_t, 1);
    if (!plan->slot_places) return no_memory(err);
    plan->slot_places[0] = AREA_NONE;
    return true;
}

static bool fill(struct plan *plan, struct error *err)
{
    const struct aggregate_query *query = plan->query;
    for (size_t i = 0; i < query->grouping_count; i++)
        if (!take_grouping(plan, i, err)) return false;
    for (size_t i = 0; i < query->measure_count; i++)
        if (!take_measure(plan, i, err)) return false;
    return choose_areas(plan, err);
}

bool plan_init(struct plan *plan, struct view *view, struct arena *arena,
               const struct aggregate_query *query, struct error *err)
{
    *plan = (struct plan){ .view = view,
                           .arena = arena,
                           .query = query,
                           .collection = query->selection->collection,
                           .groups.level = LEVEL_NONE,
                           .data.level = LEVEL_NONE,
                           .rates.level = LEVEL_NONE };
    if (!selection_settle_whole(arena, query->selection, &plan->selection, err))
        return false;
    plan->time = schema_find_role(&plan->collection->schema, FIELD_TIME_START);
    if (table_has_area(plan->collection)) {
        plan->areas = areas_of(view, plan->collection, err);
        if (!plan->areas) return false;
    }
    return fill(plan, err);
}
