#include "server/aggregate_tile.h"

#include "server/area_labels.h"
#include "server/tile_layer.h"
#include "tile/cluster.h"
#include "tile/mvt.h"

enum {
    ROW_BYTES_MAX = 256 << 20,  // one area, while it is drawn
    CLUSTER_UNITS = 64,
    KEY_CODE = 0,
    KEY_NAME,
    KEY_LEVEL,
    KEY_COUNT,
    KEY_MEASURES,  // and then `withheld`
    KEYS_MAX = KEY_MEASURES + MEASURES_MAX + 1,
};

// What is tried in turn, until the tile is small enough.
static const struct step {
    const char *reduced;
    bool has_names, has_shapes, has_clusters;
    int32_t grain;
    int64_t area_min;  // in units of the grid
} steps[] = {
    { "", true, true, false, 1, 0 },
    { "grid=4", true, true, false, 4, 0 },
    { "grid=8, areas=256", true, true, false, 8, 256 },
    { "grid=8, areas=1024, names", false, true, false, 8, 1024 },
    { "shapes, names", false, false, false, 1, 0 },
    { "shapes, names, clusters", false, false, true, 1, 0 },
};
enum { STEP_COUNT = sizeof steps / sizeof *steps };

static const struct tile_step words[] = {
    { .name = "grid=4", .summary = "hoeken op elke vierde eenheid" },
    { .name = "grid=8", .summary = "hoeken op elke achtste eenheid" },
    { .name = "areas=256",
      .summary = "geen vlakken onder 256 vierkante eenheden" },
    { .name = "areas=1024",
      .summary = "geen vlakken onder 1024 vierkante eenheden" },
    { .name = "names", .summary = "geen namen van gebieden" },
    { .name = "shapes", .summary = "geen vlakken" },
    { .name = "clusters",
      .summary = "labels in een cel van 64 bij 64 eenheden als een punt, met "
                 "de som als count en hun aantal als areas" },
};

const struct tile_step *aggregate_tile_steps(size_t *count)
{
    *count = sizeof words / sizeof *words;
    return words;
}

struct making {
    const struct request *request;
    const struct aggregate_tiles *tiles;
    const struct grouping_offer *level;
    const struct tile_ask *ask;
    const struct tally *tally;
    const struct area_labels *labels;
    const struct step *step;
    struct tile_frame frame, label_frame;  // labels keep to the finest grid
    struct arena *row;
    str keys[KEYS_MAX];
    size_t key_count;
    struct value values[KEYS_MAX];
    struct tile_made *made;
};

static struct value text(str value)
{
    return (struct value){ .type = value.len ? VALUE_TEXT : VALUE_NULL,
                           .text = value };
}

static struct value number(int64_t value)
{
    return (struct value){ .type = VALUE_INT, .integer = value };
}

static void set_keys(struct making *making)
{
    const struct aggregate_plan *plan = &making->tiles->plan;
    size_t measures = plan->query.measure_count;
    making->keys[KEY_CODE] = STR("code");
    making->keys[KEY_NAME] = STR("name");
    making->keys[KEY_LEVEL] = STR("level");
    making->keys[KEY_COUNT] = STR("count");
    for (size_t i = 0; i < measures; i++)
        making->keys[KEY_MEASURES + i] = plan->measure_keys[i];
    making->keys[KEY_MEASURES + measures] = STR("withheld");
    making->key_count = KEY_MEASURES + measures + 1;
}

static const struct value *values_of(struct making *making,
                                     const struct tally_group *group)
{
    size_t measures = making->tiles->plan.query.measure_count;
    struct value *values = making->values;
    values[KEY_CODE] = text(group->code);
    values[KEY_NAME] =
        making->step->has_names ? text(group->name) : (struct value){ 0 };
    values[KEY_LEVEL] = text(making->level->name);
    values[KEY_COUNT] = number(group->count);
    for (size_t i = 0; i < measures; i++)
        values[KEY_MEASURES + i] = group->measures[i];
    values[KEY_MEASURES + measures] =
        group->withheld ? number(group->withheld) : (struct value){ 0 };
    return values;
}

static bool add_areas(struct making *making, struct mvt_layer *layer,
                      struct error *err)
{
    struct feature feature;
    const struct collection *areas = making->level->areas;
    struct selection all = {
        .collection = areas,
        .wanted =
            ARENA_ARRAY(making->request->arena, bool, areas->schema.count + 1),
    };
    if (!all.wanted)
        return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
    if (!tile_layer_place(making->ask, &all, err)) return false;
    all.srid = making->ask->tms->srid;
    struct cursor *cursor = cursor_open(making->request->view, &all, err);
    if (!cursor) return false;
    while (cursor_next(cursor, &feature)) {
        making->made->beyond += feature.is_beyond;
        const struct tally_group *group =
            feature.id.type == VALUE_TEXT
                ? tally_find(making->tally, feature.id.text)
                : NULL;
        if (!group) continue;
        making->made->rows++;
        if (mvt_layer_add(layer, (struct value){ 0 }, &feature.geom,
                          values_of(making, group)) == MVT_FAILED)
            break;
    }
    return cursor_close(cursor, err);
}

static enum mvt_outcome add_point(struct mvt_layer *layer, struct point at,
                                  const struct value *values)
{
    size_t one = 1;
    struct geom geom = { .type = GEOM_POINT,
                         .point_count = 1,
                         .run_count = 1,
                         .points = &at,
                         .runs = &one };
    return mvt_layer_add(layer, (struct value){ 0 }, &geom, values);
}

// Both are in order of code.
static bool next_label(const struct making *making, size_t *label,
                       size_t *group)
{
    const struct area_labels *labels = making->labels;
    const struct tally *tally = making->tally;
    struct tile_frame own = making->label_frame;
    own.margin = 0;
    while (++*label < labels->count) {
        const struct area_label *at = &labels->labels[*label];
        if (!tile_frame_has(&own, at->at)) continue;
        const struct tally_group *found = tally_find(tally, at->code);
        if (!found) continue;
        *group = (size_t)(found - tally->groups);
        return true;
    }
    return false;
}

static bool add_labels(struct making *making, struct mvt_layer *layer)
{
    size_t label = SIZE_MAX, group;
    while (next_label(making, &label, &group))
        if (add_point(layer, making->labels->labels[label].at,
                      values_of(making, &making->tally->groups[group])) ==
            MVT_FAILED)
            return true;
    return true;
}

// Labels of neighbours taken together: the sum of their counts, and how many
// they are.
static bool add_label_clusters(struct making *making, struct mvt_layer *layer,
                               struct error *err)
{
    struct cluster_grid grid;
    struct cluster *clusters = NULL;
    struct arena *arena = making->request->arena;
    size_t label = SIZE_MAX, group, count = 0;
    cluster_begin(&grid, arena, &making->label_frame, CLUSTER_UNITS);
    while (next_label(making, &label, &group))
        cluster_add(&grid, making->labels->labels[label].at, (int64_t)label,
                    making->tally->groups[group].count);
    if (!cluster_end(&grid, arena, &clusters, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        const struct value values[] = { text(making->level->name),
                                        number(clusters[i].count),
                                        number(clusters[i].points) };
        add_point(layer, clusters[i].middle, values);
    }
    return true;
}

static bool write_areas(struct making *making, struct mvt_tile *tile,
                        struct error *err)
{
    struct mvt_layer layer;
    const struct mvt_layer_options options = {
        .name = making->request->collection->id,
        .frame = &making->frame,
        .row = making->row,
        .keys = making->keys,
        .key_count = making->key_count,
        .area_min = making->step->area_min,
    };
    making->made->rows = 0;
    making->made->too_small = 0;
    making->made->beyond = 0;
    if (!making->step->has_shapes) return true;
    mvt_layer_begin(&layer, tile, &options);
    if (!add_areas(making, &layer, err)) return false;
    making->made->too_small = layer.counts.small;
    return mvt_layer_end(&layer, err);
}

static bool write_labels(struct making *making, struct mvt_tile *tile,
                         struct error *err)
{
    static const str cluster_keys[] = { { "level", 5 },
                                        { "count", 5 },
                                        { "areas", 5 } };
    struct mvt_layer layer;
    bool has_clusters = making->step->has_clusters;
    const struct mvt_layer_options options = {
        .name = arena_printf(making->request->arena, "%.*s-labels",
                             STR_ARG(making->request->collection->id)),
        .frame = &making->label_frame,
        .row = making->row,
        .keys = has_clusters ? cluster_keys : making->keys,
        .key_count = has_clusters ? 3 : making->key_count,
    };
    mvt_layer_begin(&layer, tile, &options);
    bool ok = has_clusters ? add_label_clusters(making, &layer, err)
                           : add_labels(making, &layer);
    return ok && mvt_layer_end(&layer, err);
}

static bool write_tile(struct making *making, struct error *err)
{
    struct mvt_tile tile;
    tile_frame_init(&making->frame, making->ask->tms, making->ask->address,
                    TILE_MARGIN, making->step->grain);
    tile_frame_init(&making->label_frame, making->ask->tms,
                    making->ask->address, TILE_MARGIN, 1);
    mvt_tile_begin(&tile, making->request->arena, TILE_BYTES_MAX);
    making->made->reduced = str_from(making->step->reduced);
    return write_areas(making, &tile, err) &&
           write_labels(making, &tile, err) &&
           mvt_tile_end(&tile, &making->made->bytes, err);
}

static bool try_steps(struct making *making, struct error *err)
{
    struct error failed = { 0 };
    for (size_t i = 0; i < STEP_COUNT; i++) {
        making->step = &steps[i];
        if (write_tile(making, &failed)) return true;
        if (failed.code != ERROR_TOO_LARGE)
            return error_set(err, failed.code, "%s", failed.message);
    }
    return error_set(err, ERROR_TOO_LARGE,
                     "the tile would have more than %d bytes, even with the "
                     "counts alone; ask for a tile of a deeper tileMatrix, or "
                     "for coarser areas",
                     TILE_BYTES_MAX);
}

static bool make(struct making *making, const struct shelf_item *tally,
                 const struct shelf_item *labels, struct error *err)
{
    making->tally = tally->thing;
    making->labels = labels->thing;
    making->row = arena_create(ROW_BYTES_MAX);
    if (!making->row)
        return error_set(err, ERROR_NO_MEMORY, "no room for areas");
    set_keys(making);
    bool ok = try_steps(making, err);
    arena_destroy(making->row);
    return ok;
}

bool aggregate_tile_make(struct app *app, const struct request *request,
                         struct aggregate_tiles *tiles,
                         const struct tile_ask *ask, struct tile_made *made,
                         struct error *err)
{
    struct making making = {
        .request = request,
        .tiles = tiles,
        .level = aggregate_tiles_level(tiles, ask->tms, ask->address.zoom),
        .ask = ask,
        .made = made,
    };
    *made = (struct tile_made){ 0 };
    const struct shelf_item *tally =
        tally_get(app, request, tiles, making.level, err);
    const struct shelf_item *labels =
        tally ? area_labels_get(app, request, making.level->areas,
                                ask->tms->srid, err)
              : NULL;
    bool ok = labels && make(&making, tally, labels, err);
    shelf_release(app->shelf, labels);
    shelf_release(app->shelf, tally);
    return ok;
}
