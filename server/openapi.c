#include "server/openapi.h"

#include "server/collection_json.h"
#include "server/contact.h"
#include "server/headers.h"
#include "server/openapi_parts.h"

#define PREFIX "/v1"

static void write_contact(struct json *json, struct contact contact)
{
    if (!contact.name.len && !contact.mail.len && !contact.url.len) return;
    json_key(json, STR("contact"));
    json_object_begin(json);
    if (contact.name.len) json_member_str(json, "name", contact.name);
    if (contact.url.len) json_member_str(json, "url", contact.url);
    if (contact.mail.len) json_member_str(json, "email", contact.mail);
    json_object_end(json);
}

static void write_info(struct json *json, const struct config *config)
{
    json_key(json, STR("info"));
    json_object_begin(json);
    json_member_str(json, "title", STR("Buurt"));
    json_member_str(json, "description",
                    STR("Open locatiedata: features, en aantallen per buurt, "
                        "wijk en gemeente."));
    json_member_str(json, "version", STR(API_VERSION));
    write_contact(json, contact_parse(str_from(config->contact)));
    json_object_end(json);
}

static void write_server(struct json *json, const struct request *request)
{
    json_key(json, STR("servers"));
    json_array_begin(json);
    json_object_begin(json);
    json_member_str(json, "url", request_link(request, PREFIX));
    json_object_end(json);
    json_array_end(json);
}

static str tag_summary(str tag)
{
    static const struct {
        const char *name, *summary;
    } tags[] = {
        { "Start", "Wat er is en waaraan het voldoet." },
        { "Collecties", "Welke gegevens er zijn en wat erin staat." },
        { "Features", "De gegevens zelf, gefilterd en per stuk." },
        { "Tellen", "Aantallen per buurt, wijk, gemeente en periode." },
        { "Tegels", "De features als vectortegels, voor op een kaart." },
        { "Stijlen", "Kaarten die klaar zijn voor gebruik." },
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (str_equal(tag, str_from(tags[i].name)))
            return str_from(tags[i].summary);
    return tag;
}

static void write_tags(struct json *json)
{
    json_key(json, STR("tags"));
    json_array_begin(json);
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++) {
        if (!route_opens_tag(route)) continue;
        str tag = str_from(route->tag);
        json_object_begin(json);
        json_member_str(json, "name", tag);
        json_member_str(json, "description", tag_summary(tag));
        json_object_end(json);
    }
    json_array_end(json);
}

// The operation of a path. With `collection` its path is the collection's own.
static void write_operation(struct json *json, const struct request *request,
                            const struct route *route,
                            const struct collection *collection,
                            const struct config *config)
{
    struct arena *arena = request->arena;
    json_object_begin(json);
    json_key(json, route->is_post_only ? STR("post") : STR("get"));
    json_object_begin(json);
    json_key(json, STR("tags"));
    json_array_begin(json);
    json_str(json, str_from(route->tag));
    json_array_end(json);
    str id = str_from(route->id), summary = str_from(route->summary);
    if (collection) {
        str title = collection_title(collection);
        id = arena_printf(arena, "%s-%.*s", route->id, STR_ARG(collection->id));
        summary =
            arena_printf(arena, "%s: %.*s", route->summary, STR_ARG(title));
    }
    json_member_str(json, "operationId", id);
    json_member_str(json, "summary", summary);
    // Where there is no more to say, the rules still ask for a description.
    json_member_str(json, "description",
                    route->description ? str_from(route->description)
                                       : str_from(route->summary));
    openapi_operation_parameters(json, request, route, collection);
    if (route->is_post_only) openapi_request_body(json, route, config);
    openapi_operation_responses(json, route);
    json_object_end(json);
    json_object_end(json);
}

static void write_own_paths(struct json *json, const struct request *request,
                            const struct route *route,
                            const struct config *config)
{
    const struct catalog *catalog = request->catalog;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *collection =
            visible_collection(catalog, catalog->collections[i].id);
        if (!collection) continue;
        json_key(json, arena_printf(request->arena, "/collections/%.*s/items",
                                    STR_ARG(collection->id)));
        write_operation(json, request, route, collection, config);
    }
}

static void write_paths(struct json *json, const struct request *request,
                        const struct config *config)
{
    json_key(json, STR("paths"));
    json_object_begin(json);
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++) {
        if (!route_is_described(route)) continue;
        str path = str_from(route->path + sizeof PREFIX - 1);
        json_key(json, path.len ? path : STR("/"));
        write_operation(json, request, route, NULL, config);
        if (str_equal(path, STR("/collections/{collectionId}/items")))
            write_own_paths(json, request, route, config);
    }
    json_object_end(json);
}

void openapi_write(struct json *json, const struct request *request,
                   const struct config *config)
{
    json_object_begin(json);
    json_member_str(json, "openapi", STR("3.0.3"));
    write_info(json, config);
    write_server(json, request);
    write_tags(json);
    // Nothing asks who you are.
    json_key(json, STR("security"));
    json_array_begin(json);
    json_array_end(json);
    write_paths(json, request, config);
    json_key(json, STR("components"));
    json_object_begin(json);
    openapi_schemas_write(json);
    openapi_parameters_write(json, config);
    openapi_responses_write(json);
    json_object_end(json);
    json_object_end(json);
}
