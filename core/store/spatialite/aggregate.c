#include "store/spatialite/aggregate_result.h"
#include "store/spatialite/aggregate_source.h"
#include "store/spatialite/read.h"

static bool table_init(struct table *table, const struct plan *plan,
                       struct error *err)
{
    const struct aggregate_query *query = plan->query;
    size_t inside = plan_groups_areas(plan) ? plan->groups.inside_count : 1;
    *table = (struct table){
        .arena = plan->arena,
        .slot_count = plan->slot_count,
        .key_count = plan->key_count,
        .field_count = plan->field_count,
        .slab_max = inside ? query->max_groups / inside : query->max_groups,
        .max_groups = query->max_groups,
    };
    for (size_t i = 0; i < plan->field_count; i++)
        table->is_real[i] = plan->fields[i]->type == VALUE_REAL;
    if (plan->data.level != LEVEL_NONE)
        table->seen_count = plan->data.list->count + 1;
    // Areas without a row have their group too.
    uint32_t no_keys[1] = { 0 };
    return plan->key_count > 0 || table_slab(table, no_keys, err);
}

static bool run(struct view *view, struct arena *arena,
                const struct aggregate_query *query, bool may_use_cells,
                struct aggregate *out, struct error *err)
{
    struct plan *plan = ARENA_NEW(arena, struct plan);
    struct table *table = ARENA_NEW(arena, struct table);
    if (!plan || !table)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    bool has_cells = false;
    if (!plan_init(plan, view, arena, query, err)) return false;
    bool ok = table_init(table, plan, err) &&
              (!may_use_cells || cells_can_answer(plan, &has_cells, err));
    if (ok)
        ok = has_cells ? cells_read(plan, table, err)
                       : rows_read(plan, table, err);
    return ok && result_make(plan, table, out, err);
}

bool aggregate_from_rows(struct view *view, struct arena *arena,
                         const struct aggregate_query *query,
                         struct aggregate *out, struct error *err)
{
    return run(view, arena, query, false, out, err);
}

bool spatialite_aggregate_run(struct view *view, struct arena *arena,
                              const struct aggregate_query *query,
                              struct aggregate *out, struct error *err)
{
    return run(view, arena, query, true, out, err);
}
