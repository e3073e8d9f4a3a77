// One tile of counts by area: the areas as polygons, and a label for each.
//
// A tile keeps to TILE_BYTES_MAX. One that would be larger is made again with
// less, step by step, and says what was left out. Polygons go before labels,
// and labels are taken together before any count would be lost.

#ifndef SERVER_AGGREGATE_TILE_H
#define SERVER_AGGREGATE_TILE_H

#include "server/app.h"
#include "server/tally.h"
#include "server/tile_make.h"

// What the words of X-Tile-Reduced mean.
const struct tile_step *aggregate_tile_steps(size_t *count);

// `made->rows` counts areas, `made->too_small` those without a polygon.
bool aggregate_tile_make(struct app *app, const struct request *request,
                         struct aggregate_tiles *tiles,
                         const struct tile_ask *ask, struct tile_made *made,
                         struct error *err) MUST_CHECK;

#endif
