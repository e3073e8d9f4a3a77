// The points of a selection in one tile, taken together by the cells of a grid
// (tile/cluster.h). Where rounding does not show they come from the spatial
// index without reading a row: but for those near the edge of the tile, whose
// rows say whose they are, so that counts add up over all tiles.

#ifndef SERVER_TILE_CLUSTER_H
#define SERVER_TILE_CLUSTER_H

#include "server/tile_layer.h"
#include "tile/cluster.h"

enum {
    TILE_CLUSTER_UNITS = 64,  // the side of a cell: 4 of 256 pixels
    TILE_POINT_BYTES = 11,    // of a feature with an id and a place, at least
    // So many points no tile can hold one by one.
    TILE_CROWD = TILE_BYTES_MAX / TILE_POINT_BYTES + 1,
};

// A cluster of one point has its id, when ids are numbers, in `id`.
struct tile_cluster {
    struct point middle;  // in the CRS of the tile
    int64_t count;
    struct value id;
};

// In layer->ask->arena. Counts layer->rows.
bool tile_clusters_read(struct tile_layer *layer,
                        const struct tile_frame *frame,
                        struct tile_cluster **out, size_t *count,
                        struct error *err) MUST_CHECK;

// Whether TILE_CROWD points lie in the tile; false when only their rows could
// tell. `pins` are the blocks of the selection, or hold nothing.
bool tile_is_crowded(const struct tile_ask *ask,
                     const struct selection *selection,
                     const struct block_pins *pins, bool *out,
                     struct error *err) MUST_CHECK;

#endif
