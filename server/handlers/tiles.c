#include "server/body.h"
#include "server/collection_json.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/selection.h"
#include "server/tile_answer.h"
#include "server/tileset.h"
#include "server/tileset_json.h"

bool get_tile_matrix_sets(struct app *app, struct request *request,
                          struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct json json = { .out = &body };
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
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    json_array_end(&json);
    json_object_end(&json);
    return body_end(&body, response, err);
}

static bool has_tiles(const struct request *request, struct error *err)
{
    if (collection_has_place(request->collection)) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the collection '%.*s' has no geometries, so no tiles",
                     STR_ARG(request->collection->id));
}

bool get_tile_matrix_set(struct app *app, struct request *request,
                         struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct json json = { .out = &body };
    if (!tile_find_tms(request, 0, &tms, err)) return false;
    body_begin(&body, app, request);
    tms_write_json(tms, &json);
    return body_end(&body, response, err);
}

bool get_tilesets(struct app *app, struct request *request,
                  struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct json json = { .out = &body };
    if (!has_tiles(request, err)) return false;
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("tilesets"));
    json_array_begin(&json);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++)
        if (!tileset_write(&json, request, tms, true, err)) return false;
    json_array_end(&json);
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    json_array_end(&json);
    json_object_end(&json);
    return body_end(&body, response, err);
}

bool get_tileset(struct app *app, struct request *request,
                 struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct json json = { .out = &body };
    if (!has_tiles(request, err) || !tile_find_tms(request, 1, &tms, err))
        return false;
    body_begin(&body, app, request);
    if (request->format == FORMAT_JSON)
        return tileset_write(&json, request, tms, false, err) &&
               body_end(&body, response, err);
    if (!tilejson_describes(tms, err)) return false;
    tilejson_write(&json, request);
    return body_end(&body, response, err);
}

void check_tile(struct request *request)
{
    check_selection(request);
}

bool get_tile(struct app *app, struct request *request,
              struct response *response, struct error *err)
{
    struct tile_made made;
    struct selection selection;
    struct tile_ask ask;
    (void)app;
    return has_tiles(request, err) && tile_ask_read(request, &ask, err) &&
           selection_read(request, &selection, err) &&
           tile_make(&ask, &selection, 1, &made, err) &&
           tile_answer(request, request->collection, &ask, &made, response,
                       err);
}
