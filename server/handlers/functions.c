#include "cql/check.h"
#include "server/body.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/pages.h"

// What the parts of a set of types are called in the standard (OGC 19-079r2,
// the schema of functions).
static const struct {
    enum cql_type type;
    const char *name;
} type_names[] = {
    { CQL_BOOLEAN, "boolean" }, { CQL_NUMBER, "number" },
    { CQL_TEXT, "string" },     { CQL_INSTANT, "datetime" },
    { CQL_PLACE, "geometry" },
};

static void write_types(struct json *json, const char *key, unsigned types)
{
    json_key(json, str_from(key));
    json_array_begin(json);
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
        if (types & type_names[i].type)
            json_str(json, str_from(type_names[i].name));
    json_array_end(json);
}

static void write_function(struct json *json,
                           const struct cql_function *function)
{
    json_object_begin(json);
    json_member_str(json, "name", str_from(function->name));
    json_member_str(json, "title", str_from(function->title));
    json_key(json, STR("arguments"));
    json_array_begin(json);
    json_object_begin(json);
    write_types(json, "type", function->takes);
    json_object_end(json);
    json_array_end(json);
    write_types(json, "returns", function->returns);
    json_object_end(json);
}

bool get_functions(struct app *app, struct request *request,
                   struct response *response, struct error *err)
{
    size_t count;
    struct buf body;
    struct json json = { .out = &body };
    const struct cql_function *functions = cql_functions(&count);
    if (request->format == FORMAT_HTML)
        return page_functions(app, request, response, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("functions"));
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) write_function(&json, &functions[i]);
    json_array_end(&json);
    return body_end_object(&json, request, response, err);
}
