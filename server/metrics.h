// Counters of the running server, in Prometheus' text form.

#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "base/buf.h"

struct metrics;

#endif
