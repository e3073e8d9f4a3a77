// Rings that touch and cross each other, taken apart into straight links that
// meet only in nodes of the grid.

#ifndef TILE_NETWORK_H
#define TILE_NETWORK_H

#include "tile/touch.h"

// How often rings of either kind run along a link, or wind around a place:
// runs in one direction count up, in the other down.
struct winding {
    int32_t shells, holes;
};

struct link {
    uint32_t from, to;  // nodes; from < to
    struct winding runs;
};

struct network {
    struct pixel *nodes;  // by x, then y; each once
    size_t node_count;
    struct link *links;  // by from, then to; each once, and none that cancels
    size_t link_count;
};

// `edges` are the sorted edges of `rings`. Everything lives in `arena`; false
// when that is spent.
bool network_build(struct arena *arena, const struct pixels *rings,
                   const struct edge *edges, struct network *out);

#endif
