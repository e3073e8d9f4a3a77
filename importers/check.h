// Whether coordinates can be what they are said to be.

#ifndef IMPORTERS_CHECK_H
#define IMPORTERS_CHECK_H

#include "geo/geom.h"

enum position {
    POSITION_FINE,
    POSITION_NOWHERE,       // a point at 0,0 or -1,-1: stands for "unknown"
    POSITION_SWAPPED,       // degrees that lie in the Netherlands when x and y
                            // change places; possible, so a warning
    POSITION_OUT_OF_RANGE,  // degrees beyond 180 and 90
    POSITION_LIKE_RD,       // metres of RD where degrees should be
    POSITION_LIKE_DEGREES,  // degrees where metres should be
    POSITION_SWAPPED_RD,    // x and y of RD changed places
    POSITION_OUTSIDE,       // outside the area that the CRS is made for
};

struct position_check {
    int srid;
    bool is_geographic;
    bool has_area;
    struct box area;
};

struct position_check position_check_for(int srid);

// Brings degrees that lie less than a billionth beyond 180 or 90 onto them: the
// rounding noise of other programs, a tenth of a millimetre on the ground.
void position_settle(const struct position_check *check, struct geom *geom);

// GEOM_EMPTY is fine.
enum position position_find(const struct position_check *check,
                            const struct geom *geom);

// The name of the rule, and whether a feature that breaks it is left out.
const char *position_rule(enum position position);
bool position_is_refused(enum position position);

// The sentence about a feature whose box is `box`; lives in `arena`.
str position_message(struct arena *arena, const struct position_check *check,
                     enum position position, struct box box);

#endif
