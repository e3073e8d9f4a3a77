#include "tile/touch.h"

// The bucket of the counting sort in which an x lies.
struct buckets {
    int32_t min_x;
    unsigned shift;
    size_t count;
    uint32_t *ends;
};

static bool make_buckets(struct arena *arena, const struct pixels *rings,
                         struct buckets *out)
{
    int32_t min_x = INT32_MAX;
    int32_t max_x = INT32_MIN;
    for (size_t i = 0; i < rings->point_count; i++) {
        int32_t x = rings->points[i].x;
        if (x < min_x) min_x = x;
        if (x > max_x) max_x = x;
    }
    struct buckets made = { .min_x = min_x };
    size_t width = (size_t)(max_x - min_x);
    while (width >> made.shift > 2 * rings->point_count) made.shift++;
    made.count = (width >> made.shift) + 1;
    made.ends = ARENA_ARRAY(arena, uint32_t, made.count);
    *out = made;
    return made.ends;
}

static size_t bucket_of(const struct buckets *buckets, int32_t x)
{
    return (size_t)(x - buckets->min_x) >> buckets->shift;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static struct edge make_edge(const struct pixels *rings, size_t from, size_t to,
                             bool is_hole)
{
    struct pixel a = rings->points[from];
    struct pixel b = rings->points[to];
    bool is_turned = b.x < a.x;
    return (struct edge){
        .a = is_turned ? b : a,
        .b = is_turned ? a : b,
        .from = (uint32_t)from,
        .to = (uint32_t)to,
        .is_hole = is_hole,
        .is_turned = is_turned,
    };
}

// Puts every edge where its bucket is filled up to. Run once with `edges` NULL
// to count, once to place.
static void place_edges(const struct pixels *rings, struct buckets *buckets,
                        struct edge *edges)
{
    for (size_t r = 0; r < rings->run_count; r++) {
        size_t start = pixels_start(rings, r);
        size_t end = rings->ends[r];
        size_t from = end - 1;
        for (size_t to = start; to < end; from = to++) {
            int32_t x = smaller(rings->points[from].x, rings->points[to].x);
            uint32_t at = buckets->ends[bucket_of(buckets, x)]++;
            if (edges) edges[at] = make_edge(rings, from, to, rings->holes[r]);
        }
    }
}

struct edge *edges_sorted(struct arena *arena, const struct pixels *rings)
{
    struct buckets buckets;
    struct edge *edges = ARENA_ARRAY(arena, struct edge, rings->point_count);
    if (!edges || !make_buckets(arena, rings, &buckets)) return NULL;
    place_edges(rings, &buckets, NULL);
    uint32_t sum = 0;
    for (size_t i = 0; i < buckets.count; i++) {
        uint32_t size = buckets.ends[i];
        buckets.ends[i] = sum;
        sum += size;
    }
    place_edges(rings, &buckets, edges);
    return edges;
}

static bool are_neighbours(const struct edge *a, const struct edge *b)
{
    return a->to == b->from || b->to == a->from;
}

static int sign(int64_t value)
{
    return (value > 0) - (value < 0);
}

// Whether two edges whose boxes meet share a position.
static bool do_touch(const struct edge *e, const struct edge *f)
{
    int c = sign(pixel_turn(e->a, e->b, f->a));
    int d = sign(pixel_turn(e->a, e->b, f->b));
    if (c * d > 0) return false;
    int a = sign(pixel_turn(f->a, f->b, e->a));
    int b = sign(pixel_turn(f->a, f->b, e->b));
    return a * b <= 0;
}

// An edge as the sweep sees it: small, because it is looked at often.
struct swept {
    int32_t max_x, min_y, max_y;
    uint32_t edge;
};

// Edges are met from left to right. The active ones are those that reach as
// far as the newest; only they can touch it. The order is not exact, so what
// counts is the smallest x that is still to come.
bool edges_touch(struct arena *arena, const struct edge *edges, size_t count,
                 bool (*visit)(const struct edge *a, const struct edge *b,
                               void *context),
                 void *context)
{
    struct swept *active = ARENA_ARRAY(arena, struct swept, count);
    int32_t *to_come = ARENA_ARRAY(arena, int32_t, count);
    size_t n = 0;
    if (!active || !to_come) return false;
    int32_t least = INT32_MAX;
    for (size_t i = count; i-- > 0;)
        to_come[i] = least = smaller(least, edges[i].a.x);
    for (size_t i = 0; i < count; i++) {
        const struct edge *e = &edges[i];
        struct swept own = { e->b.x, smaller(e->a.y, e->b.y),
                             larger(e->a.y, e->b.y), (uint32_t)i };
        size_t kept = 0;
        for (size_t k = 0; k < n; k++) {
            struct swept other = active[k];
            if (other.max_x < to_come[i]) continue;
            active[kept++] = other;
            if (other.max_y < own.min_y || own.max_y < other.min_y) continue;
            const struct edge *f = &edges[other.edge];
            if (other.max_x < e->a.x || own.max_x < f->a.x) continue;
            if (are_neighbours(e, f) || !do_touch(e, f)) continue;
            if (!visit(e, f, context)) return true;
        }
        n = kept;
        active[n++] = own;
    }
    return true;
}
