// Cutting rings and lines off at the edge of a tile.

#ifndef TILE_CLIP_H
#define TILE_CLIP_H

#include "tile/frame.h"
#include "tile/pixels.h"

// The ring `points` of the CRS (its last position may repeat the first, or
// not), snapped to the frame's grid, cut to its box and tidied, as one run of
// `out`. Parts that the box tears off stay joined along its edge: that is for
// rebuild_polygons to undo. Nothing is added when no area is left.
// `met` becomes true when the ring itself comes inside the box, else stays: an
// area whose rings do not either fills the box or misses it.
void clip_ring(struct pixels *out, const struct tile_frame *frame,
               const struct point *points, size_t count, bool is_hole,
               bool *met);

// The same for a line, of which several runs may be left.
void clip_line(struct pixels *out, const struct tile_frame *frame,
               const struct point *points, size_t count, bool *met);

#endif
