#include "geo/slabs.h"

#include <math.h>

#include "geo/orient.h"
#include "geo/scale.h"

enum { EDGES_PER_SLAB = 2, SLABS_MAX = 1 << 16 };

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for an area");
}

static uint32_t slab_of(const struct slabs *slabs, double y)
{
    return scale_step(y, slabs->box.min_y, slabs->scale, slabs->count);
}

struct span {
    uint32_t from, to;
};

// The slabs that the edge from point `e` on touches.
static struct span span_of(const struct slabs *slabs, size_t e)
{
    uint32_t a = slab_of(slabs, slabs->points[e].y);
    uint32_t b = slab_of(slabs, slabs->points[e + 1].y);
    return a < b ? (struct span){ a, b } : (struct span){ b, a };
}

// Copies the rings, each closed, and lists the points that begin an edge: all
// but the last of each ring.
static size_t copy_rings(const struct geom *geom, struct point *points,
                         uint32_t *starts)
{
    size_t edges = 0;
    size_t count = 0;
    size_t start = 0;
    for (size_t r = 0; r < geom->run_count; start = geom->runs[r++]) {
        if (geom->runs[r] == start) continue;
        for (size_t i = start; i < geom->runs[r]; i++) {
            starts[edges++] = (uint32_t)count;
            points[count++] = geom->points[i];
        }
        points[count++] = geom->points[start];
    }
    return edges;
}

static size_t count_entries(struct slabs *slabs, const uint32_t *starts,
                            size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        struct span span = span_of(slabs, starts[i]);
        for (uint32_t s = span.from; s <= span.to; s++) slabs->ends[s]++;
        total += span.to - span.from + 1;
    }
    return total;
}

// A counting sort: `ends` first counts, then says where each slab begins, and
// has moved to where it ends when all edges are in.
static void fill_slabs(struct slabs *slabs, const uint32_t *starts,
                       size_t count)
{
    uint32_t sum = 0;
    for (uint32_t s = 0; s < slabs->count; s++) {
        uint32_t size = slabs->ends[s];
        slabs->ends[s] = sum;
        sum += size;
    }
    for (size_t i = 0; i < count; i++) {
        struct span span = span_of(slabs, starts[i]);
        for (uint32_t s = span.from; s <= span.to; s++)
            slabs->edges[slabs->ends[s]++] = starts[i];
    }
}

static bool is_finite(const struct geom *geom)
{
    for (size_t i = 0; i < geom->point_count; i++)
        if (!isfinite(geom->points[i].x) || !isfinite(geom->points[i].y))
            return false;
    return true;
}

static bool sort_edges(struct arena *arena, const uint32_t *starts,
                       size_t edge_count, struct slabs *slabs,
                       struct error *err)
{
    size_t slab_count = edge_count / EDGES_PER_SLAB;
    double height = slabs->box.max_y - slabs->box.min_y;
    if (slab_count > SLABS_MAX) slab_count = SLABS_MAX;
    if (slab_count < 1 || !(height > 0)) slab_count = 1;
    slabs->count = (uint32_t)slab_count;
    slabs->scale = height > 0 ? (double)slab_count / height : 0;
    if (!isfinite(slabs->scale)) slabs->scale = 0;
    slabs->ends = ARENA_ARRAY(arena, uint32_t, slab_count);
    if (!slabs->ends) return no_room(err);
    size_t total = count_entries(slabs, starts, edge_count);
    if (total > UINT32_MAX)
        return error_set(err, ERROR_TOO_LARGE, "an area with too many edges");
    slabs->edges = ARENA_ARRAY(arena, uint32_t, total);
    if (!slabs->edges) return no_room(err);
    fill_slabs(slabs, starts, edge_count);
    return true;
}

bool slabs_build(struct arena *arena, struct arena *spare,
                 const struct geom *geom, struct slabs *out, struct error *err)
{
    struct slabs slabs = { .box = box_nothing() };
    bool is_areal =
        geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON;
    if (!is_areal || geom->point_count == 0) {
        *out = slabs;
        return true;
    }
    if (!is_finite(geom))
        return error_set(err, ERROR_INVALID,
                         "an area with a position that is not a number");
    size_t point_count = geom->point_count + geom->run_count;
    if (point_count > UINT32_MAX)
        return error_set(err, ERROR_TOO_LARGE, "an area with too many edges");
    slabs.box = geom_box(geom);
    slabs.points = ARENA_ARRAY(arena, struct point, point_count);
    uint32_t *starts = ARENA_ARRAY(spare, uint32_t, geom->point_count);
    if (!slabs.points || !starts) return no_room(err);
    size_t edge_count = copy_rings(geom, slabs.points, starts);
    if (!sort_edges(arena, starts, edge_count, &slabs, err)) return false;
    *out = slabs;
    return true;
}

enum place slabs_place(const struct slabs *slabs, struct point p)
{
    if (!box_has_point(slabs->box, p)) return PLACE_OUTSIDE;
    uint32_t slab = slab_of(slabs, p.y);
    bool inside = false;
    for (uint32_t i = slab ? slabs->ends[slab - 1] : 0; i < slabs->ends[slab];
         i++) {
        const struct point *edge = slabs->points + slabs->edges[i];
        bool crosses;
        if (edge_has_point(edge[0], edge[1], p, &crosses)) return PLACE_BORDER;
        inside ^= crosses;
    }
    return inside ? PLACE_INSIDE : PLACE_OUTSIDE;
}

void slabs_each_edge(const struct slabs *slabs,
                     void (*visit)(struct point a, struct point b, void *),
                     void *context)
{
    uint32_t at = 0;
    for (uint32_t s = 0; s < slabs->count; s++) {
        for (; at < slabs->ends[s]; at++) {
            uint32_t e = slabs->edges[at];
            if (span_of(slabs, e).from == s)
                visit(slabs->points[e], slabs->points[e + 1], context);
        }
    }
}
