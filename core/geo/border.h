// Whether two areas are neighbours: how much border they share.
//
// Borders that were drawn apart miss each other by a little, or overlap in
// slivers. So what lies within `slack_m` of the other's border, or inside of
// the other, counts as shared.

#ifndef GEO_BORDER_H
#define GEO_BORDER_H

#include "geo/geom.h"

struct border {
    bool touches;     // they have a place in common, give or take the slack
    double shared_m;  // of the border of the first; a few times the slack where
                      // only a corner touches
};

// Of two (multi)polygons in longitude and latitude. `scratch` holds what is
// needed meanwhile. Lengths are right within a percent.
bool border_shared(struct arena *scratch, const struct geom *a,
                   const struct geom *b, double slack_m, struct border *out,
                   struct error *err) MUST_CHECK;

#endif
