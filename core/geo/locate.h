// Which area holds a point: exact, and fast enough for millions of points.
//
//   struct locator *locator = locator_create();
//   for (each area, in order of code) locator_add(locator, &geom, err);
//   locator_build(locator, err);
//   size_t area = locator_find(locator, p);
//
// A point on a shared border belongs to the area that was added first, so
// adding in order of code gives the lowest code (design §5). After
// locator_build it may be asked from many threads.

#ifndef GEO_LOCATE_H
#define GEO_LOCATE_H

#include "geo/geom.h"

enum { LOCATE_NONE = -1 };

struct locator;

struct locator *locator_create(void);  // NULL when memory is spent
void locator_destroy(struct locator *locator);

// Copies the geometry. Empty geometries, and any but polygons and
// multipolygons, take a number and hold nothing.
bool locator_add(struct locator *locator, const struct geom *geom,
                 struct error *err) MUST_CHECK;
bool locator_build(struct locator *locator, struct error *err) MUST_CHECK;

// The number (from 0, in order of adding) of the first area that holds `p`,
// its border included; LOCATE_NONE when none does.
int64_t locator_find(const struct locator *locator, struct point p);

#endif
