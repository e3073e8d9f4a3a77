// What handlers share: the store, the configuration, the counters.

#ifndef SERVER_APP_H
#define SERVER_APP_H

#include <stdatomic.h>

#include "server/config.h"
#include "server/metrics.h"
#include "store/store.h"

struct archives;
struct blocks;
struct cache;
struct http;
struct recall;
struct shelf;
struct simple_maps;
struct streams;
struct style_templates;
struct wfs_places;
struct workers;

struct app {
    const struct config *config;
    struct store *store;
    struct metrics *metrics;
    struct cache *cache;
    struct recall *recall;      // of requests whose answers are in the cache
    struct archives *archives;  // files of tiles
    struct simple_maps *simple_maps;
    struct style_templates *style_templates;
    struct blocks *blocks;  // features that tiles show
    struct shelf *shelf;    // counts and labels that many tiles show
    struct wfs_places *wfs_places;
    struct workers *workers;
    struct workers *makers;  // of downloads
    struct streams *streams;
    struct http *http;
    atomic_bool is_ready;          // the last look at the database succeeded
    atomic_bool is_stopping;       // running requests finish, and that is all
    atomic_uint_fast64_t stop_ms;  // downloads that run then are cut; 0: not
                                   // stopping
};

#endif
