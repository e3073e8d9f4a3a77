#include "server/route_params.h"

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
      .type = PARAM_WORDS, \
      .summary = "Alleen features waarin een van deze termen voorkomt, met " \
                 "komma's ertussen. De woorden van een term staan achter " \
                 "elkaar in één veld; van het laatste is het begin genoeg. " \
                 "Hoofdletters en accenten tellen niet mee. Wordt er niets " \
                 "gevonden, dan mogen de woorden overal staan, en dan ook " \
                 "een tikfout hebben." }, \
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

#define GROUP_BY \
    { \
        .name = "groupBy", .type = PARAM_LIST, \
        .summary = "Waarnaar te tellen, met komma's ertussen: buurt, wijk, " \
                   "gemeente, een categorie, year, quarter, month. " \
                   "/aggregations zegt wat een collectie kan. In tegels een " \
                   "van auto, buurt, wijk, gemeente, grid, cluster; zonder " \
                   "is dat auto." \
    }
#define MEASURES \
    { \
        .name = "measures", .type = PARAM_LIST, \
        .summary = "Wat te berekenen naast het aantal: sum(x), avg(x), " \
                   "min(x), max(x), rate(x,1000) per 1000 inwoners, " \
                   "rate(x,veld) per veld van de gebieden." \
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
#define TILE_VERSION \
    { \
        .name = "version", .type = PARAM_TEXT, \
        .summary = "De stand van de gegevens, zoals een tileset die noemt: " \
                   "zo'n tegel mag bewaard blijven. Is de stand voorbij, dan " \
                   "verwijst het antwoord (307) naar de huidige tegel." \
    }
#define MAP_COLLECTIONS \
    { \
        .name = "collections", .type = PARAM_LIST, \
        .summary = "De collecties, met komma's ertussen: elk wordt een laag. " \
                   "Zonder zijn dat alle collecties met een geometrie." \
    }
// For clients that count where others follow links: ogc-client by the one
// name, the ArcGIS Maps SDK by the other.
#define OFFSET(NAME) \
    { \
        .name = NAME, .type = PARAM_INT, .max = 10 * 1000 * 1000, \
        .summary = "Hoeveel features er overgeslagen worden, voor clients " \
                   "die tellen. Bladeren gaat sneller en zeker met de " \
                   "next-link; met cursor telt dit niet mee." \
    }
#define SKIP_GEOMETRY \
    { \
        .name = "skipGeometry", .type = PARAM_CHOICE, .choices = "true false", \
        .summary = "true laat de geometrie weg." \
    }
#define PAGING \
    { .name = "limit", \
      .type = PARAM_LIMIT, \
      .otherwise = 10, \
      .summary = "Hoeveel features er hooguit op een pagina staan." }, \
    { \
        .name = "cursor", .type = PARAM_TEXT, \
        .summary = "Waar de pagina begint: uit de next-link van de vorige, " \
                   "ongewijzigd." \
    }

const struct param items_params[] = {
    BBOX,
    BBOX_CRS,
    CRS,
    DATETIME,
    FILTER,
    SEARCH,
    ORDER,
    PROPERTIES,
    PAGING,
    OFFSET("offset"),
    OFFSET("startindex"),
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
const struct param download_params[] = {
    BBOX,   BBOX_CRS, CRS,        DATETIME,      FILTER,
    SEARCH, ORDER,    PROPERTIES, SKIP_GEOMETRY, { 0 },
};

const struct param item_params[] = { CRS, { 0 } };

const struct param adjacent_params[] = {
    CRS,
    PROPERTIES,
    SKIP_GEOMETRY,
    { 0 },
};

const struct param filter_params[] = {
    BBOX, BBOX_CRS, DATETIME, FILTER, SEARCH, { 0 },
};

const struct param aggregate_params[] = {
    GROUP_BY, MEASURES, BBOX, BBOX_CRS, CRS, DATETIME, FILTER, SEARCH, { 0 },
};

// The system is the tile matrix set's.
const struct param aggregate_tileset_params[] = {
    GROUP_BY, MEASURES, BBOX, BBOX_CRS, DATETIME, FILTER, SEARCH, { 0 },
};
const struct param aggregate_tile_params[] = {
    GROUP_BY, MEASURES, BBOX,         BBOX_CRS, DATETIME,
    FILTER,   SEARCH,   TILE_VERSION, { 0 },
};

// The box is the tile's, and so is the system.
const struct param tile_params[] = {
    DATETIME, FILTER, SEARCH, PROPERTIES, TILE_VERSION, { 0 },
};
const struct param tileset_params[] = {
    DATETIME, FILTER, SEARCH, PROPERTIES, { 0 },
};

// The same, and the list beside the map on the page for people.
const struct param map_page_params[] = {
    DATETIME, FILTER, SEARCH, PROPERTIES, BBOX, PAGING, { 0 },
};

// Of several collections, which have no fields in common.
const struct param map_tile_params[] = {
    MAP_COLLECTIONS,
    DATETIME,
    TILE_VERSION,
    { 0 },
};
const struct param map_tileset_params[] = { MAP_COLLECTIONS, DATETIME, { 0 } };
#define STYLE_LOOKS \
    { .name = "classes", \
      .type = PARAM_INT, \
      .min = 2, \
      .max = 9, \
      .otherwise = 5, \
      .summary = "In hoeveel klassen een kaart van aantallen de waarden " \
                 "verdeelt. Nul, en wat niet gepubliceerd is, staan daar " \
                 "buiten." }, \
        { .name = "method", \
          .type = PARAM_CHOICE, \
          .choices = "jenks quantile equal", \
          .summary = \
              "Waar de klassen scheiden: natuurlijke grenzen (jenks), " \
              "evenveel gebieden in elke (quantile) of even breed (equal)." }, \
    { \
        .name = "at", .type = PARAM_TEXT, \
        .summary = "Het moment dat de kaart toont, voor stijlen van wat nu " \
                   "open of gaande is: 2026-03-18T12:00:00Z." \
    }

const struct param style_params[] = {
    GROUP_BY, MEASURES, STYLE_LOOKS, DATETIME, FILTER, SEARCH, { 0 },
};

// The same, and the list beside the map on the page for people.
const struct param style_page_params[] = {
    GROUP_BY, MEASURES, STYLE_LOOKS, DATETIME, FILTER,
    SEARCH,   BBOX,     PAGING,      { 0 },
};

// Of files that are part of the program.
const struct param version_params[] = {
    { .name = "v",
      .type = PARAM_TEXT,
      .summary = "De versie van de bestanden, zoals een stijl die noemt." },
    { 0 },
};
