#include <string.h>

#include "server/body.h"
#include "server/collection_json.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/selection.h"
#include "server/tile_make.h"
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

// The set that the i-th variable of the path names.
static bool find_tms(const struct request *request, size_t i,
                     const struct tms **out, struct error *err)
{
    *out = tileset_tms_find(request->variables[i]);
    if (*out) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "there is no tile matrix set '%.*s'; /v1/tileMatrixSets "
                     "lists them",
                     STR_ARG(str_slice(request->variables[i], 0, 80)));
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
    if (!find_tms(request, 0, &tms, err)) return false;
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
    if (!has_tiles(request, err) || !find_tms(request, 1, &tms, err))
        return false;
    body_begin(&body, app, request);
    if (request->format == FORMAT_JSON)
        return tileset_write(&json, request, tms, false, err) &&
               body_end(&body, response, err);
    if (!str_equal(str_from(tms->id), STR("WebMercatorQuad")))
        return error_set(err, ERROR_NOT_ACCEPTABLE,
                         "TileJSON can only describe WebMercatorQuad; %s is "
                         "there as f=json",
                         tms->id);
    tilejson_write(&json, request);
    return body_end(&body, response, err);
}

void check_tile(struct request *request)
{
    check_selection(request);
}

// An empty tile where there can be no other is not there at all.
static bool is_within(const struct request *request, const struct tms *tms,
                      struct tile_address a, struct error *err)
{
    struct box box;
    struct tile_range range;
    if (!tileset_box(request->collection, tms, &box, err)) return false;
    if (tileset_range(tms, a.zoom, box, &range) && a.row >= range.min_row &&
        a.row <= range.max_row && a.col >= range.min_col &&
        a.col <= range.max_col)
        return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the tile lies outside of the tileMatrixSetLimits of "
                     "'%.*s' in %s",
                     STR_ARG(request->collection->id), tms->id);
}

static void set_headers(const struct request *request,
                        const struct tile_made *made, struct response *response)
{
    if (made->reduced.len)
        response_header(response, "X-Tile-Reduced", made->reduced);
    if (made->too_small)
        response_header(response, "X-Tile-Small",
                        arena_printf(request->arena, "%zu", made->too_small));
}

// Some programs take only addresses that end in an extension.
static str without_extension(str column)
{
    return str_ends(column, STR(".mvt"))
               ? str_slice(column, 0, column.len - strlen(".mvt"))
               : column;
}

bool get_tile(struct app *app, struct request *request,
              struct response *response, struct error *err)
{
    struct tile_made made;
    struct selection selection;
    struct tile_ask ask = { .view = request->view, .arena = request->arena };
    (void)app;
    if (!has_tiles(request, err) || !find_tms(request, 1, &ask.tms, err) ||
        !tms_parse_address(
            ask.tms, request->variables[2], request->variables[3],
            without_extension(request->variables[4]), &ask.address, err) ||
        !selection_read(request, &selection, err) ||
        !tile_make(&ask, &selection, 1, &made, err))
        return false;
    response->rows = made.rows;
    set_headers(request, &made, response);
    response->body = made.bytes;
    if (made.bytes.len) return true;
    response->status = 204;
    return is_within(request, ask.tms, ask.address, err);
}
