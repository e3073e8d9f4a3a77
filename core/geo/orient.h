// On which side of a line a point lies: the question on which every exact test
// of this layer rests.

#ifndef GEO_ORIENT_H
#define GEO_ORIENT_H

#include <math.h>

#include "geo/geom.h"

// 1 when `p` lies to the left of the line from `a` to `b`, -1 to the right, 0
// on it: exact for any coordinates whose size is 0 or between 1e-140 and
// 1e150. The slow half of orient.
int orient_exact(struct point a, struct point b, struct point p);

// The same answer, usually from two products: the bound on their rounding is
// that of Shewchuk, Adaptive Precision Floating-Point Arithmetic (1997), §4.
static inline int orient(struct point a, struct point b, struct point p)
{
    double left = (a.x - p.x) * (b.y - p.y);
    double right = (a.y - p.y) * (b.x - p.x);
    double side = left - right;
    double bound = 3.3306690738754716e-16 * (fabs(left) + fabs(right));
    if (side > bound) return 1;
    if (side < -bound) return -1;
    return orient_exact(a, b, p);
}

// What one edge of a ring says about `p`: whether `p` is on it, and whether a
// ray from `p` to the right crosses it. An edge owns its lower end, not its
// upper one, so that a ray through a corner is counted once or twice, as it
// should be.
static inline bool edge_has_point(struct point a, struct point b,
                                  struct point p, bool *crosses)
{
    *crosses = false;
    if ((a.y > p.y) == (b.y > p.y)) {
        if (a.y != p.y && b.y != p.y) return false;
        if (a.y == b.y)
            return (a.x <= p.x && p.x <= b.x) || (b.x <= p.x && p.x <= a.x);
        return p.x == (a.y == p.y ? a.x : b.x);
    }
    int side = orient(a, b, p);
    *crosses = side == (a.y < b.y ? 1 : -1);
    return side == 0;
}

#endif
