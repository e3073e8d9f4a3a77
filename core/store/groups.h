// Features that lie near to each other, in groups of consecutive rows: for
// whoever keeps features in memory and wants to read them piece by piece.

#ifndef STORE_GROUPS_H
#define STORE_GROUPS_H

#include "store/query.h"

// One that covers nothing of a box has no row that meets it.
struct row_group {
    int64_t node;     // of the spatial index
    unsigned levels;  // of nodes from there to the rows
    size_t least;     // so many rows are below it, or more
    struct box box;   // CRS84, of all its rows; rounded outward
};
struct row_groups {
    struct row_group *groups;  // in order of their fids
    size_t count;
};

// All rows that have a place, in groups of some 50, or, when `are_large`, some
// 2,600. No row is read: a million of them take about a millisecond. Lives in
// `arena`. *is_answered is false for a collection whose order is not kept:
// other software has changed its table. With `out` NULL nothing more is asked.
bool store_groups(struct view *view, struct arena *arena,
                  const struct collection *collection, bool are_large,
                  struct row_groups *out, bool *is_answered,
                  struct error *err) MUST_CHECK;

// The rows of a group: their fids follow each other from `first_fid`, and the
// boxes are those by which a rough box filter finds them.
struct group_rows {
    int64_t first_fid;
    struct box *boxes;  // CRS84, rounded outward to single precision
    size_t count;
};
bool store_group_rows(struct view *view, struct arena *arena,
                      const struct collection *collection,
                      const struct row_group *group, struct group_rows *out,
                      struct error *err) MUST_CHECK;

// The boxes of CRS84 that a rough filter looks for in the spatial index. They
// may be none: nothing lies there.
bool store_search_boxes(struct view *view, const struct box_filter *filter,
                        struct box_filter *out, struct error *err) MUST_CHECK;

#endif
