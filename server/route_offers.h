// The formats that resources come in, the default first: lists that end with a
// NULL name.

#ifndef SERVER_ROUTE_OFFERS_H
#define SERVER_ROUTE_OFFERS_H

#include "server/format.h"

extern const struct offer json_offers[], html_offers[], css_offers[],
    openapi_offers[], schema_offers[], item_offers[], items_offers[],
    search_offers[], adjacent_offers[], download_offers[], values_offers[],
    aggregate_offers[], matrix_offers[], map_tileset_offers[], tile_offers[],
    archive_offers[], style_offers[], legend_offers[];

#endif
