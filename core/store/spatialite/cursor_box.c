#include "store/spatialite/cursor_box.h"

#include "geo/wkb.h"

enum { OUTLINE_STEPS = 64 };

// An edge of an RD box is a curve in CRS84; between two of the steps it
// strays less than this from the straight line (some 10 metres).
static const double OUTLINE_MARGIN_DEGREES = 1e-4;

bool view_transform(struct view *view, int srid, struct crs_transform **out,
                    struct error *err)
{
    struct crs_transform **kept = NULL;
    *out = NULL;
    switch (srid) {
    case CRS_WGS84:
    case CRS_ETRS89:
    case CRS_ETRF2000: return true;
    case CRS_RD: kept = &view->to_rd; break;
    case CRS_WEB_MERCATOR: kept = &view->to_mercator; break;
    default:
        return error_set(err, ERROR_UNSUPPORTED,
                         "geometries are not offered in EPSG:%d", srid);
    }
    if (!*kept) *kept = crs_open(CRS_WGS84, srid, err);
    *out = *kept;
    return *kept != NULL;
}

struct box box_common(struct box a, struct box b)
{
    return (struct box){
        .min_x = a.min_x > b.min_x ? a.min_x : b.min_x,
        .min_y = a.min_y > b.min_y ? a.min_y : b.min_y,
        .max_x = a.max_x < b.max_x ? a.max_x : b.max_x,
        .max_y = a.max_y < b.max_y ? a.max_y : b.max_y,
    };
}

// Beyond its area of use a system has no coordinates, so nothing lies there.
static bool enclose(struct box_test *test, struct view *view, int srid,
                    struct error *err)
{
    if (!view->from_rd) view->from_rd = crs_open(srid, CRS_WGS84, err);
    if (!view->from_rd) return false;
    struct box area;
    if (!crs_area(srid, &area))
        return error_set(err, ERROR_INTERNAL, "no area of EPSG:%d", srid);
    for (size_t i = 0; i < test->filter.count; i++) {
        struct box box = box_common(test->filter.boxes[i], area);
        if (box.min_x > box.max_x || box.min_y > box.max_y) continue;
        struct box *out = &test->search.boxes[test->search.count];
        if (!crs_box(view->from_rd, box, OUTLINE_STEPS, out, err))
            return error_context(err, "bbox");
        *out = box_grow(*out, OUTLINE_MARGIN_DEGREES);
        test->search.count++;
    }
    return true;
}

bool box_test_init(struct box_test *test, struct view *view,
                   const struct selection *selection, struct error *err)
{
    const struct collection *collection = selection->collection;
    *test = (struct box_test){ .filter = selection->box };
    if (!table_has_geom(collection)) return true;
    if (selection->box.srid == CRS_RD) {
        test->reads_stored =
            table_has_stored(collection) && collection->storage_srid == CRS_RD;
        if (!test->reads_stored &&
            !view_transform(view, CRS_RD, &test->transform, err))
            return false;
        return enclose(test, view, CRS_RD, err);
    }
    test->search.is_exact = true;
    test->search.count = selection->box.count;
    for (size_t i = 0; i < selection->box.count; i++)
        test->search.boxes[i] = selection->box.boxes[i];
    return true;
}

bool box_test_blob(const struct box_test *test, struct arena *arena, str blob,
                   bool *meets, struct error *err)
{
    struct geom geom;
    *meets = false;
    if (blob.len == 0) return true;
    if (!blob_read(arena, blob, &geom, err)) return false;
    // What has no place in the filter's system does not lie in its box.
    if (test->transform && !crs_geom(test->transform, &geom, NULL)) return true;
    for (size_t i = 0; i < test->filter.count && !*meets; i++)
        *meets = geom_meets_box(&geom, test->filter.boxes[i]);
    return true;
}
