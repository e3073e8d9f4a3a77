#include "server/body.h"
#include "server/collection_json.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/pages.h"
#include "server/schema_json.h"

bool get_collections(struct app *app, struct request *request,
                     struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    const struct catalog *catalog = request->catalog;
    if (request->format == FORMAT_HTML)
        return page_collections(app, request, response, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    json_array_end(&json);
    crs_list_write(&json);
    json_key(&json, STR("collections"));
    json_array_begin(&json);
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *collection =
            visible_collection(catalog, catalog->collections[i].id);
        if (collection) collection_write(&json, request, collection);
    }
    json_array_end(&json);
    json_object_end(&json);
    return body_end(&body, response, err);
}

bool get_collection(struct app *app, struct request *request,
                    struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    if (request->format == FORMAT_HTML)
        return page_collection(app, request, response, err);
    body_begin(&body, app, request);
    collection_write(&json, request, request->collection);
    return body_end(&body, response, err);
}

static bool answer_schema(struct app *app, struct request *request,
                          struct response *response,
                          enum schema_purpose purpose, struct error *err)
{
    static const char *const tails[] = {
        [SCHEMA_RETURNABLES] = "/schema",
        [SCHEMA_QUERYABLES] = "/queryables",
        [SCHEMA_SORTABLES] = "/sortables",
    };
    struct buf body;
    struct json json = { .out = &body };
    if (request->format == FORMAT_HTML)
        return page_schema(app, request, response, purpose, err);
    body_begin(&body, app, request);
    links_set_header(response, request);
    schema_write(&json, request->collection, purpose,
                 collection_url(request, request->collection, tails[purpose]));
    return body_end(&body, response, err);
}

bool get_schema(struct app *app, struct request *request,
                struct response *response, struct error *err)
{
    return answer_schema(app, request, response, SCHEMA_RETURNABLES, err);
}

bool get_queryables(struct app *app, struct request *request,
                    struct response *response, struct error *err)
{
    return answer_schema(app, request, response, SCHEMA_QUERYABLES, err);
}

bool get_sortables(struct app *app, struct request *request,
                   struct response *response, struct error *err)
{
    return answer_schema(app, request, response, SCHEMA_SORTABLES, err);
}
