// The length of the shortest way over the WGS 84 ellipsoid, after Karney
// (Algorithms for geodesics, 2013): good to some nanometres, antipodes
// included.

#ifndef GEO_GEODESIC_H
#define GEO_GEODESIC_H

#include "geo/geom.h"

// In metres, between two positions in longitude and latitude.
double geodesic_m(struct point a, struct point b);

#endif
