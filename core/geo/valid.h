// Validity and derived points, by GEOS. The only pair that knows GEOS.
// Every call may be made from any thread.

#ifndef GEO_VALID_H
#define GEO_VALID_H

#include "geo/geom.h"

// Whether the geometry is valid in the OGC sense; if not, `reason` (in
// `arena`) says what and where: "Self-intersection at 6.5 53.2".
bool geom_is_valid(struct arena *arena, const struct geom *geom, str *reason);

// A valid geometry of the same dimension that covers the same ground: rings
// are rebuilt (GEOS MakeValid, structure method), lower-dimensional debris is
// dropped. GEOM_EMPTY when nothing is left.
bool geom_repair(struct arena *arena, const struct geom *geom, struct geom *out,
                 struct error *err) MUST_CHECK;

// A point that surely lies on the geometry (ST_PointOnSurface).
bool geom_point_on_surface(const struct geom *geom, struct point *out,
                           struct error *err) MUST_CHECK;

// The union of many polygons as one (multi)polygon.
bool geom_union(struct arena *arena, const struct geom *geoms, size_t count,
                struct geom *out, struct error *err) MUST_CHECK;

#endif
