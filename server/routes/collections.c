#include "server/handlers/handlers.h"
#include "server/route_offers.h"
#include "server/routes/routes.h"

static const struct route rows[] = {
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
};

const struct route_part collection_routes = { rows,
                                              sizeof rows / sizeof *rows };
