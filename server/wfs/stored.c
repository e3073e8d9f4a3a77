// ListStoredQueries and DescribeStoredQueries: there is the one that every WFS
// must have, GetFeatureById.

#include "server/wfs/markup.h"
#include "server/wfs/names.h"
#include "server/wfs/wfs.h"

#define BY_ID "urn:ogc:def:query:OGC-WFS::GetFeatureById"
#define TITLE "<wfs:Title xml:lang=\"en\">Get a feature by its id</wfs:Title>"

static void begin(struct wfs *wfs, const char *root)
{
    wfs_begin_document(wfs, root);
    buf_addf(&wfs->body,
             " xmlns:wfs=\"http://www.opengis.net/wfs/2.0\""
             " xmlns:" WFS_PREFIX "=\"" WFS_SPACE "\""
             " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
             " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
             " xsi:schemaLocation=\"http://www.opengis.net/wfs/2.0"
             " http://schemas.opengis.net/wfs/2.0/wfs.xsd\">\n");
    wfs->response->content_type = STR("application/xml");
}

// The types that it may return: all of them.
static void add_types(struct wfs *wfs, const char *before, const char *after)
{
    const struct catalog *catalog = wfs->request->catalog;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *collection =
            visible_collection(catalog, catalog->collections[i].id);
        if (!collection) continue;
        buf_addf(&wfs->body, "%s", before);
        wfs_type_write(&wfs->body, collection);
        buf_addf(&wfs->body, "%s", after);
    }
}

bool wfs_list_stored_queries(struct wfs *wfs, struct error *err)
{
    (void)err;
    begin(wfs, "wfs:ListStoredQueriesResponse");
    buf_addf(&wfs->body, "<wfs:StoredQuery id=\"" BY_ID "\">" TITLE "\n");
    add_types(wfs, "<wfs:ReturnFeatureType>", "</wfs:ReturnFeatureType>\n");
    buf_addf(&wfs->body,
             "</wfs:StoredQuery>\n</wfs:ListStoredQueriesResponse>\n");
    return true;
}

bool wfs_describe_stored_queries(struct wfs *wfs, struct error *err)
{
    str name, list = wfs->given.values[WFS_STORED_QUERY_ID];
    while (list.len && str_next(&list, ',', &name))
        if (!str_equal(str_trim(name), STR(BY_ID)))
            return wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "storedQueryId",
                              err,
                              "'%.*s' is not a stored query here; there "
                              "is " BY_ID,
                              STR_ARG(str_slice(name, 0, 80)));
    begin(wfs, "wfs:DescribeStoredQueriesResponse");
    buf_addf(
        &wfs->body,
        "<wfs:StoredQueryDescription id=\"" BY_ID "\">" TITLE
        "<wfs:Parameter name=\"id\" type=\"xsd:string\"/>\n"
        "<wfs:QueryExpressionText"
        " language=\"urn:ogc:def:queryLanguage:OGC-WFS::WFS_QueryExpression\""
        " isPrivate=\"true\" returnFeatureTypes=\"");
    add_types(wfs, "", " ");
    buf_addf(&wfs->body, "\"/>\n</wfs:StoredQueryDescription>\n"
                         "</wfs:DescribeStoredQueriesResponse>\n");
    return true;
}
