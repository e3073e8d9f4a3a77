// One tile of counted places: as squares of a grid, or as clusters.
//
// The cells are those of the whole zoom level; each place is counted once, in
// the tile that owns it. A tile holds a number of cells that keeps it far below
// its limit, so nothing is ever left out.

#ifndef SERVER_AGGREGATE_POINTS_H
#define SERVER_AGGREGATE_POINTS_H

#include "server/aggregate_tiles.h"
#include "server/app.h"
#include "server/tile_make.h"

enum {
    GRID_UNITS = 128,     // the side of a square: 8 of 256 pixels
    CLUSTER_UNITS = 256,  // of the cell of a cluster: 16 of them
};

// `made->rows` counts squares or clusters.
bool aggregate_points_make(struct app *app, const struct request *request,
                           const struct aggregate_tiles *tiles,
                           const struct tile_ask *ask, struct tile_made *made,
                           struct error *err) MUST_CHECK;

#endif
