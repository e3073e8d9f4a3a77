#include <string.h>

#include "server/aggregate_points.h"
#include "server/aggregate_tile.h"
#include "server/prepare.h"
#include "server/selection.h"
#include "server/shelf.h"
#include "server/tileset.h"
#include "tests/tiles/check_tiles.h"
#include "tile/mvt_check.h"

enum {
    ASKING_BYTES = 1 << 30,
    TILE_BYTES = 1 << 30,
    SHELF_BYTES = 256 << 20,
};

static bool open_app(struct asking *asking, const char *db, struct error *err)
{
    struct buf wrong;
    // Others may just be closing the database.
    const struct store_options options = { .connections = 1,
                                           .wait_ms = 1000,
                                           .busy_timeout_ms = 10000 };
    struct app *app = &asking->app;
    buf_init(&wrong, asking->arena, ASKING_BYTES);
    if (!config_read(&asking->config, asking->arena, 0, NULL, &wrong))
        return error_set(err, ERROR_INVALID, "%.*s", (int)wrong.len,
                         wrong.bytes);
    app->config = &asking->config;
    app->shelf = shelf_create(SHELF_BYTES);
    app->store = store_open(db, &options, err);
    return app->store != NULL;
}

static bool find_route(struct request *request, struct error *err)
{
    struct route_match match;
    if (!route_find(request->path, &match))
        return error_set(err, ERROR_NOT_FOUND, "there is no such resource");
    request->route = match.route;
    request->variable_count = match.variable_count;
    memcpy(request->variables, match.variables, sizeof match.variables);
    return true;
}

static bool read_conditions(struct asking *asking, struct error *err)
{
    struct request *request = &asking->request;
    asking->has_counts = !strcmp(request->route->id, "getAggregateTileSet");
    return asking->has_counts
               ? aggregate_tiles_read(request,
                                      (size_t)asking->config.max_groups,
                                      &asking->counts, err)
               : selection_read(request, &asking->selection, err);
}

bool asking_open(struct asking *asking, const char *db, str address,
                 struct error *err)
{
    struct request *request = &asking->request;
    *asking = (struct asking){ .arena = arena_create(ASKING_BYTES) };
    if (!open_app(asking, db, err)) return false;
    *request = (struct request){ .arena = asking->arena,
                                 .method = STR("GET"),
                                 .query = address };
    if (!str_next(&request->query, '?', &request->path) ||
        !find_route(request, err))
        return false;
    if (!request->query.bytes) request->query = STR("");
    request->view = view_open(asking->app.store, 0, err);
    if (!request->view ||
        !request_check(request, &asking->app, view_catalog(request->view), err))
        return false;
    asking->tms = tileset_tms_find(request->variables[1]);
    if (!asking->tms)
        return error_set(err, ERROR_NOT_FOUND, "there is no such tileset");
    return read_conditions(asking, err);
}

bool asking_is_alike(const struct asking *asking, uint32_t zoom, uint32_t other)
{
    const struct aggregate_tiles *counts = &asking->counts;
    return !asking->has_counts || counts->form != COUNT_AREAS ||
           aggregate_tiles_level(counts, asking->tms, zoom) ==
               aggregate_tiles_level(counts, asking->tms, other);
}

bool asking_has_margins(const struct asking *asking)
{
    return !asking->has_counts || asking->counts.form == COUNT_AREAS;
}

static bool make_counts(struct asking *asking, const struct tile_ask *ask,
                        struct tile_made *made, struct error *err)
{
    struct request own = asking->request;
    own.arena = ask->arena;
    if (asking->counts.form == COUNT_AREAS)
        return aggregate_tile_make(&asking->app, &own, &asking->counts, ask,
                                   made, err);
    return aggregate_points_make(&asking->app, &own, &asking->counts, ask, made,
                                 err);
}

static bool make(struct asking *asking, const struct tile_ask *ask,
                 struct tile_made *made, struct error *err)
{
    struct selection own = asking->selection;
    if (asking->has_counts) return make_counts(asking, ask, made, err);
    return tile_make(ask, &own, 1, made, err);
}

bool checked_make(struct asking *asking, struct checked *out, struct error *err)
{
    out->arena = arena_create(TILE_BYTES);
    out->is_known = true;
    const struct tile_ask ask = { .view = asking->request.view,
                                  .arena = out->arena,
                                  .tms = asking->tms,
                                  .address = out->address };
    if (make(asking, &ask, &out->made, err) &&
        mvt_decode(out->arena, out->made.bytes, &out->tile, err) &&
        mvt_check(out->arena, &out->tile, TILE_MARGIN, err))
        return true;
    out->tile = (struct mvt_read_tile){ 0 };
    return false;
}

void checked_forget(struct checked *checked)
{
    arena_destroy(checked->arena);
    *checked = (struct checked){ 0 };
}
