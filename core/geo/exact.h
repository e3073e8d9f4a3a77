// Where the coordinates of a system are exact. RD has them in its area only:
// beyond the grid of RDNAPTRANS2018 there is a formula and no accuracy, and no
// map of the rest of the world in it.

#ifndef GEO_EXACT_H
#define GEO_EXACT_H

#include "geo/crs.h"

// False, with ERROR_INVALID, for a geometry that `transform` has brought to
// where its system is not exact.
bool exact_geom(const struct crs_transform *transform, const struct geom *geom,
                struct error *err) MUST_CHECK;

#endif
