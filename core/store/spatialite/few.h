// Whether an index on an attribute leaves fewer rows than the spatial index.
//
// A box, or a search for what is near, otherwise goes through the spatial
// index whatever else is asked, and looks at every row that it finds.

#ifndef STORE_SPATIALITE_FEW_H
#define STORE_SPATIALITE_FEW_H

#include "store/spatialite/fid_set.h"
#include "store/spatialite/row_test.h"
#include "store/spatialite/select.h"

struct few {
    struct view *view;
    struct arena *arena;
    struct filter *filter;
    const struct row_test *test;
    const struct fid_set *only;  // known to hold all that is asked; or NULL
};

// *found: `set` has been made and holds all rows of the selection, and others,
// but so few that they are fetched sooner than found by their place.
bool few_find(const struct few *few, struct fid_set *set, bool *found,
              struct error *err) MUST_CHECK;

#endif
