#include "server/selection_parts.h"

#include <string.h>

#include "server/cursor_token.h"

static const struct param_value *find_param(const struct request *request,
                                            const char *name)
{
    const struct param *params = request->route->params;
    for (size_t i = 0; params && params[i].name; i++)
        if (!strcmp(params[i].name, name)) return &request->params.values[i];
    return NULL;
}

// Most of what a route knows is not given: those names are not looked at.
const struct param_value *given_param(const struct request *request,
                                      const char *name)
{
    const struct param *params = request->route->params;
    const struct param_value *values = request->params.values;
    for (size_t i = 0; params && params[i].name; i++)
        if (values[i].is_given && !strcmp(params[i].name, name))
            return &values[i];
    return NULL;
}

const struct crs_entry *request_crs(const struct request *request)
{
    const struct param_value *crs = find_param(request, "crs");
    return crs && crs->crs ? crs->crs : crs_default();
}

bool selection_set_distance(struct arena *arena, double distance_m,
                            struct selection *out, struct error *err)
{
    struct value *key = ARENA_NEW(arena, struct value);
    if (!key) return error_set(err, ERROR_NO_MEMORY, "no room for a distance");
    *key = (struct value){ .type = VALUE_REAL, .real = distance_m };
    out->after_keys = key;
    return true;
}

// A cursor that is gone is no mistake in the request: only the handler says
// so.
static bool read_cursor(struct request *request, struct selection *out,
                        struct error *err)
{
    struct error wrong;
    struct cursor_place place;
    const struct param_value *cursor = given_param(request, "cursor");
    if (!cursor) return true;
    if (!cursor_token_parse(request->collection, cursor->text, &place,
                            &wrong)) {
        if (wrong.code != ERROR_INVALID)
            return error_set(err, wrong.code, "%s", wrong.message);
        return request_problem(request, "cursor", "%s", wrong.message);
    }
    if (place.shape != selection_shape(request))
        return request_problem(
            request, "cursor",
            "belongs to another query: filters and order must be those of the "
            "request that gave it (limit, crs, properties and f may differ); "
            "leave it out to start at the first page");
    out->after_fid = place.fid;
    if (!out->near.is_asked) return true;
    return selection_set_distance(request->arena, place.distance_m, out, err);
}

// A collection without a time is not narrowed by one: what has no temporal
// geometry is in every answer (OGC 17-069r4, /conf/core/fc-time-response).
static struct time_range read_time(const struct request *request)
{
    const struct param_value *time = find_param(request, "datetime");
    const struct schema *schema = &request->collection->schema;
    bool has_time = schema_find_role(schema, FIELD_TIME_START) ||
                    schema_find_role(schema, FIELD_TIME_END);
    return time && has_time ? time->time : (struct time_range){ 0 };
}

static struct selection begin(const struct request *request)
{
    const struct params *params = &request->params;
    const struct param_value *limit = find_param(request, "limit");
    const struct param_value *skip = find_param(request, "skipGeometry");
    struct selection selection = {
        .collection = request->collection,
        .box = params->box,
        .time = read_time(request),
        .condition_count = params->condition_count,
        .limit = limit ? (size_t)limit->integer : 0,
        .srid = request_crs(request)->srid,
        .skip_geometry = skip && str_equal(skip->text, STR("true")),
    };
    for (size_t i = 0; i < params->condition_count; i++)
        selection.conditions[i] = params->conditions[i];
    return selection;
}

static bool read_all(struct request *request, bool is_quick,
                     struct selection *out, struct error *err)
{
    struct selection selection = begin(request);
    selection_read_search(request, &selection);
    selection_read_order(request, &selection);
    selection_read_wanted(request, &selection);
    bool is_placed = read_cursor(request, &selection, err);
    bool is_filtered =
        selection_read_filter(request, is_quick, &selection, err);
    if (!request_is_valid(request, err) || !is_placed || !is_filtered)
        return false;
    *out = selection;
    return true;
}

bool selection_read(struct request *request, struct selection *out,
                    struct error *err)
{
    return read_all(request, false, out, err);
}

void check_selection(struct request *request)
{
    struct selection selection;
    // What is wrong is recorded in the request; the handler reads it again.
    (void)!read_all(request, true, &selection, NULL);
}

str label_text(const struct label *label, str otherwise)
{
    if (label->nl.len) return label->nl;
    return label->en.len ? label->en : otherwise;
}
