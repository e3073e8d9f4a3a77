// Polygons that are valid in the OGC sense (06-103r4 §6.1.11) from rings that
// need not be: they may cross themselves and each other, run along each other,
// or be joined by edges without width.

#ifndef TILE_REBUILD_H
#define TILE_REBUILD_H

#include "tile/pixels.h"

// `rings` are tidy, and each runs as an exterior ring does, holes too. A place
// is inside when more shells than holes wind around it. `out`, begun by the
// caller, gets shells that run as exterior rings do, each followed by its
// holes, which run the other way; nothing, when no area is left.
// When the rings are simple and touch nowhere they are passed on as they are.
void rebuild_polygons(const struct pixels *rings, struct pixels *out);

#endif
