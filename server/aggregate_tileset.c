#include "server/aggregate_tileset.h"

#include "geo/crs.h"
#include "server/aggregate_points.h"
#include "server/aggregate_tile.h"
#include "server/area_labels.h"
#include "server/collection_json.h"
#include "server/geojson.h"
#include "server/links.h"
#include "server/places.h"
#include "server/selection.h"
#include "server/tile_version.h"
#include "server/tileset.h"
#include "server/tileset_json.h"

#define MVT_TYPE "application/vnd.mapbox-vector-tile"
enum { TILEJSON_ZOOM_MAX = 16, URL_BYTES_MAX = 64 * 1024 };

const struct collection *
aggregate_tiles_extent(const struct request *request,
                       const struct aggregate_tiles *tiles,
                       const struct tms *tms, uint32_t zoom)
{
    if (tiles->form != COUNT_AREAS) return request->collection;
    return aggregate_tiles_level(tiles, tms, zoom)->areas;
}

str aggregate_tileset_url(const struct request *request, const struct tms *tms,
                          const char *tail, const char *format)
{
    str url = { 0 };
    struct buf out;
    const struct params *params = &request->params;
    buf_init(&out, request->arena, URL_BYTES_MAX);
    buf_add_str(&out, collection_url(request, request->collection,
                                     "/aggregate/tiles/"));
    buf_addf(&out, "%s%s?f=%s", tms->id, tail, format);
    for (size_t i = 0; i < params->pair_count; i++) {
        if (str_equal(params->pairs[i].name, STR("f"))) continue;
        buf_add_char(&out, '&');
        percent_encode(&out, params->pairs[i].name, "");
        buf_add_char(&out, '=');
        percent_encode(&out, params->pairs[i].value, ",:/()");
    }
    str version = tile_version(request, &request->collection, 1);
    if (tail[0]) buf_addf(&out, "&version=%.*s", STR_ARG(version));
    return buf_finish(&out, &url, NULL) ? url : (str){ 0 };
}

static void write_template(struct json *json, const struct request *request,
                           const struct tms *tms)
{
    json_object_begin(json);
    json_member_str(json, "rel", STR("item"));
    json_member_str(json, "type", STR(MVT_TYPE));
    json_member_str(json, "title", STR("De tegels"));
    json_member_str(json, "href",
                    aggregate_tileset_url(request, tms,
                                          "/{tileMatrix}/{tileRow}/{tileCol}",
                                          "mvt"));
    json_member_bool(json, "templated", true);
    json_object_end(json);
}

static void write_links(struct json *json, const struct request *request,
                        const struct tms *tms)
{
    json_key(json, STR("links"));
    json_array_begin(json);
    link_write(json, &(struct link){
                         "self", "application/json", "Deze tileset",
                         aggregate_tileset_url(request, tms, "", "json") });
    if (tms->srid == CRS_WEB_MERCATOR)
        link_write(json,
                   &(struct link){
                       "alternate", format_link_type(FORMAT_TILEJSON),
                       "Deze tileset als TileJSON",
                       aggregate_tileset_url(request, tms, "", "tilejson") });
    link_write(json, &(struct link){
                         "alternate", "text/html", "Deze tileset als HTML",
                         aggregate_tileset_url(request, tms, "", "html") });
    write_template(json, request, tms);
    link_write(json,
               &(struct link){
                   REL_OGC "tiling-scheme", "application/json",
                   "De indeling in tegels",
                   request_link(request, "/v1/tileMatrixSets/%s", tms->id) });
    link_write(json, &(struct link){
                         REL_OGC "geodata", "application/json", "De collectie",
                         collection_url(request, request->collection, "") });
    json_array_end(json);
}

static bool write_limits(struct json *json, const struct request *request,
                         const struct aggregate_tiles *tiles,
                         const struct tms *tms, struct error *err)
{
    struct box box = box_nothing();
    struct tile_range range;
    const struct collection *last = NULL;
    json_key(json, STR("tileMatrixSetLimits"));
    json_array_begin(json);
    for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++) {
        const struct collection *extent =
            aggregate_tiles_extent(request, tiles, tms, zoom);
        if (extent != last && !tileset_box(extent, tms, &box, err))
            return false;
        last = extent;
        if (tileset_range(tms, zoom, box, &range))
            tileset_write_limit(json, request, &range);
    }
    json_array_end(json);
    return true;
}

// The attributes: all of them, in the order of aggregate's members.
static void each_key(const struct aggregate_tiles *tiles, struct json *json,
                     void (*write)(struct json *, str key, bool is_text))
{
    const struct aggregate_plan *plan = &tiles->plan;
    if (tiles->form == COUNT_AREAS) {
        write(json, STR("code"), true);
        write(json, STR("name"), true);
        write(json, STR("level"), true);
    }
    write(json, STR("count"), false);
    for (size_t i = 0; i < plan->query.measure_count; i++)
        write(json, plan->measure_keys[i], false);
    if (plan->query.measure_count) write(json, STR("withheld"), false);
}

static void write_property(struct json *json, str key, bool is_text)
{
    json_key(json, key);
    json_object_begin(json);
    json_member_str(json, "type", is_text ? STR("string") : STR("number"));
    json_object_end(json);
}

static void write_field(struct json *json, str key, bool is_text)
{
    json_key(json, key);
    json_str(json, is_text ? STR("String") : STR("Number"));
}

static str labels_id(const struct request *request)
{
    return arena_printf(request->arena, "%.*s-labels",
                        STR_ARG(request->collection->id));
}

// Of areas, the points are labels: as clusters they say of how many.
static bool is_labels(const struct aggregate_tiles *tiles, int dimension)
{
    return tiles->form == COUNT_AREAS && dimension == 0;
}

static void write_layer(struct json *json, const struct aggregate_tiles *tiles,
                        str id, str title, int dimension)
{
    json_object_begin(json);
    json_member_str(json, "id", id);
    json_member_str(json, "title", title);
    json_member_str(json, "dataType", STR("vector"));
    json_member_int(json, "geometryDimension", dimension);
    json_key(json, STR("propertiesSchema"));
    json_object_begin(json);
    json_member_str(json, "type", STR("object"));
    json_key(json, STR("properties"));
    json_object_begin(json);
    each_key(tiles, json, write_property);
    if (is_labels(tiles, dimension)) write_property(json, STR("areas"), false);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

static void write_layers(struct json *json, const struct request *request,
                         const struct aggregate_tiles *tiles)
{
    const struct collection *collection = request->collection;
    str title = collection_title(collection);
    bool is_points = tiles->form == COUNT_CLUSTERS;
    json_key(json, STR("layers"));
    json_array_begin(json);
    write_layer(json, tiles, collection->id, title, is_points ? 0 : 2);
    if (tiles->form == COUNT_AREAS)
        write_layer(json, tiles, labels_id(request), title, 0);
    json_array_end(json);
}

static void write_vector_layer(struct json *json,
                               const struct aggregate_tiles *tiles, str id,
                               int dimension)
{
    json_object_begin(json);
    json_member_str(json, "id", id);
    json_member_int(json, "minzoom", 0);
    json_member_int(json, "maxzoom", TILEJSON_ZOOM_MAX);
    json_key(json, STR("fields"));
    json_object_begin(json);
    each_key(tiles, json, write_field);
    if (is_labels(tiles, dimension)) write_field(json, STR("areas"), false);
    json_object_end(json);
    json_object_end(json);
}

static void write_counts(struct json *json, const char *key,
                         const struct aggregate_tiles *tiles,
                         const struct tally_group *group)
{
    const struct aggregate_plan *plan = &tiles->plan;
    json_key(json, str_from(key));
    json_object_begin(json);
    json_member_int(json, "count", group->count);
    for (size_t i = 0; i < plan->query.measure_count; i++) {
        json_key(json, plan->measure_keys[i]);
        value_write_json(json->out, group->measures[i]);
        json->needs_comma = true;
    }
    if (group->withheld) json_member_int(json, "withheld", group->withheld);
    json_object_end(json);
}

// What lies in areas of which the data has no shape is on no map.
static int64_t count_without_shape(const struct tally *tally,
                                   const struct area_labels *labels)
{
    int64_t count = 0;
    for (size_t i = 0; i < tally->group_count; i++)
        if (!area_labels_find(labels, tally->groups[i].code))
            count += tally->groups[i].count;
    return count;
}

static void write_level(struct json *json, const struct aggregate_tiles *tiles,
                        const struct grouping_offer *level,
                        const struct tally *tally,
                        const struct area_labels *labels)
{
    json_member_str(json, "level", level->name);
    json_member_str(json, "collection", level->areas->id);
    json_member_int(json, "areas", (int64_t)tally->group_count);
    write_counts(json, "unassigned", tiles, &tally->unassigned);
    json_member_int(json, "withoutShape", count_without_shape(tally, labels));
    write_counts(json, "total", tiles, &tally->total);
}

static bool read_level(struct json *json, struct app *app,
                       const struct request *request,
                       struct aggregate_tiles *tiles,
                       const struct grouping_offer *level, int srid,
                       struct error *err)
{
    const struct shelf_item *tally = tally_get(app, request, tiles, level, err);
    const struct shelf_item *labels =
        tally ? area_labels_get(app, request, level->areas, srid, err) : NULL;
    if (labels) write_level(json, tiles, level, tally->thing, labels->thing);
    shelf_release(app->shelf, labels);
    shelf_release(app->shelf, tally);
    return labels != NULL;
}

uint32_t aggregate_tiles_stretch(const struct aggregate_tiles *tiles,
                                 const struct tms *tms, uint32_t zoom,
                                 uint32_t last)
{
    const struct grouping_offer *level =
        aggregate_tiles_level(tiles, tms, zoom);
    while (zoom < last && aggregate_tiles_level(tiles, tms, zoom + 1) == level)
        zoom++;
    return zoom;
}

static bool write_levels(struct json *json, struct app *app,
                         const struct request *request,
                         struct aggregate_tiles *tiles, const struct tms *tms,
                         struct error *err)
{
    uint32_t last = (uint32_t)tms->zoom_count - 1, end;
    json_key(json, STR("levels"));
    json_array_begin(json);
    for (uint32_t zoom = 0; zoom <= last; zoom = end + 1) {
        const struct grouping_offer *level =
            aggregate_tiles_level(tiles, tms, zoom);
        end = aggregate_tiles_stretch(tiles, tms, zoom, last);
        json_object_begin(json);
        json_member_int(json, "minzoom", zoom);
        json_member_int(json, "maxzoom", end);
        if (!read_level(json, app, request, tiles, level, tms->srid, err))
            return false;
        json_object_end(json);
    }
    json_array_end(json);
    return true;
}

// The one stretch of places: what is counted, and what no tile can show.
static bool write_places(struct json *json, struct app *app,
                         const struct request *request,
                         const struct aggregate_tiles *tiles,
                         const struct tms *tms, struct error *err)
{
    const struct shelf_item *item =
        places_get(app, request, &tiles->selection, tms, err);
    if (!item) return false;
    const struct places *places = item->thing;
    struct tally_group shown = { .count = places->count };
    struct tally_group total = { .count = places->count + places->outside +
                                          places->without_place };
    json_key(json, STR("levels"));
    json_array_begin(json);
    json_object_begin(json);
    json_member_int(json, "minzoom", 0);
    json_member_int(json, "maxzoom", tms->zoom_count - 1);
    json_member_int(json, "cellUnits",
                    tiles->form == COUNT_GRID ? GRID_UNITS : CLUSTER_UNITS);
    write_counts(json, "shown", tiles, &shown);
    json_member_int(json, "withoutPlace", places->without_place);
    json_member_int(json, "outside", places->outside);
    write_counts(json, "total", tiles, &total);
    json_object_end(json);
    json_array_end(json);
    shelf_release(app->shelf, item);
    return true;
}

// Squares and clusters never need any.
static void write_reductions(struct json *json)
{
    size_t count;
    const struct tile_step *steps = aggregate_tile_steps(&count);
    tileset_write_reductions(json, steps, count);
}

// From which size of a cell on, in metres, which level is shown.
static void write_rule(struct json *json)
{
    json_key(json, STR("minCellSizes"));
    json_object_begin(json);
    for (enum area_level level = LEVEL_GEMEENTE; level != LEVEL_NONE;
         level = level == LEVEL_BUURT ? LEVEL_NONE : level - 1) {
        json_key(json, str_from(area_level_name(level)));
        json_real(json, auto_level_cell_m(level));
    }
    json_object_end(json);
}

static bool write_what(struct json *json, struct app *app,
                       const struct request *request,
                       struct aggregate_tiles *tiles, const struct tms *tms,
                       struct error *err)
{
    if (tiles->form != COUNT_AREAS)
        return write_places(json, app, request, tiles, tms, err);
    write_reductions(json);
    if (tiles->level == LEVEL_NONE) write_rule(json);
    return write_levels(json, app, request, tiles, tms, err);
}

static void write_about(struct json *json, const struct request *request)
{
    const struct collection *collection = request->collection;
    if (collection->dataset->attribution.len)
        json_member_str(json, "attribution", collection->dataset->attribution);
}

bool aggregate_tileset_write(struct json *json, struct app *app,
                             const struct request *request,
                             struct aggregate_tiles *tiles,
                             const struct tms *tms, bool is_in_list,
                             struct error *err)
{
    json_object_begin(json);
    json_member_str(json, "title",
                    arena_printf(request->arena, "%.*s: aantallen (%s)",
                                 STR_ARG(collection_title(request->collection)),
                                 tms->id));
    write_about(json, request);
    json_member_str(json, "dataType", STR("vector"));
    json_member_str(json, "crs", str_from(tms->crs_uri));
    json_member_str(json, "tileMatrixSetId", str_from(tms->id));
    json_member_str(json, "tileMatrixSetURI", str_from(tms->uri));
    if (!write_limits(json, request, tiles, tms, err)) return false;
    write_links(json, request, tms);
    if (!is_in_list) {
        write_layers(json, request, tiles);
        if (!write_what(json, app, request, tiles, tms, err)) return false;
    }
    json_object_end(json);
    return true;
}

bool aggregate_tilejson_write(struct json *json, struct app *app,
                              const struct request *request,
                              struct aggregate_tiles *tiles, struct error *err)
{
    const struct collection *collection = request->collection;
    const struct tms *tms = tileset_tms_find(STR("WebMercatorQuad"));
    json_object_begin(json);
    json_member_str(json, "tilejson", STR("3.0.0"));
    json_member_str(json, "name",
                    arena_printf(request->arena, "%.*s: aantallen",
                                 STR_ARG(collection_title(collection))));
    write_about(json, request);
    json_member_str(json, "scheme", STR("xyz"));
    json_key(json, STR("tiles"));
    json_array_begin(json);
    json_str(json, aggregate_tileset_url(request, tms, "/{z}/{y}/{x}", "mvt"));
    json_array_end(json);
    json_member_int(json, "minzoom", 0);
    json_member_int(json, "maxzoom", TILEJSON_ZOOM_MAX);
    tilejson_write_bounds(
        json, aggregate_tiles_extent(request, tiles, tms, 0)->extent);
    json_key(json, STR("vector_layers"));
    json_array_begin(json);
    write_vector_layer(json, tiles, collection->id, 2);
    if (tiles->form == COUNT_AREAS)
        write_vector_layer(json, tiles, labels_id(request), 0);
    json_array_end(json);
    if (!write_what(json, app, request, tiles, tms, err)) return false;
    json_object_end(json);
    return true;
}
