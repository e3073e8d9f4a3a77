#include "server/openapi_parts.h"

#include "server/queryable.h"
#include "server/schema_json.h"
#include "server/selection.h"

static void begin_parameter(struct json *json, str name, const char *in,
                            bool is_required, str description)
{
    json_object_begin(json);
    json_member_str(json, "name", name);
    json_member_str(json, "in", str_from(in));
    json_member_bool(json, "required", is_required);
    if (description.len) json_member_str(json, "description", description);
}

static void write_integer(struct json *json, int64_t min, int64_t max,
                          int64_t otherwise)
{
    json_object_begin(json);
    json_member_str(json, "type", STR("integer"));
    json_member_int(json, "minimum", min);
    json_member_int(json, "maximum", max);
    if (otherwise >= min) json_member_int(json, "default", otherwise);
    json_object_end(json);
}

static void write_crs_names(struct json *json)
{
    const struct crs_entry *crs;
    json_object_begin(json);
    json_member_str(json, "type", STR("string"));
    json_member_str(json, "format", STR("uri"));
    json_key(json, STR("enum"));
    json_array_begin(json);
    for (size_t i = 0; (crs = crs_at(i)); i++)
        json_str(json, str_from(crs->uri));
    json_array_end(json);
    json_member_str(json, "default", str_from(crs_default()->uri));
    json_object_end(json);
}

static void write_choices(struct json *json, const char *choices)
{
    str choice, rest = str_from(choices);
    json_object_begin(json);
    json_member_str(json, "type", STR("string"));
    json_key(json, STR("enum"));
    json_array_begin(json);
    while (str_next(&rest, ' ', &choice)) json_str(json, choice);
    json_array_end(json);
    json_object_end(json);
}

static void write_type(struct json *json, const struct param *param,
                       const struct config *config)
{
    switch (param->type) {
    case PARAM_INT:
        write_integer(json, param->min, param->max, param->otherwise);
        return;
    case PARAM_LIMIT: {
        int64_t max = config->max_limit;
        write_integer(json, 1, max,
                      param->otherwise < max ? param->otherwise : max);
        return;
    }
    case PARAM_CRS: write_crs_names(json); return;
    case PARAM_CHOICE: write_choices(json, param->choices); return;
    case PARAM_BOX:
        openapi_raw(json, "{'type':'array','minItems':4,'maxItems':6,"
                          "'items':{'type':'number'}}");
        return;
    case PARAM_WORDS:
    case PARAM_LIST:
        openapi_raw(json, "{'type':'array','minItems':1,"
                          "'items':{'type':'string'}}");
        return;
    case PARAM_POINT:
        openapi_raw(json, "{'type':'array','minItems':2,'maxItems':2,"
                          "'items':{'type':'number'}}");
        return;
    case PARAM_REAL:
        openapi_raw(json, "{'type':'number','minimum':0,"
                          "'exclusiveMinimum':true}");
        return;
    case PARAM_TEXT:
    case PARAM_TIME: openapi_raw(json, "{'type':'string'}"); return;
    }
}

static void write_parameter(struct json *json, const struct param *param,
                            const struct config *config)
{
    begin_parameter(json, str_from(param->name), "query", param->is_required,
                    str_from(param->summary));
    json_member_str(json, "style", STR("form"));
    json_member_bool(json, "explode", false);
    json_key(json, STR("schema"));
    write_type(json, param, config);
    json_object_end(json);
}

static bool is_first_use(const struct route *route, const struct param *param)
{
    const struct route *r;
    for (size_t i = 0; (r = route_at(i)) != route; i++)
        for (const struct param *p = r->params; p && p->name; p++)
            if (str_equal(str_from(p->name), str_from(param->name)))
                return false;
    return true;
}

void openapi_parameters_write(struct json *json, const struct config *config)
{
    json_key(json, STR("parameters"));
    json_object_begin(json);
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++) {
        const struct param *param = route->params;
        for (; !route->is_hidden && param && param->name; param++) {
            if (!is_first_use(route, param)) continue;
            json_key(json, str_from(param->name));
            write_parameter(json, param, config);
        }
    }
    json_object_end(json);
}

static const struct {
    const char *name, *description;
} path_variables[] = {
    { "collectionId", "De collectie" },
    { "itemId", "Het id van de feature" },
    { "property", "Een eigenschap van /queryables" },
    { "tileMatrixSetId", "Een indeling van /tileMatrixSets" },
    { "tilesetId", "Een tileset van /tilesets" },
    { "tileMatrix", "Het zoomniveau" },
    { "tileRow", "De rij, van boven geteld vanaf 0" },
    { "tileCol", "De kolom, van links geteld vanaf 0" },
};

static str variable_description(str name)
{
    for (size_t i = 0; i < sizeof path_variables / sizeof *path_variables; i++)
        if (str_equal(str_from(path_variables[i].name), name))
            return str_from(path_variables[i].description);
    return (str){ 0 };
}

// An enum of the collections there are: the OGC test suite makes URLs of it.
static void write_collection_ids(struct json *json,
                                 const struct catalog *catalog)
{
    size_t count = 0;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        str id = catalog->collections[i].id;
        if (!visible_collection(catalog, id)) continue;
        if (!count++) {
            json_key(json, STR("enum"));
            json_array_begin(json);
        }
        json_str(json, id);
    }
    if (count) json_array_end(json);
}

static void write_variables(struct json *json, const struct request *request,
                            const struct route *route, bool has_collection)
{
    str name = route_variable_name(route, 0);
    for (size_t i = 0; name.len; name = route_variable_name(route, ++i)) {
        bool is_collection = str_equal(name, STR("collectionId"));
        if (is_collection && has_collection) continue;
        begin_parameter(json, name, "path", true, variable_description(name));
        json_key(json, STR("schema"));
        json_object_begin(json);
        json_member_str(json, "type", STR("string"));
        if (is_collection) write_collection_ids(json, request->catalog);
        json_object_end(json);
        json_object_end(json);
    }
}

static void write_format(struct json *json, const struct route *route)
{
    begin_parameter(json, STR("f"), "query", false,
                    STR("De vorm van het antwoord; gaat boven Accept."));
    json_key(json, STR("schema"));
    json_object_begin(json);
    json_member_str(json, "type", STR("string"));
    json_key(json, STR("enum"));
    json_array_begin(json);
    for (const struct offer *o = route->offers; o->name; o++)
        json_str(json, str_from(o->name));
    json_array_end(json);
    json_member_str(json, "default", str_from(route->offers->name));
    json_object_end(json);
    json_object_end(json);
}

static bool is_param_name(const struct route *route, str name)
{
    if (str_equal(name, STR("f"))) return true;
    for (const struct param *p = route->params; p && p->name; p++)
        if (str_equal(str_from(p->name), name)) return true;
    return false;
}

static void write_queryable(struct json *json, const struct field *field,
                            str name)
{
    str title = label_text(&field->title, field->name);
    begin_parameter(json, name, "query", false, title);
    json_member_str(json, "style", STR("form"));
    json_member_bool(json, "explode", false);
    json_key(json, STR("schema"));
    json_object_begin(json);
    field_type_write(json, field, false);
    field_choices_write(json, field, false);
    json_object_end(json);
    json_object_end(json);
}

// A property whose camelCase name is a parameter's, or an earlier property's,
// is left out here; /queryables has it.
static void write_queryables(struct json *json, const struct request *request,
                             const struct route *route,
                             const struct schema *schema)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        str name = queryable_name(request->arena, field->name);
        if (is_param_name(route, name) || queryable_find(schema, name) != field)
            continue;
        write_queryable(json, field, name);
    }
}

static void write_member(struct json *json, const struct param *param,
                         const struct config *config)
{
    bool is_filter = str_equal(str_from(param->name), STR("filter"));
    json_key(json, str_from(param->name));
    json_object_begin(json);
    json_member_str(json, "description", str_from(param->summary));
    if (is_filter) {
        json_key(json, STR("oneOf"));
        openapi_raw(json, "[{'type':'string'},{'type':'object'}]");
    } else {
        json_key(json, STR("allOf"));
        json_array_begin(json);
        write_type(json, param, config);
        json_array_end(json);
    }
    json_object_end(json);
}

// Properties of the collection may stand beside the parameters.
void openapi_request_body(struct json *json, const struct route *route,
                          const struct config *config)
{
    json_key(json, STR("requestBody"));
    json_object_begin(json);
    json_member_bool(json, "required", true);
    json_member_str(json, "description",
                    STR("De parameters van /items, elk als lid; ook elke "
                        "eigenschap van /queryables."));
    json_key(json, STR("content"));
    json_object_begin(json);
    json_key(json, str_from(route->body_types));
    json_object_begin(json);
    json_key(json, STR("schema"));
    json_object_begin(json);
    json_member_str(json, "type", STR("object"));
    json_key(json, STR("properties"));
    json_object_begin(json);
    for (const struct param *p = route->params; p && p->name; p++)
        write_member(json, p, config);
    json_object_end(json);
    json_object_end(json);
    json_key(json, STR("example"));
    openapi_raw(json, "{'near':[6.5665,53.2194],'within':500,'limit':10,"
                      "'filter':'bouwjaar < 1900'}");
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

void openapi_operation_parameters(struct json *json,
                                  const struct request *request,
                                  const struct route *route,
                                  const struct collection *collection)
{
    json_key(json, STR("parameters"));
    json_array_begin(json);
    write_variables(json, request, route, collection);
    const struct param *p = route->is_post_only ? NULL : route->params;
    for (; p && p->name; p++) {
        json_object_begin(json);
        json_member_str(json, "$ref",
                        arena_printf(request->arena,
                                     "#/components/parameters/%s", p->name));
        json_object_end(json);
    }
    if (route->is_post_only) {
        json_array_end(json);
        return;
    }
    if (route->offers) write_format(json, route);
    if (collection) write_queryables(json, request, route, &collection->schema);
    json_array_end(json);
}
