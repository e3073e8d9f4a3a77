// Snap rounding: how crossing edges become links that meet in grid points.
//
// Where two edges cross, the place is no grid point. Moving it to the nearest
// one bends both edges a little, and a bent edge may run into another one, and
// so on. Snap rounding (Hobby 1999; Guibas and Marimont 1998) ends this in one
// step: each corner and each rounded crossing makes the unit square around it
// "hot", and every edge that passes through a hot square is bent to its centre.
// It is proved that the pieces then meet in nodes only, that none moves by
// more than half a unit in x and in y, and that nothing jumps over anything.
//
// A square owns its left and top side, not the right and bottom ones, so that
// squares cover the plane without overlap. The test for it is exact: the
// square is closed, but ends EDGE_SHIFT short on those two sides, by less than
// any edge between grid points can miss a corner of a square by.

#include "tile/network.h"

#include <stdlib.h>

enum {
    SUBUNITS = 1 << 16,  // per unit, in the test of squares
    SQUARE_LOW = -SUBUNITS / 2,
    EDGE_SHIFT = 2,
    SQUARE_HIGH = SUBUNITS / 2 - EDGE_SHIFT,
    INSERTION_MAX = 24,
};

// Corners and crossings on their way to becoming nodes.
struct hot {
    struct arena *arena;
    struct pixel *at;
    size_t count, room;
    bool failed;
};

static void add_hot(struct hot *hot, struct pixel p)
{
    if (hot->count == hot->room) {
        size_t size = sizeof *hot->at;
        struct pixel *at = arena_grow(hot->arena, hot->at, hot->room * size,
                                      hot->room * 2 * size);
        if (!at) {
            hot->failed = true;
            return;
        }
        hot->at = at;
        hot->room *= 2;
    }
    hot->at[hot->count++] = p;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

// start + delta × part / whole, to the nearest integer, halves upwards.
static int32_t part_of(int32_t start, int32_t delta, int64_t part,
                       int64_t whole)
{
    int64_t moved = 2 * delta * part + whole;
    return start + (int32_t)floor_div(moved, 2 * whole);
}

// Where the edges cross in the inside of both; elsewhere they touch in corners,
// which are hot already.
static bool add_crossing(const struct edge *e, const struct edge *f,
                         void *context)
{
    struct hot *hot = context;
    int64_t c = pixel_turn(e->a, e->b, f->a);
    int64_t d = pixel_turn(e->a, e->b, f->b);
    int64_t a = pixel_turn(f->a, f->b, e->a);
    int64_t b = pixel_turn(f->a, f->b, e->b);
    if (a == 0 || b == 0 || c == 0 || d == 0) return true;
    int64_t part = a < 0 ? -a : a;
    int64_t whole = a < b ? b - a : a - b;
    add_hot(hot,
            (struct pixel){ part_of(e->a.x, e->b.x - e->a.x, part, whole),
                            part_of(e->a.y, e->b.y - e->a.y, part, whole) });
    return !hot->failed;
}

// Nodes of one x: nodes[end of the column before .. end).
struct column {
    int32_t x;
    uint32_t end;
};

// The nodes, by x and then y, and their columns. Most columns of a tile have no
// node and are not here: an edge visits those that have.
struct grid {
    struct pixel *nodes;
    size_t count;
    struct column *columns;
    size_t width;
};

static int compare_pixels(const void *a, const void *b)
{
    const struct pixel *p = a;
    const struct pixel *q = b;
    return p->x != q->x ? (p->x > q->x) - (p->x < q->x)
                        : (p->y > q->y) - (p->y < q->y);
}

static void sort_pixels(struct pixel *p, size_t count)
{
    if (count > INSERTION_MAX) {
        qsort(p, count, sizeof *p, compare_pixels);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct pixel own = p[i];
        size_t k = i;
        for (; k > 0 && compare_pixels(&p[k - 1], &own) > 0; k--)
            p[k] = p[k - 1];
        p[k] = own;
    }
}

// By x and then y: into strips of x first, about as many as there are pixels.
static bool sort_hot(struct arena *arena, const struct hot *hot,
                     struct pixel *out)
{
    if (hot->count == 0) return true;
    int32_t min_x = INT32_MAX;
    int32_t max_x = INT32_MIN;
    for (size_t i = 0; i < hot->count; i++) {
        if (hot->at[i].x < min_x) min_x = hot->at[i].x;
        if (hot->at[i].x > max_x) max_x = hot->at[i].x;
    }
    int shift = 0;
    size_t range = (size_t)((int64_t)max_x - min_x);
    while (range >> shift > hot->count) shift++;
    size_t strips = (range >> shift) + 1;
    uint32_t *ends = ARENA_ARRAY(arena, uint32_t, strips + 1);
    if (!ends) return false;
    for (size_t i = 0; i < hot->count; i++)
        ends[((hot->at[i].x - min_x) >> shift) + 1]++;
    for (size_t s = 1; s <= strips; s++) ends[s] += ends[s - 1];
    for (size_t i = 0; i < hot->count; i++)
        out[ends[(hot->at[i].x - min_x) >> shift]++] = hot->at[i];
    for (size_t s = 0; s < strips; s++) {
        size_t start = s ? ends[s - 1] : 0;
        sort_pixels(out + start, ends[s] - start);
    }
    return true;
}

// Keeps each node once.
static bool make_grid(struct arena *arena, const struct hot *hot,
                      struct grid *out)
{
    struct grid grid = { 0 };
    grid.columns = ARENA_ROOM(arena, struct column, hot->count);
    grid.nodes = ARENA_ROOM(arena, struct pixel, hot->count);
    if (!grid.columns || !grid.nodes || !sort_hot(arena, hot, grid.nodes))
        return false;
    for (size_t i = 0; i < hot->count; i++) {
        struct pixel own = grid.nodes[i];
        bool is_new_x = i == 0 || grid.columns[grid.width - 1].x != own.x;
        if (!is_new_x && grid.nodes[grid.count - 1].y == own.y) continue;
        if (is_new_x) grid.columns[grid.width++].x = own.x;
        grid.nodes[grid.count++] = own;
        grid.columns[grid.width - 1].end = (uint32_t)grid.count;
    }
    *out = grid;
    return true;
}

// Whether the edge passes through the square around `p`, which lies in the
// edge's box.
static bool passes(const struct edge *e, struct pixel p)
{
    int64_t dx = e->b.x - e->a.x;
    int64_t dy = e->b.y - e->a.y;
    int64_t middle = pixel_turn(e->a, e->b, p) * SUBUNITS;
    int64_t low_x = dy * SQUARE_LOW;
    int64_t high_x = dy * SQUARE_HIGH;
    int64_t low_y = dx * SQUARE_LOW;
    int64_t high_y = dx * SQUARE_HIGH;
    // The turns of the four corners: middle + dx × y - dy × x.
    int64_t most = middle + (low_y > high_y ? low_y : high_y) -
                   (low_x < high_x ? low_x : high_x);
    int64_t least = middle + (low_y < high_y ? low_y : high_y) -
                    (low_x > high_x ? low_x : high_x);
    return least <= 0 && most >= 0;
}

struct links {
    struct arena *arena;
    struct link *at;
    size_t count, room;
    bool failed;
};

static void add_link(struct links *links, uint32_t from, uint32_t to,
                     const struct edge *e)
{
    if (links->count == links->room) {
        size_t size = sizeof *links->at;
        struct link *at =
            arena_grow(links->arena, links->at, links->room * size,
                       links->room * 2 * size);
        if (!at) {
            links->failed = true;
            return;
        }
        links->at = at;
        links->room *= 2;
    }
    int32_t runs = (from < to) == e->is_turned ? -1 : 1;
    links->at[links->count++] = (struct link){
        .from = from < to ? from : to,
        .to = from < to ? to : from,
        .runs = e->is_hole ? (struct winding){ 0, runs }
                           : (struct winding){ runs, 0 },
    };
}

// The first node of a column whose y is at least `y`.
static size_t find_y(const struct grid *grid, size_t from, size_t to, double y)
{
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (grid->nodes[middle].y < y)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

// Bends an edge to the nodes it passes, column by column from a to b. `last`
// is the node reached so far.
static void bend_in_column(const struct grid *grid, size_t column,
                           const struct edge *e, struct links *links,
                           uint32_t *last)
{
    size_t start = column ? grid->columns[column - 1].end : 0;
    size_t end = grid->columns[column].end;
    int32_t low = e->a.y < e->b.y ? e->a.y : e->b.y;
    int32_t high = e->a.y < e->b.y ? e->b.y : e->a.y;
    if (e->a.x != e->b.x) {
        double slope = (double)(e->b.y - e->a.y) / (e->b.x - e->a.x);
        double x = (double)grid->columns[column].x - e->a.x;
        double y = e->a.y + x * slope;
        double reach = (slope < 0 ? -slope : slope) / 2 + 1;
        if (y - reach > low) low = (int32_t)(y - reach);
        if (y + reach < high) high = (int32_t)(y + reach) + 1;
    }
    start = find_y(grid, start, end, low - 1);
    end = find_y(grid, start, end, high + 1);
    bool is_falling = e->b.y < e->a.y;
    for (size_t i = start; i < end; i++) {
        size_t node = is_falling ? end - 1 - (i - start) : i;
        int32_t y = grid->nodes[node].y;
        bool is_beside =
            is_falling ? y > e->a.y || y < e->b.y : y < e->a.y || y > e->b.y;
        if (is_beside || !passes(e, grid->nodes[node])) continue;
        if (*last != UINT32_MAX) add_link(links, *last, (uint32_t)node, e);
        *last = (uint32_t)node;
    }
}

// The first column whose x is at least `x`.
static size_t find_column(const struct grid *grid, int32_t x)
{
    size_t from = 0;
    size_t to = grid->width;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (grid->columns[middle].x < x)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void bend(const struct grid *grid, const struct edge *e,
                 struct links *links)
{
    uint32_t last = UINT32_MAX;
    for (size_t c = find_column(grid, e->a.x);
         c < grid->width && grid->columns[c].x <= e->b.x && !links->failed; c++)
        bend_in_column(grid, c, e, links, &last);
}

static int compare_to(const void *a, const void *b)
{
    uint32_t t = ((const struct link *)a)->to;
    uint32_t u = ((const struct link *)b)->to;
    return (t > u) - (t < u);
}

static void sort_to(struct link *links, size_t count)
{
    if (count > INSERTION_MAX) {
        qsort(links, count, sizeof *links, compare_to);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct link own = links[i];
        size_t k = i;
        for (; k > 0 && links[k - 1].to > own.to; k--) links[k] = links[k - 1];
        links[k] = own;
    }
}

// Joins links between the same nodes and drops those that cancel: `links` are
// all from one node.
static size_t join(struct link *links, size_t count)
{
    size_t kept = 0;
    sort_to(links, count);
    for (size_t i = 0; i < count;) {
        struct link sum = links[i++];
        for (; i < count && links[i].to == sum.to; i++) {
            sum.runs.shells += links[i].runs.shells;
            sum.runs.holes += links[i].runs.holes;
        }
        if (sum.runs.shells || sum.runs.holes) links[kept++] = sum;
    }
    return kept;
}

static bool sort_links(struct arena *arena, const struct links *links,
                       size_t node_count, struct network *out)
{
    uint32_t *ends = ARENA_ARRAY(arena, uint32_t, node_count + 1);
    struct link *sorted = ARENA_ARRAY(arena, struct link, links->count);
    if (!ends || !sorted) return false;
    for (size_t i = 0; i < links->count; i++) ends[links->at[i].from + 1]++;
    for (size_t n = 1; n <= node_count; n++) ends[n] += ends[n - 1];
    for (size_t i = 0; i < links->count; i++)
        sorted[ends[links->at[i].from]++] = links->at[i];
    size_t kept = 0;
    size_t start = 0;
    for (size_t n = 0; n < node_count; start = ends[n++]) {
        size_t count = join(sorted + start, ends[n] - start);
        for (size_t i = 0; i < count; i++) sorted[kept++] = sorted[start + i];
    }
    out->links = sorted;
    out->link_count = kept;
    return true;
}

bool network_build(struct arena *arena, const struct pixels *rings,
                   const struct edge *edges, struct network *out)
{
    size_t count = rings->point_count;
    struct hot hot = { .arena = arena, .room = count * 2 };
    struct links links = { .arena = arena, .room = count * 2 };
    struct grid grid;
    hot.at = ARENA_ARRAY(arena, struct pixel, hot.room);
    if (!hot.at) return false;
    for (size_t i = 0; i < count; i++) add_hot(&hot, rings->points[i]);
    if (!edges_touch(arena, edges, count, add_crossing, &hot) || hot.failed ||
        !make_grid(arena, &hot, &grid))
        return false;
    links.at = ARENA_ARRAY(arena, struct link, links.room);
    if (!links.at) return false;
    for (size_t i = 0; i < count; i++) bend(&grid, &edges[i], &links);
    out->nodes = grid.nodes;
    out->node_count = grid.count;
    return !links.failed && sort_links(arena, &links, grid.count, out);
}
