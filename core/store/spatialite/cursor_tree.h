// The spatial index of one collection: what may meet the boxes of a filter, in
// order of fid.
//
// Should other software have changed the tree, so that fids do not rise, all
// hits are collected and sorted instead. SpatiaLite notes changes of a table;
// a tree that is out of order without a note is noticed on the way, and when
// rows that were given already would have had to wait, that is a failure.

#ifndef STORE_SPATIALITE_CURSOR_TREE_H
#define STORE_SPATIALITE_CURSOR_TREE_H

#include "store/spatialite/cursor_box.h"
#include "store/spatialite/cursor_nodes.h"
#include "store/spatialite/rtree_walk.h"

struct tree_scan {
    struct view *view;
    struct arena *arena;
    struct nodes nodes;
    struct rtree_walk walk;
    const struct search_boxes *search;
    int64_t after_fid, last_fid, given;
    struct rtree_hit *sorted;  // once the walk turned out to be out of order
    size_t sorted_count, sorted_next;
    bool is_sorted;
    bool failed;
    struct error error;
};

struct tree_scan_options {
    const struct collection *collection;
    const struct search_boxes *search;
    int64_t after_fid;
    bool any_order;
    bool takes_leaves_whole;  // rtree_walk.h
};

// What is allocated lives in `arena`.
bool tree_scan_open(struct tree_scan *tree, struct view *view,
                    struct arena *arena,
                    const struct tree_scan_options *options,
                    struct error *err) MUST_CHECK;
bool tree_scan_next(struct tree_scan *tree, struct rtree_hit *hit);
void tree_scan_close(struct tree_scan *tree);

// Whether other software has changed the table since it was imported.
bool tree_is_changed(struct view *view, str table, bool *changed,
                     struct error *err) MUST_CHECK;

// How many rows have a place: those that the index was made of have the first
// fids (README). *is_known is false when other software has changed them since.
bool tree_count_all(struct view *view, struct arena *arena,
                    const struct collection *collection, int64_t *count,
                    bool *is_known, struct error *err) MUST_CHECK;

// How many leaves of the index meet the boxes; none of them is read. Stops at
// `most`.
bool tree_count_leaves(struct view *view, struct arena *arena,
                       const struct tree_scan_options *options, int64_t most,
                       int64_t *count, struct error *err) MUST_CHECK;

#endif
