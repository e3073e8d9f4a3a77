#include "server/handlers/handlers.h"
#include "server/health.h"
#include "server/route.h"

// Parameters that several resources share are one constant each, so that the
// OpenAPI document can describe each once.

#define BBOX \
    { \
        .name = "bbox", .type = PARAM_BOX, \
        .summary = "Alleen features die deze rechthoek raken: kleinste x, " \
                   "kleinste y, grootste x, grootste y, in de assenvolgorde " \
                   "van bbox-crs." \
    }
#define BBOX_CRS \
    { \
        .name = "bbox-crs", .type = PARAM_CRS, \
        .summary = "Het coördinatenstelsel van bbox; zonder is dat CRS84 " \
                   "(lengtegraad, breedtegraad)." \
    }
#define CRS \
    { \
        .name = "crs", .type = PARAM_CRS, \
        .summary = "Het coördinatenstelsel van het antwoord; zonder is " \
                   "dat CRS84 (lengtegraad, breedtegraad)." \
    }
#define DATETIME \
    { \
        .name = "datetime", .type = PARAM_TIME, \
        .summary = "Alleen features die op dit moment of in dit interval " \
                   "geldig zijn: 2026-03-18, 2026-01-01/2026-12-31, " \
                   "2026-01-01T00:00:00Z/.." \
    }

#define FILTER \
    { .name = "filter", \
      .type = PARAM_TEXT, \
      .summary = "Een voorwaarde in CQL2: bouwjaar < 1900 AND " \
                 "S_INTERSECTS(geometry, POLYGON((…)))." }, \
        { .name = "filter-lang", \
          .type = PARAM_CHOICE, \
          .choices = "cql2-text cql2-json cql-text", \
          .summary = "De taal van filter; zonder is dat cql2-text." }, \
    { \
        .name = "filter-crs", .type = PARAM_CRS, \
        .summary = "Het coördinatenstelsel van de geometrieën in filter; " \
                   "zonder is dat CRS84." \
    }
#define SEARCH \
    { .name = "q", \
      .type = PARAM_TEXT, \
      .summary = "Alleen features waarin al deze woorden voorkomen: het " \
                 "begin van een woord is genoeg, hoofdletters en accenten " \
                 "tellen niet mee." }, \
        { .name = "near", \
          .type = PARAM_POINT, \
          .summary = "Lengtegraad en breedtegraad van een plek. Features " \
                     "komen op volgorde van hun afstand daartoe." }, \
        { .name = "within", \
          .type = PARAM_REAL, \
          .summary = "Alleen features binnen zoveel meter van near." }, \
    { \
        .name = "contains", .type = PARAM_POINT, \
        .summary = "Alleen gebieden waarin deze plek ligt: lengtegraad en " \
                   "breedtegraad. Voor collecties van gebieden." \
    }

#define ORDER \
    { \
        .name = "sortby", .type = PARAM_LIST, \
        .summary = "De volgorde: eigenschappen van /sortables met komma's " \
                   "ertussen, aflopend met een minteken ervoor. Wat leeg is " \
                   "komt achteraan." \
    }
#define PROPERTIES \
    { \
        .name = "properties", .type = PARAM_LIST, \
        .summary = "Alleen deze eigenschappen, met komma's ertussen." \
    }
#define SKIP_GEOMETRY \
    { \
        .name = "skipGeometry", .type = PARAM_CHOICE, .choices = "true false", \
        .summary = "true laat de geometrie weg." \
    }

static const struct param items_params[] = {
    BBOX,
    BBOX_CRS,
    CRS,
    DATETIME,
    FILTER,
    SEARCH,
    ORDER,
    PROPERTIES,
    { .name = "limit",
      .type = PARAM_LIMIT,
      .otherwise = 10,
      .summary = "Hoeveel features er hooguit op een pagina staan." },
    { .name = "cursor",
      .type = PARAM_TEXT,
      .summary = "Waar de pagina begint: uit de next-link van de vorige, "
                 "ongewijzigd." },
    // Some clients send it with every first page.
    { .name = "offset",
      .type = PARAM_CHOICE,
      .choices = "0",
      .summary = "Alleen 0, het begin: bladeren gaat met de next-link." },
    SKIP_GEOMETRY,
    { .name = "maxAllowableOffset",
      .type = PARAM_REAL,
      .summary = "Eenvoudiger grenzen: hoe ver ze hooguit verschuiven, in de "
                 "eenheid van crs (graden of meters). Voor collecties van "
                 "gebieden." },
    { .name = "zoom",
      .type = PARAM_INT,
      .max = 14,
      .otherwise = -1,
      .summary = "Eenvoudiger grenzen voor een webkaart op dit zoomniveau. "
                 "Voor collecties van gebieden." },
    { .name = "count",
      .type = PARAM_CHOICE,
      .choices = "exact none",
      .summary = "none laat numberMatched weg, wat bij grote collecties tijd "
                 "scheelt." },
    { .name = "resultType",
      .type = PARAM_CHOICE,
      .choices = "results hits",
      .summary = "hits geeft alleen het aantal: numberMatched, zonder "
                 "features." },
    { 0 },
};

// All of items but what makes pages.
static const struct param download_params[] = {
    BBOX,   BBOX_CRS, CRS,        DATETIME,      FILTER,
    SEARCH, ORDER,    PROPERTIES, SKIP_GEOMETRY, { 0 },
};

static const struct param item_params[] = { CRS, { 0 } };

static const struct param adjacent_params[] = {
    CRS,
    PROPERTIES,
    SKIP_GEOMETRY,
    { 0 },
};

static const struct param filter_params[] = {
    BBOX, BBOX_CRS, DATETIME, FILTER, SEARCH, { 0 },
};

static const struct param aggregate_params[] = {
    { .name = "groupBy",
      .type = PARAM_LIST,
      .summary = "Waarnaar te tellen, met komma's ertussen: buurt, wijk, "
                 "gemeente, een categorie, year, quarter, month. "
                 "/aggregations zegt wat een collectie kan." },
    { .name = "measures",
      .type = PARAM_LIST,
      .summary = "Wat te berekenen naast het aantal: sum(x), avg(x), min(x), "
                 "max(x), rate(x,1000) per 1000 inwoners, rate(x,veld) per "
                 "veld van de gebieden." },
    BBOX,
    BBOX_CRS,
    CRS,
    DATETIME,
    FILTER,
    SEARCH,
    { 0 },
};

#define HTML_OFFER \
    { \
        "html", FORMAT_HTML \
    }

static const struct offer json_offers[] = { { "json", FORMAT_JSON },
                                            HTML_OFFER,
                                            { 0 } };
static const struct offer html_offers[] = { HTML_OFFER, { 0 } };
static const struct offer css_offers[] = { { "css", FORMAT_CSS }, { 0 } };
static const struct offer openapi_offers[] = { { "json", FORMAT_OPENAPI },
                                               HTML_OFFER,
                                               { 0 } };
static const struct offer schema_offers[] = { { "json", FORMAT_SCHEMA },
                                              HTML_OFFER,
                                              { 0 } };
static const struct offer item_offers[] = {
    { "json", FORMAT_GEOJSON }, { "geojson", FORMAT_GEOJSON }, HTML_OFFER, { 0 }
};
static const struct offer items_offers[] = { { "json", FORMAT_GEOJSON },
                                             { "geojson", FORMAT_GEOJSON },
                                             { "csv", FORMAT_CSV },
                                             HTML_OFFER,
                                             { 0 } };
static const struct offer search_offers[] = { { "json", FORMAT_GEOJSON },
                                              { "geojson", FORMAT_GEOJSON },
                                              { "csv", FORMAT_CSV },
                                              { 0 } };
static const struct offer adjacent_offers[] = { { "json", FORMAT_GEOJSON },
                                                { "geojson", FORMAT_GEOJSON },
                                                { 0 } };
static const struct offer download_offers[] = {
    { "geojson", FORMAT_GEOJSON },
    { "json", FORMAT_GEOJSON },
    { "geojsonseq", FORMAT_GEOJSONSEQ },
    { "jsonfg", FORMAT_JSONFG },
    { "csv", FORMAT_CSV },
    { "fgb", FORMAT_FLATGEOBUF },
    { "gpkg", FORMAT_GEOPACKAGE },
    { 0 },
};
static const struct offer values_offers[] = {
    { "json", FORMAT_JSON }, { "csv", FORMAT_CSV }, HTML_OFFER, { 0 }
};
static const struct offer aggregate_offers[] = { { "json", FORMAT_JSON },
                                                 { "geojson", FORMAT_GEOJSON },
                                                 { "csv", FORMAT_CSV },
                                                 HTML_OFFER,
                                                 { 0 } };

#define COLLECTION "/v1/collections/{collectionId}"

const struct route routes[] = {
    { .path = "/",
      .id = "getStartPage",
      .tag = "Start",
      .summary = "De startpagina voor mensen",
      .handle = get_start_page,
      .offers = html_offers,
      .kind = ROUTE_CATALOG,
      .is_hidden = true },
    { .path = "/style.css",
      .id = "getStyle",
      .tag = "Start",
      .summary = "De opmaak van de pagina’s",
      .handle = get_style,
      .offers = css_offers,
      .kind = ROUTE_CATALOG,
      .is_hidden = true },
    { .path = "/v1",
      .id = "getLandingPage",
      .tag = "Start",
      .summary = "Wat deze API biedt",
      .description = "Titel, omschrijving en links naar de rest van de API.",
      .handle = get_landing_page,
      .offers = json_offers,
      .schema = "LandingPage",
      .kind = ROUTE_CATALOG,
      .is_not_stored = true },
    { .path = "/v1/conformance",
      .id = "getConformance",
      .tag = "Start",
      .summary = "De standaarden waaraan deze API voldoet",
      .description = "De conformiteitsklassen van OGC API Features waaraan "
                     "deze API voldoet.",
      .handle = get_conformance,
      .offers = json_offers,
      .schema = "Conformance",
      .kind = ROUTE_CATALOG },
    { .path = "/v1/functions",
      .id = "getFunctions",
      .tag = "Start",
      .summary = "De functies die filters kennen",
      .description = "Wat elke functie aanneemt en geeft (OGC API Features, "
                     "deel 3).",
      .handle = get_functions,
      .offers = json_offers,
      .schema = "Functions",
      .kind = ROUTE_CATALOG },
    { .path = "/v1/openapi.json",
      .id = "getOpenApi",
      .tag = "Start",
      .summary = "Dit document",
      .description = "De beschrijving van deze API als OpenAPI 3.0, gemaakt "
                     "uit wat de server doet.",
      .handle = get_openapi,
      .offers = openapi_offers,
      .schema = "OpenApi",
      .kind = ROUTE_CATALOG },
    { .path = "/v1/collections",
      .id = "getCollections",
      .tag = "Collecties",
      .summary = "Alle collecties",
      .description = "Elke collectie zoals ze op haar eigen adres staat.",
      .handle = get_collections,
      .offers = json_offers,
      .schema = "Collections",
      .kind = ROUTE_CATALOG },
    { .path = COLLECTION,
      .id = "getCollection",
      .tag = "Collecties",
      .summary = "Een collectie: wat ze is, waar en wanneer",
      .description = "Titel, licentie, omvang in ruimte en tijd, "
                     "coördinatenstelsels, versie en links.",
      .handle = get_collection,
      .offers = json_offers,
      .schema = "Collection",
      .kind = ROUTE_CATALOG },
    { .path = COLLECTION "/schema",
      .id = "getSchema",
      .tag = "Collecties",
      .summary = "Het schema van de features",
      .description = "JSON Schema van de eigenschappen van een feature (OGC "
                     "API Features, deel 5).",
      .handle = get_schema,
      .offers = schema_offers,
      .schema = "Schema",
      .kind = ROUTE_CATALOG },
    { .path = COLLECTION "/queryables",
      .id = "getQueryables",
      .tag = "Collecties",
      .summary = "De eigenschappen waarop te filteren is",
      .description = "JSON Schema van de parameters die eigenschap=waarde "
                     "kunnen zijn (OGC API Features, deel 3).",
      .handle = get_queryables,
      .offers = schema_offers,
      .schema = "Schema",
      .kind = ROUTE_CATALOG },
    { .path = COLLECTION "/sortables",
      .id = "getSortables",
      .tag = "Collecties",
      .summary = "De eigenschappen waarop te sorteren is",
      .description = "JSON Schema van de eigenschappen die sortby aanneemt "
                     "(OGC API Features, deel 5).",
      .handle = get_sortables,
      .offers = schema_offers,
      .schema = "Schema",
      .kind = ROUTE_CATALOG },
    { .path = COLLECTION "/items",
      .id = "getItems",
      .tag = "Features",
      .summary = "Features van een collectie",
      .description = "Elke eigenschap van /queryables is ook een parameter: "
                     "eigenschap=waarde.",
      .check = check_items,
      .handle = get_items,
      .params = items_params,
      .offers = items_offers,
      .schema = "FeatureCollection",
      .kind = ROUTE_DATA,
      .accepts_fields = true },
    { .path = COLLECTION "/_search",
      .id = "searchItems",
      .tag = "Features",
      .summary = "Features zoeken met een vraag die niet in een URL past",
      .description = "Dezelfde vraag als aan /items, met de parameters als "
                     "leden van een JSON-object: ook voor wat niet in een URL "
                     "hoort, zoals de plek waar iemand is.",
      .check = check_items,
      .handle = get_items,
      .params = items_params,
      .offers = search_offers,
      .schema = "FeatureCollection",
      .kind = ROUTE_DATA,
      .body_types = "application/json",
      .is_post_only = true,
      .accepts_fields = true,
      .is_not_stored = true },
    { .path = COLLECTION "/items/{itemId}",
      .id = "getItem",
      .tag = "Features",
      .summary = "Een feature",
      .description = "De feature met dit id, of 404.",
      .handle = get_item,
      .params = item_params,
      .offers = item_offers,
      .schema = "Feature",
      .kind = ROUTE_DATA },
    { .path = COLLECTION "/items/{itemId}/adjacent",
      .id = "getAdjacent",
      .tag = "Features",
      .summary = "De gebieden die aan een gebied grenzen",
      .description = "De gebieden van dezelfde collectie die een stuk grens, "
                     "of een punt ervan, met dit gebied delen.",
      .check = check_adjacent,
      .handle = get_adjacent,
      .params = adjacent_params,
      .offers = adjacent_offers,
      .schema = "FeatureCollection",
      .kind = ROUTE_DATA },
    { .path = COLLECTION "/download",
      .id = "getDownload",
      .tag = "Features",
      .summary = "Alle features in een keer, als bestand",
      .description = "Met elke voorwaarde van /items, zonder pagina's: het "
                     "antwoord kan zo groot zijn als de collectie. Een "
                     "verbinding die halverwege breekt, breekt zichtbaar.",
      .check = check_download,
      .handle = get_download,
      .params = download_params,
      .offers = download_offers,
      .schema = "FeatureCollection",
      .kind = ROUTE_STREAM,
      .accepts_fields = true },
    { .path = COLLECTION "/values/{property}",
      .id = "getValues",
      .tag = "Tellen",
      .summary = "De waarden van een eigenschap, met aantallen",
      .description = "Elke eigenschap van /queryables is ook een parameter: "
                     "eigenschap=waarde.",
      .check = check_values,
      .handle = get_values,
      .params = filter_params,
      .offers = values_offers,
      .schema = "Values",
      .kind = ROUTE_DATA,
      .accepts_fields = true },
    { .path = COLLECTION "/aggregations",
      .id = "getAggregations",
      .tag = "Tellen",
      .summary = "Waarnaar te tellen is, en wat er te berekenen is",
      .description = "De namen die groupBy en measures van /aggregate "
                     "aannemen.",
      .handle = get_aggregations,
      .offers = json_offers,
      .schema = "Aggregations",
      .kind = ROUTE_CATALOG },
    { .path = COLLECTION "/aggregate",
      .id = "getAggregate",
      .tag = "Tellen",
      .summary = "Aantallen per buurt, wijk, gemeente, categorie of periode",
      .description = "Elke eigenschap van /queryables is ook een parameter: "
                     "eigenschap=waarde. De groepen en unassigned zijn samen "
                     "total.",
      .check = check_aggregate,
      .handle = get_aggregate,
      .params = aggregate_params,
      .offers = aggregate_offers,
      .schema = "Aggregate",
      .kind = ROUTE_DATA,
      .accepts_fields = true },
    { .path = "/v1/wfs",
      .id = "getWfs",
      .tag = "Features",
      .summary = "WFS 2.0, voor wie OGC API Features niet spreekt",
      .handle = get_wfs,
      .kind = ROUTE_DATA,
      .body_types = "application/xml text/xml",
      .ignores_unknown = true,
      .write_problem = write_wfs_problem,
      .is_hidden = true },
    { .path = "/health/live",
      .id = "getHealthLive",
      .tag = "Beheer",
      .summary = "Of het programma draait",
      .handle = get_health_live,
      .offers = health_offers,
      .kind = ROUTE_INLINE,
      .is_hidden = true,
      .is_not_stored = true },
    { .path = "/health/ready",
      .id = "getHealthReady",
      .tag = "Beheer",
      .summary = "Of het programma kan antwoorden",
      .handle = get_health_ready,
      .offers = health_offers,
      .kind = ROUTE_INLINE,
      .is_hidden = true,
      .is_not_stored = true },
    { .path = "/metrics",
      .id = "getMetrics",
      .tag = "Beheer",
      .summary = "Tellers voor Prometheus",
      .handle = get_metrics,
      .offers = metrics_offers,
      .kind = ROUTE_INLINE,
      .is_hidden = true,
      .is_not_stored = true },
};
const size_t route_count = sizeof routes / sizeof *routes;
