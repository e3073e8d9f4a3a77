// What operators ask: does it run, is it ready, what does it count. Never
// touches the database: the answer comes from counters and from what the
// thread that watches the database saw last.

#ifndef SERVER_HEALTH_H
#define SERVER_HEALTH_H

#include "server/route.h"

handler get_health_live;   // GET /health/live
handler get_health_ready;  // GET /health/ready: 503 while the database is not
handler get_metrics;       // GET /metrics

extern const struct offer health_offers[];   // application/json
extern const struct offer metrics_offers[];  // text/plain

#endif
