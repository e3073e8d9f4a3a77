// A search in the spatial index that finds what is nearest first.
//
// Nodes and rows wait in one queue by the least distance they can have. What
// comes out is looked at: a node gives its cells back to the queue, a candidate
// is a row whose distance the caller finds out, and what has its true distance
// is found once everything that could be nearer has been looked at.
//
//   while (nearest_next(&nearest, &hit))
//       if (hit.is_found) ... in order of distance, then fid ...
//       else if (the row is wanted) nearest_add(&nearest, hit.fid, metres);
//   if (nearest.failed) ... nearest.error

#ifndef STORE_SPATIALITE_NEAREST_H
#define STORE_SPATIALITE_NEAREST_H

#include "geo/distance.h"
#include "store/spatialite/cursor_box.h"
#include "store/spatialite/cursor_nodes.h"
#include "store/spatialite/fid_set.h"

struct nearest_entry;

struct nearest {
    struct arena *arena;
    struct nodes nodes;
    struct distance_origin origin;
    double within_m;                    // 0: however far
    const struct search_boxes *search;  // only what meets these; NULL: all
    const struct fid_set *only;         // only these; NULL: all
    bool starts_with_only;  // they are few: no search for them in the index
    bool has_after;
    double after_m;  // only what comes after this distance and fid
    int64_t after_fid;
    struct nearest_entry *queue;
    size_t queue_count, queue_capacity;
    bool has_started;
    bool failed;
    struct error error;
};

struct nearest_hit {
    int64_t fid;
    bool is_found;      // else a candidate
    double distance_m;  // once found
};

// `origin`, `within_m` … are the caller's to set between opening and the first
// nearest_next. What is allocated lives in `arena`.
bool nearest_open(struct nearest *nearest, struct view *view,
                  struct arena *arena, const struct collection *collection,
                  struct error *err) MUST_CHECK;
bool nearest_next(struct nearest *nearest, struct nearest_hit *hit);
void nearest_add(struct nearest *nearest, int64_t fid, double metres);
void nearest_close(struct nearest *nearest);

#endif
