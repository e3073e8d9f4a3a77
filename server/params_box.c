#include "server/params_box.h"

#include <math.h>

#include "geo/crs.h"

static bool numbers_read(str text, double numbers[6], size_t *count,
                         struct error *err)
{
    str part;
    *count = 0;
    while (str_next(&text, ',', &part)) {
        if (*count == 6)
            return error_set(err, ERROR_INVALID,
                             "has more than 6 numbers; 4 are expected");
        if (!str_to_real(str_trim(part), &numbers[*count]))
            return error_set(err, ERROR_INVALID,
                             "'%.*s' (number %zu) is not a number",
                             STR_ARG(str_slice(part, 0, 40)), *count + 1);
        ++*count;
    }
    if (*count == 4 || *count == 6) return true;
    return error_set(err, ERROR_INVALID,
                     "has %zu numbers; 4 are expected: the lower corner and "
                     "the upper corner",
                     *count);
}

static bool box_read(str text, const struct crs_entry *crs, struct box *box,
                     struct error *err)
{
    size_t count;
    double n[6];
    if (!numbers_read(text, n, &count, err)) return false;
    size_t upper = count / 2;
    struct point low = position_swap(crs, (struct point){ n[0], n[1] });
    struct point high =
        position_swap(crs, (struct point){ n[upper], n[upper + 1] });
    *box = (struct box){ low.x, low.y, high.x, high.y };
    if (box->min_y > box->max_y)
        return error_set(err, ERROR_INVALID,
                         "its lower edge (%g) lies above its upper edge (%g); "
                         "the order is that of the axes of %s",
                         box->min_y, box->max_y, crs->uri);
    return true;
}

static bool geographic_filter(struct box box, struct box_filter *out,
                              struct error *err)
{
    const struct box world = { -180, -90, 180, 90 };
    struct box west_east = box;
    if (box.min_x > box.max_x)
        west_east = (struct box){ box.max_x, box.min_y, box.min_x, box.max_y };
    if (!box_contains(world, west_east))
        return error_set(err, ERROR_INVALID,
                         "lies outside of its CRS: longitudes go from -180 to "
                         "180, latitudes from -90 to 90");
    out->srid = CRS_WGS84;
    out->count = 1;
    out->boxes[0] = box;
    if (box.min_x <= box.max_x) return true;
    out->count = 2;
    out->boxes[0].max_x = 180;
    out->boxes[1] = box;
    out->boxes[1].min_x = -180;
    return true;
}

static struct box box_clip(struct box box, struct box area)
{
    return (
        struct box){ fmax(box.min_x, area.min_x), fmax(box.min_y, area.min_y),
                     fmin(box.max_x, area.max_x), fmin(box.max_y, area.max_y) };
}

// Web Mercator's edges are meridians and parallels: its boxes are boxes in
// degrees. Half a millimetre is added around them, so that what lies on the
// edge is not lost to rounding.
static bool mercator_filter(struct box box, struct box_filter *out,
                            struct error *err)
{
    struct box degrees;
    struct crs_transform *transform =
        crs_open(CRS_WEB_MERCATOR, CRS_WGS84, err);
    if (!transform) return false;
    bool ok = crs_box(transform, box, 1, &degrees, err);
    crs_close(transform);
    if (!ok) return false;
    out->srid = CRS_WGS84;
    out->count = 1;
    out->boxes[0] = box_grow(degrees, 5e-9);
    return true;
}

static bool projected_filter(struct box box, const struct crs_entry *crs,
                             struct box_filter *out, struct error *err)
{
    struct box area;
    if (box.min_x > box.max_x)
        return error_set(err, ERROR_INVALID,
                         "its left edge (%g) lies to the right of its right "
                         "edge (%g)",
                         box.min_x, box.max_x);
    if (crs_area(crs->srid, &area)) {
        if (!box_intersects(box, area))
            return error_set(err, ERROR_INVALID,
                             "lies outside of its CRS: x goes from %.0f to "
                             "%.0f, y from %.0f to %.0f",
                             area.min_x, area.max_x, area.min_y, area.max_y);
        box = box_clip(box, area);
    }
    if (crs->srid == CRS_WEB_MERCATOR) return mercator_filter(box, out, err);
    out->srid = crs->srid;
    out->count = 1;
    out->boxes[0] = box;
    return true;
}

bool box_filter_parse(str text, const struct crs_entry *crs,
                      struct box_filter *out, struct error *err)
{
    struct box box;
    if (!box_read(text, crs, &box, err)) return false;
    return crs->srid == CRS_WGS84 ? geographic_filter(box, out, err)
                                  : projected_filter(box, crs, out, err);
}
