#include "server/collection_json.h"

#include <math.h>

#include "server/aggregate_tiles.h"
#include "server/groupings.h"
#include "server/links.h"
#include "server/selection.h"

// A tenth of a metre; boxes are rounded outwards to it, so that they hold
// every coordinate as it is written.
static const double BOX_SCALE = 1e6;
enum { BOX_DECIMALS = 6 };

str collection_title(const struct collection *collection)
{
    return label_text(&collection->title, collection->id);
}

bool collection_has_place(const struct collection *collection)
{
    return collection->geom_type != GEOM_EMPTY;
}

void crs_list_write(struct json *json)
{
    const struct crs_entry *crs;
    json_key(json, STR("crs"));
    json_array_begin(json);
    for (size_t i = 0; (crs = crs_at(i)); i++)
        json_str(json, str_from(crs->uri));
    json_array_end(json);
}

static double clamp(double value, double limit)
{
    return fmax(-limit, fmin(limit, value));
}

static void write_spatial(struct json *json, struct box box)
{
    double west = floor(box.min_x * BOX_SCALE) / BOX_SCALE;
    double south = floor(box.min_y * BOX_SCALE) / BOX_SCALE;
    double east = ceil(box.max_x * BOX_SCALE) / BOX_SCALE;
    double north = ceil(box.max_y * BOX_SCALE) / BOX_SCALE;
    json_key(json, STR("spatial"));
    json_object_begin(json);
    json_key(json, STR("bbox"));
    json_array_begin(json);
    json_array_begin(json);
    json_fixed(json, clamp(west, 180), BOX_DECIMALS);
    json_fixed(json, clamp(south, 90), BOX_DECIMALS);
    json_fixed(json, clamp(east, 180), BOX_DECIMALS);
    json_fixed(json, clamp(north, 90), BOX_DECIMALS);
    json_array_end(json);
    json_array_end(json);
    json_member_str(json, "crs", str_from(crs_default()->uri));
    json_object_end(json);
}

// The standard wants a date-time here (schema of extent, RFC 3339 §5.6).
static void write_instant(struct json *json, struct arena *arena, str time,
                          const char *time_of_day)
{
    if (!time.len)
        json_null(json);
    else if (time.len == DATE_LEN)
        json_str(json,
                 arena_printf(arena, "%.*sT%sZ", STR_ARG(time), time_of_day));
    else
        json_str(json, timestamp_shorten(arena, time));
}

static void write_temporal(struct json *json, struct arena *arena,
                           const struct collection *collection)
{
    json_key(json, STR("temporal"));
    json_object_begin(json);
    json_key(json, STR("interval"));
    json_array_begin(json);
    json_array_begin(json);
    write_instant(json, arena, collection->time_from, "00:00:00");
    write_instant(json, arena, collection->time_to, "23:59:59");
    json_array_end(json);
    json_array_end(json);
    json_object_end(json);
}

static void write_extent(struct json *json, struct arena *arena,
                         const struct collection *collection)
{
    bool has_box = !box_is_nothing(collection->extent);
    bool has_time = collection->time_from.len || collection->time_to.len;
    if (!has_box && !has_time) return;
    json_key(json, STR("extent"));
    json_object_begin(json);
    if (has_box) write_spatial(json, collection->extent);
    if (has_time) write_temporal(json, arena, collection);
    json_object_end(json);
}

static const struct {
    const char *rel, *type, *title, *tail;
    bool is_aggregate, is_of_places, is_of_counts;
} own_links[] = {
    { "alternate", "text/html", "Deze collectie als HTML", "?f=html", false },
    // GDAL makes the URL of one item out of this one: no query string.
    { "items", "application/geo+json", "De features als GeoJSON", "/items",
      false },
    { "items", "text/csv", "De features als CSV", "/items?f=csv", false },
    { "items", "text/html", "De features als HTML", "/items?f=html", false },
    { "enclosure", "application/geo+json", "Alle features als GeoJSON",
      "/download?f=geojson", false },
    { "enclosure", "application/geopackage+sqlite3",
      "Alle features als GeoPackage", "/download?f=gpkg", false },
    { "enclosure", "application/flatgeobuf", "Alle features als FlatGeobuf",
      "/download?f=fgb", false },
    { "enclosure", "text/csv", "Alle features als CSV", "/download?f=csv",
      false },
    { REL_OGC "schema", "application/schema+json", "Het schema", "/schema",
      false },
    { "describedby", "application/schema+json", "Het schema", "/schema",
      false },
    { REL_OGC "queryables", "application/schema+json",
      "De eigenschappen waarop te filteren is", "/queryables", false },
    { REL_OGC "sortables", "application/schema+json",
      "De eigenschappen waarop te sorteren is", "/sortables", false },
    { "aggregations", "application/json", "Wat er te tellen is",
      "/aggregations", true },
    { REL_OGC "tilesets-vector", "application/json", "De tegels", "/tiles",
      false, true },
    { "aggregate-tiles", "application/json", "Aantallen in tegels",
      "/aggregate/tiles", false, false, true },
};

static void write_links(struct json *json, const struct request *request,
                        const struct collection *collection)
{
    str license = collection->dataset->license;
    json_key(json, STR("links"));
    json_array_begin(json);
    link_write(json,
               &(struct link){ "self", "application/json", "Deze collectie",
                               collection_url(request, collection, "") });
    for (size_t i = 0; i < sizeof own_links / sizeof *own_links; i++) {
        if (own_links[i].is_aggregate &&
            !groupings_any(request->catalog, collection))
            continue;
        if (own_links[i].is_of_places && !collection_has_place(collection))
            continue;
        if (own_links[i].is_of_counts &&
            !aggregate_tiles_any(request, collection))
            continue;
        str href = collection_url(request, collection, own_links[i].tail);
        link_write(json, &(struct link){ own_links[i].rel, own_links[i].type,
                                         own_links[i].title, href });
    }
    if (license.len)
        link_write(json, &(struct link){ "license", "text/html", "Licentie",
                                         license });
    json_array_end(json);
}

static void write_about(struct json *json, const struct collection *collection)
{
    const struct dataset *dataset = collection->dataset;
    str description = label_text(&collection->description,
                                 label_text(&dataset->description, (str){ 0 }));
    json_member_str(json, "id", collection->id);
    json_member_str(json, "title", collection_title(collection));
    if (description.len) json_member_str(json, "description", description);
    if (dataset->attribution.len)
        json_member_str(json, "attribution", dataset->attribution);
    if (dataset->license.len)
        json_member_str(json, "license", dataset->license);
    json_member_str(json, "kind", str_from(dataset_kind_name(dataset->kind)));
    if (dataset->vintage) json_member_int(json, "vintage", dataset->vintage);
}

// Rows of a statistics collection never have a place: the word `feature` would
// make clients (and the OGC test suite) expect one.
void collection_write(struct json *json, const struct request *request,
                      const struct collection *collection)
{
    const struct dataset *dataset = collection->dataset;
    bool has_place = collection_has_place(collection);
    json_object_begin(json);
    write_about(json, collection);
    write_extent(json, request->arena, collection);
    json_member_str(json, "itemType",
                    dataset->kind == DATASET_STATISTICS ? STR("statistic")
                                                        : STR("feature"));
    json_member_int(json, "itemCount", collection->feature_count);
    json_member_int(json, "version", dataset->version);
    json_member_str(json, "updated",
                    timestamp_shorten(request->arena, dataset->updated));
    if (has_place) {
        crs_list_write(json);
        json_member_str(
            json, "storageCrs",
            str_from(crs_of_storage(collection->storage_srid)->uri));
    }
    write_links(json, request, collection);
    json_object_end(json);
}
