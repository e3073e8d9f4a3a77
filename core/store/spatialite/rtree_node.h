// The bytes of one node of an R-tree (SQLite, ext/rtree): in the root bytes
// 0-1 are the depth of the tree; bytes 2-3 the number of cells; then cells of
// 24 bytes, big endian: int64 fid or node number of the child, float32 min x,
// max x, min y, max y, rounded outward.

#ifndef STORE_SPATIALITE_RTREE_NODE_H
#define STORE_SPATIALITE_RTREE_NODE_H

#include "geo/geom.h"

struct rtree_cell {
    int64_t id;
    struct box box;
};

// The number of cells; false when the bytes do not hold them.
bool rtree_node_cells(str bytes, size_t *count);
size_t rtree_node_depth(str bytes);  // of the root, which has its cells
struct rtree_cell rtree_node_cell(const void *bytes, size_t i);

#endif
