#include "server/archive/archive_json.h"

#include "geo/mercator.h"
#include "server/links.h"
#include "server/tileset.h"
#include "server/tileset_json.h"

const struct tms *archive_tms(void)
{
    return tms_find(STR("WebMercatorQuad"));
}

bool archive_range(const struct archive *archive, uint32_t zoom,
                   struct tile_range *out)
{
    const struct archive_words *words = archive_words(archive);
    const struct tms *tms = archive_tms();
    struct box world = tms_box(tms);
    struct point low = { words->bounds.min_x, words->bounds.min_y };
    struct point high = { words->bounds.max_x, words->bounds.max_y };
    if (zoom < words->min_zoom || zoom > words->max_zoom ||
        zoom >= (uint32_t)tms->zoom_count)
        return false;
    // Beyond the reach of Web Mercator there is no number for it.
    if (!mercator_from_degrees(&low)) low.y = world.min_y;
    if (!mercator_from_degrees(&high)) high.y = world.max_y;
    struct box box = { low.x, low.y, high.x, high.y };
    return tileset_range(tms, zoom, box_overlap(box, world), out);
}

str archive_url(const struct request *request, str name, const char *tail)
{
    return request_link(request, "/v1/tilesets/%.*s%s", STR_ARG(name), tail);
}

static void write_limits(struct json *json, const struct request *request,
                         const struct archive *archive)
{
    struct tile_range range;
    json_key(json, STR("tileMatrixSetLimits"));
    json_array_begin(json);
    for (uint32_t zoom = 0; zoom <= TMS_ZOOM_MAX; zoom++) {
        if (archive_range(archive, zoom, &range))
            tileset_write_limit(json, request, &range);
    }
    json_array_end(json);
}

static void write_template(struct json *json, const struct request *request,
                           const struct archive *archive, str name)
{
    json_object_begin(json);
    json_member_str(json, "rel", STR("item"));
    json_member_str(json, "type", archive_words(archive)->media_type);
    json_member_str(json, "title", STR("De tegels"));
    json_member_str(
        json, "href",
        archive_url(request, name, "/{tileMatrix}/{tileRow}/{tileCol}"));
    json_member_bool(json, "templated", true);
    json_object_end(json);
}

static void write_links(struct json *json, const struct request *request,
                        const struct archive *archive, str name)
{
    uint64_t size;
    json_key(json, STR("links"));
    json_array_begin(json);
    link_write(json, &(struct link){ "self", "application/json", "Deze tileset",
                                     archive_url(request, name, "") });
    link_write(json,
               &(struct link){ "alternate", format_link_type(FORMAT_TILEJSON),
                               "Deze tileset als TileJSON",
                               archive_url(request, name, "?f=tilejson") });
    link_write(json, &(struct link){ "alternate", "text/html",
                                     "Deze tileset als pagina, met kaart",
                                     archive_url(request, name, "?f=html") });
    link_write(json,
               &(struct link){ "describedby", format_link_type(FORMAT_STYLE),
                               "Een stijl voor deze tegels",
                               archive_url(request, name, "?f=mapbox") });
    write_template(json, request, archive, name);
    if (archive_file(archive, &size) >= 0)
        link_write(json, &(struct link){
                             "enclosure", "application/vnd.pmtiles",
                             "Alle tegels als bestand, ook in delen (Range)",
                             archive_url(request, name, "/archive.pmtiles") });
    link_write(json,
               &(struct link){ REL_OGC "tiling-scheme", "application/json",
                               "De indeling in tegels",
                               request_link(request, "/v1/tileMatrixSets/%s",
                                            archive_tms()->id) });
    json_array_end(json);
}

str archive_title(const struct archive *archive, str name)
{
    str title = archive_words(archive)->title;
    return title.len ? title : name;
}

bool archive_is_vector(const struct archive *archive)
{
    return str_equal(archive_words(archive)->media_type,
                     STR("application/vnd.mapbox-vector-tile"));
}

// The names of TileJSON as JSON Schema has them; "" where it says another.
static str schema_type(str type)
{
    static const char *const names[] = { "number", "string", "boolean" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal_nocase(type, str_from(names[i])))
            return str_from(names[i]);
    return (str){ 0 };
}

static void write_layer(struct json *json, const struct archive_layer *layer)
{
    json_object_begin(json);
    json_member_str(json, "id", layer->id);
    if (layer->description.len)
        json_member_str(json, "description", layer->description);
    json_member_str(json, "dataType", STR("vector"));
    json_key(json, STR("propertiesSchema"));
    json_object_begin(json);
    json_member_str(json, "type", STR("object"));
    json_key(json, STR("properties"));
    json_object_begin(json);
    for (size_t i = 0; i < layer->field_count; i++) {
        str type = schema_type(layer->fields[i].type);
        json_key(json, layer->fields[i].name);
        json_object_begin(json);
        if (type.len) json_member_str(json, "type", type);
        json_object_end(json);
    }
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

// As OGC API Tiles has them (20-057, table 18).
static void write_layers(struct json *json, const struct archive *archive)
{
    const struct archive_words *words = archive_words(archive);
    json_key(json, STR("layers"));
    json_array_begin(json);
    for (size_t i = 0; i < words->layer_count; i++)
        write_layer(json, &words->layer_list[i]);
    json_array_end(json);
}

static void write_words(struct json *json, const struct archive *archive)
{
    const struct archive_words *words = archive_words(archive);
    if (words->description.len)
        json_member_str(json, "description", words->description);
    if (words->attribution.len)
        json_member_str(json, "attribution", words->attribution);
}

bool archive_write_tileset(struct json *json, const struct request *request,
                           const struct archive *archive, str name,
                           bool is_in_list, struct error *err)
{
    const struct tms *tms = archive_tms();
    if (!tms) return error_set(err, ERROR_INTERNAL, "no WebMercatorQuad");
    json_object_begin(json);
    json_member_str(json, "title", archive_title(archive, name));
    write_words(json, archive);
    json_member_str(json, "dataType",
                    archive_is_vector(archive) ? STR("vector") : STR("map"));
    json_member_str(json, "crs", str_from(tms->crs_uri));
    json_member_str(json, "tileMatrixSetId", str_from(tms->id));
    json_member_str(json, "tileMatrixSetURI", str_from(tms->uri));
    write_limits(json, request, archive);
    write_links(json, request, archive, name);
    if (!is_in_list && archive_is_vector(archive)) write_layers(json, archive);
    json_object_end(json);
    return true;
}

void archive_write_tilejson(struct json *json, const struct request *request,
                            const struct archive *archive, str name)
{
    const struct archive_words *words = archive_words(archive);
    json_object_begin(json);
    json_member_str(json, "tilejson", STR("3.0.0"));
    json_member_str(json, "name", archive_title(archive, name));
    write_words(json, archive);
    json_member_str(json, "scheme", STR("xyz"));
    json_key(json, STR("tiles"));
    json_array_begin(json);
    json_str(json, archive_url(request, name, "/{z}/{y}/{x}"));
    json_array_end(json);
    json_member_int(json, "minzoom", words->min_zoom);
    json_member_int(json, "maxzoom", words->max_zoom);
    tilejson_write_bounds(json, words->bounds);
    json_key(json, STR("vector_layers"));
    json_raw(json, words->layers);
    json_object_end(json);
}
