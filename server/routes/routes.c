#include "server/routes/routes.h"

const struct route_part *const route_parts[] = {
    &start_routes,  // what this is and what it keeps to
    &collection_routes,
    &feature_routes,
    &count_routes,
    &tile_routes,
    &style_routes,
    &file_routes,     // what maps load
    &service_routes,  // other standards, each with an address of its own
    &watch_routes,    // for whoever looks after the program
    NULL,
};
