// What a decoded tile must keep to besides: shapes that every program draws
// alike. For tests, checks and tools.

#ifndef TILE_MVT_CHECK_H
#define TILE_MVT_CHECK_H

#include "tile/mvt_decode.h"

// Fails on the first fault, with ERROR_REFUSED and the layer and feature:
//   a layer without features; a feature of unknown type; an id used twice
//   a position outside of the extent and its margin (in units of the layer)
//   a first ring that is no exterior ring; a ring that repeats its first
//   position; a ring without area; a (multi)polygon that is not valid in the
//   OGC sense (06-103r4), as GEOS sees it.
bool mvt_check(struct arena *arena, const struct mvt_read_tile *tile,
               int32_t margin, struct error *err) MUST_CHECK;

// A feature's shape as a geometry in the layer's units, y downwards. Rings of
// positive area begin a polygon.
bool mvt_shape_geom(struct arena *arena, const struct mvt_shape *shape,
                    struct geom *out, struct error *err) MUST_CHECK;

#endif
