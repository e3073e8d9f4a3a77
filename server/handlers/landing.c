#include "server/body.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/pages.h"

#define OPENAPI_TYPE "application/vnd.oai.openapi+json;version=3.0"

static const struct {
    const char *rel, *type, *title, *path;
} landing_links[] = {
    { "service-desc", OPENAPI_TYPE, "De API als OpenAPI-document",
      "/v1/openapi.json" },
    { "service-doc", "text/html", "De API voor mensen",
      "/v1/openapi.json?f=html" },
    { "conformance", "application/json", "De standaarden waaraan dit voldoet",
      "/v1/conformance" },
    { "data", "application/json", "De collecties", "/v1/collections" },
    { REL_OGC "functions", "application/json", "De functies die filters kennen",
      "/v1/functions" },
    { REL_OGC "tilesets-vector", "application/json",
      "De tegels van meer collecties samen", "/v1/tiles" },
    { "related", "application/json", "Tilesets uit bestanden", "/v1/tilesets" },
    { REL_OGC "tiling-schemes", "application/json", "De indelingen in tegels",
      "/v1/tileMatrixSets" },
    { REL_OGC "styles", "application/json", "De stijlen voor kaarten",
      "/v1/styles" },
};

enum { LANDING_LINK_COUNT = sizeof landing_links / sizeof *landing_links };

bool get_landing_page(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    struct link links[LANDING_LINK_COUNT];
    for (size_t i = 0; i < LANDING_LINK_COUNT; i++)
        links[i] =
            (struct link){ landing_links[i].rel, landing_links[i].type,
                           landing_links[i].title,
                           request_link(request, "%s", landing_links[i].path) };
    if (request->format == FORMAT_HTML)
        return page_landing(app, request, response, links, LANDING_LINK_COUNT,
                            err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_member_str(&json, "title", STR("Buurt"));
    json_member_str(&json, "description",
                    STR("Open locatiedata: features, en aantallen per buurt, "
                        "wijk en gemeente."));
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    for (size_t i = 0; i < LANDING_LINK_COUNT; i++)
        link_write(&json, &links[i]);
    json_array_end(&json);
    json_object_end(&json);
    return body_end(&body, response, err);
}

#define SPEC "http://www.opengis.net/spec/"

static const char *const conformance_classes[] = {
    SPEC "ogcapi-common-1/1.0/conf/core",
    SPEC "ogcapi-common-1/1.0/conf/landing-page",
    SPEC "ogcapi-common-1/1.0/conf/json",
    SPEC "ogcapi-common-1/1.0/conf/html",
    SPEC "ogcapi-common-1/1.0/conf/oas30",
    SPEC "ogcapi-common-2/1.0/conf/collections",
    SPEC "ogcapi-features-1/1.0/conf/core",
    SPEC "ogcapi-features-1/1.0/conf/geojson",
    SPEC "ogcapi-features-1/1.0/conf/html",
    SPEC "ogcapi-features-1/1.0/conf/oas30",
    SPEC "ogcapi-features-2/1.0/conf/crs",
    SPEC "ogcapi-features-3/1.0/conf/queryables",
    SPEC "ogcapi-features-3/1.0/conf/queryables-query-parameters",
    SPEC "ogcapi-features-3/1.0/conf/filter",
    SPEC "ogcapi-features-3/1.0/conf/features-filter",
    SPEC "ogcapi-features-5/1.0/conf/schemas",
    SPEC "ogcapi-features-5/1.0/conf/returnables-and-receivables",
    SPEC "ogcapi-features-5/1.0/conf/queryables",
    SPEC "ogcapi-features-5/1.0/conf/sortables",
    SPEC "ogcapi-features-8/0.0/conf/sorting",
    SPEC "ogcapi-features-8/0.0/conf/features-sorting",
    SPEC "ogcapi-features-9/0.0/conf/text-search",
    SPEC "ogcapi-features-9/0.0/conf/features-text-search",
    SPEC "json-fg-1/1.0/conf/core",
    SPEC "json-fg-1/1.0/conf/types-schemas",
    SPEC "ogcapi-tiles-1/1.0/conf/core",
    SPEC "ogcapi-tiles-1/1.0/conf/tileset",
    SPEC "ogcapi-tiles-1/1.0/conf/tilesets-list",
    SPEC "ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    SPEC "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    SPEC "ogcapi-tiles-1/1.0/conf/mvt",
    SPEC "ogcapi-tiles-1/1.0/conf/oas30",
    SPEC "tms/2.0/conf/tilematrixset",
    SPEC "tms/2.0/conf/json-tilematrixset",
    SPEC "tms/2.0/conf/tilesetmetadata",
    SPEC "tms/2.0/conf/json-tilesetmetadata",
    SPEC "ogcapi-styles-1/0.0/conf/core",
    SPEC "ogcapi-styles-1/0.0/conf/mapbox-style",
    SPEC "ogcapi-styles-1/0.0/conf/html",
    SPEC "cql2/1.0/conf/cql2-text",
    SPEC "cql2/1.0/conf/cql2-json",
    SPEC "cql2/1.0/conf/basic-cql2",
    SPEC "cql2/1.0/conf/advanced-comparison-operators",
    SPEC "cql2/1.0/conf/case-insensitive-comparison",
    SPEC "cql2/1.0/conf/accent-insensitive-comparison",
    SPEC "cql2/1.0/conf/basic-spatial-functions",
    SPEC "cql2/1.0/conf/basic-spatial-functions-plus",
    SPEC "cql2/1.0/conf/spatial-functions",
    SPEC "cql2/1.0/conf/temporal-functions",
    SPEC "cql2/1.0/conf/array-functions",
    SPEC "cql2/1.0/conf/property-property",
    SPEC "cql2/1.0/conf/functions",
    SPEC "cql2/1.0/conf/arithmetic",
};

bool get_conformance(struct app *app, struct request *request,
                     struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    size_t count = sizeof conformance_classes / sizeof *conformance_classes;
    if (request->format == FORMAT_HTML)
        return page_conformance(app, request, response, conformance_classes,
                                count, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("conformsTo"));
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        json_str(&json, str_from(conformance_classes[i]));
    json_array_end(&json);
    return body_end_object(&json, request, response, err);
}
