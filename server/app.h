// What handlers share: the store, the configuration, the counters.

#ifndef SERVER_APP_H
#define SERVER_APP_H

#include <stdatomic.h>

#include "server/config.h"
#include "server/metrics.h"
#include "store/store.h"

struct cache;
struct http;
struct wfs_places;
struct workers;

struct app {
    const struct config *config;
    struct store *store;
    struct metrics *metrics;
    struct cache *cache;
    struct wfs_places *wfs_places;
    struct workers *workers;
    struct http *http;
    atomic_bool is_ready;     // the last look at the database succeeded
    atomic_bool is_stopping;  // running requests finish, and that is all
};

#endif
