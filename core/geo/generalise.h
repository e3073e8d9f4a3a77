// Simpler shapes of many areas at once, for maps on which they are small.
//
// Areas that share a border keep sharing it: rings are cut where three or more
// borders meet, each piece is simplified once, and both sides get the result.
// What is left of an area is valid; where simplifying would break one, its
// borders keep more detail.
//
//   struct generalised *simple = generalise(areas, count, 250, err);
//   ... generalised_area(simple, i) ...
//   generalised_destroy(simple);
//
// Making one takes as long as reading the areas a few times over: keep it per
// version of a collection and tolerance. It may be read from any thread.

#ifndef GEO_GENERALISE_H
#define GEO_GENERALISE_H

#include "geo/geom.h"

struct generalised;

// Coordinates are longitude and latitude. No border moves by more than
// `tolerance_m`. Islands and holes smaller than a square of that size go, but
// each area keeps its largest part. What is no (multi)polygon stays as it is.
struct generalised *generalise(const struct geom *areas, size_t count,
                               double tolerance_m,
                               struct error *err) MUST_CHECK;
void generalised_destroy(struct generalised *generalised);  // NULL is fine

// The area given as number i; belongs to `generalised`.
const struct geom *generalised_area(const struct generalised *generalised,
                                    size_t i);
size_t generalised_bytes(const struct generalised *generalised);

#endif
