// DescribeFeatureType: the GML application schema of one, some or all types.

#include "server/wfs/markup.h"
#include "server/wfs/names.h"
#include "server/wfs/wfs.h"

#include "server/selection.h"

static const char *xsd_type(enum value_type type)
{
    switch (type) {
    case VALUE_BOOL: return "xsd:boolean";
    case VALUE_INT: return "xsd:long";
    case VALUE_REAL: return "xsd:double";
    case VALUE_DATE: return "xsd:date";
    case VALUE_TIME: return "xsd:dateTime";
    case VALUE_NULL:
    case VALUE_TEXT: break;
    }
    return "xsd:string";
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

static void write_element(struct buf *out, str name, const char *type, str note)
{
    buf_addf(out, "<xsd:element name=\"");
    markup_name(out, name);
    buf_addf(out, "\" type=\"%s\" minOccurs=\"0\">", type);
    write_note(out, note);
    buf_addf(out, "</xsd:element>\n");
}

static void write_type(struct buf *out, const struct collection *collection)
{
    const struct schema *schema = &collection->schema;
    buf_addf(out, "<xsd:complexType name=\"");
    markup_name(out, collection->id);
    buf_addf(out, "Type\"><xsd:complexContent>"
                  "<xsd:extension base=\"gml:AbstractFeatureType\">"
                  "<xsd:sequence>\n");
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        write_element(out, field->name, xsd_type(field->type),
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
}

static bool write_types(struct wfs *wfs, struct error *err)
{
    str name, list = wfs->given.values[WFS_TYPE_NAMES];
    const struct catalog *catalog = wfs->request->catalog;
    if (!list.len)
        for (size_t i = 0; i < catalog->collection_count; i++) {
            const struct collection *collection =
                visible_collection(catalog, catalog->collections[i].id);
            if (collection) write_type(&wfs->body, collection);
        }
    while (list.len && str_next(&list, ',', &name)) {
        const struct collection *collection = wfs_type_find(wfs->request, name);
        if (!collection)
            return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "typeName", err,
                              "'%.*s' is not a feature type here",
                              STR_ARG(str_slice(name, 0, 80)));
        write_type(&wfs->body, collection);
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
