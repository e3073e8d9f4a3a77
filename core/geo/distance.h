// How far things lie from a position, in metres on the WGS 84 ellipsoid. All
// coordinates are longitude and latitude.
//
// A distance is the geodesic from the position to the nearest position on the
// geometry, whose edges are straight in longitude and latitude, as GeoJSON has
// it. For points it is exact; for edges the nearest position is found to a
// millimetre or a hundred-thousandth of the distance, and an error there makes
// a much smaller one in the distance.

#ifndef GEO_DISTANCE_H
#define GEO_DISTANCE_H

#include "geo/geom.h"

// 0 on the geometry and inside of it; infinite when it is empty.
double geom_distance_m(const struct geom *geom, struct point from);

// A position that many boxes are held against.
struct distance_origin {
    struct point at;
    double x, y, z;  // the same on the ellipsoid: metres from its centre
    double cos_lat;
};
struct distance_origin distance_origin_of(struct point at);

// Nothing in a box is nearer, or further. True bounds, also over the
// antimeridian and the poles; as close as the size of a box that is small
// beside its distance (and, up to 1000 km, 1/10000 of that), within one percent
// and that size for others.
struct distance_range {
    double least_m, most_m;
};
struct distance_range box_distance_m(struct box box,
                                     const struct distance_origin *from);

// True bounds at a tenth of the cost, by the ball around a box. False when
// box_distance_m may know better.
bool box_distance_roughly(struct box box, const struct distance_origin *from,
                          struct distance_range *range);

// The lower bound alone, without any sine: by the larger of the gaps in
// latitude and in longitude.
double box_distance_at_least_m(struct box box,
                               const struct distance_origin *from);

#endif
