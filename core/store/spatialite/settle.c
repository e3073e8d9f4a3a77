#include "store/spatialite/settle.h"

#include <math.h>

#include "cql/check.h"
#include "geo/crs.h"

// Beyond this not every whole number is a double.
static const int64_t whole_max = INT64_C(1) << 53;

static const struct box everywhere = { -INFINITY, -INFINITY, INFINITY,
                                       INFINITY };

// A number that the field cannot hold equals nothing in it; SQL says so.
static bool convert(struct value *value, enum value_type type)
{
    if (value->type == type) return true;
    if (type != VALUE_REAL || value->type != VALUE_INT) return false;
    if (value->integer > whole_max || value->integer < -whole_max) return false;
    *value =
        (struct value){ .type = VALUE_REAL, .real = (double)value->integer };
    return true;
}

static bool lift(struct selection *selection, const struct cql *part)
{
    struct cql_comparison comparison;
    if (selection->condition_count == CONDITIONS_MAX ||
        !cql_comparison(part, &comparison) || comparison.op != CQL_EQ ||
        !convert(&comparison.value, comparison.field->type))
        return false;
    selection->conditions[selection->condition_count++] =
        (struct condition){ comparison.field, comparison.value };
    return true;
}

static bool lift_equalities(struct arena *arena, struct selection *selection,
                            struct error *err)
{
    const struct cql *filter = selection->filter;
    if (!filter) return true;
    if (filter->op != CQL_AND) {
        if (lift(selection, filter)) selection->filter = NULL;
        return true;
    }
    struct cql *rest = ARENA_NEW(arena, struct cql);
    struct cql **parts = ARENA_ARRAY(arena, struct cql *, filter->child_count);
    if (!rest || !parts)
        return error_set(err, ERROR_NO_MEMORY, "no room for a filter");
    *rest = *filter;
    rest->children = parts;
    rest->child_count = 0;
    for (size_t i = 0; i < filter->child_count; i++)
        if (!lift(selection, filter->children[i]))
            parts[rest->child_count++] = filter->children[i];
    selection->filter = rest->child_count ? rest : NULL;
    return true;
}

bool selection_settle(struct arena *arena, const struct selection *selection,
                      struct selection *out, struct error *err)
{
    struct selection settled = *selection;
    if (selection->near.is_asked && selection->sort_count > 0)
        return error_set(err, ERROR_INVALID,
                         "what is asked nearby comes nearest first; it cannot "
                         "be sorted as well");
    if (!lift_equalities(arena, &settled, err)) return false;
    *out = settled;
    return true;
}

bool selection_settle_whole(struct arena *arena,
                            const struct selection *selection,
                            struct selection *out, struct error *err)
{
    struct selection whole;
    if (!selection_settle(arena, selection, &whole, err)) return false;
    whole.after_fid = 0;
    whole.after_keys = NULL;
    whole.limit = 0;
    whole.sort_count = 0;
    // Whatever has a place is somewhere near.
    if (whole.near.is_asked && whole.near.within_m <= 0) {
        whole.near.is_asked = false;
        if (whole.box.count == 0)
            whole.box = (struct box_filter){ .srid = CRS_WGS84,
                                             .boxes = { everywhere },
                                             .count = 1 };
    }
    *out = whole;
    return true;
}
