#include "server/tileset.h"

#include <math.h>

#include "geo/crs.h"

enum { OUTLINE_STEPS = 32 };

static bool is_served(const struct tms *tms)
{
    if (tms->srid == CRS_RD) return crs_has_rd_grid();
    return tms->srid == CRS_WGS84 || tms->srid == CRS_WEB_MERCATOR;
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

static bool transform(int from, int to, struct box box, struct box *out,
                      struct error *err)
{
    struct crs_transform *way = crs_open(from, to, err);
    bool ok = way && crs_box(way, box, OUTLINE_STEPS, out, err);
    crs_close(way);
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

bool tileset_range(const struct tms *tms, uint32_t zoom, struct box box,
                   struct tile_range *out)
{
    double unit = tms_side(tms, zoom) / TILE_EXTENT;
    if (box_is_nothing(box)) return false;
    return tms_range(tms, zoom, box_grow(box, (TILE_MARGIN + 1) * unit), out);
}
