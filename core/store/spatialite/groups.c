#include <inttypes.h>
#include <math.h>

#include "store/spatialite/cursor_tree.h"
#include "store/spatialite/read.h"
#include "store/spatialite/rtree_node.h"
#include "store/spatialite/rtree_pack.h"
#include "store/spatialite/view_crs.h"

enum {
    GROUPS_FIRST = 64,
    LEAF_LEVEL = 1,   // above the rows
    LARGE_LEVEL = 2,  // the parents of leaves
};

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for groups of rows");
}

static bool add_group(struct arena *arena, struct row_groups *out, size_t *room,
                      struct row_group group)
{
    if (out->count == *room) {
        size_t more = *room ? 2 * *room : GROUPS_FIRST;
        struct row_group *grown = arena_grow(
            arena, out->groups, *room * sizeof *grown, more * sizeof *grown);
        if (!grown) return false;
        out->groups = grown;
        *room = more;
    }
    out->groups[out->count++] = group;
    return true;
}

// The box of the whole world: what is asked of a tree that is walked through.
static struct box everywhere(void)
{
    return (struct box){ -HUGE_VAL, -HUGE_VAL, HUGE_VAL, HUGE_VAL };
}

// All nodes are full but the last of each level (rtree_pack.h).
static void note_least(struct row_groups *out, unsigned level)
{
    size_t full = 1;
    for (unsigned i = 0; i < level; i++) full *= RTREE_CELLS_MAX;
    for (size_t i = 0; i + 1 < out->count; i++) out->groups[i].least = full;
}

static bool collect(struct nodes *nodes, struct arena *arena, unsigned level,
                    struct row_groups *out, struct error *err)
{
    size_t room = 0;
    struct rtree_hit hit;
    struct rtree_walk walk;
    rtree_walk_init(&walk, arena, nodes_read, nodes);
    walk.accepts_any_order = true;
    walk.stops_above = level;
    walk.boxes[walk.box_count++] = everywhere();
    while (rtree_walk_next(&walk, &hit))
        if (!add_group(arena, out, &room,
                       (struct row_group){ hit.fid, level, 1, hit.box }))
            return no_room(err);
    if (walk.failed && err) *err = walk.error;
    note_least(out, level);
    return !walk.failed;
}

// A tree with few levels is one group: its root.
static bool read_groups(struct nodes *nodes, struct arena *arena,
                        unsigned level, struct row_groups *out,
                        struct error *err)
{
    str bytes;
    size_t room = 0, cells;
    if (!nodes_read(nodes, RTREE_ROOT, &bytes, err)) return false;
    if (!rtree_node_cells(bytes, &cells))
        return error_set(err, ERROR_CORRUPT, "spatial index: no root");
    if (rtree_node_depth(bytes) >= level)
        return collect(nodes, arena, level, out, err);
    unsigned levels = (unsigned)rtree_node_depth(bytes) + 1;
    struct row_group all = { RTREE_ROOT, levels, 0, everywhere() };
    return add_group(arena, out, &room, all) || no_room(err);
}

bool spatialite_groups(struct view *view, struct arena *arena,
                       const struct collection *collection, bool are_large,
                       struct row_groups *out, bool *is_answered,
                       struct error *err)
{
    struct nodes nodes;
    bool is_changed;
    if (out) *out = (struct row_groups){ 0 };
    *is_answered = false;
    if (!table_has_geom(collection)) return true;
    if (!tree_is_changed(view, table_name(arena, collection), &is_changed, err))
        return false;
    *is_answered = !is_changed;
    if (is_changed || !out) return true;
    if (!nodes_open(&nodes, view, arena, collection, err)) return false;
    bool ok = read_groups(&nodes, arena, are_large ? LARGE_LEVEL : LEAF_LEVEL,
                          out, err);
    nodes_close(&nodes);
    return ok;
}

static bool out_of_order(struct error *err)
{
    return error_set(err, ERROR_CORRUPT,
                     "spatial index: rows do not follow each other");
}

static bool add_rows(struct arena *arena, const char *bytes, size_t cells,
                     struct group_rows *out, struct error *err)
{
    struct box *boxes =
        arena_grow(arena, out->boxes, out->count * sizeof *boxes,
                   (out->count + cells) * sizeof *boxes);
    if (!boxes) return no_room(err);
    out->boxes = boxes;
    for (size_t i = 0; i < cells; i++) {
        struct rtree_cell cell = rtree_node_cell(bytes, i);
        if (out->count == 0) out->first_fid = cell.id;
        if (cell.id != out->first_fid + (int64_t)out->count)
            return out_of_order(err);
        boxes[out->count++] = cell.box;
    }
    return true;
}

static bool read_node(struct nodes *nodes, struct arena *arena, int64_t node,
                      unsigned levels, struct group_rows *out,
                      struct error *err)
{
    str bytes;
    size_t cells;
    if (!nodes_read(nodes, node, &bytes, err)) return false;
    if (!rtree_node_cells(bytes, &cells))
        return error_set(
            err, ERROR_CORRUPT,
            "spatial index, node %" PRId64 ": more cells than bytes", node);
    if (levels <= 1) return add_rows(arena, bytes.bytes, cells, out, err);
    bytes = arena_copy(arena, bytes);
    if (!bytes.bytes) return no_room(err);
    for (size_t i = 0; i < cells; i++)
        if (!read_node(nodes, arena, rtree_node_cell(bytes.bytes, i).id,
                       levels - 1, out, err))
            return false;
    return true;
}

bool spatialite_group_rows(struct view *view, struct arena *arena,
                           const struct collection *collection,
                           const struct row_group *group,
                           struct group_rows *out, struct error *err)
{
    struct nodes nodes;
    *out = (struct group_rows){ 0 };
    if (!nodes_open(&nodes, view, arena, collection, err)) return false;
    bool ok = read_node(&nodes, arena, group->node, group->levels, out, err);
    nodes_close(&nodes);
    return ok;
}

bool spatialite_search_boxes(struct view *view, const struct box_filter *filter,
                             struct box_filter *out, struct error *err)
{
    *out = *filter;
    if (view_crs_is_degrees(filter->srid)) return true;
    out->srid = CRS_WGS84;
    out->count = 0;
    for (size_t i = 0; i < filter->count; i++) {
        bool is_somewhere = false;
        if (!view_crs_enclose(view, filter->srid, filter->boxes[i],
                              &out->boxes[out->count], &is_somewhere, err))
            return false;
        out->count += is_somewhere;
    }
    return true;
}
