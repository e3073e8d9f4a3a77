#include "server/wfs/parameters.h"

struct name {
    const char *kvp, *locator;
    const char *other;  // what clients send too; may be NULL
};

static const struct name names[WFS_PARAMETER_COUNT] = {
    [WFS_SERVICE] = { "SERVICE", "service", NULL },
    [WFS_VERSION] = { "VERSION", "version", NULL },
    [WFS_REQUEST] = { "REQUEST", "request", NULL },
    [WFS_ACCEPT_VERSIONS] = { "ACCEPTVERSIONS", "acceptVersions", NULL },
    [WFS_ACCEPT_FORMATS] = { "ACCEPTFORMATS", "acceptFormats", NULL },
    [WFS_SECTIONS] = { "SECTIONS", "sections", NULL },
    [WFS_TYPE_NAMES] = { "TYPENAMES", "typeNames", "TYPENAME" },
    [WFS_NAMESPACES] = { "NAMESPACES", "namespaces", NULL },
    [WFS_OUTPUT_FORMAT] = { "OUTPUTFORMAT", "outputFormat", NULL },
    [WFS_RESULT_TYPE] = { "RESULTTYPE", "resultType", NULL },
    [WFS_COUNT] = { "COUNT", "count", "MAXFEATURES" },
    [WFS_START_INDEX] = { "STARTINDEX", "startIndex", NULL },
    [WFS_SRS_NAME] = { "SRSNAME", "srsName", NULL },
    [WFS_PROPERTY_NAME] = { "PROPERTYNAME", "propertyName", NULL },
    [WFS_VALUE_REFERENCE] = { "VALUEREFERENCE", "valueReference", NULL },
    [WFS_SORT_BY] = { "SORTBY", "sortBy", NULL },
    [WFS_FILTER] = { "FILTER", "filter", NULL },
    [WFS_FILTER_LANGUAGE] = { "FILTER_LANGUAGE", "filter_language", NULL },
    [WFS_BBOX] = { "BBOX", "bbox", NULL },
    [WFS_RESOURCE_ID] = { "RESOURCEID", "resourceId", "FEATUREID" },
    [WFS_RESOLVE] = { "RESOLVE", "resolve", NULL },
    [WFS_RESOLVE_PATH] = { "RESOLVEPATH", "resolvePath", NULL },
    [WFS_STORED_QUERY_ID] = { "STOREDQUERY_ID", "storedquery_id",
                              "STOREDQUERYID" },
    [WFS_ID] = { "ID", "id", NULL },
};

const char *parameter_name(enum wfs_parameter parameter)
{
    return names[parameter].kvp;
}

const char *parameter_locator(enum wfs_parameter parameter)
{
    return names[parameter].locator;
}

static str find(const struct params *params, const char *name)
{
    for (size_t i = 0; name && i < params->pair_count; i++)
        if (str_equal_nocase(params->pairs[i].name, str_from(name))) {
            str value = str_trim(params->pairs[i].value);
            return value.bytes ? value : STR("");
        }
    return (str){ 0 };
}

void parameters_from_pairs(const struct params *params,
                           struct wfs_parameters *out)
{
    *out = (struct wfs_parameters){ 0 };
    for (size_t i = 0; i < WFS_PARAMETER_COUNT; i++) {
        out->values[i] = find(params, names[i].kvp);
        if (!out->values[i].bytes)
            out->values[i] = find(params, names[i].other);
    }
}

// ---- XML

struct reading {
    struct arena *arena;
    struct wfs_parameters *out;
    bool is_full;
};

static void add_to_list(struct reading *reading, enum wfs_parameter parameter,
                        str item)
{
    str *list = &reading->out->values[parameter];
    if (list->len)
        *list = arena_printf(reading->arena, "%.*s,%.*s", STR_ARG(*list),
                             STR_ARG(item));
    else
        *list = item;
    if (item.len && !list->bytes) reading->is_full = true;
}

static void add_sort(struct reading *reading, const struct xml *property)
{
    str order = xml_text(xml_child(property, "SortOrder"));
    const struct xml *name = xml_child(property, "ValueReference");
    if (!name) name = xml_child(property, "PropertyName");
    str item = arena_printf(reading->arena, "%.*s %.*s",
                            STR_ARG(xml_text(name)), STR_ARG(order));
    if (!item.bytes) reading->is_full = true;
    add_to_list(reading, WFS_SORT_BY, str_trim(item));
}

// Type names stand with blanks between in XML, with commas in KVP.
static str with_commas(struct reading *reading, str list)
{
    str copy = arena_copy(reading->arena, list);
    char *bytes = (char *)(uintptr_t)copy.bytes;
    for (size_t i = 0; i < copy.len; i++)
        if (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n')
            bytes[i] = ',';
    return copy;
}

static bool is_local(const struct xml *element)
{
    return !str_equal(element->name, STR("Query")) &&
           !str_equal(element->name, STR("StoredQuery"));
}

// What stands in an element of a request, its attributes aside.
static void read_child(struct reading *reading, const struct xml *child)
{
    static const struct {
        const char *element;
        enum wfs_parameter parameter;
    } lists[] = {
        { "TypeName", WFS_TYPE_NAMES },
        { "PropertyName", WFS_PROPERTY_NAME },
        { "StoredQueryId", WFS_STORED_QUERY_ID },
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (xml_is(child, lists[i].element))
            add_to_list(reading, lists[i].parameter, xml_text(child));
    if (xml_is(child, "Filter")) reading->out->filter = child;
    const struct xml *item = child->first;
    if (xml_is(child, "SortBy"))
        for (; item; item = item->next) add_sort(reading, item);
    if (xml_is(child, "AcceptVersions"))
        for (; item; item = item->next)
            add_to_list(reading, WFS_ACCEPT_VERSIONS, xml_text(item));
    if (xml_is(child, "Sections"))
        for (; item; item = item->next)
            add_to_list(reading, WFS_SECTIONS, xml_text(item));
    bool is_id = str_equal_nocase(xml_attribute(child, "name"), STR("id"));
    if (xml_is(child, "Parameter") && is_id)
        reading->out->values[WFS_ID] = xml_text(child);
}

static void read_attributes(struct reading *reading, const struct xml *element)
{
    static const struct {
        const char *attribute;
        enum wfs_parameter parameter;
    } rows[] = {
        { "service", WFS_SERVICE },
        { "version", WFS_VERSION },
        { "outputFormat", WFS_OUTPUT_FORMAT },
        { "resultType", WFS_RESULT_TYPE },
        { "count", WFS_COUNT },
        { "startIndex", WFS_START_INDEX },
        { "srsName", WFS_SRS_NAME },
        { "valueReference", WFS_VALUE_REFERENCE },
        { "resolve", WFS_RESOLVE },
        { "resolvePath", WFS_RESOLVE_PATH },
        { "id", WFS_STORED_QUERY_ID },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str value = xml_attribute(element, rows[i].attribute);
        if (value.bytes) reading->out->values[rows[i].parameter] = value;
    }
    str types = xml_attribute(element, "typeNames");
    if (!types.len) types = xml_attribute(element, "typeName");
    if (types.len)
        reading->out->values[WFS_TYPE_NAMES] = with_commas(reading, types);
}

static void read_element(struct reading *reading, const struct xml *element)
{
    read_attributes(reading, element);
    for (const struct xml *c = element->first; c; c = c->next)
        if (is_local(c)) read_child(reading, c);
}

bool parameters_from_xml(struct arena *arena, str body,
                         struct wfs_parameters *out, struct error *err)
{
    struct reading reading = { arena, out, false };
    const struct xml *query = NULL, *root = xml_read(arena, body, err);
    if (!root) return false;
    *out = (struct wfs_parameters){ .values[WFS_REQUEST] = root->name };
    read_element(&reading, root);
    for (const struct xml *c = root->first; c; c = c->next) {
        if (is_local(c)) continue;
        if (query)
            return error_set(err, ERROR_UNSUPPORTED,
                             "at character %zu: one query in a request is "
                             "answered, and this is the second",
                             c->position);
        query = c;
        read_element(&reading, c);
    }
    if (query && xml_is(query, "Query") && !out->values[WFS_TYPE_NAMES].len)
        return error_set(err, ERROR_INVALID,
                         "at character %zu: the query has no typeNames",
                         query->position);
    return !reading.is_full ||
           error_set(err, ERROR_NO_MEMORY, "no room for the request");
}
