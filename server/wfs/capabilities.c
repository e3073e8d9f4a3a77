// GetCapabilities: what the service is, and what it can do.

#include "server/selection.h"
#include "server/wfs/fes.h"
#include "server/wfs/markup.h"
#include "server/wfs/query.h"

#define ADD(text) buf_add_str(&wfs->body, STR(text))

struct constraint {
    const char *name, *value;
};

// ---- the sections

static void write_constraint(struct wfs *wfs, const char *element,
                             const struct constraint *constraint)
{
    buf_addf(&wfs->body,
             "<%s name=\"%s\"><ows:NoValues/><ows:DefaultValue>%s"
             "</ows:DefaultValue></%s>\n",
             element, constraint->name, constraint->value, element);
}

static void write_identification(struct wfs *wfs)
{
    ADD("<ows:ServiceIdentification>"
        "<ows:Title>Buurt</ows:Title>"
        "<ows:Abstract>Open data met een plaats: dezelfde collecties als OGC "
        "API Features onder /v1.</ows:Abstract>"
        "<ows:ServiceType codeSpace=\"OGC\">WFS</ows:ServiceType>"
        "<ows:ServiceTypeVersion>2.0.0</ows:ServiceTypeVersion>"
        "<ows:Fees>NONE</ows:Fees>"
        "<ows:AccessConstraints>NONE</ows:AccessConstraints>"
        "</ows:ServiceIdentification>\n");
}

static void write_provider(struct wfs *wfs)
{
    ADD("<ows:ServiceProvider><ows:ProviderName>Buurt</ows:ProviderName>"
        "<ows:ProviderSite xlink:href=\"");
    markup_quoted(&wfs->body, request_link(wfs->request, "/"));
    ADD("\"/><ows:ServiceContact/></ows:ServiceProvider>\n");
}

static void write_value(struct wfs *wfs, const char *value)
{
    ADD("<ows:Value>");
    markup_text(&wfs->body, str_from(value));
    ADD("</ows:Value>");
}

// A parameter of an operation with the values it may have.
static void write_parameter(struct wfs *wfs, const char *name,
                            const char *const *values)
{
    buf_addf(&wfs->body, "<ows:Parameter name=\"%s\"><ows:AllowedValues>",
             name);
    for (; *values; values++) write_value(wfs, *values);
    ADD("</ows:AllowedValues></ows:Parameter>\n");
}

static void write_formats(struct wfs *wfs, bool is_features)
{
    const char *name;
    ADD("<ows:Parameter name=\"outputFormat\"><ows:AllowedValues>");
    for (size_t i = 0; (name = wfs_output_at(i)); i++)
        if (is_features || i < 2) write_value(wfs, name);
    ADD("</ows:AllowedValues></ows:Parameter>\n");
}

static void begin_operation(struct wfs *wfs, const char *name)
{
    str url = wfs_url(wfs->request);
    buf_addf(&wfs->body,
             "<ows:Operation name=\"%s\"><ows:DCP><ows:HTTP>"
             "<ows:Get xlink:href=\"",
             name);
    markup_quoted(&wfs->body, url);
    ADD("\"/><ows:Post xlink:href=\"");
    markup_quoted(&wfs->body, url);
    ADD("\"/></ows:HTTP></ows:DCP>\n");
}

static void write_operations(struct wfs *wfs)
{
    static const char *const versions[] = { "2.0.0", NULL };
    static const char *const sections[] = {
        "ServiceIdentification", "ServiceProvider",     "OperationsMetadata",
        "FeatureTypeList",       "Filter_Capabilities", NULL
    };
    static const char *const resolves[] = { "none", "local", NULL };
    static const char *const results[] = { "results", "hits", NULL };
    begin_operation(wfs, "GetCapabilities");
    write_parameter(wfs, "AcceptVersions", versions);
    write_parameter(wfs, "Sections", sections);
    ADD("</ows:Operation>\n");
    begin_operation(wfs, "DescribeFeatureType");
    write_formats(wfs, false);
    ADD("</ows:Operation>\n");
    begin_operation(wfs, "GetFeature");
    write_parameter(wfs, "resultType", results);
    write_formats(wfs, true);
    write_parameter(wfs, "resolve", resolves);
    ADD("</ows:Operation>\n");
    begin_operation(wfs, "GetPropertyValue");
    write_parameter(wfs, "resolve", resolves);
    write_formats(wfs, false);
    ADD("</ows:Operation>\n");
    begin_operation(wfs, "ListStoredQueries");
    ADD("</ows:Operation>\n");
    begin_operation(wfs, "DescribeStoredQueries");
    ADD("</ows:Operation>\n");
    write_parameter(wfs, "version", versions);
}

// OGC 09-025r2, tables 13 and 14.
static void write_constraints(struct wfs *wfs)
{
    static const struct constraint constraints[] = {
        { "ImplementsSimpleWFS", "TRUE" },
        { "ImplementsBasicWFS", "TRUE" },
        { "ImplementsTransactionalWFS", "FALSE" },
        { "ImplementsLockingWFS", "FALSE" },
        { "KVPEncoding", "TRUE" },
        { "XMLEncoding", "TRUE" },
        { "SOAPEncoding", "FALSE" },
        { "ImplementsInheritance", "FALSE" },
        { "ImplementsRemoteResolve", "FALSE" },
        { "ImplementsResultPaging", "TRUE" },
        { "ImplementsStandardJoins", "FALSE" },
        { "ImplementsSpatialJoins", "FALSE" },
        { "ImplementsTemporalJoins", "FALSE" },
        { "ImplementsFeatureVersioning", "FALSE" },
        { "ManageStoredQueries", "FALSE" },
        { "PagingIsTransactionSafe", "FALSE" },
    };
    for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
        write_constraint(wfs, "ows:Constraint", &constraints[i]);
    buf_addf(&wfs->body,
             "<ows:Constraint name=\"CountDefault\"><ows:NoValues/>"
             "<ows:DefaultValue>%lld</ows:DefaultValue></ows:Constraint>\n"
             "<ows:Constraint name=\"QueryExpressions\"><ows:AllowedValues>"
             "<ows:Value>wfs:Query</ows:Value>"
             "<ows:Value>wfs:StoredQuery</ows:Value>"
             "</ows:AllowedValues></ows:Constraint>\n",
             (long long)wfs->app->config->max_limit);
}

static void write_operations_metadata(struct wfs *wfs)
{
    ADD("<ows:OperationsMetadata>\n");
    write_operations(wfs);
    write_constraints(wfs);
    ADD("</ows:OperationsMetadata>\n");
}

// ---- feature types

// Also of what has no geometry: wfs:NoCRS, though valid, is more than OGC's own
// suite can read.
static void write_systems(struct wfs *wfs, const struct collection *collection)
{
    struct wfs_crs crs;
    const struct crs_entry *other;
    wfs_crs_default(collection, &crs);
    markup_element(&wfs->body, "wfs:DefaultCRS", crs.name);
    for (size_t i = 0; (other = crs_at(i)); i++) {
        if (other->code == crs.entry.code) continue;
        ADD("<wfs:OtherCRS>");
        wfs_crs_write_urn(&wfs->body, other);
        ADD("</wfs:OtherCRS>");
    }
}

// Nothing is written for an extent that is not there.
static void write_extent(struct wfs *wfs, struct box box)
{
    if (box_is_nothing(box)) return;
    ADD("<ows:WGS84BoundingBox><ows:LowerCorner>");
    buf_add_real(&wfs->body, box.min_x);
    ADD(" ");
    buf_add_real(&wfs->body, box.min_y);
    ADD("</ows:LowerCorner><ows:UpperCorner>");
    buf_add_real(&wfs->body, box.max_x);
    ADD(" ");
    buf_add_real(&wfs->body, box.max_y);
    ADD("</ows:UpperCorner></ows:WGS84BoundingBox>");
}

static void write_type(struct wfs *wfs, const struct collection *collection)
{
    const char *name;
    const struct dataset *dataset = collection->dataset;
    ADD("<wfs:FeatureType><wfs:Name>");
    wfs_type_write(&wfs->body, collection);
    ADD("</wfs:Name>");
    markup_element(&wfs->body, "wfs:Title",
                   label_text(&collection->title, collection->id));
    str abstract = label_text(&collection->description, (str){ 0 });
    if (!abstract.len) abstract = label_text(&dataset->description, abstract);
    if (abstract.len) markup_element(&wfs->body, "wfs:Abstract", abstract);
    write_systems(wfs, collection);
    ADD("<wfs:OutputFormats>");
    for (size_t i = 0; (name = wfs_output_at(i)); i++)
        markup_element(&wfs->body, "wfs:Format", str_from(name));
    ADD("</wfs:OutputFormats>");
    write_extent(wfs, collection->extent);
    ADD("<wfs:MetadataURL xlink:href=\"");
    markup_quoted(&wfs->body, request_link(wfs->request, "/v1/collections/%.*s",
                                           STR_ARG(collection->id)));
    ADD("\"/></wfs:FeatureType>\n");
}

static void write_types(struct wfs *wfs)
{
    const struct catalog *catalog = wfs->request->catalog;
    ADD("<wfs:FeatureTypeList>\n");
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *collection =
            visible_collection(catalog, catalog->collections[i].id);
        if (collection) write_type(wfs, collection);
    }
    ADD("</wfs:FeatureTypeList>\n");
}

// ---- filters

static void write_filter_classes(struct wfs *wfs)
{
    // OGC 09-026r2, table 1.
    static const struct constraint constraints[] = {
        { "ImplementsQuery", "TRUE" },
        { "ImplementsAdHocQuery", "TRUE" },
        { "ImplementsFunctions", "FALSE" },
        { "ImplementsResourceId", "TRUE" },
        { "ImplementsMinStandardFilter", "TRUE" },
        { "ImplementsStandardFilter", "TRUE" },
        { "ImplementsMinSpatialFilter", "TRUE" },
        { "ImplementsSpatialFilter", "TRUE" },
        { "ImplementsMinTemporalFilter", "TRUE" },
        { "ImplementsTemporalFilter", "TRUE" },
        { "ImplementsVersionNav", "FALSE" },
        { "ImplementsSorting", "TRUE" },
        { "ImplementsExtendedOperators", "FALSE" },
        { "ImplementsMinimumXPath", "TRUE" },
        { "ImplementsSchemaElementFunc", "FALSE" },
    };
    ADD("<fes:Conformance>\n");
    for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
        write_constraint(wfs, "fes:Constraint", &constraints[i]);
    ADD("</fes:Conformance>\n"
        "<fes:Id_Capabilities><fes:ResourceIdentifier name=\"fes:ResourceId\"/>"
        "</fes:Id_Capabilities>\n");
}

static void write_operators(struct wfs *wfs, enum fes_kind kind,
                            const char *element)
{
    const char *name;
    buf_addf(&wfs->body, "<fes:%ss>", element);
    for (size_t i = 0; (name = fes_operator_at(kind, i)); i++)
        buf_addf(&wfs->body, "<fes:%s name=\"%s\"/>", element, name);
    buf_addf(&wfs->body, "</fes:%ss>\n", element);
}

static void write_operands(struct wfs *wfs, const char *element,
                           const char *const *names)
{
    buf_addf(&wfs->body, "<fes:%ss>", element);
    for (; *names; names++)
        buf_addf(&wfs->body, "<fes:%s name=\"gml:%s\"/>", element, *names);
    buf_addf(&wfs->body, "</fes:%ss>\n", element);
}

static void write_filters(struct wfs *wfs)
{
    static const char *const places[] = {
        "Envelope",     "Point",         "LineString", "Curve",
        "Polygon",      "Surface",       "MultiPoint", "MultiCurve",
        "MultiSurface", "MultiGeometry", NULL
    };
    static const char *const times[] = { "TimeInstant", "TimePeriod", NULL };
    ADD("<fes:Filter_Capabilities>\n");
    write_filter_classes(wfs);
    ADD("<fes:Scalar_Capabilities><fes:LogicalOperators/>");
    write_operators(wfs, FES_COMPARISON, "ComparisonOperator");
    ADD("</fes:Scalar_Capabilities>\n<fes:Spatial_Capabilities>");
    write_operands(wfs, "GeometryOperand", places);
    write_operators(wfs, FES_SPATIAL, "SpatialOperator");
    ADD("</fes:Spatial_Capabilities>\n<fes:Temporal_Capabilities>");
    write_operands(wfs, "TemporalOperand", times);
    write_operators(wfs, FES_TEMPORAL, "TemporalOperator");
    ADD("</fes:Temporal_Capabilities>\n</fes:Filter_Capabilities>\n");
}

// ---- the document

static bool has_section(const struct wfs *wfs, str name)
{
    str section, list = wfs->given.values[WFS_SECTIONS];
    if (!list.len) return true;
    while (str_next(&list, ',', &section))
        if (str_equal_nocase(str_trim(section), name) ||
            str_equal_nocase(str_trim(section), STR("All")))
            return true;
    return false;
}

bool wfs_get_capabilities(struct wfs *wfs, struct error *err)
{
    static const struct {
        str name;
        void (*write)(struct wfs *wfs);
    } sections[] = {
        { { "ServiceIdentification", 21 }, write_identification },
        { { "ServiceProvider", 15 }, write_provider },
        { { "OperationsMetadata", 18 }, write_operations_metadata },
        { { "FeatureTypeList", 15 }, write_types },
        { { "Filter_Capabilities", 19 }, write_filters },
    };
    (void)err;
    wfs_begin_document(wfs, "wfs:WFS_Capabilities");
    ADD(" version=\"2.0.0\""
        " xmlns:wfs=\"http://www.opengis.net/wfs/2.0\""
        " xmlns:fes=\"http://www.opengis.net/fes/2.0\""
        " xmlns:ows=\"http://www.opengis.net/ows/1.1\""
        " xmlns:gml=\"http://www.opengis.net/gml/3.2\""
        " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        " xmlns:" WFS_PREFIX "=\"" WFS_SPACE "\""
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " xsi:schemaLocation=\"http://www.opengis.net/wfs/2.0"
        " http://schemas.opengis.net/wfs/2.0/wfs.xsd\">\n");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (has_section(wfs, sections[i].name)) sections[i].write(wfs);
    ADD("</wfs:WFS_Capabilities>\n");
    wfs->response->content_type = STR("application/xml");
    return true;
}
