#include "server/tileset_json.h"

#include <stdio.h>

#include "geo/crs.h"
#include "server/collection_json.h"
#include "server/links.h"
#include "server/schema_json.h"
#include "server/selection.h"
#include "server/tileset.h"

#define MVT_TYPE "application/vnd.mapbox-vector-tile"
enum { TILEJSON_ZOOM_MAX = 16, TAIL_MAX = 160 };
static const double WORLD_LATITUDE = 85.051129;

static str tiles_url(const struct request *request, const struct tms *tms,
                     const char *tail)
{
    char path[TAIL_MAX];
    snprintf(path, sizeof path, "/tiles/%s%s", tms->id, tail);
    return collection_url(request, request->collection, path);
}

static void write_template(struct json *json, const struct request *request,
                           const struct tms *tms)
{
    json_object_begin(json);
    json_member_str(json, "rel", STR("item"));
    json_member_str(json, "type", STR(MVT_TYPE));
    json_member_str(json, "title", STR("De tegels"));
    json_member_str(
        json, "href",
        tiles_url(request, tms, "/{tileMatrix}/{tileRow}/{tileCol}?f=mvt"));
    json_member_bool(json, "templated", true);
    json_object_end(json);
}

static void write_links(struct json *json, const struct request *request,
                        const struct tms *tms, bool is_in_list)
{
    json_key(json, STR("links"));
    json_array_begin(json);
    link_write(json, &(struct link){ "self", "application/json", "Deze tileset",
                                     tiles_url(request, tms, "?f=json") });
    if (tms->srid == CRS_WEB_MERCATOR)
        link_write(json, &(struct link){
                             "alternate", format_link_type(FORMAT_TILEJSON),
                             "Deze tileset als TileJSON",
                             tiles_url(request, tms, "?f=tilejson") });
    write_template(json, request, tms);
    link_write(json,
               &(struct link){
                   REL_OGC "tiling-scheme", "application/json",
                   "De indeling in tegels",
                   request_link(request, "/v1/tileMatrixSets/%s", tms->id) });
    if (!is_in_list)
        link_write(json,
                   &(struct link){
                       REL_OGC "geodata", "application/json", "De collectie",
                       collection_url(request, request->collection, "") });
    json_array_end(json);
}

static bool write_limits(struct json *json, const struct request *request,
                         const struct tms *tms, struct error *err)
{
    struct box box;
    struct tile_range range;
    if (!tileset_box(request->collection, tms, &box, err)) return false;
    json_key(json, STR("tileMatrixSetLimits"));
    json_array_begin(json);
    for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++) {
        if (!tileset_range(tms, zoom, box, &range)) continue;
        json_object_begin(json);
        json_member_str(json, "tileMatrix",
                        arena_printf(request->arena, "%u", zoom));
        json_member_int(json, "minTileRow", range.min_row);
        json_member_int(json, "maxTileRow", range.max_row);
        json_member_int(json, "minTileCol", range.min_col);
        json_member_int(json, "maxTileCol", range.max_col);
        json_object_end(json);
    }
    json_array_end(json);
    return true;
}

static int dimension(enum geom_type type)
{
    switch (type) {
    case GEOM_POINT:
    case GEOM_MULTIPOINT: return 0;
    case GEOM_LINE:
    case GEOM_MULTILINE: return 1;
    case GEOM_POLYGON:
    case GEOM_MULTIPOLYGON: return 2;
    case GEOM_EMPTY:
    case GEOM_COLLECTION: break;
    }
    return -1;
}

static void write_layers(struct json *json, const struct request *request)
{
    const struct collection *collection = request->collection;
    int dimensions = dimension(collection->geom_type);
    json_key(json, STR("layers"));
    json_array_begin(json);
    json_object_begin(json);
    json_member_str(json, "id", collection->id);
    json_member_str(json, "title", collection_title(collection));
    json_member_str(json, "dataType", STR("vector"));
    if (dimensions >= 0) json_member_int(json, "geometryDimension", dimensions);
    json_key(json, STR("propertiesSchema"));
    schema_write(json, collection, SCHEMA_RETURNABLES,
                 collection_url(request, collection, "/schema"));
    json_object_end(json);
    json_array_end(json);
}

bool tileset_write(struct json *json, const struct request *request,
                   const struct tms *tms, bool is_in_list, struct error *err)
{
    const struct collection *collection = request->collection;
    json_object_begin(json);
    json_member_str(json, "title",
                    arena_printf(request->arena, "%.*s (%s)",
                                 STR_ARG(collection_title(collection)),
                                 tms->id));
    if (collection->dataset->attribution.len)
        json_member_str(json, "attribution", collection->dataset->attribution);
    json_member_str(json, "dataType", STR("vector"));
    json_member_str(json, "crs", str_from(tms->crs_uri));
    json_member_str(json, "tileMatrixSetId", str_from(tms->id));
    json_member_str(json, "tileMatrixSetURI", str_from(tms->uri));
    if (!write_limits(json, request, tms, err)) return false;
    write_links(json, request, tms, is_in_list);
    if (!is_in_list) write_layers(json, request);
    json_object_end(json);
    return true;
}

static str field_kind(enum value_type type)
{
    switch (type) {
    case VALUE_BOOL: return STR("Boolean");
    case VALUE_INT:
    case VALUE_REAL: return STR("Number");
    case VALUE_NULL:
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: break;
    }
    return STR("String");
}

static void write_vector_layers(struct json *json,
                                const struct collection *collection)
{
    json_key(json, STR("vector_layers"));
    json_array_begin(json);
    json_object_begin(json);
    json_member_str(json, "id", collection->id);
    json_member_int(json, "minzoom", 0);
    json_member_int(json, "maxzoom", TILEJSON_ZOOM_MAX);
    json_key(json, STR("fields"));
    json_object_begin(json);
    for (size_t i = 0; i < collection->schema.count; i++) {
        const struct field *field = &collection->schema.fields[i];
        json_key(json, field->name);
        json_str(json, field_kind(field->type));
    }
    json_object_end(json);
    json_object_end(json);
    json_array_end(json);
}

void tilejson_write_bounds(struct json *json, struct box extent)
{
    const struct box world = { -180, -WORLD_LATITUDE, 180, WORLD_LATITUDE };
    struct box box =
        box_is_nothing(extent) ? world : box_overlap(extent, world);
    if (box_is_nothing(box)) box = world;
    json_key(json, STR("bounds"));
    json_array_begin(json);
    json_fixed(json, box.min_x, 6);
    json_fixed(json, box.min_y, 6);
    json_fixed(json, box.max_x, 6);
    json_fixed(json, box.max_y, 6);
    json_array_end(json);
}

bool tilejson_describes(const struct tms *tms, struct error *err)
{
    if (str_equal(str_from(tms->id), STR("WebMercatorQuad"))) return true;
    return error_set(err, ERROR_NOT_ACCEPTABLE,
                     "TileJSON can only describe WebMercatorQuad; %s is there "
                     "as f=json",
                     tms->id);
}

void tilejson_write(struct json *json, const struct request *request)
{
    const struct collection *collection = request->collection;
    const struct tms *tms = tileset_tms_find(STR("WebMercatorQuad"));
    str description = label_text(&collection->description, (str){ 0 });
    json_object_begin(json);
    json_member_str(json, "tilejson", STR("3.0.0"));
    json_member_str(json, "name", collection_title(collection));
    if (description.len) json_member_str(json, "description", description);
    if (collection->dataset->attribution.len)
        json_member_str(json, "attribution", collection->dataset->attribution);
    json_member_str(json, "scheme", STR("xyz"));
    json_key(json, STR("tiles"));
    json_array_begin(json);
    json_str(json, tiles_url(request, tms, "/{z}/{y}/{x}?f=mvt"));
    json_array_end(json);
    json_member_int(json, "minzoom", 0);
    json_member_int(json, "maxzoom", TILEJSON_ZOOM_MAX);
    tilejson_write_bounds(json, collection->extent);
    write_vector_layers(json, collection);
    json_object_end(json);
}
