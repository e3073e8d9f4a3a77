#include "server/handlers/handlers.h"
#include "server/routes/routes.h"

static const struct route rows[] = {
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
};

const struct route_part service_routes = { rows, sizeof rows / sizeof *rows };
