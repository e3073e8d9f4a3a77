#include "server/health.h"
#include "server/route.h"

const struct route routes[] = {
    { .path = "/health/live",
      .id = "getHealthLive",
      .tag = "health",
      .summary = "Whether the server runs",
      .handle = get_health_live,
      .offers = health_offers,
      .kind = ROUTE_INLINE,
      .is_hidden = true },
    { .path = "/health/ready",
      .id = "getHealthReady",
      .tag = "health",
      .summary = "Whether the server can answer from its database",
      .handle = get_health_ready,
      .offers = health_offers,
      .kind = ROUTE_INLINE,
      .is_hidden = true },
    { .path = "/metrics",
      .id = "getMetrics",
      .tag = "health",
      .summary = "Counters for Prometheus",
      .handle = get_metrics,
      .offers = metrics_offers,
      .kind = ROUTE_INLINE,
      .is_hidden = true },
};
const size_t route_count = sizeof routes / sizeof *routes;
