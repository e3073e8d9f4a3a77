#include "server/handlers/handlers.h"
#include "server/route_offers.h"
#include "server/route_params.h"
#include "server/routes/routes.h"

static const struct route rows[] = {
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
};

const struct route_part feature_routes = { rows, sizeof rows / sizeof *rows };
