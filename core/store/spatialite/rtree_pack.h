// A spatial index made in one go: the nodes of SQLite's R-tree, written
// straight into its shadow tables. Much faster than inserting boxes one by one,
// and in an order that inserting cannot give: leaf i holds the boxes of
// consecutive rows, and the children of every inner node are in that order.
//
// A node: the depth of the tree (the root's only, else 0) and the number of
// cells, two bytes each; then the cells, 24 bytes each: the row (leaf) or node
// it stands for, eight bytes, and min x, max x, min y, max y as floats rounded
// outward. All big-endian; the rest of a node is zero. The root is node 1.

#ifndef STORE_SPATIALITE_RTREE_PACK_H
#define STORE_SPATIALITE_RTREE_PACK_H

#include <sqlite3.h>

#include "geo/geom.h"

enum {
    RTREE_CELLS_MAX = 51,
    RTREE_CELL_BYTES = 24,
    RTREE_NODE_BYTES = 4 + RTREE_CELLS_MAX * RTREE_CELL_BYTES,
};

// The nearest float that is not more, or not less, than `value`.
float rtree_below(double value);
float rtree_above(double value);

struct rtree_pack;

// `table` is an empty R-tree of the page size this engine uses; `row_count` is
// how many boxes will come. NULL on failure.
struct rtree_pack *rtree_pack_open(sqlite3 *db, const char *table,
                                   size_t row_count,
                                   struct error *err) MUST_CHECK;

// The box of the next row: the first is of row 1.
bool rtree_pack_add(struct rtree_pack *pack, struct box box,
                    struct error *err) MUST_CHECK;

// Writes the inner nodes and the two tables that lead from a row to its leaf
// and from a node to its parent.
bool rtree_pack_finish(struct rtree_pack *pack, struct error *err) MUST_CHECK;
void rtree_pack_close(struct rtree_pack *pack);

#endif
