#include "geo/exact.h"

bool exact_geom(const struct crs_transform *transform, const struct geom *geom,
                struct error *err)
{
    int from, to;
    struct box area, box = geom_box(geom);
    crs_ends(transform, &from, &to);
    if (to != CRS_RD || !geom->point_count || !crs_area(to, &area)) return true;
    if (box_contains(area, box)) return true;
    return error_set(err, ERROR_INVALID,
                     "the place lies outside of the area of EPSG:28992 (x 0 to "
                     "300000, y 300000 to 625000), where that has no exact "
                     "coordinates; ask for another crs, or for less with a "
                     "bbox");
}
