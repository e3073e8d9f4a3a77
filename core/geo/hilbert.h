// The Hilbert curve: neighbours on the curve are neighbours on the ground.

#ifndef GEO_HILBERT_H
#define GEO_HILBERT_H

#include "geo/geom.h"

// The place of `p` on the curve of order 32 over `extent`: rows stored in this
// order lie near each other in the file when they lie near each other on the
// map. Points outside are clamped.
uint64_t hilbert_rank(struct point p, struct box extent);

#endif
