// A walk through the nodes of an R-tree, in order of feature.
//
// SQL on the R-tree's virtual table gives hits in an order of its own, so a
// page of results would mean finding all of them and sorting. Our trees are
// packed from rows in Hilbert order (README): leaf i holds consecutive rising
// fids and the children of every node rise too. Going depth first therefore
// yields fids in rising order, and a page stops after its last hit.
//
//   struct rtree_walk walk;
//   rtree_walk_init(&walk, arena, read, context);
//   walk.boxes[walk.box_count++] = box;
//   while (rtree_walk_next(&walk, &hit)) ...
//   if (walk.failed) ... walk.error; if (walk.is_out_of_order) ...

#ifndef STORE_SPATIALITE_RTREE_WALK_H
#define STORE_SPATIALITE_RTREE_WALK_H

#include "geo/geom.h"

enum { RTREE_DEPTH_MAX = 24, RTREE_ROOT = 1 };

// The bytes of a node, valid until the next call.
typedef bool rtree_read(void *context, int64_t node, str *bytes,
                        struct error *err);

struct rtree_frame {
    char *bytes;
    size_t capacity;
    size_t cell, cell_count;
    bool is_inside;   // its whole box lies in one of the boxes
    bool is_on_path;  // the walk has to find its place here first
};

struct rtree_walk {
    struct arena *arena;
    rtree_read *read;
    void *context;
    struct box boxes[2];
    size_t box_count;
    // Whether a cell inside a box is a hit for sure: not when the boxes only
    // enclose what is really asked.
    bool is_exact;
    // Counting: a leaf inside a box comes as one hit.
    bool takes_leaves_whole;
    // Nodes so many levels above the rows are hits, unread: 1 for leaves. The
    // root is none.
    size_t stops_above;
    // In a tree that other software has changed fids come in any order.
    bool accepts_any_order;
    int64_t after_fid;
    // The nodes from the root to the leaf of after_fid; path_length 0: none,
    // and the walk begins at the first leaf.
    int64_t path[RTREE_DEPTH_MAX];
    size_t path_length;

    struct rtree_frame frames[RTREE_DEPTH_MAX];
    size_t frame_count;
    size_t depth;
    bool has_started;
    int64_t last_fid;
    bool is_out_of_order;  // why the walk ended, unless it failed
    bool failed;
    struct error error;
};

struct rtree_hit {
    int64_t fid;     // 0 for a whole leaf
    int64_t count;   // 1, or the cells of a whole leaf
    bool is_sure;    // else the geometry decides
    struct box box;  // of a single one: rounded outward to single precision
};

void rtree_walk_init(struct rtree_walk *walk, struct arena *arena,
                     rtree_read *read, void *context);
bool rtree_walk_next(struct rtree_walk *walk, struct rtree_hit *hit);

#endif
