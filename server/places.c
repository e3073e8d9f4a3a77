#include "server/places.h"

#include "geo/crs.h"
#include "geo/valid.h"
#include "server/tally.h"
#include "server/tileset.h"

enum { KEY_BYTES_MAX = 256 * 1024 };

struct making {
    const struct request *request;
    const struct selection *selection;
    const struct tms *tms;
    struct box area;  // of the tiles, as far as their CRS is exact
    struct crs_transform *way;
    struct arena *arena;
    struct places *places;
    struct places_piece *last;
};

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the places");
}

static bool find_place(const struct geom *geom, struct point *at,
                       struct error *err)
{
    if (geom->type != GEOM_POINT) return geom_point_on_surface(geom, at, err);
    *at = geom->points[0];
    return true;
}

static bool open_piece(struct making *making, struct error *err)
{
    struct places_piece *piece = ARENA_NEW(making->arena, struct places_piece);
    if (!piece) return no_room(err);
    piece->box = box_nothing();
    if (making->last)
        making->last->next = piece;
    else
        making->places->first = piece;
    making->last = piece;
    return true;
}

static bool add(struct making *making, const struct feature *feature,
                struct error *err)
{
    struct point at;
    struct places *places = making->places;
    if (!geom_point_total(&feature->geom)) {
        places->without_place++;
        return true;
    }
    if (!find_place(&feature->geom, &at, err)) return false;
    // What has no position in the CRS is in none of its tiles.
    if (!crs_point(making->way, &at, NULL) ||
        !box_has_point(making->area, at)) {
        places->outside++;
        return true;
    }
    bool is_full = !making->last || making->last->count == PLACES_IN_PIECE;
    if (is_full && !open_piece(making, err)) return false;
    struct places_piece *piece = making->last;
    piece->box = box_add_point(piece->box, at);
    piece->places[piece->count++] = (struct place_of){
        at, feature->id.type == VALUE_INT ? feature->id.integer : 0
    };
    places->count++;
    return true;
}

static bool read(struct making *making, struct error *err)
{
    struct feature feature;
    struct selection all = *making->selection;
    all.srid = CRS_WGS84;
    all.wanted = ARENA_ARRAY(making->request->arena, bool,
                             all.collection->schema.count + 1);
    if (!all.wanted) return no_room(err);
    struct cursor *cursor = cursor_open(making->request->view, &all, err);
    if (!cursor) return false;
    bool ok = true;
    while (ok && cursor_next(cursor, &feature)) ok = add(making, &feature, err);
    struct error *first = ok ? err : NULL;
    return cursor_close(cursor, first) && ok;
}

static const void *make(void *context, struct arena *arena, struct error *err)
{
    struct making *making = context;
    making->arena = arena;
    making->places = ARENA_NEW(arena, struct places);
    if (!making->places && !no_room(err)) return NULL;
    making->way = crs_borrow(CRS_WGS84, making->tms->srid, err);
    if (!making->way) return NULL;
    bool ok = read(making, err);
    crs_return(making->way);
    return ok ? making->places : NULL;
}

const struct shelf_item *places_get(struct app *app,
                                    const struct request *request,
                                    const struct selection *selection,
                                    const struct tms *tms, struct error *err)
{
    str text;
    struct buf key;
    struct making making = { .request = request,
                             .selection = selection,
                             .tms = tms,
                             .area = tileset_area(tms) };
    buf_init(&key, request->arena, KEY_BYTES_MAX);
    buf_addf(&key, "places %s ", tms->id);
    selection_key_write(&key, request);
    if (!buf_finish(&key, &text, err)) return NULL;
    return shelf_get(app->shelf, text,
                     (size_t)app->config->request_memory_mb << 20, make,
                     &making, err);
}
