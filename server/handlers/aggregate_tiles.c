#include "server/aggregate_points.h"
#include "server/aggregate_tile.h"
#include "server/aggregate_tileset.h"
#include "server/body.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/pages.h"
#include "server/tile_answer.h"
#include "server/tile_version.h"
#include "server/tileset.h"
#include "server/tileset_json.h"

void check_aggregate_tiles(struct request *request)
{
    aggregate_tiles_check(request);
}

void check_aggregate_tile_path(const struct app *app, struct request *request)
{
    struct error err;
    (void)app;
    if (request->collection && !aggregate_tiles_can_be(request, &err))
        request_path_problem(request, 0, &err);
    if (request->variable_count > 1) tile_check_path(request, 1);
}

static bool read_tiles(struct app *app, struct request *request,
                       struct aggregate_tiles *tiles, struct error *err)
{
    return aggregate_tiles_read(request, (size_t)app->config->max_groups, tiles,
                                err);
}

bool get_aggregate_tilesets(struct app *app, struct request *request,
                            struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct aggregate_tiles tiles;
    struct json json = { .out = &body };
    if (!read_tiles(app, request, &tiles, err)) return false;
    if (request->format == FORMAT_HTML)
        return page_aggregate_tilesets(app, request, response, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("tilesets"));
    json_array_begin(&json);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++)
        if (!aggregate_tileset_write(&json, app, request, &tiles, tms, true,
                                     err))
            return false;
    json_array_end(&json);
    return body_end_object(&json, request, response, err);
}

bool get_aggregate_tileset(struct app *app, struct request *request,
                           struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    struct aggregate_tiles tiles;
    struct json json = { .out = &body };
    if (!read_tiles(app, request, &tiles, err) ||
        !tile_find_tms(request, 1, &tms, err))
        return false;
    if (!tilejson_describes(tms, NULL))
        request->absent_forms |= 1u << FORMAT_TILEJSON;
    if (request->format == FORMAT_HTML)
        return page_aggregate_tileset(app, request, &tiles, tms, response, err);
    body_begin(&body, app, request);
    if (request->format == FORMAT_JSON)
        return aggregate_tileset_write(&json, app, request, &tiles, tms, false,
                                       err) &&
               body_end(&body, response, err);
    return tilejson_describes(tms, err) &&
           aggregate_tilejson_write(&json, app, request, &tiles, err) &&
           body_end(&body, response, err);
}

static bool make_tile(struct app *app, const struct request *request,
                      struct aggregate_tiles *tiles, const struct tile_ask *ask,
                      struct tile_made *made, struct error *err)
{
    if (tiles->form == COUNT_AREAS)
        return aggregate_tile_make(app, request, tiles, ask, made, err);
    return aggregate_points_make(app, request, tiles, ask, made, err);
}

bool get_aggregate_tile(struct app *app, struct request *request,
                        struct response *response, struct error *err)
{
    struct tile_ask ask;
    struct tile_made made;
    struct aggregate_tiles tiles;
    if (tile_is_moved(request, &request->collection, 1, response)) return true;
    if (!read_tiles(app, request, &tiles, err) ||
        !tile_ask_read(request, &ask, err) ||
        !make_tile(app, request, &tiles, &ask, &made, err))
        return false;
    const struct collection *extent =
        aggregate_tiles_extent(request, &tiles, ask.tms, ask.address.zoom);
    return tile_answer(request, extent, &ask, &made, response, err);
}
