// The box filter of a selection: what a search in the spatial index looks for,
// and the exact test of what it finds.

#ifndef STORE_SPATIALITE_CURSOR_BOX_H
#define STORE_SPATIALITE_CURSOR_BOX_H

#include "store/query.h"
#include "store/spatialite/view.h"

// CRS84; outside of them there is nothing to be found.
struct search_boxes {
    struct box boxes[2];
    size_t count;   // 0: nothing at all
    bool is_exact;  // what lies wholly in one of them needs no test
};

struct box_test {
    struct box_filter filter;
    struct search_boxes search;  // enclose the filter's boxes, or are them
    bool reads_stored;           // the test reads geom_<srid>, which is exact
    struct crs_transform *transform;  // else from CRS84 to the filter's srid
};

bool box_test_init(struct box_test *test, struct view *view,
                   const struct selection *selection,
                   struct error *err) MUST_CHECK;

// Whether a geometry blob meets the filter. `arena` is for the reading.
bool box_test_blob(const struct box_test *test, struct arena *arena, str blob,
                   bool *meets, struct error *err) MUST_CHECK;

// What lies in both of two boxes that meet.
struct box box_common(struct box a, struct box b);

#endif
