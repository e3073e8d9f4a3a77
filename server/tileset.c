#include "server/tileset.h"

#include <math.h>

#include "geo/crs.h"
#include "server/crs_list.h"

enum { OUTLINE_STEPS = 32 };

static bool is_served(const struct tms *tms)
{
    return tms->srid != CRS_RD || crs_rd_is_offered();
}

const struct tms *tileset_tms_at(size_t i)
{
    for (size_t k = 0; k < tms_count(); k++)
        if (is_served(tms_at(k)) && i-- == 0) return tms_at(k);
    return NULL;
}

const struct tms *tileset_tms_find(str id)
{
    const struct tms *tms = tms_find(id);
    return tms && is_served(tms) ? tms : NULL;
}

struct box box_overlap(struct box a, struct box b)
{
    struct box both = { fmax(a.min_x, b.min_x), fmax(a.min_y, b.min_y),
                        fmin(a.max_x, b.max_x), fmin(a.max_y, b.max_y) };
    bool is_nothing = both.min_x > both.max_x || both.min_y > both.max_y;
    return is_nothing ? box_nothing() : both;
}

struct box tileset_area(const struct tms *tms)
{
    struct box area;
    if (tms->srid != CRS_RD || !crs_area(tms->srid, &area)) return tms_box(tms);
    return box_overlap(area, tms_box(tms));
}

// Between two steps the edge of a box is a curve, that strays from the straight
// line by at most about the square of their distance over the diameter of the
// earth; and once more for degrees of longitude, which are short up north.
static double stray(int to, struct box box)
{
    const double metres = 8e-8, degrees = 4e-12, metres_a_degree = 111e3;
    double step =
        fmax(box.max_x - box.min_x, box.max_y - box.min_y) / OUTLINE_STEPS;
    if (to == CRS_WEB_MERCATOR) return 0;
    if (to != CRS_WGS84) return metres * step * step;
    step *= metres_a_degree;
    return degrees * step * step;
}

static bool transform(int from, int to, struct box box, struct box *out,
                      struct error *err)
{
    struct crs_transform *way = crs_borrow(from, to, err);
    bool ok = way && crs_box(way, box, OUTLINE_STEPS, out, err);
    crs_return(way);
    if (ok) *out = box_grow(*out, stray(to, *out));
    return ok;
}

bool tileset_box(const struct collection *collection, const struct tms *tms,
                 struct box *out, struct error *err)
{
    struct box area = tileset_area(tms);
    struct box world;
    *out = area;
    if (box_is_nothing(collection->extent)) return true;
    if (tms->srid == CRS_WGS84) {
        *out = box_overlap(collection->extent, area);
        return true;
    }
    // What lies beyond the CRS has no coordinates in it.
    if (!transform(tms->srid, CRS_WGS84, area, &world, err)) return false;
    struct box within = box_overlap(collection->extent, world);
    *out = box_nothing();
    if (box_is_nothing(within)) return true;
    if (!transform(CRS_WGS84, tms->srid, within, out, err)) return false;
    *out = box_overlap(*out, area);
    return true;
}

bool tileset_box_of(const struct collection *const *collections, size_t count,
                    const struct tms *tms, struct box *out, struct error *err)
{
    struct box box;
    *out = box_nothing();
    for (size_t i = 0; i < count; i++) {
        if (!tileset_box(collections[i], tms, &box, err)) return false;
        if (!box_is_nothing(box)) *out = box_join(*out, box);
    }
    return true;
}

bool tileset_range(const struct tms *tms, uint32_t zoom, struct box box,
                   struct tile_range *out)
{
    double unit = tms_side(tms, zoom) / TILE_EXTENT;
    if (box_is_nothing(box)) return false;
    return tms_range(tms, zoom, box_grow(box, (TILE_MARGIN + 1) * unit), out);
}
