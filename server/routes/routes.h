// The table of routes (route.h) by subject: a file of rows each. A new resource
// is a row of the file of its subject; a new subject is a file and its place in
// routes.c.

#ifndef SERVER_ROUTES_ROUTES_H
#define SERVER_ROUTES_ROUTES_H

#include "server/route.h"

struct route_part {
    const struct route *rows;
    size_t count;
};

extern const struct route_part start_routes, collection_routes, feature_routes,
    count_routes, tile_routes, style_routes, file_routes, service_routes,
    watch_routes;

// In the order in which paths are tried and described; ends with a NULL.
extern const struct route_part *const route_parts[];

// What more than one subject has.
#define COLLECTION "/v1/collections/{collectionId}"
// What pages and maps load by themselves.
#define UNLISTED .kind = ROUTE_CATALOG, .is_hidden = true

#endif
