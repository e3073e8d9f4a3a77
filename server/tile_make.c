#include "server/tile_make.h"

#include "geo/crs.h"
#include "server/tileset.h"
#include "tile/cluster.h"
#include "tile/mvt.h"

enum {
    ROW_BYTES_MAX = 256 << 20,  // one feature, while it is drawn
    CLUSTER_UNITS = 64,         // the side of a cell: 4 of 256 pixels
    OUTLINE_STEPS = 16,
};

// What is tried in turn, until the tile is small enough.
static const struct step {
    const char *reduced;
    bool is_bare;       // no attributes
    bool has_clusters;  // points only
    int32_t grain;      // of the grid; coarser only for what is no point
} steps[] = {
    { "", false, false, 1 },
    { "attributes", true, false, 1 },
    { "attributes, clusters", true, true, 1 },
    { "attributes, grid=8", true, false, 8 },
    { "attributes, grid=64", true, false, 64 },
};
enum { STEP_COUNT = sizeof steps / sizeof *steps };

struct making {
    const struct request *request;
    struct selection selection;
    const struct step *step;
    struct tile_frame frame;
    struct arena *row;
    str *keys;
    size_t *columns;
    size_t key_count;
    struct tile_made *made;
};

static bool is_possible(const struct step *step,
                        const struct collection *collection)
{
    bool is_points = collection->geom_type == GEOM_POINT;
    if (step->has_clusters) return is_points;
    return step->grain == 1 || !is_points;
}

static bool choose_keys(struct making *making, struct error *err)
{
    struct arena *arena = making->request->arena;
    const struct schema *schema = &making->selection.collection->schema;
    const bool *wanted = making->selection.wanted;
    making->key_count = 0;
    making->keys = ARENA_ARRAY(arena, str, schema->count + 1);
    making->columns = ARENA_ARRAY(arena, size_t, schema->count + 1);
    if (!making->keys || !making->columns)
        return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
    for (size_t i = 0; i < schema->count; i++) {
        if (wanted && !wanted[i]) continue;
        making->keys[making->key_count] = schema->fields[i].name;
        making->columns[making->key_count++] = i;
    }
    return true;
}

// Ids of text, which a tile has no other place for, stay an attribute.
static str id_key(const struct making *making)
{
    const struct collection *collection = making->selection.collection;
    const struct field *id = collection_id_field(collection);
    if (!id || making->step->has_clusters) return (str){ 0 };
    for (size_t i = 0; i < making->key_count; i++)
        if (str_equal(making->keys[i], id->name)) return (str){ 0 };
    return id->name;
}

static bool add_features(struct making *making, struct mvt_layer *layer,
                         struct error *err)
{
    struct feature feature;
    struct cursor *cursor =
        cursor_open(making->request->view, &making->selection, err);
    if (!cursor) return false;
    making->made->rows = 0;
    while (cursor_next(cursor, &feature)) {
        making->made->rows++;
        if (mvt_layer_add(layer, feature.id, &feature.geom, feature.values) ==
            MVT_FAILED)
            break;
    }
    return cursor_close(cursor, err);
}

// Where it is drawn, a little inside of that edge: a point counts in the tile
// that would show it, so that tiles with clusters and tiles without add up.
static struct point drawn_at(const struct tile_frame *frame, struct point p)
{
    const double inside = 0.25;
    struct point unit = tile_frame_snap(frame, p);
    return (struct point){
        frame->origin.x + (frame->left + unit.x + inside) / frame->scale,
        frame->origin.y - (frame->top + unit.y + inside) / frame->scale,
    };
}

static bool read_clusters(struct making *making, struct cluster **clusters,
                          size_t *count, struct error *err)
{
    struct feature feature;
    struct cluster_grid grid;
    struct arena *arena = making->request->arena;
    cluster_begin(&grid, arena, &making->frame, CLUSTER_UNITS);
    struct cursor *cursor =
        cursor_open(making->request->view, &making->selection, err);
    if (!cursor) return false;
    making->made->rows = 0;
    while (cursor_next(cursor, &feature)) {
        int64_t id = feature.id.type == VALUE_INT ? feature.id.integer : 0;
        making->made->rows++;
        if (feature.geom.type == GEOM_POINT)
            cluster_add(&grid, drawn_at(&making->frame, feature.geom.points[0]),
                        id, 1);
    }
    return cursor_close(cursor, err) &&
           cluster_end(&grid, arena, clusters, count, err);
}

static bool add_clusters(struct making *making, struct mvt_layer *layer,
                         struct error *err)
{
    size_t count = 0, one = 1;
    struct cluster *clusters = NULL;
    bool has_numbers =
        !collection_id_field(making->selection.collection) ||
        collection_id_field(making->selection.collection)->type == VALUE_INT;
    if (!read_clusters(making, &clusters, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        struct value id = { 0 };
        struct value points = { .type = VALUE_INT,
                                .integer = clusters[i].count };
        struct geom geom = { .type = GEOM_POINT,
                             .point_count = 1,
                             .run_count = 1,
                             .points = &clusters[i].middle,
                             .runs = &one };
        if (clusters[i].points == 1 && has_numbers)
            id = (struct value){ .type = VALUE_INT,
                                 .integer = clusters[i].first };
        mvt_layer_add(layer, id, &geom, &points);
    }
    return true;
}

static bool fill_layer(struct making *making, struct mvt_layer *layer,
                       struct error *err)
{
    return making->step->has_clusters ? add_clusters(making, layer, err)
                                      : add_features(making, layer, err);
}

static bool write_tile(struct making *making, struct error *err)
{
    static const str cluster_keys[] = { { "point_count", 11 } };
    struct mvt_tile tile;
    struct mvt_layer layer;
    bool has_clusters = making->step->has_clusters;
    if (!choose_keys(making, err)) return false;
    const struct mvt_layer_options options = {
        .name = making->selection.collection->id,
        .frame = &making->frame,
        .row = making->row,
        .keys = has_clusters ? cluster_keys : making->keys,
        .key_count = has_clusters ? 1 : making->key_count,
        .columns = has_clusters ? NULL : making->columns,
        .id_key = id_key(making),
    };
    mvt_tile_begin(&tile, making->request->arena, TILE_BYTES_MAX);
    mvt_layer_begin(&layer, &tile, &options);
    if (!fill_layer(making, &layer, err)) return false;
    making->made->too_small = layer.counts.small;
    making->made->reduced = str_from(making->step->reduced);
    return mvt_layer_end(&layer, err) &&
           mvt_tile_end(&tile, &making->made->bytes, err);
}

static bool try_steps(struct making *making, const struct tms *tms,
                      struct tile_address address, struct error *err)
{
    struct error failed;
    const struct collection *collection = making->selection.collection;
    const bool *none =
        ARENA_ARRAY(making->request->arena, bool, collection->schema.count + 1);
    if (!none) return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (!is_possible(&steps[i], collection)) continue;
        making->step = &steps[i];
        if (steps[i].is_bare) making->selection.wanted = none;
        tile_frame_init(&making->frame, tms, address, TILE_MARGIN,
                        steps[i].grain);
        if (write_tile(making, &failed)) return true;
        if (failed.code != ERROR_TOO_LARGE)
            return error_set(err, failed.code, "%s", failed.message);
    }
    return error_set(err, ERROR_TOO_LARGE,
                     "the tile would have more than %d bytes, even without "
                     "attributes and on the coarsest grid; ask for a tile of "
                     "a deeper tileMatrix, or use a filter",
                     TILE_BYTES_MAX);
}

// The box of what the tile may show, as the store takes it. False, and no
// error, when there is nothing there.
static bool set_box(struct selection *selection, const struct tms *tms,
                    const struct tile_frame *frame, bool *is_somewhere,
                    struct error *err)
{
    struct box box = box_overlap(tile_frame_box(frame), tileset_area(tms));
    *is_somewhere = !box_is_nothing(box);
    selection->srid = tms->srid;
    selection->box = (struct box_filter){
        .srid = tms->srid == CRS_RD ? CRS_RD : CRS_WGS84,
        .boxes = { box },
        .count = 1,
    };
    if (!*is_somewhere || tms->srid != CRS_WEB_MERCATOR) return true;
    struct crs_transform *way = crs_open(tms->srid, CRS_WGS84, err);
    bool ok =
        way && crs_box(way, box, OUTLINE_STEPS, &selection->box.boxes[0], err);
    crs_close(way);
    return ok;
}

bool tile_make(const struct request *request, struct selection *selection,
               const struct tms *tms, struct tile_address address,
               struct tile_made *out, struct error *err)
{
    bool is_somewhere = false;
    struct making making = { .request = request, .made = out };
    *out = (struct tile_made){ 0 };
    tile_frame_init(&making.frame, tms, address, TILE_MARGIN, 1);
    if (!set_box(selection, tms, &making.frame, &is_somewhere, err))
        return false;
    if (!is_somewhere) return true;
    making.selection = *selection;
    making.row = arena_create(ROW_BYTES_MAX);
    if (!making.row) return error_set(err, ERROR_NO_MEMORY, "no room for rows");
    bool ok = try_steps(&making, tms, address, err);
    arena_destroy(making.row);
    return ok;
}
