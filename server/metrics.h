// Counters of the running server, in Prometheus' text form. Any thread may
// count; nothing is locked.

#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "base/buf.h"

struct route;
struct metrics;

struct metrics *metrics_create(void);  // NULL when memory is out
void metrics_destroy(struct metrics *metrics);

// One answered request. `route` is NULL when the path matched none.
void metrics_count(struct metrics *metrics, const struct route *route,
                   unsigned status, uint64_t us, uint64_t bytes);

enum counter {
    COUNTER_CACHE_HITS,
    COUNTER_CACHE_MISSES,
    COUNTER_QUICK,              // of those, by the event thread itself
    COUNTER_CACHE_JOINED,       // waited for another's answer
    COUNTER_NOT_MODIFIED,       // 304 from the ETag alone
    COUNTER_QUEUE_REFUSED,      // no room in the queue: 503
    COUNTER_ABANDONED,          // the client had gone before work began
    COUNTER_REFRESHES,          // new versions of the database picked up
    COUNTER_DOWNLOADS_REFUSED,  // beyond max-downloads: 503
    COUNTER_DOWNLOADS_CUT,      // something failed in the middle
    COUNTER_COUNT,
};

void metrics_add(struct metrics *metrics, enum counter counter);

// Writes the lines of all counters.
void metrics_write(const struct metrics *metrics, struct buf *out);

// One gauge with its help and type lines.
void gauge_write(struct buf *out, const char *name, const char *help,
                 double value);

#endif
