// Where the classes of a choropleth part.
//
// Equal values are never parted. Fewer classes come out than were asked for
// when there are fewer different values (or, of equal width, never: a class
// may then be empty).

#ifndef SERVER_STYLE_BREAKS_H
#define SERVER_STYLE_BREAKS_H

#include "base/arena.h"
#include "base/error.h"

enum break_method {
    BREAKS_JENKS,     // least squared distance to the means of the classes
    BREAKS_QUANTILE,  // as many values in each, as far as equal ones allow
    BREAKS_EQUAL,     // of equal width
};

enum { CLASSES_MAX = 9 };

// `values` are finite and in ascending order. `bounds` gets the lowest value of
// every class but the first, ascending: room for classes - 1.
bool breaks_find(struct arena *arena, const double *values, size_t count,
                 enum break_method method, size_t classes, double *bounds,
                 size_t *bound_count, struct error *err) MUST_CHECK;

#endif
