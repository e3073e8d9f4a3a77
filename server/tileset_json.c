#include "server/tileset_json.h"

#include "geo/crs.h"
#include "server/collection_json.h"
#include "server/links.h"
#include "server/schema_json.h"
#include "server/selection_parts.h"
#include "server/tile_make.h"
#include "server/tile_version.h"
#include "server/tileset.h"

#define MVT_TYPE "application/vnd.mapbox-vector-tile"
enum { TILEJSON_ZOOM_MAX = 16, ATTRIBUTION_MAX = 64 * 1024, STEPS_MAX = 16 };
static const double WORLD_LATITUDE = 85.051129;

static str source_title(const struct tile_source *source)
{
    return source->is_whole ? STR("Kaart")
                            : collection_title(source->collections[0]);
}

static str tileset_url(const struct request *request,
                       const struct tile_source *source, const struct tms *tms,
                       const char *format)
{
    return tile_source_url(request, source,
                           &(struct tile_link){ tms, "", format, { 0 } });
}

static str template_url(const struct request *request,
                        const struct tile_source *source, const struct tms *tms,
                        const char *tail)
{
    str version = tile_version(request, source->collections, source->count);
    return tile_source_url(request, source,
                           &(struct tile_link){ tms, tail, "mvt", version });
}

static void write_template(struct json *json, const struct request *request,
                           const struct tile_source *source,
                           const struct tms *tms)
{
    json_object_begin(json);
    json_member_str(json, "rel", STR("item"));
    json_member_str(json, "type", STR(MVT_TYPE));
    json_member_str(json, "title", STR("De tegels"));
    json_member_str(json, "href",
                    template_url(request, source, tms,
                                 "/{tileMatrix}/{tileRow}/{tileCol}"));
    json_member_bool(json, "templated", true);
    json_object_end(json);
}

static void write_links(struct json *json, const struct request *request,
                        const struct tile_source *source, const struct tms *tms,
                        bool is_in_list)
{
    json_key(json, STR("links"));
    json_array_begin(json);
    link_write(json,
               &(struct link){ "self", "application/json", "Deze tileset",
                               tileset_url(request, source, tms, "json") });
    if (tms->srid == CRS_WEB_MERCATOR)
        link_write(json, &(struct link){
                             "alternate", format_link_type(FORMAT_TILEJSON),
                             "Deze tileset als TileJSON",
                             tileset_url(request, source, tms, "tilejson") });
    write_template(json, request, source, tms);
    link_write(json,
               &(struct link){
                   REL_OGC "tiling-scheme", "application/json",
                   "De indeling in tegels",
                   request_link(request, "/v1/tileMatrixSets/%s", tms->id) });
    for (size_t i = 0; i < source->count && !is_in_list; i++)
        link_write(json,
                   &(struct link){
                       REL_OGC "geodata", "application/json", "De collectie",
                       collection_url(request, source->collections[i], "") });
    json_array_end(json);
}

void tileset_write_limit(struct json *json, const struct request *request,
                         const struct tile_range *range)
{
    json_object_begin(json);
    json_member_str(json, "tileMatrix",
                    arena_printf(request->arena, "%u", range->zoom));
    json_member_int(json, "minTileRow", range->min_row);
    json_member_int(json, "maxTileRow", range->max_row);
    json_member_int(json, "minTileCol", range->min_col);
    json_member_int(json, "maxTileCol", range->max_col);
    json_object_end(json);
}

static bool write_limits(struct json *json, const struct request *request,
                         const struct tile_source *source,
                         const struct tms *tms, struct error *err)
{
    struct box box;
    struct tile_range range;
    if (!tileset_box_of(source->collections, source->count, tms, &box, err))
        return false;
    json_key(json, STR("tileMatrixSetLimits"));
    json_array_begin(json);
    for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++) {
        if (tileset_range(tms, zoom, box, &range))
            tileset_write_limit(json, request, &range);
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

static void write_layer(struct json *json, const struct request *request,
                        const struct collection *collection)
{
    int dimensions = dimension(collection->geom_type);
    json_object_begin(json);
    json_member_str(json, "id", collection->id);
    json_member_str(json, "title", collection_title(collection));
    json_member_str(json, "dataType", STR("vector"));
    if (dimensions >= 0) json_member_int(json, "geometryDimension", dimensions);
    json_key(json, STR("propertiesSchema"));
    schema_write(json, collection, SCHEMA_RETURNABLES,
                 collection_url(request, collection, "/schema"));
    json_object_end(json);
}

static void write_layers(struct json *json, const struct request *request,
                         const struct tile_source *source)
{
    json_key(json, STR("layers"));
    json_array_begin(json);
    for (size_t i = 0; i < source->count; i++)
        write_layer(json, request, source->collections[i]);
    json_array_end(json);
}

// Each of them once.
static str attribution_of(const struct request *request,
                          const struct tile_source *source)
{
    struct buf out;
    str text;
    buf_init(&out, request->arena, ATTRIBUTION_MAX);
    for (size_t i = 0; i < source->count; i++) {
        str one = source->collections[i]->dataset->attribution;
        bool is_new = one.len > 0;
        for (size_t k = 0; k < i && is_new; k++)
            is_new =
                !str_equal(source->collections[k]->dataset->attribution, one);
        if (is_new && out.len) buf_add_str(&out, STR(", "));
        if (is_new) buf_add_str(&out, one);
    }
    return buf_finish(&out, &text, NULL) ? text : (str){ 0 };
}

static void write_attribution(struct json *json, const struct request *request,
                              const struct tile_source *source)
{
    str text = attribution_of(request, source);
    if (text.len) json_member_str(json, "attribution", text);
}

static bool is_done(const struct tile_source *source,
                    const struct tile_step *step)
{
    bool has_points = false, has_shapes = false;
    for (size_t i = 0; i < source->count; i++) {
        bool is_points = source->collections[i]->geom_type == GEOM_POINT;
        has_points |= is_points;
        has_shapes |= !is_points;
    }
    if (step->kind == STEP_POINTS) return has_points;
    return step->kind == STEP_ALL || has_shapes;
}

static void write_header(struct json *json, str key, const char *header,
                         str description)
{
    json_key(json, key);
    json_object_begin(json);
    json_member_str(json, "header", str_from(header));
    json_member_str(json, "description", description);
    json_object_end(json);
}

void tileset_write_reductions(struct json *json, const struct tile_step *steps,
                              size_t count)
{
    json_key(json, STR("reductions"));
    json_object_begin(json);
    json_member_int(json, "maxBytes", TILE_BYTES_MAX);
    json_member_str(json, "header", STR("X-Tile-Reduced"));
    json_key(json, STR("steps"));
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        json_member_str(json, "name", str_from(steps[i].name));
        json_member_str(json, "description", str_from(steps[i].summary));
        json_object_end(json);
    }
    json_array_end(json);
    write_header(json, STR("small"), "X-Tile-Small",
                 STR("Van een lijn of vlak waarvan op het raster van 4096 bij "
                     "4096 eenheden niets overblijft staat niets in de tegel; "
                     "de header telt ze."));
    write_header(json, STR("beyond"), "X-Tile-Beyond",
                 STR("Wat in het stelsel van de tegels geen nauwkeurige "
                     "coördinaten heeft staat niet in de tegel; de header telt "
                     "wat in de omgeving van de tegel zo is."));
    json_object_end(json);
}

static void write_reductions(struct json *json,
                             const struct tile_source *source)
{
    size_t count, done = 0;
    struct tile_step of_source[STEPS_MAX];
    const struct tile_step *steps = tile_steps(&count);
    for (size_t i = 0; i < count && done < STEPS_MAX; i++)
        if (is_done(source, &steps[i])) of_source[done++] = steps[i];
    tileset_write_reductions(json, of_source, done);
}

bool tileset_write(struct json *json, const struct request *request,
                   const struct tile_source *source, const struct tms *tms,
                   bool is_in_list, struct error *err)
{
    json_object_begin(json);
    json_member_str(json, "title",
                    arena_printf(request->arena, "%.*s (%s)",
                                 STR_ARG(source_title(source)), tms->id));
    write_attribution(json, request, source);
    json_member_str(json, "dataType", STR("vector"));
    json_member_str(json, "crs", str_from(tms->crs_uri));
    json_member_str(json, "tileMatrixSetId", str_from(tms->id));
    json_member_str(json, "tileMatrixSetURI", str_from(tms->uri));
    if (!write_limits(json, request, source, tms, err)) return false;
    write_links(json, request, source, tms, is_in_list);
    if (!is_in_list) {
        write_layers(json, request, source);
        write_reductions(json, source);
    }
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

// Whether a tile has the attribute: those that `properties` names, or all.
static bool is_shown(const struct request *request, const struct field *field)
{
    const struct param_value *wanted = given_param(request, "properties");
    for (size_t i = 0; wanted && i < wanted->item_count; i++)
        if (str_equal(wanted->items[i], field->name)) return true;
    return !wanted;
}

void tilejson_write_layer(struct json *json, const struct request *request,
                          const struct collection *collection,
                          uint32_t min_zoom, uint32_t max_zoom)
{
    json_object_begin(json);
    json_member_str(json, "id", collection->id);
    json_member_int(json, "minzoom", min_zoom);
    json_member_int(json, "maxzoom", max_zoom);
    json_key(json, STR("fields"));
    json_object_begin(json);
    for (size_t i = 0; i < collection->schema.count; i++) {
        const struct field *field = &collection->schema.fields[i];
        if (!is_shown(request, field)) continue;
        json_key(json, field->name);
        json_str(json, field_kind(field->type));
    }
    if (collection->geom_type == GEOM_POINT)
        json_member_str(json, "point_count", STR("Number"));
    json_object_end(json);
    json_object_end(json);
}

static struct box extent_of(const struct tile_source *source)
{
    struct box extent = box_nothing();
    for (size_t i = 0; i < source->count; i++)
        if (!box_is_nothing(source->collections[i]->extent))
            extent = box_join(extent, source->collections[i]->extent);
    return extent;
}

static struct box drawn_part(struct box extent)
{
    const struct box world = { -180, -WORLD_LATITUDE, 180, WORLD_LATITUDE };
    struct box box =
        box_is_nothing(extent) ? world : box_overlap(extent, world);
    return box_is_nothing(box) ? world : box;
}

void tilejson_write_bounds(struct json *json, struct box extent)
{
    struct box box = drawn_part(extent);
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

static str description_of(const struct tile_source *source)
{
    if (source->is_whole) return (str){ 0 };
    return label_text(&source->collections[0]->description, (str){ 0 });
}

void tileset_describe(const struct request *request,
                      const struct tile_source *source,
                      struct tileset_words *out)
{
    *out = (struct tileset_words){
        .title = source_title(source),
        .description = description_of(source),
        .attribution = attribution_of(request, source),
        .bounds = drawn_part(extent_of(source)),
    };
}

void tilejson_write(struct json *json, const struct request *request,
                    const struct tile_source *source)
{
    const struct tms *tms = tileset_tms_find(STR("WebMercatorQuad"));
    str description = description_of(source);
    json_object_begin(json);
    json_member_str(json, "tilejson", STR("3.0.0"));
    json_member_str(json, "name", source_title(source));
    if (description.len) json_member_str(json, "description", description);
    write_attribution(json, request, source);
    json_member_str(json, "scheme", STR("xyz"));
    json_key(json, STR("tiles"));
    json_array_begin(json);
    json_str(json, template_url(request, source, tms, "/{z}/{y}/{x}"));
    json_array_end(json);
    json_member_int(json, "minzoom", 0);
    json_member_int(json, "maxzoom", TILEJSON_ZOOM_MAX);
    tilejson_write_bounds(json, extent_of(source));
    json_key(json, STR("vector_layers"));
    json_array_begin(json);
    for (size_t i = 0; i < source->count; i++)
        tilejson_write_layer(json, request, source->collections[i], 0,
                             TILEJSON_ZOOM_MAX);
    json_array_end(json);
    write_reductions(json, source);
    json_object_end(json);
}
