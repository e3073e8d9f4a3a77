#include "server/wfs/box.h"

#include <math.h>

#include "geo/crs.h"
#include "server/params_box.h"

static struct box box_clip(struct box box, struct box area)
{
    return (
        struct box){ fmax(box.min_x, area.min_x), fmax(box.min_y, area.min_y),
                     fmin(box.max_x, area.max_x), fmin(box.max_y, area.max_y) };
}

bool wfs_box(struct arena *arena, struct box box, const struct wfs_crs *crs,
             struct box_filter *out, bool *is_outside, struct error *err)
{
    struct buf text;
    str done;
    struct box area = { -180, -90, 180, 90 };
    bool is_geographic = crs->entry.srid == CRS_WGS84;
    bool is_wrapped = is_geographic && box.min_x > box.max_x;
    bool has_area = is_geographic || crs_area(crs->entry.srid, &area);
    if (!is_wrapped && box.min_x <= box.max_x && has_area) {
        *is_outside = !box_intersects(box, area);
        if (*is_outside) return true;
        box = box_clip(box, area);
    }
    struct crs_entry entry = crs->entry;
    entry.is_y_first = false;
    *is_outside = false;
    buf_init(&text, arena, SIZE_MAX);
    buf_add_real(&text, box.min_x);
    buf_add_char(&text, ',');
    buf_add_real(&text, box.min_y);
    buf_add_char(&text, ',');
    buf_add_real(&text, box.max_x);
    buf_add_char(&text, ',');
    buf_add_real(&text, box.max_y);
    return buf_finish(&text, &done, err) &&
           box_filter_parse(done, &entry, out, err);
}

bool wfs_box_parse(struct arena *arena, str text, const struct wfs_crs *crs,
                   struct box_filter *out, bool *is_outside, struct error *err)
{
    double n[4];
    str part, rest = text;
    struct wfs_crs named = *crs;
    for (size_t i = 0; i < 4; i++)
        if (!str_next(&rest, ',', &part) || !str_to_real(str_trim(part), &n[i]))
            return error_set(err, ERROR_INVALID,
                             "BBOX takes four numbers with commas between, "
                             "and the name of their system behind these");
    if (rest.bytes && !wfs_crs_find(arena, str_trim(rest), &named))
        return error_set(err, ERROR_INVALID,
                         "the system of BBOX, '%.*s', is not on offer",
                         STR_ARG(str_slice(rest, 0, 80)));
    struct point low =
        position_swap(&named.entry, (struct point){ n[0], n[1] });
    struct point high =
        position_swap(&named.entry, (struct point){ n[2], n[3] });
    if (low.y > high.y)
        return error_set(err, ERROR_INVALID,
                         "the lower corner of BBOX lies above its upper "
                         "corner; the order is that of the axes of its system");
    return wfs_box(arena, (struct box){ low.x, low.y, high.x, high.y }, &named,
                   out, is_outside, err);
}
