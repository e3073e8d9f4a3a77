// Web Mercator (EPSG:3857) from CRS84 and back: spherical Mercator on the
// radius 6378137 (IOGP 373-7-2, method 1024), which is what PROJ does. Within
// a tenth of a micrometre of the formula between 85 degrees north and south.

#ifndef GEO_MERCATOR_H
#define GEO_MERCATOR_H

#include "geo/geom.h"

// In place; false for a position without a place there, such as a pole.
bool mercator_from_degrees(struct point *p);
bool mercator_to_degrees(struct point *p);

#endif
