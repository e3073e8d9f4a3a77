// Single lines and polygons as multi ones: a layer has one type of geometry,
// and most sources of areas mix the two.

#ifndef STORE_SPATIALITE_PROMOTE_H
#define STORE_SPATIALITE_PROMOTE_H

#include "geo/geom.h"

// The type of a collection that holds these types (bit i: type i).
// GEOM_COLLECTION: they stay mixed.
enum geom_type promote_type(unsigned types);

// Whether rows of these types must be changed to become of `type`.
bool promote_is_wanted(enum geom_type type, unsigned types);

// A blob of a single geometry becomes one of a multi; a multi stays. The
// result lives in `arena`.
bool promote_blob(struct arena *arena, str *blob, struct error *err) MUST_CHECK;

#endif
