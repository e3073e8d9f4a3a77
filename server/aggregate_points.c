#include "server/aggregate_points.h"

#include "server/places.h"
#include "tile/cluster.h"
#include "tile/mvt.h"

enum { CORNERS = 5, ROW_BYTES_MAX = 1 << 20 };

struct writing {
    const struct aggregate_tiles *tiles;
    struct tile_frame frame;
    struct mvt_layer layer;
    bool has_ids;
};

static uint32_t cell_units(const struct aggregate_tiles *tiles)
{
    return tiles->form == COUNT_GRID ? GRID_UNITS : CLUSTER_UNITS;
}

static bool count_places(const struct places *places,
                         const struct tile_frame *frame, uint32_t cell,
                         struct arena *arena, struct cluster **clusters,
                         size_t *count, struct error *err)
{
    struct cluster_grid grid;
    struct box box = tile_frame_box(frame);
    cluster_begin(&grid, arena, frame, cell);
    for (const struct places_piece *piece = places->first; piece;
         piece = piece->next) {
        if (!box_intersects(piece->box, box)) continue;
        for (size_t i = 0; i < piece->count; i++)
            cluster_add(&grid, piece->places[i].at, piece->places[i].id, 1);
    }
    return cluster_end(&grid, arena, clusters, count, err);
}

static void add_square(struct writing *writing, const struct cluster *cluster)
{
    const struct tile_frame *frame = &writing->frame;
    const struct value count = { .type = VALUE_INT, .integer = cluster->count };
    double side = GRID_UNITS / frame->scale;
    double x = frame->origin.x +
               (frame->left + (double)cluster->col * GRID_UNITS) / frame->scale;
    double y = frame->origin.y -
               (frame->top + (double)cluster->row * GRID_UNITS) / frame->scale;
    struct point corners[CORNERS] = { { x, y },
                                      { x + side, y },
                                      { x + side, y - side },
                                      { x, y - side },
                                      { x, y } };
    size_t ring = CORNERS, polygon = 1;
    struct geom geom = { .type = GEOM_POLYGON,
                         .point_count = CORNERS,
                         .run_count = 1,
                         .polygon_count = 1,
                         .points = corners,
                         .runs = &ring,
                         .polygons = &polygon };
    mvt_layer_add(&writing->layer, (struct value){ 0 }, &geom, &count);
}

static void add_cluster(struct writing *writing, struct cluster *cluster)
{
    const struct value count = { .type = VALUE_INT, .integer = cluster->count };
    struct value id = { 0 };
    size_t one = 1;
    struct geom geom = { .type = GEOM_POINT,
                         .point_count = 1,
                         .run_count = 1,
                         .points = &cluster->middle,
                         .runs = &one };
    if (cluster->points == 1 && writing->has_ids)
        id = (struct value){ .type = VALUE_INT, .integer = cluster->first };
    mvt_layer_add(&writing->layer, id, &geom, &count);
}

static bool has_numbers(const struct collection *collection)
{
    const struct field *id = collection_id_field(collection);
    return !id || id->type == VALUE_INT;
}

static bool write_tile(struct writing *writing, const struct request *request,
                       struct arena *row, struct cluster *clusters,
                       size_t count, struct tile_made *made, struct error *err)
{
    static const str keys[] = { { "count", 5 } };
    struct mvt_tile tile;
    const struct mvt_layer_options options = {
        .name = request->collection->id,
        .frame = &writing->frame,
        .row = row,
        .keys = keys,
        .key_count = 1,
    };
    mvt_tile_begin(&tile, request->arena, TILE_BYTES_MAX);
    mvt_layer_begin(&writing->layer, &tile, &options);
    for (size_t i = 0; i < count; i++) {
        if (writing->tiles->form == COUNT_GRID)
            add_square(writing, &clusters[i]);
        else
            add_cluster(writing, &clusters[i]);
    }
    made->rows = count;
    return mvt_layer_end(&writing->layer, err) &&
           mvt_tile_end(&tile, &made->bytes, err);
}

bool aggregate_points_make(struct app *app, const struct request *request,
                           const struct aggregate_tiles *tiles,
                           const struct tile_ask *ask, struct tile_made *made,
                           struct error *err)
{
    size_t count = 0;
    struct cluster *clusters = NULL;
    struct writing writing = { .tiles = tiles,
                               .has_ids = has_numbers(request->collection) };
    *made = (struct tile_made){ 0 };
    tile_frame_init(&writing.frame, ask->tms, ask->address, TILE_MARGIN, 1);
    const struct shelf_item *item =
        places_get(app, request, &tiles->selection, ask->tms, err);
    if (!item) return false;
    bool ok = count_places(item->thing, &writing.frame, cell_units(tiles),
                           request->arena, &clusters, &count, err);
    shelf_release(app->shelf, item);
    struct arena *row = ok ? arena_create(ROW_BYTES_MAX) : NULL;
    if (ok && !row) return error_set(err, ERROR_NO_MEMORY, "no room for rows");
    ok = ok && write_tile(&writing, request, row, clusters, count, made, err);
    arena_destroy(row);
    return ok;
}
