// A set of fids: one bit for each row of a table.

#ifndef STORE_SPATIALITE_FID_SET_H
#define STORE_SPATIALITE_FID_SET_H

#include "base/arena.h"

struct fid_set {
    int64_t most;  // fids run from 1 to this
    uint64_t *bits;
    int64_t count;
};

// An empty set in `arena`; false when that is spent.
bool fid_set_init(struct fid_set *set, struct arena *arena, int64_t most);
void fid_set_add(struct fid_set *set, int64_t fid);  // out of range: ignored
bool fid_set_has(const struct fid_set *set, int64_t fid);

// The least fid above `after`; 0 when there is none.
int64_t fid_set_next(const struct fid_set *set, int64_t after);

// Keeps only what is in `other` too, which has the same range.
void fid_set_keep(struct fid_set *set, const struct fid_set *other);

#endif
