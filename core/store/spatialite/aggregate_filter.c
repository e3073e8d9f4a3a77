#include "store/spatialite/aggregate_filter.h"

#include "cql/check.h"
#include "cql/matches.h"

struct area_filter {
    const struct plan *plan;
    struct cql whole;        // an AND of the parts about codes
    enum area_level finest;  // that they ask for
    struct cql_matcher *matcher;
    struct value *values;  // by field of the collection
};

static enum area_level level_of(const struct field *field)
{
    enum area_level level = LEVEL_BUURT;
    while (level < LEVEL_NONE && area_level_role(level) != field->role) level++;
    return level;
}

// LEVEL_NONE when a part is about anything but codes.
static enum area_level finest_level(const struct cql *node)
{
    enum area_level finest = LEVEL_NONE;
    if (node->op == CQL_PROPERTY)
        return node->field ? level_of(node->field) : LEVEL_NONE;
    for (size_t i = 0; i < node->child_count; i++) {
        const struct cql *child = node->children[i];
        enum area_level level = finest_level(child);
        if (level == LEVEL_NONE) {
            if (child->op != CQL_VALUE) return LEVEL_NONE;
        } else if (level < finest) {
            finest = level;
        }
    }
    return finest;
}

// Only an AND comes in parts; the whole is written as one of a single part.
static bool gather(struct area_filter *filter, struct error *err)
{
    const struct plan *plan = filter->plan;
    const struct cql *all = plan->selection.filter;
    if (all->op != CQL_AND) {
        filter->finest = finest_level(all);
        filter->whole = *all;
        return true;
    }
    struct cql **parts =
        ARENA_ARRAY(plan->arena, struct cql *, all->child_count);
    if (!parts) return error_set(err, ERROR_NO_MEMORY, "no room for a filter");
    filter->whole = *all;
    filter->whole.children = parts;
    filter->whole.child_count = 0;
    for (size_t i = 0; i < all->child_count; i++) {
        enum area_level level = finest_level(all->children[i]);
        if (level == LEVEL_NONE) continue;
        parts[filter->whole.child_count++] = all->children[i];
        if (level < filter->finest) filter->finest = level;
    }
    return true;
}

static bool selects(struct area_filter *filter, const struct area_list *list,
                    enum area_level own, size_t place, bool *yes,
                    struct error *err)
{
    const struct schema *schema = &filter->plan->collection->schema;
    struct feature feature = { .values = filter->values };
    for (size_t i = 0; i < schema->count; i++) {
        enum area_level level = level_of(&schema->fields[i]);
        struct value *value = &filter->values[i];
        *value = (struct value){ .type = VALUE_NULL };
        if (level == LEVEL_NONE || level < own) continue;
        str code = list->codes[level][place];
        if (code.len) *value = (struct value){ VALUE_TEXT, .text = code };
    }
    return cql_matches(filter->matcher, &feature, yes, err);
}

// An area is inside when some area of the finest level asked for, in it, is.
static bool mark(struct area_filter *filter, const struct area_choice *choice,
                 bool *is_selected, struct error *err)
{
    bool is_finer = filter->finest < choice->level;
    enum area_level level = is_finer ? filter->finest : choice->level;
    const struct area_list *list =
        is_finer ? &filter->plan->areas->index->levels[level] : choice->list;
    for (size_t i = 0; i < list->count; i++) {
        bool yes;
        if (!selects(filter, list, level, i, &yes, err)) return false;
        if (!yes) continue;
        int32_t place = (int32_t)i;
        if (is_finer)
            place = area_list_find(choice->list, choice->level,
                                   list->codes[choice->level][i]);
        if (place != AREA_NONE) is_selected[place] = true;
    }
    return true;
}

bool area_choice_filter(struct area_choice *choice, const struct plan *plan,
                        struct error *err)
{
    struct area_filter filter = { .plan = plan, .finest = LEVEL_NONE };
    const struct schema *schema = &plan->collection->schema;
    if (!plan->selection.filter) return true;
    if (!gather(&filter, err)) return false;
    if (filter.finest == LEVEL_NONE) return true;
    bool *is_selected = ARENA_ARRAY(plan->arena, bool, choice->list->count + 1);
    filter.values = ARENA_ARRAY(plan->arena, struct value, schema->count + 1);
    if (!is_selected || !filter.values)
        return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
    filter.matcher = cql_matcher_open(&filter.whole, schema, err);
    if (!filter.matcher) return false;
    bool ok = mark(&filter, choice, is_selected, err);
    cql_matcher_close(filter.matcher);
    choice->inside_count = 0;
    for (size_t i = 0; ok && i < choice->list->count; i++) {
        choice->is_inside[i] &= is_selected[i];
        choice->inside_count += choice->is_inside[i];
    }
    return ok;
}
