// DescribeFeatureType: the GML application schema of one, some or all types.

#include "cql/check.h"
#include "cql/tree.h"
#include "geo/crs.h"
#include "server/selection.h"
#include "server/wfs/markup.h"
#include "server/wfs/names.h"
#include "server/wfs/wfs.h"

// Clients hold an xsd:integer in 32 bits, and OGC's suite does not know
// xsd:long. So a field is the one unless it has a value that needs the other.
static const char *xsd_type(enum value_type type, bool is_wide)
{
    switch (type) {
    case VALUE_BOOL: return "xsd:boolean";
    case VALUE_INT: return is_wide ? "xsd:long" : "xsd:integer";
    case VALUE_REAL: return "xsd:double";
    case VALUE_DATE: return "xsd:date";
    case VALUE_TIME: return "xsd:dateTime";
    case VALUE_NULL:
    case VALUE_TEXT: break;
    }
    return "xsd:string";
}

static struct cql *beyond(struct tree *tree, const struct field *field)
{
    struct cql *name = tree_property(tree, 1, field->name);
    struct cql *most = tree_number(tree, 1, STR("2147483647"));
    struct cql *least = tree_number(tree, 1, STR("-2147483648"));
    if (!name || !most || !least) return NULL;
    struct cql *above = tree_join(tree, CQL_GT, 1, name, most);
    name = tree_property(tree, 1, field->name);
    struct cql *below =
        above && name ? tree_join(tree, CQL_LT, 1, name, least) : NULL;
    return below ? tree_join(tree, CQL_OR, 1, above, below) : NULL;
}

static bool has_any(struct wfs *wfs, const struct collection *collection,
                    struct cql *filter, bool *out, struct error *err)
{
    struct feature feature;
    struct arena *arena = wfs->request->arena;
    const struct cql_scope scope = { .schema = &collection->schema };
    if (!cql_check(arena, filter, &scope, err)) return false;
    const struct selection selection = {
        .collection = collection,
        .filter = filter,
        .wanted = ARENA_ARRAY(arena, bool, collection->schema.count + 1),
        .limit = 1,
        .srid = CRS_WGS84,
        .skip_geometry = true,
    };
    struct cursor *cursor = cursor_open(wfs->request->view, &selection, err);
    if (!cursor) return false;
    *out = cursor_next(cursor, &feature);
    return cursor_close(cursor, err);
}

// Which fields have a value beyond 32 bits. One look at the rows says for all
// fields together whether there is any, which is nearly always the end of it.
static bool find_wide(struct wfs *wfs, const struct collection *collection,
                      bool *wide, struct error *err)
{
    bool is_any = false;
    struct cql *all = NULL;
    const struct schema *schema = &collection->schema;
    struct tree tree = { wfs->request->arena, err, 0 };
    for (size_t i = 0; i < schema->count; i++) {
        if (schema->fields[i].type != VALUE_INT) continue;
        struct cql *one = beyond(&tree, &schema->fields[i]);
        if (one && all) one = tree_join(&tree, CQL_OR, 1, all, one);
        if (!one) return false;
        all = one;
    }
    if (!all) return true;
    if (!has_any(wfs, collection, all, &is_any, err)) return false;
    for (size_t i = 0; is_any && i < schema->count; i++) {
        if (schema->fields[i].type != VALUE_INT) continue;
        struct cql *one = beyond(&tree, &schema->fields[i]);
        if (!one || !has_any(wfs, collection, one, &wide[i], err)) return false;
    }
    return true;
}

static const char *gml_type(enum geom_type type)
{
    switch (type) {
    case GEOM_POINT: return "gml:PointPropertyType";
    case GEOM_LINE: return "gml:CurvePropertyType";
    case GEOM_POLYGON: return "gml:SurfacePropertyType";
    case GEOM_MULTIPOINT: return "gml:MultiPointPropertyType";
    case GEOM_MULTILINE: return "gml:MultiCurvePropertyType";
    case GEOM_MULTIPOLYGON: return "gml:MultiSurfacePropertyType";
    case GEOM_EMPTY:
    case GEOM_COLLECTION: break;
    }
    return "gml:GeometryPropertyType";
}

static void write_note(struct buf *out, str note)
{
    if (!note.len) return;
    buf_addf(out, "<xsd:annotation>");
    markup_element(out, "xsd:documentation", note);
    buf_addf(out, "</xsd:annotation>");
}

// A null is nil, so that PropertyIsNull and PropertyIsNil are one.
static void write_element(struct buf *out, str name, const char *type, str note)
{
    buf_addf(out, "<xsd:element name=\"");
    markup_name(out, name);
    buf_addf(out, "\" type=\"%s\" minOccurs=\"0\" nillable=\"true\">", type);
    write_note(out, note);
    buf_addf(out, "</xsd:element>\n");
}

static bool write_type(struct wfs *wfs, const struct collection *collection,
                       struct error *err)
{
    struct buf *out = &wfs->body;
    const struct schema *schema = &collection->schema;
    bool *wide = ARENA_ARRAY(wfs->request->arena, bool, schema->count + 1);
    if (!wide) return error_set(err, ERROR_NO_MEMORY, "no room for a schema");
    if (!find_wide(wfs, collection, wide, err)) return false;
    buf_addf(out, "<xsd:complexType name=\"");
    markup_name(out, collection->id);
    buf_addf(out, "Type\"><xsd:complexContent>"
                  "<xsd:extension base=\"gml:AbstractFeatureType\">"
                  "<xsd:sequence>\n");
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        write_element(out, field->name, xsd_type(field->type, wide[i]),
                      label_text(&field->title, (str){ 0 }));
    }
    if (collection->geom_type != GEOM_EMPTY)
        write_element(out, wfs_geometry_name(collection),
                      gml_type(collection->geom_type), (str){ 0 });
    buf_addf(out, "</xsd:sequence></xsd:extension></xsd:complexContent>"
                  "</xsd:complexType>\n<xsd:element name=\"");
    markup_name(out, collection->id);
    buf_addf(out, "\" type=\"");
    wfs_type_write(out, collection);
    buf_addf(out, "Type\" substitutionGroup=\"gml:AbstractFeature\">");
    write_note(out, label_text(&collection->title, (str){ 0 }));
    buf_addf(out, "</xsd:element>\n");
    return true;
}

static bool write_types(struct wfs *wfs, struct error *err)
{
    str name, list = wfs->given.values[WFS_TYPE_NAMES];
    const struct catalog *catalog = wfs->request->catalog;
    if (!list.len)
        for (size_t i = 0; i < catalog->collection_count; i++) {
            const struct collection *collection =
                visible_collection(catalog, catalog->collections[i].id);
            if (collection && !write_type(wfs, collection, err)) return false;
        }
    while (list.len && str_next(&list, ',', &name)) {
        const struct collection *collection = wfs_type_find(wfs->request, name);
        if (!collection)
            return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "typeName", err,
                              "'%.*s' is not a feature type here",
                              STR_ARG(str_slice(name, 0, 80)));
        if (!write_type(wfs, collection, err)) return false;
    }
    return true;
}

static bool is_offered(str format)
{
    return !format.len || str_starts(format, STR("application/gml+xml")) ||
           str_starts(format, STR("text/xml")) ||
           str_equal_nocase(format, STR("gml32")) ||
           str_equal_nocase(format, STR("XMLSCHEMA"));
}

bool wfs_describe_feature_type(struct wfs *wfs, struct error *err)
{
    str format = wfs->given.values[WFS_OUTPUT_FORMAT];
    if (!is_offered(format))
        return wfs_refuse(
            wfs, WFS_INVALID_PARAMETER_VALUE, "outputFormat", err,
            "OUTPUTFORMAT '%.*s' is not offered; there is " WFS_GML_TYPE,
            STR_ARG(str_slice(format, 0, 80)));
    wfs_begin_document(wfs, "xsd:schema");
    buf_addf(&wfs->body,
             " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
             " xmlns:gml=\"http://www.opengis.net/gml/3.2\""
             " xmlns:" WFS_PREFIX "=\"" WFS_SPACE "\""
             " targetNamespace=\"" WFS_SPACE "\""
             " elementFormDefault=\"qualified\" version=\"1.0\">\n"
             "<xsd:import namespace=\"http://www.opengis.net/gml/3.2\""
             " schemaLocation=\"http://schemas.opengis.net/gml/3.2.1/"
             "gml.xsd\"/>\n");
    if (!write_types(wfs, err)) return false;
    buf_addf(&wfs->body, "</xsd:schema>\n");
    wfs->response->content_type = STR(WFS_GML_TYPE);
    return true;
}
