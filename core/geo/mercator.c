#include "geo/mercator.h"

#include <math.h>

static const double EARTH_RADIUS = 6378137.0;
static const double DEGREE = 0.017453292519943295;
static const double SURE_LATITUDE = 1.4845;  // 85.06 degrees

// The logarithm is twice as fast, but loses digits towards the poles.
static double y_of(double latitude)
{
    if (fabs(latitude) > SURE_LATITUDE) return asinh(tan(latitude));
    double s = sin(latitude);
    return 0.5 * log((1 + s) / (1 - s));
}

bool mercator_from_degrees(struct point *p)
{
    if (!(fabs(p->y) < 90)) return false;
    *p = (struct point){ EARTH_RADIUS * DEGREE * p->x,
                         EARTH_RADIUS * y_of(p->y * DEGREE) };
    return isfinite(p->x);
}

bool mercator_to_degrees(struct point *p)
{
    *p = (struct point){ p->x / (EARTH_RADIUS * DEGREE),
                         atan(sinh(p->y / EARTH_RADIUS)) / DEGREE };
    return isfinite(p->x) && isfinite(p->y);
}
