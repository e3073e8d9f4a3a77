#include "server/tile_layer.h"

#include "geo/crs.h"
#include "geo/mercator.h"
#include "server/tile_cluster.h"
#include "server/tile_way.h"

struct writing {
    struct tile_layer *layer;
    struct tile_frame frame;
    struct mvt_layer mvt;
    str *keys;
    size_t *columns;
    size_t key_count;
};

bool tile_layer_place(const struct tile_ask *ask, struct selection *selection,
                      struct error *err)
{
    struct tile_frame frame;
    tile_frame_init(&frame, ask->tms, ask->address, TILE_MARGIN, 1);
    struct box box = tile_frame_box(&frame);
    selection->srid = tile_way_srid(ask->tms);
    if (selection->srid != ask->tms->srid) {
        struct point low = { box.min_x, box.min_y };
        struct point high = { box.max_x, box.max_y };
        if (!mercator_to_degrees(&low) || !mercator_to_degrees(&high))
            return error_set(err, ERROR_INTERNAL, "a tile without a place");
        box = (struct box){ low.x, low.y, high.x, high.y };
    }
    selection->box = (struct box_filter){
        .srid = selection->srid, .boxes = { box }, .count = 1, .is_rough = true
    };
    selection->keeps_beyond = true;
    return true;
}

bool tile_next_feature(struct tile_layer *layer, struct cursor *cursor,
                       struct feature *feature)
{
    do {
        if (!cursor_next(cursor, feature)) return false;
        layer->beyond += feature->is_beyond;
    } while (feature->is_beyond);
    layer->rows++;
    tile_way_finish(layer->ask->tms, &feature->geom);
    return true;
}

static bool choose_keys(struct writing *writing, struct error *err)
{
    struct tile_layer *layer = writing->layer;
    struct arena *arena = layer->ask->arena;
    const struct schema *schema = &layer->selection.collection->schema;
    const bool *wanted = layer->selection.wanted;
    writing->keys = ARENA_ARRAY(arena, str, schema->count + 1);
    writing->columns = ARENA_ARRAY(arena, size_t, schema->count + 1);
    bool *none = ARENA_ARRAY(arena, bool, schema->count + 1);
    if (!writing->keys || !writing->columns || !none)
        return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
    if (layer->level->is_bare) {
        layer->selection.wanted = none;
        return true;
    }
    for (size_t i = 0; i < schema->count; i++) {
        if (wanted && !wanted[i]) continue;
        writing->keys[writing->key_count] = schema->fields[i].name;
        writing->columns[writing->key_count++] = i;
    }
    return true;
}

// Ids of text, which a tile has no other place for, stay an attribute.
static str id_key(const struct writing *writing)
{
    const struct field *id =
        collection_id_field(writing->layer->selection.collection);
    if (!id) return (str){ 0 };
    for (size_t i = 0; i < writing->key_count; i++)
        if (str_equal(writing->keys[i], id->name)) return (str){ 0 };
    return id->name;
}

static bool is_asked(const struct block_pins *pins, struct block_reach reach)
{
    struct box box = { reach.min_x, reach.min_y, reach.max_x, reach.max_y };
    for (size_t i = 0; i < pins->search.count; i++)
        if (box_intersects(pins->search.boxes[i], box)) return true;
    return false;
}

static void add_shapes(struct writing *writing, const struct block_kept *kept)
{
    for (size_t i = 0; i < kept->block.count; i++) {
        if (!is_asked(writing->layer->pins, kept->reaches[i])) continue;
        writing->layer->rows++;
        if (mvt_layer_add_shape(&writing->mvt, &kept->block, i) == MVT_FAILED)
            return;
    }
}

static void add_blocks(struct writing *writing)
{
    struct tile_layer *layer = writing->layer;
    const struct block_pins *pins = layer->pins;
    mvt_layer_use(&writing->mvt, pins->dictionary, pins->codes,
                  pins->rows * writing->key_count);
    for (size_t i = 0; i < pins->count; i++)
        if (pins->kept[i]->block.at)
            layer->rows +=
                mvt_layer_add_points(&writing->mvt, &pins->kept[i]->block);
        else
            add_shapes(writing, pins->kept[i]);
}

static bool add_features(struct writing *writing, struct error *err)
{
    struct feature feature;
    struct tile_layer *layer = writing->layer;
    if (layer->pins) {
        add_blocks(writing);
        return true;
    }
    struct cursor *cursor =
        cursor_open(layer->ask->view, &layer->selection, err);
    if (!cursor) return false;
    while (tile_next_feature(layer, cursor, &feature))
        if (mvt_layer_add(&writing->mvt, feature.id, &feature.geom,
                          feature.values) == MVT_FAILED)
            break;
    return cursor_close(cursor, err);
}

static bool add_clusters(struct writing *writing, struct error *err)
{
    size_t count = 0, one = 1;
    struct tile_cluster *clusters = NULL;
    if (!tile_clusters_read(writing->layer, &writing->frame, &clusters, &count,
                            err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct value points = { .type = VALUE_INT,
                                .integer = clusters[i].count };
        struct geom geom = { .type = GEOM_POINT,
                             .point_count = 1,
                             .run_count = 1,
                             .points = &clusters[i].middle,
                             .runs = &one };
        mvt_layer_add(&writing->mvt, clusters[i].id, &geom, &points);
    }
    return true;
}

bool tile_layer_write(struct tile_layer *layer, struct mvt_tile *tile,
                      struct error *err)
{
    static const str cluster_keys[] = { { "point_count", 11 } };
    struct writing writing = { .layer = layer };
    const struct tile_ask *ask = layer->ask;
    const struct collection *collection = layer->selection.collection;
    bool is_points = collection->geom_type == GEOM_POINT;
    bool has_clusters = is_points && layer->level->has_clusters;
    tile_frame_init(&writing.frame, ask->tms, ask->address, TILE_MARGIN,
                    is_points ? 1 : layer->level->grain);
    if (!choose_keys(&writing, err)) return false;
    const struct mvt_layer_options options = {
        .name = collection->id,
        .frame = &writing.frame,
        .row = layer->row,
        .keys = has_clusters ? cluster_keys : writing.keys,
        .key_count = has_clusters ? 1 : writing.key_count,
        .columns = has_clusters ? NULL : writing.columns,
        .id_key = has_clusters ? (str){ 0 } : id_key(&writing),
    };
    mvt_layer_begin(&writing.mvt, tile, &options);
    if (has_clusters ? !add_clusters(&writing, err)
                     : !add_features(&writing, err))
        return false;
    layer->too_small = writing.mvt.counts.small;
    return mvt_layer_end(&writing.mvt, err);
}
