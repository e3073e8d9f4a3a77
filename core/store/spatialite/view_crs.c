#include "store/spatialite/view_crs.h"

#include <math.h>
#include <stdlib.h>

#include "store/spatialite/cursor_box.h"

enum { SYSTEM_COUNT = 3, OUTLINE_STEPS = 64 };

// The edge of a box is a curve in CRS84, which strays from the straight line
// between two steps by the square of their distance over eight times the radius
// of the earth, times the tangent of the latitude: in degrees of longitude at
// 73 degrees north some 1.3e-12 for each square metre, and this is enough.
static const double STRAY_PER_SQUARE_METRE = 4e-12;
static const double STRAY_MIN_DEGREES = 1e-4;

static const int srids[SYSTEM_COUNT] = {
    CRS_WEB_MERCATOR,
    CRS_RD,
    CRS_LAEA_EUROPE,
};

struct view_crs {
    struct crs_transform *to[SYSTEM_COUNT], *from[SYSTEM_COUNT];
    struct box areas[SYSTEM_COUNT];
};

struct view_crs *view_crs_create(void)
{
    return calloc(1, sizeof(struct view_crs));
}

void view_crs_destroy(struct view_crs *systems)
{
    if (!systems) return;
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        crs_close(systems->to[i]);
        crs_close(systems->from[i]);
    }
    free(systems);
}

bool view_crs_is_degrees(int srid)
{
    return srid == 0 || srid == CRS_WGS84 || srid == CRS_ETRS89 ||
           srid == CRS_ETRF2000;
}

static bool find_system(int srid, size_t *out, struct error *err)
{
    for (*out = 0; *out < SYSTEM_COUNT; (*out)++)
        if (srids[*out] == srid) return true;
    return error_set(err, ERROR_UNSUPPORTED,
                     "geometries are not offered in EPSG:%d", srid);
}

bool view_crs_to(struct view *view, int srid, struct crs_transform **out,
                 struct error *err)
{
    size_t i;
    *out = NULL;
    if (view_crs_is_degrees(srid)) return true;
    if (!find_system(srid, &i, err)) return false;
    struct crs_transform **kept = &view->systems->to[i];
    if (!*kept) *kept = crs_open(CRS_WGS84, srid, err);
    *out = *kept;
    return *kept != NULL;
}

// Opens the way out of the system, and asks how far it reaches.
static bool open_from(struct view_crs *systems, size_t i, struct error *err)
{
    if (systems->from[i]) return true;
    if (!crs_area(srids[i], &systems->areas[i]))
        return error_set(err, ERROR_INTERNAL, "no area of EPSG:%d", srids[i]);
    systems->from[i] = crs_open(srids[i], CRS_WGS84, err);
    return systems->from[i] != NULL;
}

static double stray(int srid, struct box box)
{
    // Mercator's edges are meridians and parallels.
    if (srid == CRS_WEB_MERCATOR) return 0;
    double step =
        fmax(box.max_x - box.min_x, box.max_y - box.min_y) / OUTLINE_STEPS;
    return fmax(STRAY_MIN_DEGREES, STRAY_PER_SQUARE_METRE * step * step);
}

bool view_crs_enclose(struct view *view, int srid, struct box box,
                      struct box *out, bool *is_somewhere, struct error *err)
{
    size_t i;
    int steps = srid == CRS_WEB_MERCATOR ? 1 : OUTLINE_STEPS;
    *is_somewhere = false;
    if (!find_system(srid, &i, err) || !open_from(view->systems, i, err))
        return false;
    struct box inside = box_common(box, view->systems->areas[i]);
    if (inside.min_x > inside.max_x || inside.min_y > inside.max_y) return true;
    if (!crs_box(view->systems->from[i], inside, steps, out, err)) return false;
    *out = box_grow(*out, stray(srid, inside));
    *is_somewhere = true;
    return true;
}
