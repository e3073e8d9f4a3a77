#include "geo/border.h"

#include <math.h>
#include <stdlib.h>

#include "geo/slabs.h"

static const double metres_per_degree = 111195;

// A plane around the place where the areas meet, in metres.
struct plane {
    struct point origin;
    double x_m, y_m;  // per degree
};

struct edge {
    struct point a, b;
    double low, high;  // of y
};

struct edges {
    struct edge *edges;
    size_t count;
    double tallest;
};

struct interval {
    double from, to;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room to compare borders");
}

static struct point on_plane(const struct plane *plane, struct point p)
{
    return (struct point){ (p.x - plane->origin.x) * plane->x_m,
                           (p.y - plane->origin.y) * plane->y_m };
}

static struct point off_plane(const struct plane *plane, struct point p)
{
    return (struct point){ plane->origin.x + p.x / plane->x_m,
                           plane->origin.y + p.y / plane->y_m };
}

static struct box box_of_edge(struct point a, struct point b)
{
    return box_add_point((struct box){ a.x, a.y, a.x, a.y }, b);
}

static int compare_edges(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    return (x->low > y->low) - (x->low < y->low);
}

// The edges that come near the box, from the lowest up.
static bool edges_gather(struct edges *out, struct arena *arena,
                         const struct geom *geom, const struct plane *plane,
                         struct box near)
{
    *out = (struct edges){ .edges = ARENA_ARRAY(arena, struct edge,
                                                geom->point_count + 1) };
    if (!out->edges) return false;
    size_t start = 0;
    for (size_t r = 0; r < geom->run_count; start = geom->runs[r++])
        for (size_t i = start + 1; i < geom->runs[r]; i++) {
            struct point a = geom->points[i - 1], b = geom->points[i];
            if (!box_intersects(box_of_edge(a, b), near)) continue;
            a = on_plane(plane, a);
            b = on_plane(plane, b);
            double low = fmin(a.y, b.y), high = fmax(a.y, b.y);
            out->edges[out->count++] = (struct edge){ a, b, low, high };
            out->tallest = fmax(out->tallest, high - low);
        }
    if (out->count)
        qsort(out->edges, out->count, sizeof *out->edges, compare_edges);
    return true;
}

// ---- the stretch of one edge that is near another

static void join(struct interval *all, double from, double to)
{
    from = fmax(from, 0);
    to = fmin(to, 1);
    if (from > to) return;
    all->from = fmin(all->from, from);
    all->to = fmax(all->to, to);
}

// Where a point that goes from `a` by `way` is within `slack` of `p`.
static void join_disc(struct interval *all, struct point a, struct point way,
                      struct point p, double slack)
{
    double dx = a.x - p.x, dy = a.y - p.y;
    double k = way.x * way.x + way.y * way.y;
    double half = dx * way.x + dy * way.y;
    double root = half * half - k * (dx * dx + dy * dy - slack * slack);
    if (k == 0 || root < 0) return;
    root = sqrt(root);
    join(all, (-half - root) / k, (-half + root) / k);
}

// Where `start + t * step` lies between `low` and `high`.
static struct interval between(double start, double step, double low,
                               double high)
{
    if (step == 0)
        return start < low || start > high ? (struct interval){ 1, 0 }
                                           : (struct interval){ 0, 1 };
    double from = (low - start) / step, to = (high - start) / step;
    return (struct interval){ fmin(from, to), fmax(from, to) };
}

// The places near a segment are two discs and the band between them; what a
// straight way has of them is one stretch.
static struct interval near_edge(const struct edge *edge,
                                 const struct edge *other, double slack)
{
    struct interval all = { 1, 0 };
    struct point way = { edge->b.x - edge->a.x, edge->b.y - edge->a.y };
    struct point along = { other->b.x - other->a.x, other->b.y - other->a.y };
    double length = hypot(along.x, along.y);
    join_disc(&all, edge->a, way, other->a, slack);
    join_disc(&all, edge->a, way, other->b, slack);
    if (length == 0) return all;
    double x = edge->a.x - other->a.x, y = edge->a.y - other->a.y;
    struct interval in =
        between((x * along.x + y * along.y) / length,
                (way.x * along.x + way.y * along.y) / length, 0, length);
    struct interval beside =
        between((y * along.x - x * along.y) / length,
                (way.y * along.x - way.x * along.y) / length, -slack, slack);
    join(&all, fmax(in.from, beside.from), fmin(in.to, beside.to));
    return all;
}

// ---- all of it

struct comparison {
    struct plane plane;
    struct edges others;
    struct slabs inside;  // of the other area
    double slack_m;
    struct interval *near;  // room for one per edge of the other
};

static int compare_intervals(const void *a, const void *b)
{
    const struct interval *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static size_t first_above(const struct edges *edges, double low)
{
    size_t from = 0, to = edges->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (edges->edges[middle].low < low)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static size_t find_near(struct comparison *c, const struct edge *edge)
{
    size_t count = 0;
    double slack = c->slack_m;
    for (size_t i =
             first_above(&c->others, edge->low - slack - c->others.tallest);
         i < c->others.count && c->others.edges[i].low <= edge->high + slack;
         i++) {
        struct interval near = near_edge(edge, &c->others.edges[i], slack);
        if (near.from <= near.to) c->near[count++] = near;
    }
    if (count) qsort(c->near, count, sizeof *c->near, compare_intervals);
    return count;
}

static bool is_inside(const struct comparison *c, const struct edge *edge,
                      double t)
{
    struct point p = { edge->a.x + (edge->b.x - edge->a.x) * t,
                       edge->a.y + (edge->b.y - edge->a.y) * t };
    return slabs_place(&c->inside, off_plane(&c->plane, p)) == PLACE_INSIDE;
}

// The part of the edge that is near, and the gaps that lie inside.
static double shared_part(struct comparison *c, const struct edge *edge,
                          bool *touches)
{
    size_t count = find_near(c, edge);
    double part = 0, done = 0;
    for (size_t i = 0; i <= count; i++) {
        double from = i < count ? c->near[i].from : 1;
        double to = i < count ? c->near[i].to : 1;
        if (from > done) {
            bool inside = is_inside(c, edge, (done + from) / 2);
            if (inside) part += from - done;
            *touches |= inside;
            done = from;
        }
        if (to > done) {
            part += to - done;
            done = to;
        }
    }
    *touches |= count > 0;
    return part;
}

bool border_shared(struct arena *scratch, const struct geom *a,
                   const struct geom *b, double slack_m, struct border *out,
                   struct error *err)
{
    struct box near = geom_box(b), own = geom_box(a);
    struct edges edges;
    *out = (struct border){ .touches = false };
    if (box_is_nothing(near) || box_is_nothing(own)) return true;
    struct comparison c = { .slack_m = slack_m };
    c.plane.origin = (struct point){ (near.min_x + near.max_x) / 2,
                                     (near.min_y + near.max_y) / 2 };
    c.plane.y_m = metres_per_degree;
    c.plane.x_m =
        metres_per_degree * fmax(cos(c.plane.origin.y * M_PI / 180), 1e-3);
    double margin = slack_m / c.plane.x_m;
    near = box_grow(near, margin);
    own = box_grow(own, margin);
    if (!box_intersects(near, own)) return true;
    if (!edges_gather(&edges, scratch, a, &c.plane, near) ||
        !edges_gather(&c.others, scratch, b, &c.plane, own))
        return no_memory(err);
    c.near = ARENA_ARRAY(scratch, struct interval, c.others.count + 1);
    if (!c.near) return no_memory(err);
    if (!slabs_build(scratch, scratch, b, &c.inside, err)) return false;
    for (size_t i = 0; i < edges.count; i++) {
        const struct edge *edge = &edges.edges[i];
        out->shared_m += shared_part(&c, edge, &out->touches) *
                         hypot(edge->b.x - edge->a.x, edge->b.y - edge->a.y);
    }
    return true;
}
