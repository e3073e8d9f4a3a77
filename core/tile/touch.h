// Which edges of some rings touch: the test that a polygon needs no repair, and
// the first step of repairing it.

#ifndef TILE_TOUCH_H
#define TILE_TOUCH_H

#include "tile/pixels.h"

// One edge, with the end of the smaller x first.
struct edge {
    struct pixel a, b;
    uint32_t from, to;  // the numbers of the positions it joins, as it runs
    bool is_hole;       // of which kind of ring
    bool is_turned;     // it runs from b to a
};

// All edges of `rings`, by x of `a`, near enough for edges_touch.
// NULL when the arena is spent.
struct edge *edges_sorted(struct arena *arena, const struct pixels *rings);

// Calls `visit` for every pair of edges that share a position and are not
// neighbours in a ring, until it returns false. False when the arena is spent.
bool edges_touch(struct arena *arena, const struct edge *edges, size_t count,
                 bool (*visit)(const struct edge *a, const struct edge *b,
                               void *context),
                 void *context);

#endif
