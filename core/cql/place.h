// The geometries that stand in a filter.

#ifndef CQL_PLACE_H
#define CQL_PLACE_H

#include "cql/cql.h"

// Whether a CQL_GEOMETRY is valid and on earth. A CQL_BBOX gets its geometry:
// a polygon, two over the antimeridian, a line or point when it has no width.
bool place_check(struct arena *arena, struct cql *node,
                 struct error *err) MUST_CHECK;

// The polygon of a box, or what it becomes without width or height.
bool place_add_box(struct arena *arena, const struct box *boxes, size_t count,
                   struct geom *out, struct error *err) MUST_CHECK;

#endif
