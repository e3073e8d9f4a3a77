#include "store/spatialite/rtree_walk.h"

#include <inttypes.h>
#include <string.h>

#include "store/spatialite/rtree_node.h"

void rtree_walk_init(struct rtree_walk *walk, struct arena *arena,
                     rtree_read *read, void *context)
{
    *walk = (struct rtree_walk){ .arena = arena,
                                 .read = read,
                                 .context = context,
                                 .is_exact = true,
                                 .last_fid = INT64_MIN,
                                 .after_fid = INT64_MIN };
}

static bool fail(struct rtree_walk *walk, enum error_code code,
                 const char *what, int64_t node)
{
    walk->failed = true;
    return error_set(&walk->error, code, "spatial index, node %" PRId64 ": %s",
                     node, what);
}

static bool fill_frame(struct rtree_walk *walk, struct rtree_frame *frame,
                       int64_t node)
{
    str bytes;
    if (!walk->read(walk->context, node, &bytes, &walk->error)) {
        walk->failed = true;
        return false;
    }
    if (!rtree_node_cells(bytes, &frame->cell_count))
        return fail(walk, ERROR_CORRUPT, "more cells than bytes", node);
    if (bytes.len > frame->capacity) {
        frame->bytes = arena_alloc(walk->arena, bytes.len);
        if (!frame->bytes)
            return fail(walk, ERROR_NO_MEMORY, "no room to read it", node);
        frame->capacity = bytes.len;
    }
    memcpy(frame->bytes, bytes.bytes, bytes.len);
    frame->cell = 0;
    return true;
}

// Whether the cells of the frame on top are hits.
static bool is_leaf(const struct rtree_walk *walk)
{
    size_t above =
        walk->stops_above < walk->depth ? walk->stops_above : walk->depth;
    return walk->frame_count + above == walk->depth + 1;
}

// On the way to after_fid: begins at the child that holds it, so that what
// lies before is not read at all.
static void take_path(struct rtree_walk *walk, struct rtree_frame *frame)
{
    size_t level = walk->frame_count - 1;
    if (level + 1 >= walk->path_length) return;
    for (size_t i = 0; i < frame->cell_count; i++)
        if (rtree_node_cell(frame->bytes, i).id == walk->path[level + 1]) {
            frame->cell = i;
            return;
        }
    frame->is_on_path = false;
}

static bool push(struct rtree_walk *walk, int64_t node, bool is_inside,
                 bool is_on_path)
{
    if (walk->frame_count == RTREE_DEPTH_MAX)
        return fail(walk, ERROR_CORRUPT, "the tree is too deep", node);
    struct rtree_frame *frame = &walk->frames[walk->frame_count];
    if (!fill_frame(walk, frame, node)) return false;
    frame->is_inside = is_inside;
    frame->is_on_path = is_on_path;
    walk->frame_count++;
    if (is_on_path && !is_leaf(walk)) take_path(walk, frame);
    return true;
}

static bool start(struct rtree_walk *walk)
{
    walk->has_started = true;
    bool has_path = walk->path_length > 0 && walk->path[0] == RTREE_ROOT;
    if (!push(walk, RTREE_ROOT, false, false)) return false;
    struct rtree_frame *root = &walk->frames[0];
    walk->depth = rtree_node_depth((str){ root->bytes, 2 });
    if (walk->depth >= RTREE_DEPTH_MAX)
        return fail(walk, ERROR_CORRUPT, "the tree is too deep", RTREE_ROOT);
    root->is_on_path = has_path && walk->path_length == walk->depth + 1;
    if (root->is_on_path && walk->depth > 0) take_path(walk, root);
    return true;
}

enum meeting { MISSES, MEETS, INSIDE };

static enum meeting meet(const struct rtree_walk *walk, struct box box)
{
    enum meeting meeting = MISSES;
    for (size_t i = 0; i < walk->box_count; i++) {
        if (walk->is_exact && box_contains(walk->boxes[i], box)) return INSIDE;
        if (box_intersects(walk->boxes[i], box)) meeting = MEETS;
    }
    return meeting;
}

// Whether the fids still rise; every leaf that is read is looked at.
static bool is_rising(struct rtree_walk *walk, int64_t fid)
{
    if (fid > walk->last_fid || walk->accepts_any_order) {
        walk->last_fid = fid;
        return true;
    }
    walk->is_out_of_order = true;
    return false;
}

static bool take_leaf(struct rtree_walk *walk, struct rtree_frame *frame,
                      struct rtree_hit *hit)
{
    *hit = (struct rtree_hit){ .count = (int64_t)frame->cell_count,
                               .is_sure = true };
    walk->frame_count--;
    return hit->count > 0;
}

// The next hit in the leaf on top; false when it is spent or out of order.
static bool next_in_leaf(struct rtree_walk *walk, struct rtree_hit *hit)
{
    struct rtree_frame *frame = &walk->frames[walk->frame_count - 1];
    if (walk->takes_leaves_whole && frame->is_inside)
        return take_leaf(walk, frame, hit);
    while (frame->cell < frame->cell_count) {
        struct rtree_cell cell = rtree_node_cell(frame->bytes, frame->cell++);
        if (!is_rising(walk, cell.id)) return false;
        if (cell.id <= walk->after_fid) continue;
        enum meeting meeting = frame->is_inside ? INSIDE : meet(walk, cell.box);
        if (meeting == MISSES) continue;
        *hit = (struct rtree_hit){ cell.id, 1, meeting == INSIDE, cell.box };
        return true;
    }
    walk->frame_count--;
    return false;
}

// Goes down into the next child that can hold a hit, or back up.
static bool next_child(struct rtree_walk *walk)
{
    struct rtree_frame *frame = &walk->frames[walk->frame_count - 1];
    while (frame->cell < frame->cell_count) {
        bool is_on_path = frame->is_on_path;
        struct rtree_cell cell = rtree_node_cell(frame->bytes, frame->cell++);
        frame->is_on_path = false;
        enum meeting meeting = frame->is_inside ? INSIDE : meet(walk, cell.box);
        if (meeting == MISSES) continue;
        return push(walk, cell.id, meeting == INSIDE, is_on_path);
    }
    walk->frame_count--;
    return true;
}

bool rtree_walk_next(struct rtree_walk *walk, struct rtree_hit *hit)
{
    if (!walk->has_started && !start(walk)) return false;
    while (walk->frame_count > 0 && !walk->failed && !walk->is_out_of_order) {
        if (is_leaf(walk)) {
            if (next_in_leaf(walk, hit)) return true;
        } else if (!next_child(walk)) {
            return false;
        }
    }
    return false;
}
