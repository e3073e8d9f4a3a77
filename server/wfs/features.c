// GetFeature and GetPropertyValue.

#include "server/csv.h"
#include "server/geojson.h"
#include "server/wfs/gml.h"
#include "server/wfs/markup.h"
#include "server/wfs/query.h"

#define SCHEMAS "http://schemas.opengis.net/"

// What the namespaces and schemas of an answer with features are.
static str feature_spaces(struct wfs *wfs, const struct collection *collection)
{
    struct buf spaces;
    str done = { 0 };
    buf_init(&spaces, wfs->request->arena, SIZE_MAX);
    buf_addf(&spaces, " xmlns:" WFS_PREFIX "=\"" WFS_SPACE "\""
                      " xmlns:gml=\"http://www.opengis.net/gml/3.2\""
                      " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                      " xsi:schemaLocation=\"" WFS_SPACE " ");
    markup_quoted(&spaces, wfs_url(wfs->request));
    buf_addf(&spaces, "?service=WFS&amp;version=2.0.0&amp;"
                      "request=DescribeFeatureType&amp;typeNames=");
    wfs_type_write(&spaces, collection);
    buf_addf(&spaces,
             " http://www.opengis.net/wfs/2.0 " SCHEMAS "wfs/2.0/wfs.xsd\"");
    return buf_finish(&spaces, &done, NULL) ? done : (str){ 0 };
}

static void begin_collection(struct wfs *wfs, const char *root,
                             const struct wfs_query *query,
                             const struct wfs_rows *rows)
{
    wfs_begin_document(wfs, root);
    buf_addf(&wfs->body, " xmlns:wfs=\"http://www.opengis.net/wfs/2.0\"");
    buf_add_str(&wfs->body, feature_spaces(wfs, query->collection));
    wfs_write_numbers(wfs, query, rows);
    wfs_write_page_links(wfs, query, rows);
    buf_addf(&wfs->body, ">\n");
}

// ---- GML

struct gml_page {
    struct gml gml;
    struct buf *body;
    str spaces;  // of a feature that is the root
    bool is_member;
};

static void add_gml(void *context, const struct feature *feature)
{
    struct gml_page *page = context;
    if (page->is_member) buf_add_str(page->body, STR("<wfs:member>"));
    gml_feature(&page->gml, page->body, feature, page->spaces);
    if (page->is_member) buf_add_str(page->body, STR("</wfs:member>\n"));
}

static bool write_gml(struct wfs *wfs, const struct wfs_query *query,
                      const struct wfs_rows *rows, struct error *err)
{
    struct gml_page page = { .body = &wfs->body,
                             .is_member = !query->is_by_id };
    if (!gml_init(&page.gml, wfs->request->arena, query->collection,
                  &query->crs, err))
        return false;
    page.gml.wanted = query->selection.wanted;
    page.gml.skips_geometry = query->skips_geometry;
    if (query->is_by_id) {
        page.spaces = feature_spaces(wfs, query->collection);
        buf_addf(&wfs->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        return wfs_rows_read(wfs, query, rows, add_gml, &page, err);
    }
    begin_collection(wfs, "wfs:FeatureCollection", query, rows);
    if (!wfs_rows_read(wfs, query, rows, add_gml, &page, err)) return false;
    buf_addf(&wfs->body, "</wfs:FeatureCollection>\n");
    return true;
}

// ---- GeoJSON and CSV

struct geojson_page {
    struct geojson geojson;
    struct buf *body;
};

static void add_geojson(void *context, const struct feature *feature)
{
    struct geojson_page *page = context;
    geojson_feature(&page->geojson, page->body, feature);
}

// What GeoJSON of 2008 calls the system, which OpenLayers and GDAL read.
static void write_json_crs(struct wfs *wfs, const struct crs_entry *entry)
{
    if (!entry->code || entry->code == 4326) return;
    buf_addf(&wfs->body, "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                         "\"");
    wfs_crs_write_urn(&wfs->body, entry);
    buf_addf(&wfs->body, "\"}},");
}

static bool write_geojson(struct wfs *wfs, const struct wfs_query *query,
                          const struct wfs_rows *rows, struct error *err)
{
    struct json json = { .out = &wfs->body };
    struct geojson_page page = { .body = &wfs->body };
    size_t next = query->start + (size_t)rows->returned;
    if (!geojson_init(&page.geojson, wfs->request->arena,
                      &query->collection->schema, &query->crs.entry, err) ||
        !geojson_choose(&page.geojson, wfs->request->arena,
                        query->selection.wanted, false, err))
        return false;
    buf_addf(&wfs->body, "{\"type\":\"FeatureCollection\",");
    write_json_crs(wfs, &query->crs.entry);
    buf_addf(&wfs->body, "\"features\":[\n");
    if (!wfs_rows_read(wfs, query, rows, add_geojson, &page, err)) return false;
    buf_addf(&wfs->body, "\n],");
    json_member_int(&json, "numberMatched", rows->matched);
    json_member_int(&json, "numberReturned", rows->returned);
    str url = next < (size_t)rows->matched && query->count
                  ? wfs_page_url(wfs, next, query->count)
                  : (str){ 0 };
    json_key(&json, STR("links"));
    json_array_begin(&json);
    if (url.len) {
        json_object_begin(&json);
        json_member_str(&json, "rel", STR("next"));
        json_member_str(&json, "href", url);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    wfs->response->content_type = STR("application/json");
    return true;
}

struct csv_page {
    struct csv_features features;
    struct csv csv;
};

static void add_csv(void *context, const struct feature *feature)
{
    struct csv_page *page = context;
    csv_feature(&page->features, &page->csv, feature);
}

static bool write_csv(struct wfs *wfs, const struct wfs_query *query,
                      const struct wfs_rows *rows, struct error *err)
{
    struct csv_page page = {
        .features = { .schema = &query->collection->schema,
                      .crs = &query->crs.entry,
                      .geom_type = query->skips_geometry
                                       ? GEOM_EMPTY
                                       : query->collection->geom_type,
                      .wanted = query->selection.wanted },
        .csv = { .out = &wfs->body },
    };
    csv_header(&page.features, &page.csv);
    wfs->response->content_type = STR("text/csv; charset=utf-8");
    return wfs_rows_read(wfs, query, rows, add_csv, &page, err);
}

static bool write_features(struct wfs *wfs, const struct wfs_query *query,
                           const struct wfs_rows *rows, struct error *err)
{
    switch (query->output) {
    case WFS_GML: return write_gml(wfs, query, rows, err);
    case WFS_GEOJSON: return write_geojson(wfs, query, rows, err);
    case WFS_CSV: return write_csv(wfs, query, rows, err);
    }
    return false;
}

bool wfs_get_feature(struct wfs *wfs, struct error *err)
{
    struct wfs_rows rows;
    struct wfs_query query;
    if (!wfs_query_read(wfs, &query, err) ||
        !wfs_rows_count(wfs, &query, &rows, err))
        return false;
    wfs->response->content_type = STR(WFS_GML_TYPE);
    if (query.is_by_id && !rows.matched)
        return wfs_refuse(wfs, WFS_NOT_FOUND, "id", err,
                          "there is no feature '%.*s'",
                          STR_ARG(str_slice(wfs->given.values[WFS_ID], 0, 80)));
    if (query.is_hits && query.output == WFS_CSV)
        return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "outputFormat", err,
                          "a number of hits has no table; leave "
                          "OUTPUTFORMAT out");
    if (query.is_by_id && query.is_hits) query.is_by_id = false;
    return write_features(wfs, &query, &rows, err);
}

// ---- GetPropertyValue

struct value_page {
    struct gml gml;
    struct buf *body;
    struct property property;
    size_t field;
};

static void add_value(void *context, const struct feature *feature)
{
    struct value_page *page = context;
    buf_addf(page->body, "<wfs:member>");
    switch (page->property.kind) {
    case PROPERTY_ID: gml_id(&page->gml, page->body, feature); break;
    case PROPERTY_GEOMETRY:
        gml_geometry_property(&page->gml, page->body, feature);
        break;
    case PROPERTY_FIELD:
        gml_property(&page->gml, page->body, page->field,
                     feature->values[page->field]);
        break;
    case PROPERTY_STANDARD: break;
    }
    buf_addf(page->body, "</wfs:member>\n");
}

static bool find_value(struct wfs *wfs, struct wfs_query *query,
                       struct property *out, struct error *err)
{
    str path = wfs->given.values[WFS_VALUE_REFERENCE];
    if (!path.bytes)
        return wfs_refuse(wfs, WFS_MISSING_PARAMETER_VALUE, "valueReference",
                          err, "VALUEREFERENCE is missing: which property");
    if (!path.len ||
        !wfs_property_find(wfs->request->arena, query->collection, path, out))
        return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "valueReference",
                          err, "'%.*s' is not a property of %.*s",
                          STR_ARG(str_slice(path, 0, 80)),
                          STR_ARG(query->collection->id));
    query->is_nothing |= out->kind == PROPERTY_STANDARD;
    return true;
}

// Members are the values there are: features without one are not counted.
static bool leave_out_nulls(struct wfs *wfs, struct wfs_query *query,
                            const struct property *property, struct error *err)
{
    struct arena *arena = wfs->request->arena;
    const struct schema *schema = &query->collection->schema;
    bool *wanted = ARENA_ARRAY(arena, bool, schema->count + 1);
    if (!wanted) return error_set(err, ERROR_NO_MEMORY, "no room for a name");
    query->selection.wanted = wanted;
    query->selection.skip_geometry = property->kind != PROPERTY_GEOMETRY;
    if (property->kind == PROPERTY_FIELD)
        wanted[schema_index(schema, property->field)] = true;
    bool is_always_there =
        property->kind == PROPERTY_ID || property->kind == PROPERTY_STANDARD ||
        (property->kind == PROPERTY_FIELD && property->field->is_required);
    if (is_always_there) return true;
    if (query->ids)
        return wfs_refuse(wfs, WFS_OPTION_NOT_SUPPORTED, "resourceId", err,
                          "values by id are offered for properties that "
                          "every feature has; use GetFeature");
    return wfs_query_require(wfs, query, property->field, err);
}

bool wfs_get_property_value(struct wfs *wfs, struct error *err)
{
    struct wfs_rows rows;
    struct wfs_query query;
    struct value_page page = { .body = &wfs->body };
    if (!wfs_query_read(wfs, &query, err) ||
        !find_value(wfs, &query, &page.property, err) ||
        !leave_out_nulls(wfs, &query, &page.property, err) ||
        !wfs_rows_count(wfs, &query, &rows, err) ||
        !gml_init(&page.gml, wfs->request->arena, query.collection, &query.crs,
                  err))
        return false;
    if (page.property.kind == PROPERTY_FIELD)
        page.field =
            schema_index(&query.collection->schema, page.property.field);
    query.is_by_id = false;
    begin_collection(wfs, "wfs:ValueCollection", &query, &rows);
    if (!wfs_rows_read(wfs, &query, &rows, add_value, &page, err)) return false;
    buf_addf(&wfs->body, "</wfs:ValueCollection>\n");
    wfs->response->content_type = STR(WFS_GML_TYPE);
    return true;
}
