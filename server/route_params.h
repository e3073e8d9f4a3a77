// The query parameters of each route in routes/ that has any.

#ifndef SERVER_ROUTE_PARAMS_H
#define SERVER_ROUTE_PARAMS_H

#include "server/param.h"

extern const struct param items_params[], download_params[], item_params[],
    adjacent_params[], filter_params[], aggregate_params[],
    aggregate_tile_params[], aggregate_tileset_params[], tile_params[],
    tileset_params[], map_page_params[], map_tile_params[],
    map_tileset_params[], style_params[], style_page_params[], version_params[];

#endif
