// One layer of a tile: the features of a selection, as its level of detail
// says.

#ifndef SERVER_TILE_LAYER_H
#define SERVER_TILE_LAYER_H

#include "server/blocks.h"
#include "server/tile_make.h"
#include "tile/mvt.h"

struct tile_level {
    bool is_bare;       // no attributes
    bool has_clusters;  // of points
    int32_t grain;      // of the grid, for what is no point
};

struct tile_layer {
    const struct tile_ask *ask;
    struct selection selection;
    const struct tile_level *level;
    const struct block_pins
        *pins;          // of its features; NULL: a cursor reads them
    struct arena *row;  // cleared for every feature
    size_t rows;        // out: features that were read
    size_t beyond;      // out: others, without coordinates in the tile's CRS
    size_t too_small;   // out: lines and areas that left nothing
};

// The tile's box and the CRS to read in, as the store takes them.
bool tile_layer_place(const struct tile_ask *ask, struct selection *selection,
                      struct error *err) MUST_CHECK;

// The next feature that has coordinates in the CRS of the tile, in that; counts
// layer->rows, and layer->beyond.
bool tile_next_feature(struct tile_layer *layer, struct cursor *cursor,
                       struct feature *feature);

// ERROR_TOO_LARGE when the tile passes its limit.
bool tile_layer_write(struct tile_layer *layer, struct mvt_tile *tile,
                      struct error *err) MUST_CHECK;

#endif
