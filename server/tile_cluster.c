#include "server/tile_cluster.h"

#include "geo/crs.h"
#include "server/tile_way.h"
#include "server/tileset.h"
#include "store/spots.h"

enum {
    UNSURE_FIRST = 64,
};

// What rounding to single precision can move a point by, up to 80 degrees
// north: half of the last bit of 90, wider where meridians are close.
static const double ROUNDED_DEGREES = 2e-5;
static const double METRES_A_DEGREE = 111320;
static const double STRETCH_MAX = 12;  // of Web Mercator, at its edge

struct reading {
    struct tile_layer *layer;
    const struct tile_frame *frame;
    struct cluster_grid grid;
    struct tile_way way;  // from CRS84
    struct box area;      // where the set's system has coordinates
    bool is_by_fid;       // the grid holds fids, not ids
    int64_t *unsure;      // fids
    size_t unsure_count, unsure_room;
    bool failed;
};

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

static void add_feature(struct reading *reading, const struct feature *feature)
{
    int64_t id = feature->id.type == VALUE_INT ? feature->id.integer : 0;
    if (feature->geom.type != GEOM_POINT) return;
    cluster_add(&reading->grid,
                drawn_at(reading->frame, feature->geom.points[0]),
                reading->is_by_fid ? feature->fid : id, 1);
}

static bool read_rows(struct reading *reading, struct error *err)
{
    struct feature feature;
    struct tile_layer *layer = reading->layer;
    struct cursor *cursor =
        cursor_open(layer->ask->view, &layer->selection, err);
    if (!cursor) return false;
    while (tile_next_feature(layer, cursor, &feature))
        add_feature(reading, &feature);
    return cursor_close(cursor, err);
}

// The row of one fid alone.
static bool read_row(struct reading *reading, int64_t fid,
                     struct feature *feature, bool *is_there, struct error *err)
{
    struct tile_layer *layer = reading->layer;
    struct selection one = layer->selection;
    one.box = (struct box_filter){ 0 };
    one.after_fid = fid - 1;
    one.limit = 1;
    struct cursor *cursor = cursor_open(layer->ask->view, &one, err);
    if (!cursor) return false;
    *is_there =
        tile_next_feature(layer, cursor, feature) && feature->fid == fid;
    if (*is_there && feature->geom.type == GEOM_POINT)
        feature->geom = geom_from_point(reading->layer->ask->arena,
                                        feature->geom.points[0]);
    return cursor_close(cursor, err);
}

static bool note_unsure(struct reading *reading, int64_t fid)
{
    if (reading->unsure_count == reading->unsure_room) {
        size_t room = reading->unsure_room;
        size_t more = room ? 2 * room : UNSURE_FIRST;
        int64_t *grown = arena_grow(reading->layer->ask->arena, reading->unsure,
                                    room * sizeof *grown, more * sizeof *grown);
        if (!grown) {
            reading->failed = true;
            return false;
        }
        reading->unsure = grown;
        reading->unsure_room = more;
    }
    reading->unsure[reading->unsure_count++] = fid;
    return true;
}

static bool is_inside(double unit, double low, double high)
{
    return unit > low && unit < high;
}

static bool visit(void *context, const struct spot *spot)
{
    struct reading *reading = context;
    struct point p = spot->at;
    const double last = TILE_EXTENT;
    reading->layer->rows++;
    if (!tile_way_go(&reading->way, &p)) return note_unsure(reading, spot->fid);
    struct point unit = tile_frame_unit(reading->frame, p);
    // The tile begins half a unit before its edge: what snaps to it is its own.
    if (!is_inside(unit.x, -1.5, last + 0.5) ||
        !is_inside(unit.y, -1.5, last + 0.5))
        return true;
    if (!is_inside(unit.x, 0.5, last - 1.5) ||
        !is_inside(unit.y, 0.5, last - 1.5))
        return note_unsure(reading, spot->fid);
    // Whether it has a place in the system its row says.
    if (!box_has_point(reading->area, p))
        return note_unsure(reading, spot->fid);
    cluster_add(&reading->grid, drawn_at(reading->frame, p), spot->fid, 1);
    return true;
}

static bool is_fine(const struct tile_ask *ask, const struct tile_frame *frame)
{
    double degree = ask->tms->srid == CRS_WGS84 ? 1 : METRES_A_DEGREE;
    return ROUNDED_DEGREES * degree * frame->scale < 0.5;
}

static bool read_spots(struct reading *reading, struct error *err)
{
    struct feature feature;
    bool is_there;
    struct tile_layer *layer = reading->layer;
    const struct spot_visitor visitor = { visit, reading };
    reading->area = tileset_area(layer->ask->tms);
    if (!tile_way_open(&reading->way, layer->ask->tms, err)) return false;
    bool ok = store_spots(layer->ask->view, &layer->selection, &visitor,
                          &reading->is_by_fid, err);
    tile_way_close(&reading->way);
    if (ok && reading->failed)
        ok = error_set(err, ERROR_NO_MEMORY, "no room for clusters");
    for (size_t i = 0; ok && i < reading->unsure_count; i++) {
        ok = read_row(reading, reading->unsure[i], &feature, &is_there, err);
        if (ok && is_there) add_feature(reading, &feature);
    }
    return ok;
}

static bool take_cluster(struct reading *reading, const struct cluster *from,
                         struct tile_cluster *to, struct error *err)
{
    struct feature feature;
    bool is_there;
    const struct field *id =
        collection_id_field(reading->layer->selection.collection);
    *to = (struct tile_cluster){ .middle = from->middle, .count = from->count };
    if (from->points != 1 || (id && id->type != VALUE_INT)) return true;
    to->id = (struct value){ .type = VALUE_INT, .integer = from->first };
    if (!reading->is_by_fid) return true;
    if (!read_row(reading, from->first, &feature, &is_there, err)) return false;
    to->id = is_there ? feature.id : (struct value){ 0 };
    if (is_there && feature.geom.type == GEOM_POINT)
        to->middle = drawn_at(reading->frame, feature.geom.points[0]);
    return true;
}

bool tile_clusters_read(struct tile_layer *layer,
                        const struct tile_frame *frame,
                        struct tile_cluster **out, size_t *count,
                        struct error *err)
{
    struct cluster *found = NULL;
    struct arena *arena = layer->ask->arena;
    struct reading reading = { .layer = layer, .frame = frame };
    cluster_begin(&reading.grid, arena, frame, TILE_CLUSTER_UNITS);
    if (is_fine(layer->ask, frame) && !read_spots(&reading, err)) return false;
    if (!reading.is_by_fid && !read_rows(&reading, err)) return false;
    if (!cluster_end(&reading.grid, arena, &found, count, err)) return false;
    *out = ARENA_ARRAY(arena, struct tile_cluster, *count + 1);
    if (!*out) return error_set(err, ERROR_NO_MEMORY, "no room for clusters");
    for (size_t i = 0; i < *count; i++)
        if (!take_cluster(&reading, &found[i], &(*out)[i], err)) return false;
    return true;
}

static bool count_spot(void *context, const struct spot *spot)
{
    size_t *count = context;
    (void)spot;
    return ++*count < TILE_CROWD;
}

static size_t count_inside(const struct mvt_block *block, struct box box)
{
    size_t count = 0;
    for (size_t from = 0, to; from < block->count; from = to) {
        struct box piece = block->pieces[from / MVT_PIECE_POINTS];
        to = from + MVT_PIECE_POINTS;
        if (to > block->count) to = block->count;
        if (box_contains(box, piece))
            count += to - from;
        else if (box_intersects(box, piece))
            for (size_t i = from; i < to; i++)
                count += box_has_point(box, block->at[i]);
    }
    return count;
}

static size_t count_pinned(const struct block_pins *pins, struct box box)
{
    size_t count = 0;
    for (size_t i = 0; i < pins->count; i++)
        count += count_inside(&pins->kept[i]->block, box);
    return count;
}

// The spatial index decides what is a crowd, which rounds positions outward; so
// points near the edge of its box may count or not. Only where that matters is
// it asked.
static bool is_decided(const struct tile_ask *ask,
                       const struct block_pins *pins, bool *is_crowded)
{
    struct tile_frame frame;
    int srid = ask->tms->srid;
    *is_crowded = false;
    if (!pins->set) return false;
    if (pins->rows < TILE_CROWD) return true;
    if (srid != CRS_WGS84 && srid != CRS_WEB_MERCATOR) return false;
    double near = ROUNDED_DEGREES;
    if (srid == CRS_WEB_MERCATOR) near *= METRES_A_DEGREE * STRETCH_MAX;
    tile_frame_init(&frame, ask->tms, ask->address, TILE_MARGIN, 1);
    struct box box = tile_frame_box(&frame);
    *is_crowded = count_pinned(pins, box_grow(box, -near)) >= TILE_CROWD;
    return *is_crowded || count_pinned(pins, box_grow(box, near)) < TILE_CROWD;
}

static bool is_crowded_at_sight(const struct tile_ask *ask,
                                const struct selection *selection)
{
    const struct block_asked asked = { .view = ask->view,
                                       .arena = ask->arena,
                                       .tms = ask->tms,
                                       .selection = selection };
    return blocks_least(ask->blocks, &asked) >= TILE_CROWD;
}

bool tile_is_crowded(const struct tile_ask *ask,
                     const struct selection *selection,
                     const struct block_pins *pins, bool *out,
                     struct error *err)
{
    size_t count = 0;
    bool is_answered;
    const struct spot_visitor visitor = { count_spot, &count };
    *out = false;
    if (selection->collection->geom_type != GEOM_POINT ||
        selection->collection->feature_count < TILE_CROWD ||
        is_decided(ask, pins, out))
        return true;
    *out = !pins->set && is_crowded_at_sight(ask, selection);
    if (*out) return true;
    if (!store_spots(ask->view, selection, &visitor, &is_answered, err))
        return false;
    *out = count >= TILE_CROWD;
    return true;
}
