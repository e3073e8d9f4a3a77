// The area of one level that a place lies in.

#ifndef STORE_SPATIALITE_PLACE_AREA_H
#define STORE_SPATIALITE_PLACE_AREA_H

#include "store/spatialite/view.h"

// A place on a border belongs to the area with the lowest code (design §5), as
// at import. *fid is 0 when no area of the collection holds it.
bool place_area_find(struct view *view, const struct collection *areas,
                     struct point place, int64_t *fid,
                     struct error *err) MUST_CHECK;

#endif
