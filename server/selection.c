#include "server/selection.h"

#include "server/cursor_token.h"

static const struct param_value *find_param(const struct request *request,
                                            const char *name)
{
    const struct param *param = request->route->params;
    for (; param && param->name; param++)
        if (str_equal(str_from(param->name), str_from(name)))
            return request_param(request, name);
    return NULL;
}

const struct crs_entry *request_crs(const struct request *request)
{
    const struct param_value *crs = find_param(request, "crs");
    return crs && crs->crs ? crs->crs : crs_default();
}

static bool read_cursor(const struct request *request, struct selection *out,
                        struct error *err)
{
    const struct param_value *cursor = find_param(request, "cursor");
    if (!cursor || !cursor->is_given) return true;
    return cursor_token_parse(request->collection, cursor->text,
                              &out->after_fid, err);
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

bool selection_read(struct request *request, struct selection *out,
                    struct error *err)
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
    if (!read_cursor(request, &selection, err)) return false;
    *out = selection;
    return true;
}

str label_text(const struct label *label, str otherwise)
{
    if (label->nl.len) return label->nl;
    return label->en.len ? label->en : otherwise;
}
