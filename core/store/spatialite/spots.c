#include "store/spatialite/cursor_tree.h"
#include "store/spatialite/read.h"

enum { SPOTS_BYTES_MAX = 8 * 1024 * 1024 };

// Nothing is asked but a rough box, of points.
static bool is_answered(const struct selection *selection)
{
    return table_has_geom(selection->collection) &&
           selection->collection->geom_type == GEOM_POINT &&
           selection->box.count > 0 && selection->box.is_rough &&
           !selection->condition_count && !selection->filter &&
           !selection->words.len && !selection->time.from.len &&
           !selection->time.to.len && !selection->has_place &&
           !selection->near.is_asked && !selection->limit &&
           !selection->after_fid;
}

static bool walk(struct view *view, struct arena *arena,
                 const struct selection *selection,
                 const struct spot_visitor *visitor, struct error *err)
{
    struct box_test box;
    struct tree_scan tree;
    struct rtree_hit hit;
    if (!box_test_init(&box, view, selection, err)) return false;
    if (box.search.count == 0) return true;
    const struct tree_scan_options options = {
        .collection = selection->collection,
        .search = &box.search,
        .any_order = true,
    };
    if (!tree_scan_open(&tree, view, arena, &options, err)) return false;
    while (tree_scan_next(&tree, &hit)) {
        const struct spot spot = {
            .fid = hit.fid,
            .at = { (hit.box.min_x + hit.box.max_x) / 2,
                    (hit.box.min_y + hit.box.max_y) / 2 },
        };
        if (!visitor->visit(visitor->context, &spot)) break;
    }
    bool ok = !tree.failed;
    if (!ok && err) *err = tree.error;
    tree_scan_close(&tree);
    return ok;
}

bool spatialite_spots(struct view *view, const struct selection *selection,
                      const struct spot_visitor *visitor, bool *answered,
                      struct error *err)
{
    *answered = is_answered(selection);
    if (!*answered) return true;
    struct arena *arena = arena_create(SPOTS_BYTES_MAX);
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    bool ok = walk(view, arena, selection, visitor, err);
    arena_destroy(arena);
    return ok;
}
