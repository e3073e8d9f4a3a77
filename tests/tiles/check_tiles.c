// Makes every tile of a collection that covers a box, in every tile matrix set,
// and holds each to the strict check and to its left and upper neighbour:
//
//   check_tiles DATABASE COLLECTION MINLON,MINLAT,MAXLON,MAXLAT ZOOM ROWS
//
// from zoom 0 to ZOOM. Its features have whole numbers as ids. Of every ROWS
// rows two are looked at; 2 is all of them. Prints what it did, and what is
// wrong; then it ends with status 1.

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "geo/crs.h"
#include "server/tile_make.h"
#include "server/tileset.h"
#include "tile/mvt_check.h"

enum { WRONG_MAX = 20, STEPS = 32 };

// What two tiles show of one place may differ by the rounding of an edge that
// one of them cuts, and by what rebuilding bends.
static const double SLACK = 1.5;

static struct store *store;
static size_t wrong, made_tiles, compared;

struct checked {
    struct arena *arena;  // NULL: not made
    struct tile_address address;
    struct mvt_read_tile tile;
    bool is_comparable;  // nothing was left out
};

static void complain(const struct tms *tms, struct tile_address a,
                     const char *what)
{
    if (wrong++ < WRONG_MAX)
        fprintf(stderr, "%s %" PRIu32 "/%" PRIu32 "/%" PRIu32 ": %s\n", tms->id,
                a.zoom, a.row, a.col, what);
}

// ---- what two neighbours show of the same place

static const struct mvt_read_feature *find_id(const struct mvt_read_tile *tile,
                                              uint64_t id)
{
    if (!tile->layer_count) return NULL;
    const struct mvt_read_layer *other = &tile->layers[0];
    for (size_t i = 0; i < other->feature_count; i++)
        if (other->features[i].id == id) return &other->features[i];
    return NULL;
}

static double distance(struct pixel a, struct pixel b, double x, double y)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    double length = dx * dx + dy * dy;
    double t = length > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / length : 0;
    t = fmin(1, fmax(0, t));
    return hypot(a.x + t * dx - x, a.y + t * dy - y);
}

static double distance_to(const struct mvt_shape *shape, double x, double y)
{
    const struct pixels *parts = &shape->parts;
    double least = HUGE_VAL;
    for (size_t r = 0, i = 0; r < parts->run_count; r++) {
        size_t start = i;
        for (; i < parts->ends[r]; i++) {
            bool is_first = i == start;
            if (is_first && shape->type == MVT_LINE) continue;
            size_t before = is_first ? parts->ends[r] - 1 : i - 1;
            if (shape->type == MVT_POINT) before = i;
            least = fmin(
                least, distance(parts->points[before], parts->points[i], x, y));
        }
    }
    return least;
}

// Well inside of what a tile shows, so that no cut is near.
static bool is_shown(double x, double y)
{
    const double low = 4 - TILE_MARGIN, high = TILE_EXTENT + TILE_MARGIN - 4;
    return x > low && y > low && x < high && y < high;
}

// Every corner of `a` that `b` shows too is on the same feature there. `b` lies
// `dx`, `dy` units from `a`.
static void compare(const struct tms *tms, const struct checked *a,
                    const struct checked *b, int dx, int dy)
{
    if (!a->tile.layer_count) return;
    const struct mvt_read_layer *layer = &a->tile.layers[0];
    for (size_t i = 0; i < layer->feature_count; i++) {
        const struct mvt_read_feature *own = &layer->features[i];
        const struct mvt_read_feature *other = NULL;
        bool is_looked_up = false;
        for (size_t k = 0; k < own->shape.parts.point_count; k++) {
            struct pixel p = own->shape.parts.points[k];
            if (!is_shown(p.x, p.y) || !is_shown(p.x - dx, p.y - dy)) continue;
            if (!is_looked_up) other = find_id(&b->tile, own->id);
            is_looked_up = true;
            compared++;
            if (!other ||
                distance_to(&other->shape, p.x - dx, p.y - dy) > SLACK)
                complain(tms, a->address,
                         other ? "a corner is elsewhere in a neighbour"
                               : "a feature is not in a neighbour");
        }
    }
}

static void compare_both(const struct tms *tms, const struct checked *a,
                         const struct checked *b, int dx, int dy)
{
    if (!a->arena || !b->arena || !a->is_comparable || !b->is_comparable)
        return;
    compare(tms, a, b, dx, dy);
    compare(tms, b, a, -dx, -dy);
}

// ---- the tiles

static void forget(struct checked *checked)
{
    arena_destroy(checked->arena);
    *checked = (struct checked){ 0 };
}

static void make(struct view *view, const struct collection *collection,
                 const struct tms *tms, struct checked *out)
{
    struct error err = { 0 };
    struct tile_made made;
    struct selection selection = { .collection = collection };
    out->arena = arena_create((size_t)1 << 30);
    const struct tile_ask ask = {
        .view = view, .arena = out->arena, .tms = tms, .address = out->address
    };
    made_tiles++;
    if (!tile_make(&ask, &selection, 1, &made, &err) ||
        !mvt_decode(out->arena, made.bytes, &out->tile, &err) ||
        !mvt_check(out->arena, &out->tile, TILE_MARGIN, &err)) {
        complain(tms, out->address, err.message);
        out->tile = (struct mvt_read_tile){ 0 };
        return;
    }
    out->is_comparable = !made.reduced.len && !made.too_small;
}

static void check_row(struct view *view, const struct collection *collection,
                      const struct tms *tms, const struct tile_range *range,
                      uint32_t row, struct checked *above)
{
    struct checked left = { 0 };
    for (uint32_t col = range->min_col; col <= range->max_col; col++) {
        struct checked own = { .address = { range->zoom, row, col } };
        struct checked *upper = &above[col - range->min_col];
        make(view, collection, tms, &own);
        compare_both(tms, &left, &own, TILE_EXTENT, 0);
        if (upper->arena && upper->address.row + 1 == row)
            compare_both(tms, upper, &own, 0, TILE_EXTENT);
        forget(upper);
        *upper = own;
        left = own;
    }
}

static void check_zoom(const struct collection *collection,
                       const struct tms *tms, const struct tile_range *range,
                       uint32_t rows)
{
    struct error err = { 0 };
    size_t width = range->max_col - range->min_col + 1;
    struct checked *above = calloc(width, sizeof *above);
    struct view *view = view_open(store, 0, &err);
    if (!view || !above) {
        complain(tms, (struct tile_address){ 0 }, err.message);
        return;
    }
    for (uint32_t row = range->min_row; row <= range->max_row; row++)
        if ((row - range->min_row) % rows < 2)
            check_row(view,
                      catalog_collection(view_catalog(view), collection->id),
                      tms, range, row, above);
    for (size_t i = 0; i < width; i++) forget(&above[i]);
    free(above);
    view_close(view);
}

static void check_set(const struct collection *collection,
                      const struct tms *tms, struct box degrees, uint32_t last,
                      uint32_t rows)
{
    struct error err = { 0 };
    struct box box = degrees;
    struct tile_range range;
    struct crs_transform *way = crs_borrow(CRS_WGS84, tms->srid, &err);
    if (!way || !crs_box(way, degrees, STEPS, &box, &err))
        complain(tms, (struct tile_address){ 0 }, err.message);
    crs_return(way);
    for (uint32_t zoom = 0; zoom <= last && zoom < (uint32_t)tms->zoom_count;
         zoom++)
        if (tms_range(tms, zoom, box, &range))
            check_zoom(collection, tms, &range, rows);
}

static bool read_box(str text, struct box *out)
{
    double *numbers[] = { &out->min_x, &out->min_y, &out->max_x, &out->max_y };
    for (size_t i = 0; i < 4; i++) {
        str part;
        if (!str_next(&text, ',', &part) || !str_to_real(part, numbers[i]))
            return false;
    }
    return true;
}

int main(int count, char **arguments)
{
    struct box box;
    int64_t zoom, rows;
    struct error err = { 0 };
    const struct store_options options = { .connections = 1, .wait_ms = 1000 };
    if (count != 6 || !read_box(str_from(arguments[3]), &box) ||
        !str_to_int(str_from(arguments[4]), &zoom) ||
        !str_to_int(str_from(arguments[5]), &rows) || rows < 2)
        return 2;
    store = store_open(arguments[1], &options, &err);
    if (!store) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    const struct catalog *catalog = store_catalog(store);
    const struct collection *collection =
        catalog_collection(catalog, str_from(arguments[2]));
    const struct tms *tms;
    for (size_t i = 0; collection && (tms = tileset_tms_at(i)); i++)
        check_set(collection, tms, box, (uint32_t)zoom, (uint32_t)rows);
    catalog_release(catalog);
    store_close(store);
    printf("%zu tiles, %zu corners compared, %zu wrong\n", made_tiles, compared,
           wrong);
    return wrong || !collection || !compared;
}
