// Thins points for low zooms: those in one cell of a grid become one cluster.
//
//   struct cluster_grid grid;
//   cluster_begin(&grid, arena, &frame, 64);
//   for (each point) cluster_add(&grid, p, id, 1);
//   if (!cluster_end(&grid, arena, &clusters, &count, err)) …
//
// Cells are those of the whole zoom level, aligned with its tiles, and a point
// counts in the tile that owns it (tile_frame_has with margin 0): over all
// tiles of a zoom every point is counted once, so the counts add up exactly.
// The order of adding does not matter. Draw clusters with a margin: rounding
// may put one on the edge of its tile just outside of it.

#ifndef TILE_CLUSTER_H
#define TILE_CLUSTER_H

#include "tile/frame.h"

struct cluster {
    struct point middle;  // of its points, by weight; in the CRS
    int64_t count;        // the sum of their weights, none negative
    int64_t points;       // how many they are
    int64_t first;        // the lowest id among them
    uint32_t row, col;    // of its cell in the tile
};

struct cluster_grid {
    struct tile_frame frame;
    struct cluster_cell *cells;  // by row, then column
    uint32_t side;               // cells along an edge of the tile
    uint32_t cell;               // units along an edge of a cell
    bool failed;
};

// `cell` is a divisor of TILE_EXTENT, 8 or more.
void cluster_begin(struct cluster_grid *grid, struct arena *arena,
                   const struct tile_frame *frame, uint32_t cell);

// A point outside of the tile is not counted: false.
bool cluster_add(struct cluster_grid *grid, struct point p, int64_t id,
                 int64_t weight);

// The clusters by row, then column; in `arena`. `count` may come out 0.
bool cluster_end(struct cluster_grid *grid, struct arena *arena,
                 struct cluster **out, size_t *count,
                 struct error *err) MUST_CHECK;

#endif
