// How few rows an index leaves of a selection, found out by looking: SQLite
// would guess.

#ifndef STORE_SPATIALITE_NARROW_H
#define STORE_SPATIALITE_NARROW_H

#include "store/spatialite/fid_set.h"
#include "store/spatialite/select.h"

struct narrow {
    struct view *view;
    struct arena *arena;
    struct filter *filter;
};

// Whether there is anything that an index could look up.
bool narrow_is_possible(const struct filter *filter);

// The rows that `access` finds; `most` + 1 when there are more than `most`.
bool narrow_count(const struct narrow *narrow, enum access access, int64_t most,
                  int64_t *count, struct error *err) MUST_CHECK;

// What leaves the fewest rows, `most` at the most: *access tells, with
// filter->picked or filter->equal. ACCESS_ANY when nothing does.
bool narrow_find(const struct narrow *narrow, int64_t most, enum access *access,
                 struct error *err) MUST_CHECK;

// Of several equalities only the one that leaves the fewest rows shall go by
// its index: filter->equal, when one leaves few.
bool narrow_choose_equal(const struct narrow *narrow,
                         struct error *err) MUST_CHECK;

// Adds the fids that `access` finds to a set.
bool narrow_add_fids(const struct narrow *narrow, enum access access,
                     struct fid_set *set, struct error *err) MUST_CHECK;

#endif
