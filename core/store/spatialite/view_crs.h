// The systems that a connection gives geometries in, and takes boxes in. Their
// transforms are opened on first use and stay with the connection.

#ifndef STORE_SPATIALITE_VIEW_CRS_H
#define STORE_SPATIALITE_VIEW_CRS_H

#include "store/spatialite/view.h"

struct view_crs *view_crs_create(void);  // NULL when memory is out
void view_crs_destroy(struct view_crs *systems);

// Whether its coordinates are those that are kept: CRS84 and its equals.
bool view_crs_is_degrees(int srid);

// From CRS84. NULL in *out when coordinates stay as they are.
// ERROR_UNSUPPORTED for a system that geometries are not given in.
bool view_crs_to(struct view *view, int srid, struct crs_transform **out,
                 struct error *err) MUST_CHECK;

// A box of CRS84 that holds all of `box`, as far as its system reaches; more
// than that a little. *is_somewhere is false when nothing of it is left.
bool view_crs_enclose(struct view *view, int srid, struct box box,
                      struct box *out, bool *is_somewhere,
                      struct error *err) MUST_CHECK;

#endif
