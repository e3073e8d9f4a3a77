#include "geo/geodesic.h"

#include <geodesic.h>

double geodesic_m(struct point a, struct point b)
{
    struct geod_geodesic wgs84;
    double metres;
    geod_init(&wgs84, 6378137, 1 / 298.257223563);
    geod_inverse(&wgs84, a.y, a.x, b.y, b.x, &metres, NULL, NULL);
    return metres;
}
