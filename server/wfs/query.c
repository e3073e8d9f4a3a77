#include "server/wfs/query.h"

#include <inttypes.h>

#include "cql/check.h"
#include "cql/tree.h"
#include "server/sortable.h"
#include "server/wfs/box.h"
#include "server/wfs/fes.h"

#define BY_ID "urn:ogc:def:query:OGC-WFS::GetFeatureById"

static str given(const struct wfs *wfs, enum wfs_parameter parameter)
{
    return wfs->given.values[parameter];
}

static str shown(str text)
{
    str part = str_slice(text, 0, 80);
    return str_slice(part, 0, str_valid_utf8(part));
}

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the request");
}

static bool is_invalid(struct wfs *wfs, enum wfs_parameter parameter,
                       struct error *err, const char *why)
{
    return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE,
                      parameter_locator(parameter), err, "%s '%.*s' %s",
                      parameter_name(parameter),
                      STR_ARG(shown(given(wfs, parameter))), why);
}

// ---- formats

static const struct {
    const char *name;
    enum wfs_output output;
} outputs[] = {
    { WFS_GML_TYPE, WFS_GML },
    { "text/xml; subtype=gml/3.2", WFS_GML },
    { "application/json", WFS_GEOJSON },
    { "application/geo+json", WFS_GEOJSON },
    { "text/csv", WFS_CSV },
    // Understood, and not advertised.
    { "text/xml; subtype=gml/3.2.1", WFS_GML },
    { "application/gml+xml", WFS_GML },
    { "gml32", WFS_GML },
    { "gml3", WFS_GML },
    { "geojson", WFS_GEOJSON },
    { "json", WFS_GEOJSON },
    { "csv", WFS_CSV },
};
enum { OUTPUTS_ADVERTISED = 5 };

const char *wfs_output_at(size_t i)
{
    return i < OUTPUTS_ADVERTISED ? outputs[i].name : NULL;
}

// Blanks aside: "application/gml+xml;version=3.2" is the same.
static bool same_format(str a, str b)
{
    size_t i = 0, j = 0;
    for (;; i++, j++) {
        while (i < a.len && (a.bytes[i] == ' ' || a.bytes[i] == '"')) i++;
        while (j < b.len && b.bytes[j] == ' ') j++;
        if (i == a.len || j == b.len) return i == a.len && j == b.len;
        if (!str_equal_nocase(str_slice(a, i, i + 1), str_slice(b, j, j + 1)))
            return false;
    }
}

static bool read_output(struct wfs *wfs, struct wfs_query *out,
                        struct error *err)
{
    str format = given(wfs, WFS_OUTPUT_FORMAT);
    if (!format.len) return true;
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        if (!same_format(format, str_from(outputs[i].name))) continue;
        out->output = outputs[i].output;
        return true;
    }
    return is_invalid(wfs, WFS_OUTPUT_FORMAT, err,
                      "is not offered; there is " WFS_GML_TYPE
                      ", application/json and text/csv");
}

// ---- which features

static bool read_type(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    str types = given(wfs, WFS_TYPE_NAMES);
    str first = types, ids = given(wfs, WFS_RESOURCE_ID);
    if (!types.len && ids.len) {
        str_next(&ids, ',', &first);
        out->collection = wfs_id_type(wfs->request, str_trim(first));
        if (out->collection) return true;
        return is_invalid(wfs, WFS_RESOURCE_ID, err,
                          "is not the id of a feature here");
    }
    if (!types.len)
        return wfs_refuse(wfs, WFS_MISSING_PARAMETER_VALUE, "typeNames", err,
                          "TYPENAMES is missing: the feature type to look in");
    if (str_find_char(types, ',') < types.len ||
        str_find_char(types, '(') < types.len)
        return wfs_refuse(wfs, WFS_OPTION_NOT_SUPPORTED, "typeNames", err,
                          "one feature type in a request is answered; joins "
                          "are not offered");
    out->collection = wfs_type_find(wfs->request, types);
    return out->collection ||
           is_invalid(wfs, WFS_TYPE_NAMES, err,
                      "is not a feature type here; GetCapabilities lists "
                      "them");
}

static bool read_crs(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    str name = given(wfs, WFS_SRS_NAME);
    wfs_crs_default(out->collection, &out->crs);
    // Longitude first, as everyone who reads GeoJSON expects (RFC 7946).
    if (out->output != WFS_GML && out->crs.entry.code == 4326)
        wfs_crs_put_x_first(&out->crs.entry);
    if (name.len && !wfs_crs_find(wfs->request->arena, name, &out->crs))
        return is_invalid(wfs, WFS_SRS_NAME, err,
                          "is not offered; GetCapabilities lists the systems "
                          "of each feature type");
    if (out->output == WFS_GEOJSON) wfs_crs_put_x_first(&out->crs.entry);
    out->selection.srid = out->crs.entry.srid;
    return true;
}

// The filter as XML: from the body, or from the text of the parameter.
static bool find_filter(struct wfs *wfs, const struct xml **out,
                        struct error *err)
{
    str text = given(wfs, WFS_FILTER);
    str language = given(wfs, WFS_FILTER_LANGUAGE);
    *out = wfs->given.filter;
    if (*out || !text.len) return true;
    if (language.len &&
        !str_equal_nocase(language,
                          STR("urn:ogc:def:queryLanguage:OGC-FES:Filter")))
        return is_invalid(wfs, WFS_FILTER_LANGUAGE, err,
                          "is not offered; filters are written in FES 2.0");
    if (text.bytes[0] == '(' && str_ends(text, STR(")")))
        text = str_slice(text, 1, text.len - 1);
    *out = xml_read(wfs->request->arena, text, err);
    return *out || wfs_blame(wfs, "filter", err);
}

static bool read_filter(struct wfs *wfs, struct wfs_query *out,
                        struct error *err)
{
    const struct xml *xml;
    struct fes_filter filter;
    struct fes_scope scope = { .arena = wfs->request->arena,
                               .collection = out->collection,
                               .request = wfs->request };
    if (!find_filter(wfs, &xml, err)) return false;
    if (!xml) return true;
    wfs_crs_default(out->collection, &scope.crs);
    if (!fes_read(&scope, xml, &filter, err))
        return wfs_blame(wfs, filter.is_of_other_type ? "resourceId" : "filter",
                         err);
    out->selection.filter = filter.filter;
    out->selection.box = filter.box;
    out->is_nothing |= filter.is_nothing;
    out->ids = filter.ids;
    out->id_count = filter.id_count;
    return true;
}

static bool read_box(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    bool is_outside = false;
    struct wfs_crs crs;
    str text = given(wfs, WFS_BBOX);
    if (!text.len) return true;
    if (out->selection.box.count)
        return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "bbox", err,
                          "BBOX stands beside a FILTER that has one; put it "
                          "there");
    wfs_crs_default(out->collection, &crs);
    if (!wfs_box_parse(wfs->request->arena, text, &crs, &out->selection.box,
                       &is_outside, err))
        return wfs_blame(wfs, "bbox", err);
    out->is_nothing |= is_outside || out->collection->geom_type == GEOM_EMPTY;
    return true;
}

static bool is_repeated(const struct wfs_query *query, const str *ids, str id)
{
    for (size_t i = 0; i < query->id_count; i++)
        if (str_equal(ids[i], id)) return true;
    return false;
}

// Each id once: a gml:id is unique in its document.
static bool add_id(struct wfs *wfs, struct wfs_query *out, str *ids, str id,
                   struct error *err)
{
    if (is_repeated(out, ids, id)) return true;
    if (out->id_count == WFS_IDS_MAX)
        return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "resourceId", err,
                          "more than %d ids in one request", WFS_IDS_MAX);
    ids[out->id_count++] = id;
    return true;
}

static bool read_ids(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    str part, id, list = given(wfs, WFS_RESOURCE_ID);
    const str *of_filter = out->ids;
    size_t of_filter_count = out->id_count;
    bool is_asked = list.len || of_filter;
    if (!is_asked) return true;
    str *ids = ARENA_ARRAY(wfs->request->arena, str, WFS_IDS_MAX);
    if (!ids) return no_room(err);
    out->ids = ids;
    out->id_count = 0;
    while (list.len && str_next(&list, ',', &part)) {
        if (wfs_id_read(wfs->request->arena, out->collection, part, &id)) {
            if (!add_id(wfs, out, ids, id, err)) return false;
        } else if (wfs_id_type(wfs->request, str_trim(part))) {
            return is_invalid(wfs, WFS_RESOURCE_ID, err,
                              "holds an id of another feature type");
        }
    }
    for (size_t i = 0; i < of_filter_count; i++)
        if (!add_id(wfs, out, ids, of_filter[i], err)) return false;
    out->is_nothing |= !out->id_count;
    if (!out->selection.filter && !out->selection.box.count &&
        !out->selection.sort_count)
        return true;
    return wfs_refuse(wfs, WFS_OPTION_NOT_SUPPORTED, "resourceId", err,
                      "ids stand alone: without another filter, a box or an "
                      "order");
}

// ---- what of them, and how many

static bool read_names(struct wfs *wfs, struct wfs_query *out,
                       struct error *err)
{
    str part, list = given(wfs, WFS_PROPERTY_NAME);
    const struct schema *schema = &out->collection->schema;
    struct arena *arena = wfs->request->arena;
    if (!list.len || str_equal(list, STR("*"))) return true;
    bool *wanted = ARENA_ARRAY(arena, bool, schema->count + 1);
    if (!wanted) return no_room(err);
    out->skips_geometry = true;
    while (str_next(&list, ',', &part)) {
        struct property property;
        if (!wfs_property_find(arena, out->collection, part, &property))
            return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "propertyName",
                              err, "'%.*s' is not a property of %.*s",
                              STR_ARG(shown(part)),
                              STR_ARG(out->collection->id));
        if (property.kind == PROPERTY_FIELD)
            wanted[schema_index(schema, property.field)] = true;
        if (property.kind == PROPERTY_GEOMETRY) out->skips_geometry = false;
    }
    out->selection.wanted = wanted;
    out->selection.skip_geometry = out->skips_geometry;
    return true;
}

// "naam", "naam ASC", "naam DESC", "naam D".
static str take_order(str *item)
{
    size_t at = item->len;
    while (at > 0 && item->bytes[at - 1] != ' ' && item->bytes[at - 1] != '+')
        at--;
    str order = str_slice(*item, at, item->len);
    bool is_order = at && (str_equal_nocase(order, STR("ASC")) ||
                           str_equal_nocase(order, STR("DESC")) ||
                           str_equal_nocase(order, STR("A")) ||
                           str_equal_nocase(order, STR("D")));
    if (!is_order) return (str){ 0 };
    *item = str_trim(str_slice(*item, 0, at - 1));
    return order;
}

static bool find_sort(struct wfs *wfs, const struct wfs_query *query, str name,
                      struct sort *out)
{
    struct property property;
    *out = (struct sort){ 0 };
    if (!wfs_property_find(wfs->request->arena, query->collection, name,
                           &property))
        return sortable_find(query->collection, name, out);
    out->field = property.field;
    return property.kind == PROPERTY_FIELD || property.kind == PROPERTY_ID;
}

static bool read_order(struct wfs *wfs, struct wfs_query *out,
                       struct error *err)
{
    str item, list = given(wfs, WFS_SORT_BY);
    struct selection *selection = &out->selection;
    while (list.len && str_next(&list, ',', &item)) {
        struct sort sort;
        bool is_repeated = false;
        str order = take_order(&item);
        if (!find_sort(wfs, out, item, &sort))
            return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "sortBy", err,
                              "'%.*s' is not a property of %.*s to sort by",
                              STR_ARG(shown(item)),
                              STR_ARG(out->collection->id));
        if (!sort.field) sort.field = collection_id_field(out->collection);
        for (size_t i = 0; i < selection->sort_count; i++)
            is_repeated |= selection->sorts[i].field == sort.field;
        if (is_repeated) continue;
        if (selection->sort_count == SORTS_MAX)
            return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "sortBy", err,
                              "takes at most %d names", SORTS_MAX);
        sort.is_descending =
            order.len && (order.bytes[0] == 'D' || order.bytes[0] == 'd');
        selection->sorts[selection->sort_count++] = sort;
    }
    return true;
}

static bool read_number(struct wfs *wfs, enum wfs_parameter parameter,
                        size_t *out, struct error *err)
{
    int64_t number;
    str text = given(wfs, parameter);
    if (!text.len) return true;
    if (!str_to_int(text, &number) || number < 0)
        return is_invalid(wfs, parameter, err,
                          "is not a whole number of 0 or more");
    *out = (size_t)number;
    return true;
}

static bool read_page(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    size_t most = (size_t)wfs->app->config->max_limit;
    str result = given(wfs, WFS_RESULT_TYPE);
    out->is_hits = str_equal_nocase(result, STR("hits"));
    out->count = most;
    out->has_count = given(wfs, WFS_COUNT).len;
    if (result.len && !out->is_hits &&
        !str_equal_nocase(result, STR("results")))
        return is_invalid(wfs, WFS_RESULT_TYPE, err,
                          "is neither results nor hits");
    if (!read_number(wfs, WFS_COUNT, &out->count, err) ||
        !read_number(wfs, WFS_START_INDEX, &out->start, err))
        return false;
    if (out->count > most) out->count = most;
    return true;
}

static bool read_resolve(struct wfs *wfs, struct error *err)
{
    str resolve = given(wfs, WFS_RESOLVE);
    if (!resolve.len || str_equal(resolve, STR("none")) ||
        str_equal(resolve, STR("local")))
        return true;
    return is_invalid(wfs, WFS_RESOLVE, err, "is neither none nor local");
}

// ---- stored queries

static bool read_stored(struct wfs *wfs, struct wfs_query *out,
                        struct error *err)
{
    str name = given(wfs, WFS_STORED_QUERY_ID);
    if (!name.bytes) return true;
    if (!str_equal(name, STR(BY_ID)) &&
        !str_equal(name, STR("http://www.opengis.net/def/query/OGC-WFS/0/"
                             "GetFeatureById")))
        return is_invalid(wfs, WFS_STORED_QUERY_ID, err,
                          "is not a stored query here; there is " BY_ID);
    str id = given(wfs, WFS_ID);
    if (!id.len)
        return wfs_refuse(wfs, WFS_MISSING_PARAMETER_VALUE, "id", err,
                          "ID is missing: which feature to get");
    out->is_by_id = true;
    if (!wfs_id_type(wfs->request, id))
        return wfs_refuse(wfs, WFS_NOT_FOUND, "id", err,
                          "there is no feature '%.*s'", STR_ARG(shown(id)));
    wfs->given.values[WFS_RESOURCE_ID] = id;
    wfs->given.values[WFS_TYPE_NAMES] = (str){ 0 };
    return true;
}

// ---- the whole

// All that decides which rows come in what order, and the version they are of.
static bool make_key(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    static const enum wfs_parameter parts[] = { WFS_BBOX, WFS_SORT_BY,
                                                WFS_VALUE_REFERENCE };
    struct buf key;
    const struct dataset *dataset = out->collection->dataset;
    buf_init(&key, wfs->request->arena, SIZE_MAX);
    buf_addf(&key, "%.*s %" PRId64 " %.*s", STR_ARG(out->collection->id),
             dataset->version, STR_ARG(dataset->updated));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_add_char(&key, '\n');
        buf_add_str(&key, given(wfs, parts[i]));
    }
    buf_add_char(&key, '\n');
    buf_add_str(&key, given(wfs, WFS_FILTER));
    if (wfs->given.filter) xml_print(&key, wfs->given.filter);
    return buf_finish(&key, &out->key, err);
}

bool wfs_query_read(struct wfs *wfs, struct wfs_query *out, struct error *err)
{
    *out = (struct wfs_query){ 0 };
    if (!read_stored(wfs, out, err) || !read_type(wfs, out, err)) return false;
    out->selection.collection = out->collection;
    return read_output(wfs, out, err) && read_crs(wfs, out, err) &&
           read_resolve(wfs, err) && read_filter(wfs, out, err) &&
           read_box(wfs, out, err) && read_order(wfs, out, err) &&
           read_ids(wfs, out, err) && read_names(wfs, out, err) &&
           read_page(wfs, out, err) && make_key(wfs, out, err);
}

// The tree of a filter, when joined, is checked anew: its nodes get numbers.
bool wfs_query_require(struct wfs *wfs, struct wfs_query *query,
                       const struct field *field, struct error *err)
{
    struct arena *arena = wfs->request->arena;
    struct tree tree = { arena, err, 0 };
    const struct collection *collection = query->collection;
    const struct cql_scope scope = {
        .schema = &collection->schema,
        .has_geometry = collection->geom_type != GEOM_EMPTY,
    };
    str name = field ? field->name : STR("geometry");
    struct cql *node = tree_property(&tree, 1, name);
    if (node) node = tree_join(&tree, CQL_IS_NULL, 1, node, NULL);
    if (node) node = tree_join(&tree, CQL_NOT, 1, node, NULL);
    if (node && query->selection.filter)
        node = tree_join(&tree, CQL_AND, 1, node,
                         // Made for this request, and not yet used.
                         (struct cql *)(uintptr_t)query->selection.filter);
    if (!node || !cql_check(arena, node, &scope, err)) return false;
    query->selection.filter = node;
    return true;
}
