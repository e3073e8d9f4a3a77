#include "server/body.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/map_page.h"
#include "server/pages/pages.h"
#include "server/quick.h"
#include "server/selection.h"
#include "server/tile_answer.h"
#include "server/tile_version.h"
#include "server/tileset.h"
#include "server/tileset_json.h"

bool get_tile_matrix_sets(struct app *app, struct request *request,
                          struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct json json = { .out = &body };
    if (request->format == FORMAT_HTML)
        return page_tile_matrix_sets(app, request, response, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("tileMatrixSets"));
    json_array_begin(&json);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++) {
        json_object_begin(&json);
        json_member_str(&json, "id", str_from(tms->id));
        json_member_str(&json, "title", str_from(tms->title));
        json_member_str(&json, "uri", str_from(tms->uri));
        json_member_str(&json, "crs", str_from(tms->crs_uri));
        json_key(&json, STR("links"));
        json_array_begin(&json);
        link_write(&json, &(struct link){
                              "self", "application/json", "De definitie",
                              request_link(request, "/v1/tileMatrixSets/%s",
                                           tms->id) });
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    return body_end_object(&json, request, response, err);
}

bool get_tile_matrix_set(struct app *app, struct request *request,
                         struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct json json = { .out = &body };
    if (!tile_find_tms(request, 0, &tms, err)) return false;
    if (request->format == FORMAT_HTML)
        return page_tile_matrix_set(app, request, response, tms, err);
    body_begin(&body, app, request);
    tms_write_json(tms, &json);
    return body_end(&body, response, err);
}

bool get_tilesets(struct app *app, struct request *request,
                  struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct tile_source source;
    struct json json = { .out = &body };
    if (!tile_source_read(request, &source, err)) return false;
    if (request->format == FORMAT_HTML)
        return page_tilesets(app, request, response, &source, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("tilesets"));
    json_array_begin(&json);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++)
        if (!tileset_write(&json, request, &source, tms, true, err))
            return false;
    json_array_end(&json);
    return body_end_object(&json, request, response, err);
}

bool get_tileset(struct app *app, struct request *request,
                 struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct tile_source source;
    size_t last = request->variable_count - 1;
    struct json json = { .out = &body };
    if (!tile_source_read(request, &source, err) ||
        !tile_find_tms(request, last, &tms, err))
        return false;
    if (!tilejson_describes(tms, NULL))
        request->absent_forms |= 1u << FORMAT_TILEJSON;
    if (request->format == FORMAT_HTML)
        return page_tileset(app, request, response, &source, tms, err);
    body_begin(&body, app, request);
    if (request->format == FORMAT_JSON)
        return tileset_write(&json, request, &source, tms, false, err) &&
               body_end(&body, response, err);
    if (!tilejson_describes(tms, err)) return false;
    tilejson_write(&json, request, &source);
    return body_end(&body, response, err);
}

void check_tile(struct request *request)
{
    check_selection(request);
}

void check_tilesets(struct request *request)
{
    check_selection(request);
    map_page_check(request);
}

void check_map_tile(struct request *request)
{
    tile_source_check(request);
}

void check_tile_path(const struct app *app, struct request *request)
{
    struct error err;
    (void)app;
    if (request->collection &&
        !tile_source_has_place(request->collection, &err))
        request_path_problem(request, 0, &err);
    if (request->variable_count > 1) tile_check_path(request, 1);
}

void check_map_tile_path(const struct app *app, struct request *request)
{
    (void)app;
    tile_check_path(request, 0);
}

// What the request asks of each of the collections.
static struct selection *read_selections(const struct request *request,
                                         const struct tile_source *source,
                                         struct error *err)
{
    struct selection *selections =
        ARENA_ARRAY(request->arena, struct selection, source->count);
    if (!selections) {
        error_set(err, ERROR_NO_MEMORY, "no room for a tile");
        return NULL;
    }
    for (size_t i = 0; i < source->count; i++) {
        struct request one = *request;
        one.collection = source->collections[i];
        if (!selection_read(&one, &selections[i], err)) return NULL;
    }
    return selections;
}

static bool make_tile(struct app *app, const struct request *request,
                      const struct tile_source *source,
                      struct response *response, struct error *err)
{
    struct tile_ask ask;
    struct tile_made made;
    if (!tile_ask_read(request, &ask, err)) return false;
    ask.blocks = app->blocks;
    struct selection *selections = read_selections(request, source, err);
    return selections &&
           tile_make(&ask, selections, source->count, &made, err) &&
           tile_answer_of(request, source, &ask, &made, response, err);
}

static bool make_quickly(struct app *app, const struct request *request,
                         const struct tile_source *source,
                         struct response *response, bool *is_made,
                         struct error *err)
{
    struct tile_ask ask;
    struct tile_made made;
    if (!tile_ask_read(request, &ask, err)) return false;
    ask.blocks = app->blocks;
    struct selection *selections = read_selections(request, source, err);
    if (!selections || !tile_make_now(&ask, selections, source->count,
                                      QUICK_WORK, &made, is_made, err))
        return false;
    return !*is_made ||
           tile_answer_of(request, source, &ask, &made, response, err);
}

bool get_tile_quick(struct app *app, struct request *request,
                    struct response *response, bool *is_made, struct error *err)
{
    struct tile_source source;
    if (!tile_source_read(request, &source, err)) return false;
    *is_made =
        tile_is_moved(request, source.collections, source.count, response);
    return *is_made ||
           make_quickly(app, request, &source, response, is_made, err);
}

bool get_tile(struct app *app, struct request *request,
              struct response *response, struct error *err)
{
    struct tile_source source;
    if (!tile_source_read(request, &source, err)) return false;
    return tile_is_moved(request, source.collections, source.count, response) ||
           make_tile(app, request, &source, response, err);
}
