// Nodes of a spatial index as a damaged file could hold them: the walk ends,
// and what it yields is in order. The input is cut into nodes of 76 bytes, so
// that three cells fit; the first one is the root.

#include "fuzz.h"
#include "store/spatialite/rtree_walk.h"

enum { NODE_BYTES = 76, READS_MAX = 10000 };

struct input {
    const uint8_t *bytes;
    size_t size;
    int reads;
};

static bool read_node(void *context, int64_t node, str *bytes,
                      struct error *err)
{
    struct input *input = context;
    size_t count = input->size / NODE_BYTES;
    if (node < 1 || (uint64_t)node > count || ++input->reads > READS_MAX)
        return error_set(err, ERROR_CORRUPT, "no such node");
    *bytes = (str){ (const char *)input->bytes + (node - 1) * NODE_BYTES,
                    NODE_BYTES };
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rtree_walk walk;
    struct rtree_hit hit;
    struct input input = { data, size, 0 };
    if (size == 0) return 0;
    struct arena *arena = arena_create(1 << 20);
    rtree_walk_init(&walk, arena, read_node, &input);
    walk.boxes[walk.box_count++] = (struct box){ 0, 0, 10, 10 };
    walk.takes_leaves_whole = data[size - 1] & 1;
    walk.accepts_any_order = data[size - 1] & 2;
    if (data[size - 1] & 4) {
        walk.after_fid = 5;
        walk.path[0] = RTREE_ROOT;
        walk.path[1] = 2;
        walk.path_length = 2;
    }
    int64_t before = INT64_MIN;
    while (rtree_walk_next(&walk, &hit)) {
        MUST_HOLD(hit.count > 0);
        if (walk.accepts_any_order || hit.fid == 0) continue;
        MUST_HOLD(hit.fid > before && hit.fid > walk.after_fid);
        before = hit.fid;
    }
    MUST_HOLD(!walk.failed || walk.error.code != ERROR_NONE);
    arena_destroy(arena);
    return 0;
}
