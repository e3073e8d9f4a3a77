#include "store/spatialite/cursor_box.h"

#include "geo/wkb.h"
#include "store/spatialite/view_crs.h"

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
static bool enclose(struct box_test *test, struct view *view, struct error *err)
{
    struct search_boxes *search = &test->search;
    for (size_t i = 0; i < test->filter.count; i++) {
        bool is_somewhere = false;
        if (!view_crs_enclose(view, test->filter.srid, test->filter.boxes[i],
                              &search->boxes[search->count], &is_somewhere,
                              err))
            return error_context(err, "bbox");
        search->count += is_somewhere;
    }
    // Nothing will be tested, so what is inside is good enough.
    search->is_exact = test->filter.is_rough;
    return true;
}

static bool choose_test(struct box_test *test, struct view *view,
                        const struct collection *collection, struct error *err)
{
    int srid = test->filter.srid;
    if (test->filter.is_rough) return true;
    test->reads_stored =
        table_has_stored(collection) && collection->storage_srid == srid;
    return test->reads_stored || view_crs_to(view, srid, &test->transform, err);
}

bool box_test_init(struct box_test *test, struct view *view,
                   const struct selection *selection, struct error *err)
{
    const struct collection *collection = selection->collection;
    *test = (struct box_test){ .filter = selection->box };
    if (!table_has_geom(collection)) return true;
    if (!view_crs_is_degrees(selection->box.srid))
        return choose_test(test, view, collection, err) &&
               enclose(test, view, err);
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
