#include "tile/nest.h"

#include <string.h>

static const uint32_t none = UINT32_MAX;

// A ring with what is asked of it often.
struct ring {
    const struct pixel *points;
    size_t count;
    struct pixel leftmost;
    int32_t min_y, max_y, max_x;
    int64_t area;
    bool is_hole;
    uint32_t next;  // the next hole of the same shell
    uint32_t first_hole, last_hole;
};

static struct ring measure(const struct pixels *rings, size_t r)
{
    size_t start = pixels_start(rings, r);
    struct ring ring = { .points = rings->points + start,
                         .count = rings->ends[r] - start,
                         .leftmost = rings->points[start],
                         .is_hole = rings->holes[r],
                         .next = none,
                         .first_hole = none,
                         .last_hole = none };
    ring.max_x = ring.leftmost.x;
    ring.min_y = ring.max_y = ring.leftmost.y;
    for (size_t i = 1; i < ring.count; i++) {
        struct pixel p = ring.points[i];
        if (p.x < ring.leftmost.x) ring.leftmost = p;
        if (p.x > ring.max_x) ring.max_x = p.x;
        if (p.y < ring.min_y) ring.min_y = p.y;
        if (p.y > ring.max_y) ring.max_y = p.y;
    }
    ring.area = pixel_ring_area(ring.points, ring.count);
    return ring;
}

static struct ring *measure_all(const struct pixels *rings)
{
    struct ring *all = ARENA_ARRAY(rings->arena, struct ring, rings->run_count);
    if (!all) return NULL;
    for (size_t r = 0; r < rings->run_count; r++) all[r] = measure(rings, r);
    return all;
}

// Whether the place just left of `p` is inside the ring.
static bool is_around(const struct ring *ring, struct pixel p)
{
    if (p.x <= ring->leftmost.x || p.x > ring->max_x || p.y < ring->min_y ||
        p.y > ring->max_y)
        return false;
    bool inside = false;
    struct pixel a = ring->points[ring->count - 1];
    for (size_t i = 0; i < ring->count; i++) {
        struct pixel b = ring->points[i];
        inside ^= pixel_sees_edge(a, b, p);
        a = b;
    }
    return inside;
}

static bool is_plain(const struct ring *all, size_t count, size_t r,
                     size_t shell)
{
    for (size_t i = 0; i < count; i++) {
        bool is_own = all[r].is_hole && i == shell;
        if (i != r && is_around(&all[i], all[r].leftmost) != is_own)
            return false;
    }
    return true;
}

bool nest_is_plain(const struct pixels *rings)
{
    if (rings->run_count == 1) return !rings->holes[0];
    struct ring *all = measure_all(rings);
    size_t shell = 0;
    if (!all || all[0].is_hole) return false;
    for (size_t r = 0; r < rings->run_count; r++) {
        if (!all[r].is_hole) shell = r;
        if (!is_plain(all, rings->run_count, r, shell)) return false;
    }
    return true;
}

// The rings of one walk follow each other: [from, to).
static uint32_t shell_of_walk(const struct ring *all, size_t count, size_t from,
                              size_t to)
{
    struct pixel leftmost = all[from].leftmost;
    uint32_t found = none;
    for (size_t r = from; r < to; r++) {
        if (!all[r].is_hole) return (uint32_t)r;
        if (all[r].leftmost.x < leftmost.x) leftmost = all[r].leftmost;
    }
    for (size_t r = 0; r < count; r++) {
        if (all[r].is_hole || !is_around(&all[r], leftmost)) continue;
        if (found == none || all[r].area < all[found].area) found = (uint32_t)r;
    }
    return found;
}

static void join_walk(struct ring *all, size_t from, size_t to, uint32_t shell)
{
    for (size_t r = from; r < to; r++) {
        if (!all[r].is_hole) continue;
        struct ring *own = &all[shell];
        if (own->first_hole == none)
            own->first_hole = (uint32_t)r;
        else
            all[own->last_hole].next = (uint32_t)r;
        own->last_hole = (uint32_t)r;
    }
}

static void copy_ring(struct pixels *out, const struct ring *ring)
{
    struct pixel *to = pixels_reserve(out, ring->count);
    if (!to) return;
    memcpy(to, ring->points, ring->count * sizeof *to);
    pixels_end_run(out, ring->count, ring->is_hole);
}

bool nest_polygons(const struct pixels *rings, const uint32_t *walks,
                   struct pixels *out)
{
    size_t count = rings->run_count;
    struct ring *all = measure_all(rings);
    if (!all) return false;
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && walks[to] == walks[from]) to++;
        uint32_t shell = shell_of_walk(all, count, from, to);
        if (shell != none) join_walk(all, from, to, shell);
    }
    for (size_t r = 0; r < count; r++) {
        if (all[r].is_hole) continue;
        copy_ring(out, &all[r]);
        for (uint32_t h = all[r].first_hole; h != none; h = all[h].next)
            copy_ring(out, &all[h]);
    }
    return !out->failed;
}
