#include "store/spatialite/nearest.h"

#include <inttypes.h>
#include <math.h>

#include "store/spatialite/rtree_node.h"
#include "store/spatialite/rtree_walk.h"

// At equal distance whatever may hide something nearer goes first.
enum stage { STAGE_NODE, STAGE_CANDIDATE, STAGE_FOUND };

struct nearest_entry {
    double metres;
    int64_t id;
    enum stage stage;
    uint8_t level;  // of a node; leaves have 0
    bool is_rough;  // `metres` may be less than need be: see box
    float box[4];   // as the index has it
};

enum { QUEUE_FIRST = 256 };

bool nearest_open(struct nearest *nearest, struct view *view,
                  struct arena *arena, const struct collection *collection,
                  struct error *err)
{
    *nearest = (struct nearest){ .arena = arena };
    return nodes_open(&nearest->nodes, view, arena, collection, err);
}

void nearest_close(struct nearest *nearest)
{
    nodes_close(&nearest->nodes);
}

static bool is_before(const struct nearest_entry *a,
                      const struct nearest_entry *b)
{
    if (a->metres != b->metres) return a->metres < b->metres;
    if (a->stage != b->stage) return a->stage < b->stage;
    return a->id < b->id;
}

static bool reserve(struct nearest *nearest)
{
    size_t capacity = nearest->queue_capacity;
    if (nearest->queue_count < capacity) return true;
    size_t more = capacity ? capacity * 2 : QUEUE_FIRST;
    struct nearest_entry *queue =
        arena_grow(nearest->arena, nearest->queue, capacity * sizeof *queue,
                   more * sizeof *queue);
    if (!queue) {
        nearest->failed = true;
        return error_set(&nearest->error, ERROR_NO_MEMORY,
                         "no room to find what is nearest");
    }
    nearest->queue = queue;
    nearest->queue_capacity = more;
    return true;
}

static void push(struct nearest *nearest, struct nearest_entry entry)
{
    if (!reserve(nearest)) return;
    struct nearest_entry *queue = nearest->queue;
    size_t at = nearest->queue_count++;
    while (at > 0 && is_before(&entry, &queue[(at - 1) / 2])) {
        queue[at] = queue[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    queue[at] = entry;
}

static struct nearest_entry pop(struct nearest *nearest)
{
    struct nearest_entry *queue = nearest->queue;
    struct nearest_entry first = queue[0];
    struct nearest_entry last = queue[--nearest->queue_count];
    size_t at = 0, count = nearest->queue_count;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && is_before(&queue[child + 1], &queue[child]))
            child++;
        if (!is_before(&queue[child], &last)) break;
        queue[at] = queue[child];
        at = child;
    }
    queue[at] = last;
    return first;
}

static bool is_searched(const struct nearest *nearest, struct box box)
{
    if (!nearest->search) return true;
    for (size_t i = 0; i < nearest->search->count; i++)
        if (box_intersects(nearest->search->boxes[i], box)) return true;
    return false;
}

// Whether something at these distances is still to be found.
static bool is_in_reach(const struct nearest *nearest,
                        struct distance_range range)
{
    return !(nearest->within_m > 0 && range.least_m > nearest->within_m) &&
           !(nearest->has_after && range.most_m < nearest->after_m);
}

// Most cells never come out of the queue, so that rough bounds will do for
// them: the roughest, unless much may lie before where the search begins.
static void push_cell(struct nearest *nearest, struct rtree_cell cell,
                      unsigned level)
{
    bool is_leaf = level == 0;
    if (is_leaf && nearest->only && !fid_set_has(nearest->only, cell.id))
        return;
    if (!is_searched(nearest, cell.box)) return;
    struct distance_range range = { .most_m = INFINITY };
    bool is_rough = true;
    if (nearest->has_after)
        is_rough = !box_distance_roughly(cell.box, &nearest->origin, &range);
    else
        range.least_m = box_distance_at_least_m(cell.box, &nearest->origin);
    if (!is_in_reach(nearest, range)) return;
    push(nearest, (struct nearest_entry){
                      .metres = range.least_m,
                      .id = cell.id,
                      .stage = is_leaf ? STAGE_CANDIDATE : STAGE_NODE,
                      .level = is_leaf ? 0 : (uint8_t)(level - 1),
                      .is_rough = is_rough,
                      .box = { (float)cell.box.min_x, (float)cell.box.min_y,
                               (float)cell.box.max_x, (float)cell.box.max_y },
                  });
}

// Puts an entry back by its true bounds.
static void refine(struct nearest *nearest, struct nearest_entry entry)
{
    struct box box = { (double)entry.box[0], (double)entry.box[1],
                       (double)entry.box[2], (double)entry.box[3] };
    struct distance_range range = box_distance_m(box, &nearest->origin);
    if (!is_in_reach(nearest, range)) return;
    entry.is_rough = false;
    if (range.least_m > entry.metres) entry.metres = range.least_m;
    push(nearest, entry);
}

static bool fail(struct nearest *nearest, int64_t node)
{
    nearest->failed = true;
    return error_set(&nearest->error, ERROR_CORRUPT,
                     "spatial index, node %" PRId64 ": does not parse", node);
}

static void open_node(struct nearest *nearest, int64_t node, unsigned level)
{
    str bytes;
    size_t count;
    if (!nodes_read(&nearest->nodes, node, &bytes, &nearest->error)) {
        nearest->failed = true;
        return;
    }
    if (!rtree_node_cells(bytes, &count)) {
        fail(nearest, node);
        return;
    }
    if (!nearest->has_started) level = (unsigned)rtree_node_depth(bytes);
    if (!nearest->has_started && level >= RTREE_DEPTH_MAX) {
        fail(nearest, node);
        return;
    }
    for (size_t i = 0; i < count && !nearest->failed; i++)
        push_cell(nearest, rtree_node_cell(bytes.bytes, i), level);
}

void nearest_add(struct nearest *nearest, int64_t fid, double metres)
{
    if (nearest->has_after &&
        (metres < nearest->after_m ||
         (metres == nearest->after_m && fid <= nearest->after_fid)))
        return;
    push(nearest, (struct nearest_entry){
                      .metres = metres, .id = fid, .stage = STAGE_FOUND });
}

// All of them are candidates, however near.
static void push_only(struct nearest *nearest)
{
    int64_t fid = 0;
    while (!nearest->failed && (fid = fid_set_next(nearest->only, fid)) > 0)
        push(nearest,
             (struct nearest_entry){ .id = fid, .stage = STAGE_CANDIDATE });
}

static void start(struct nearest *nearest)
{
    if (nearest->starts_with_only)
        push_only(nearest);
    else
        open_node(nearest, RTREE_ROOT, 0);
}

bool nearest_next(struct nearest *nearest, struct nearest_hit *hit)
{
    if (!nearest->has_started && !nearest->failed) start(nearest);
    nearest->has_started = true;
    while (!nearest->failed && nearest->queue_count > 0) {
        struct nearest_entry entry = pop(nearest);
        if (entry.is_rough) {
            refine(nearest, entry);
            continue;
        }
        if (entry.stage == STAGE_NODE) {
            open_node(nearest, entry.id, entry.level);
            continue;
        }
        *hit = (struct nearest_hit){ .fid = entry.id,
                                     .is_found = entry.stage == STAGE_FOUND,
                                     .distance_m = entry.metres };
        return true;
    }
    return false;
}
