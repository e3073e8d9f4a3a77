// From a geometry to what a vector tile says of it.

#ifndef TILE_MVT_GEOM_H
#define TILE_MVT_GEOM_H

#include "base/buf.h"
#include "tile/frame.h"
#include "tile/pixels.h"

enum mvt_type {  // the numbers of the specification, 4.3.4
    MVT_UNKNOWN = 0,
    MVT_POINT = 1,
    MVT_LINE = 2,
    MVT_POLYGON = 3,
};

enum mvt_outcome {
    MVT_SHOWN,
    MVT_OUTSIDE,  // the tile and its margin do not meet it
    MVT_SMALL,    // it meets them, but no line or area is left on the grid
    MVT_FAILED,   // the arena is spent
};

struct mvt_shape {
    enum mvt_type type;
    struct pixels parts;
};

// What `frame` shows of `geom`, whose coordinates are in the CRS of the tile
// matrix set. Points are never small. A collection is shown by its members of
// the highest dimension. Polygons whose shell covers less than `area_min`
// square units are left out. Lives in `arena`.
enum mvt_outcome mvt_shape_make(struct arena *arena,
                                const struct tile_frame *frame,
                                const struct geom *geom, int64_t area_min,
                                struct mvt_shape *out);

// Appends the command integers, as varints.
void mvt_shape_write(const struct mvt_shape *shape, struct buf *out);

#endif
