#include "server/selection_parts.h"

#include "cql/check.h"
#include "server/queryable.h"

static bool is_json(const struct request *request)
{
    const struct param_value *lang = given_param(request, "filter-lang");
    return lang && str_equal(lang->text, STR("cql2-json"));
}

static const struct crs_entry *filter_crs(const struct request *request)
{
    const struct param_value *crs = given_param(request, "filter-crs");
    return crs ? crs->crs : crs_default();
}

static struct cql *parse(const struct request *request, str text,
                         struct error *err)
{
    return is_json(request) ? cql_parse_json(request->arena, text, err)
                            : cql_parse_text(request->arena, text, err);
}

static bool to_crs84(const struct request *request, struct cql *filter,
                     const struct crs_entry *crs, struct error *err)
{
    struct cql_crs from = { .swaps_axes = crs->is_y_first };
    if (crs->srid != CRS_WGS84) {
        from.transform = crs_open(crs->srid, CRS_WGS84, err);
        if (!from.transform) return false;
    }
    bool ok = cql_transform(request->arena, filter, &from, err);
    if (from.transform) crs_close(from.transform);
    return ok;
}

// Opening a transformation takes milliseconds, which an event thread does not
// have: `is_quick` leaves that, and all that depends on it, to the handler,
// unless the answer is a refusal anyway.
static bool read_filter(const struct request *request, str text, bool is_quick,
                        const struct cql **out, struct error *err)
{
    const struct collection *collection = request->collection;
    const struct crs_entry *crs = filter_crs(request);
    struct cql *filter = parse(request, text, err);
    if (!filter) return false;
    // An unknown filter-crs is a mistake of its own, recorded already.
    if (!crs) return true;
    if (is_quick && crs->srid != CRS_WGS84 && !request->problems.count)
        return true;
    const struct cql_scope scope = {
        .schema = &collection->schema,
        .find = queryable_find,
        .has_geometry = collection->geom_type != GEOM_EMPTY,
    };
    if (!to_crs84(request, filter, crs, err) ||
        !cql_check(request->arena, filter, &scope, err))
        return false;
    *out = filter;
    return true;
}

bool selection_read_filter(struct request *request, bool is_quick,
                           struct selection *selection, struct error *err)
{
    struct error wrong;
    const struct param_value *filter = given_param(request, "filter");
    if (!filter || read_filter(request, filter->text, is_quick,
                               &selection->filter, &wrong))
        return true;
    if (wrong.code != ERROR_INVALID && wrong.code != ERROR_TOO_LARGE)
        return error_set(err, wrong.code, "%s", wrong.message);
    return request_problem(request, "filter", "%s", wrong.message);
}
