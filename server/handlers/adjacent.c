#include "server/body.h"
#include "server/geojson.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/items_page.h"
#include "server/pages/pages.h"
#include "server/selection.h"
#include "store/relations.h"

void check_adjacent(struct request *request)
{
    check_selection(request);
}

static str id_text(struct arena *arena, struct value id)
{
    return id.type == VALUE_TEXT
               ? id.text
               : arena_printf(arena, "%lld", (long long)id.integer);
}

typedef void add_function(void *writer, struct buf *body,
                          const struct feature *feature);

// A corner alone makes no neighbour.
static bool add_features(const struct request *request,
                         const struct selection *selection, struct buf *body,
                         add_function *add, void *writer, struct error *err)
{
    struct feature feature;
    size_t touching;
    struct neighbour *areas;
    struct arena *arena = request->arena;
    if (!store_adjacent(request->view, arena, request->collection,
                        request->variables[1], &areas, &touching, err))
        return false;
    for (size_t i = 0; i < touching; i++) {
        if (!areas[i].shares_border) continue;
        if (!store_get(request->view, arena, selection,
                       id_text(arena, areas[i].id), &feature, err))
            return false;
        add(writer, body, &feature);
    }
    return true;
}

static void add_geojson(void *writer, struct buf *body,
                        const struct feature *feature)
{
    geojson_feature(writer, body, feature);
}

static void write_links(struct json *json, const struct request *request)
{
    json_key(json, STR("links"));
    json_array_begin(json);
    links_write_self(json, request);
    links_write_collection(json, request);
    json_array_end(json);
}

static bool write_json(const struct request *request,
                       const struct selection *selection, struct buf *body,
                       size_t *count, struct error *err)
{
    struct geojson writer;
    struct json json = { .out = body };
    buf_addf(body, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    if (!geojson_init(&writer, request->arena, &request->collection->schema,
                      request_crs(request), err) ||
        !geojson_choose(&writer, request->arena, selection->wanted, false,
                        err) ||
        !add_features(request, selection, body, add_geojson, &writer, err))
        return false;
    *count = writer.feature_count;
    buf_addf(body, "\n],");
    json_member_int(&json, "numberMatched", (int64_t)*count);
    json_member_int(&json, "numberReturned", (int64_t)*count);
    write_links(&json, request);
    json_object_end(&json);
    return true;
}

static bool write_page(const struct request *request,
                       const struct selection *selection, struct buf *body,
                       struct error *err)
{
    struct items_page page;
    str title = arena_printf(request->arena, "Wat grenst aan %.*s",
                             STR_ARG(request->variables[1]));
    items_page_begin_plain(&page, body, request, selection, title);
    if (!add_features(request, selection, body, items_page_add, &page, err))
        return false;
    items_page_end_plain(&page);
    return true;
}

bool get_adjacent(struct app *app, struct request *request,
                  struct response *response, struct error *err)
{
    struct buf body;
    struct selection selection;
    if (request->collection->level == LEVEL_NONE)
        return error_set(err, ERROR_NOT_FOUND,
                         "the collection '%.*s' holds no areas, so nothing "
                         "borders on its items",
                         STR_ARG(request->collection->id));
    if (!selection_read(request, &selection, err)) return false;
    body_begin(&body, app, request);
    body_set_crs(response, request);
    if (request->format == FORMAT_HTML)
        return write_page(request, &selection, &body, err) &&
               page_end(&body, app, request, response, err);
    return write_json(request, &selection, &body, &response->rows, err) &&
           body_end(&body, response, err);
}
