#include "importers/check.h"

#include "geo/crs.h"

// The European Netherlands in degrees, with a little of the sea and abroad.
static const struct box netherlands = { 2.5, 50.5, 7.5, 54.0 };
static const struct box degrees = { -180, -90, 180, 90 };
static const double NOISE = 1e-9;

struct position_fact {
    const char *rule;
    bool is_refused;
};

static const struct position_fact facts[] = {
    [POSITION_FINE] = { "", false },
    [POSITION_NOWHERE] = { "placeholder-coordinates", false },
    [POSITION_SWAPPED] = { "swapped-axes", false },
    [POSITION_OUT_OF_RANGE] = { "out-of-range", true },
    [POSITION_LIKE_RD] = { "rd-coordinates", true },
    [POSITION_LIKE_DEGREES] = { "degrees-in-metres", true },
    [POSITION_SWAPPED_RD] = { "swapped-axes", true },
    [POSITION_OUTSIDE] = { "outside-crs-area", true },
};

struct position_check position_check_for(int srid)
{
    struct position_check check = { .srid = srid,
                                    .is_geographic = crs_is_geographic(srid) };
    check.has_area = crs_area(srid, &check.area);
    return check;
}

static double settle(double value, double edge)
{
    if (value > edge && value < edge + NOISE) return edge;
    if (value < -edge && value > -edge - NOISE) return -edge;
    return value;
}

static bool settle_point(struct point *p, void *context)
{
    (void)context;
    p->x = settle(p->x, degrees.max_x);
    p->y = settle(p->y, degrees.max_y);
    return true;
}

void position_settle(const struct position_check *check, struct geom *geom)
{
    if (check->is_geographic && !box_contains(degrees, geom_box(geom)))
        geom_each_point(geom, settle_point, NULL);
}

static struct box swap(struct box box)
{
    return (struct box){ box.min_y, box.min_x, box.max_y, box.max_x };
}

static bool is_at(struct point p, double x, double y)
{
    return p.x >= x && p.x <= x && p.y >= y && p.y <= y;
}

static enum position find_in_degrees(struct box box)
{
    struct box rd;
    if (!box_contains(degrees, box))
        return crs_area(CRS_RD, &rd) && box_contains(rd, box)
                   ? POSITION_LIKE_RD
                   : POSITION_OUT_OF_RANGE;
    return box_contains(netherlands, swap(box)) ? POSITION_SWAPPED
                                                : POSITION_FINE;
}

static enum position find_in_metres(const struct position_check *check,
                                    struct box box)
{
    if (!check->has_area || box_contains(check->area, box))
        return POSITION_FINE;
    if (box_contains(netherlands, box) || box_contains(netherlands, swap(box)))
        return POSITION_LIKE_DEGREES;
    bool is_rd = check->srid == CRS_RD;
    return is_rd && box_contains(check->area, swap(box)) ? POSITION_SWAPPED_RD
                                                         : POSITION_OUTSIDE;
}

enum position position_find(const struct position_check *check,
                            const struct geom *geom)
{
    if (geom->type == GEOM_EMPTY) return POSITION_FINE;
    if (geom->type == GEOM_POINT &&
        (is_at(geom->points[0], 0, 0) || is_at(geom->points[0], -1, -1)))
        return POSITION_NOWHERE;
    struct box box = geom_box(geom);
    return check->is_geographic ? find_in_degrees(box)
                                : find_in_metres(check, box);
}

const char *position_rule(enum position position)
{
    return facts[position].rule;
}

bool position_is_refused(enum position position)
{
    return facts[position].is_refused;
}

str position_message(struct arena *arena, const struct position_check *check,
                     enum position position, struct box box)
{
    double x = box.min_x, y = box.min_y;
    switch (position) {
    case POSITION_FINE: break;
    case POSITION_NOWHERE:
        return arena_printf(arena,
                            "%.10g, %.10g stands for an unknown place; the "
                            "feature is kept without one",
                            x, y);
    case POSITION_SWAPPED:
        return arena_printf(arena,
                            "%.10g, %.10g lies in the Netherlands when x and y "
                            "change places; GeoJSON and source.x have the "
                            "longitude first",
                            x, y);
    case POSITION_OUT_OF_RANGE:
        return arena_printf(arena,
                            "%.15g, %.15g to %.15g, %.15g are no degrees: "
                            "longitude goes from -180 to 180, latitude from "
                            "-90 to 90; cut what crosses the antimeridian",
                            x, y, box.max_x, box.max_y);
    case POSITION_LIKE_RD:
        return arena_printf(arena,
                            "%.10g, %.10g are no degrees but look like RD; say "
                            "so with source.crs: EPSG:28992",
                            x, y);
    case POSITION_LIKE_DEGREES:
        return arena_printf(arena,
                            "%.10g, %.10g look like degrees, not like EPSG:%d; "
                            "say so with source.crs: EPSG:4326",
                            x, y, check->srid);
    case POSITION_SWAPPED_RD:
        return arena_printf(arena,
                            "%.10g, %.10g lies in the Netherlands when x and y "
                            "change places; RD has the easting first",
                            x, y);
    case POSITION_OUTSIDE:
        return arena_printf(arena,
                            "%.10g, %.10g lies outside the area of EPSG:%d: x "
                            "%.10g to %.10g, y %.10g to %.10g",
                            x, y, check->srid, check->area.min_x,
                            check->area.max_x, check->area.min_y,
                            check->area.max_y);
    }
    return (str){ 0 };
}
