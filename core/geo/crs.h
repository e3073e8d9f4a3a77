// Coordinate reference systems and the way from one to another.
//
// Inside the program coordinates are always x, y in "map order": longitude,
// latitude for 4326 and 4258 (that is CRS84), easting, northing for the rest.
// What order a client sees is the server's business.
//
// CRS84, WGS 84 (4326) and ETRS89 (4258) are one by null transformation, the
// accepted practice of the NLGov Geo module. RD (28992) goes through the
// official grid, variant 1 of RDNAPTRANS2018: exact to the millimetre, and
// refused when the grid is not installed. Web Mercator is computed directly.
// Any other EPSG code is asked of PROJ.
//
// The only header-and-file pair that knows PROJ. A transform belongs to one
// thread at a time; opening one is expensive (milliseconds), using it is not.
// crs_borrow keeps what was opened for the next who asks.

#ifndef GEO_CRS_H
#define GEO_CRS_H

#include "geo/geom.h"

enum {
    CRS_WGS84 = 4326,
    CRS_ETRS89 = 4258,
    CRS_ETRF2000 = 9067,
    CRS_RD = 28992,
    CRS_WEB_MERCATOR = 3857,
    CRS_LAEA_EUROPE = 3035,
};

struct crs_transform;

// ERROR_UNSUPPORTED when RD is asked and its grid is missing: the message says
// how to get it (projsync, PROJ_DATA). ERROR_INVALID for an unknown code.
struct crs_transform *crs_open(int from, int to, struct error *err) MUST_CHECK;
void crs_close(struct crs_transform *transform);

// The same from a store of transforms that the whole process shares, for one
// question now and then; hand it back with crs_return (NULL is fine).
struct crs_transform *crs_borrow(int from, int to,
                                 struct error *err) MUST_CHECK;
void crs_return(struct crs_transform *transform);

// From which system to which it goes.
void crs_ends(const struct crs_transform *transform, int *from, int *to);

// In place. A position that cannot be transformed is an error that names it.
bool crs_point(struct crs_transform *transform, struct point *p,
               struct error *err) MUST_CHECK;
bool crs_geom(struct crs_transform *transform, struct geom *geom,
              struct error *err) MUST_CHECK;

// The box in the target CRS that encloses the transformed outline of `box`,
// whose edges are followed in `steps` pieces each.
bool crs_box(struct crs_transform *transform, struct box box, int steps,
             struct box *out, struct error *err) MUST_CHECK;

// Where coordinates of `srid` may lie, in map order: its area of use, a little
// widened. False when unknown. RD: x 0 … 300000, y 300000 … 625000.
bool crs_area(int srid, struct box *area);

bool crs_is_geographic(int srid);

// Whether RD can be had: the grid is found.
bool crs_has_rd_grid(void);

// The EPSG code of "EPSG:28992", a URI or URN of EPSG or CRS84, WKT or a .prj
// text; 0 when it is none. CRS84 gives 4326.
int crs_identify(str text);

// The definition of an EPSG code as well-known text (OGC 01-009); empty when it
// is not known or `arena` is spent.
str crs_wkt(struct arena *arena, int srid);

// Approximate RD without the grid (up to 25 cm): only when someone asked for
// it in as many words. Process-wide; set before the first crs_open.
void crs_allow_approximate_rd(bool allow);

#endif
