#include "server/handlers/handlers.h"
#include "server/route_offers.h"
#include "server/route_params.h"
#include "server/routes/routes.h"

static const struct route rows[] = {
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
};

const struct route_part count_routes = { rows, sizeof rows / sizeof *rows };
