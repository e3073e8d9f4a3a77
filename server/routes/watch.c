#include "server/handlers/handlers.h"
#include "server/health.h"
#include "server/route_offers.h"
#include "server/routes/routes.h"

#define WATCHED \
    .tag = "Beheer", .kind = ROUTE_INLINE, .is_hidden = true, \
    .is_not_stored = true

static const struct route rows[] = {
    { .path = "/health/live",
      .id = "getHealthLive",
      .summary = "Of het programma draait",
      .handle = get_health_live,
      .offers = health_offers,
      WATCHED },
    { .path = "/health/ready",
      .id = "getHealthReady",
      .summary = "Of het programma kan antwoorden",
      .handle = get_health_ready,
      .offers = health_offers,
      WATCHED },
    { .path = "/metrics",
      .id = "getMetrics",
      .summary = "Tellers voor Prometheus",
      .handle = get_metrics,
      .offers = metrics_offers,
      WATCHED },
};

const struct route_part watch_routes = { rows, sizeof rows / sizeof *rows };
