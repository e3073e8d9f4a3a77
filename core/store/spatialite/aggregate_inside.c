#include "store/spatialite/aggregate_inside.h"

#include "store/spatialite/aggregate_filter.h"
#include "store/spatialite/cursor_scan.h"

static enum area_level level_of(const struct field *field)
{
    enum area_level level = LEVEL_BUURT;
    while (level < LEVEL_NONE && area_level_role(level) != field->role) level++;
    return level;
}

// A condition on a finer level holds for the area that the wanted one lies in.
static bool holds_finer(const struct plan *plan,
                        const struct area_choice *choice, size_t place,
                        enum area_level finer, str code)
{
    const struct area_list *list = &plan->areas->index->levels[finer];
    int32_t found = area_list_find(list, finer, code);
    return found != AREA_NONE &&
           str_equal(list->codes[choice->level][found],
                     choice->list->codes[choice->level][place]);
}

static bool satisfies(const struct plan *plan, const struct area_choice *choice,
                      size_t place)
{
    for (size_t i = 0; i < plan->selection.condition_count; i++) {
        const struct condition *condition = &plan->selection.conditions[i];
        enum area_level level = level_of(condition->field);
        if (level == LEVEL_NONE) continue;
        if (condition->value.type == VALUE_NULL) return false;
        str code = condition->value.text;
        bool holds = level >= choice->level
                         ? str_equal(choice->list->codes[level][place], code)
                         : holds_finer(plan, choice, place, level, code);
        if (!holds) return false;
    }
    return true;
}

static int32_t place_of(const struct area_list *list, int64_t fid)
{
    size_t low = 0, high = list->feature_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->fids[middle] == fid) return list->places[middle];
        if (list->fids[middle] < fid)
            low = middle + 1;
        else
            high = middle;
    }
    return AREA_NONE;
}

// The areas whose own geometry lies where the selection says, exactly as their
// items do.
static bool mark_in_box(struct area_choice *choice, const struct plan *plan,
                        struct error *err)
{
    struct selection areas = {
        .collection =
            catalog_areas(plan->view->catalog, plan->collection->dataset->areas,
                          choice->level),
        .box = plan->selection.box,
        .has_place = plan->selection.has_place,
        .place = plan->selection.place,
        .near = plan->selection.near,
    };
    struct row_scan_options options = { .any_order = true };
    struct row_scan *scan = row_scan_open(plan->view, &areas, &options, err);
    if (!scan) return false;
    sqlite3_stmt *row;
    while ((row = row_scan_next(scan))) {
        int32_t place = place_of(choice->list, sqlite3_column_int64(row, 0));
        if (place != AREA_NONE) choice->is_inside[place] = true;
    }
    return row_scan_close(scan, err);
}

bool area_choice_init(struct area_choice *choice, const struct plan *plan,
                      struct error *err)
{
    choice->list = &plan->areas->index->levels[choice->level];
    choice->is_inside = ARENA_ARRAY(plan->arena, bool, choice->list->count + 1);
    if (!choice->is_inside)
        return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
    const struct selection *selection = &plan->selection;
    bool has_box = selection->box.count > 0 || selection->has_place ||
                   (selection->near.is_asked && selection->near.within_m > 0);
    if (has_box && !mark_in_box(choice, plan, err)) return false;
    for (size_t i = 0; i < choice->list->count; i++) {
        bool *is_inside = &choice->is_inside[i];
        *is_inside = (!has_box || *is_inside) && satisfies(plan, choice, i);
        choice->inside_count += *is_inside;
    }
    return area_choice_filter(choice, plan, err);
}
