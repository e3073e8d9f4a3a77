// How rings become valid polygons.
//
// Most rings need nothing: they are simple and touch no other. A sweep over
// their edges finds that out (touch.c), and for a polygon with holes a look at
// which ring lies in which.
//
// Otherwise the rings are taken apart into links that meet only in nodes
// (network.c). Links and nodes cut the plane into faces. How often the shells
// and the holes wind around a face is the same everywhere in it, and differs
// across a link by how often rings run along it. So it is enough to count, for
// the leftmost node of each connected piece of the network, how often the rings
// wind around the place just to the left of it, and to carry the numbers from
// there around every node and along every link. A link that has inside on one
// side only is a piece of a border; the others go.
//
// Borders are followed with the inside on the right of the screen's direction
// of travel. In a node where several borders meet the walk takes the one next
// to the ground it is walking around. So it stays with one connected piece of
// ground, which is one polygon. Where that ground touches itself in a node, the
// walk passes the node twice; it is split there, into rings that pass each
// node once. Exactly one of them, at most, is a shell: ground that hangs
// together in one node only is not connected, and would have been two walks.
// A walk without a shell is a hole, or some that touch, in the polygon of the
// smallest shell around it.
//
// Everything is decided in integers, exactly.

#include "tile/rebuild.h"

#include "tile/nest.h"
#include "tile/network.h"

// Link l is two half-links: 2l runs from its first node to its second, 2l + 1
// back. "Left" is the side to which pixel_turn is positive.
struct graph {
    const struct network *network;
    uint32_t *ends;        // node n has the half-links [ends[n-1], ends[n])
    uint32_t *outgoing;    // by angle, from above -180 degrees on
    struct winding *left;  // of each half-link
    bool *is_border;       // of each half-link: inside on its left only
    bool *is_done;         // of each half-link, or of each node
};

static uint32_t half_from(const struct network *network, uint32_t half)
{
    const struct link *link = &network->links[half / 2];
    return half % 2 ? link->to : link->from;
}

static uint32_t half_to(const struct network *network, uint32_t half)
{
    return half_from(network, half ^ 1);
}

static struct pixel direction(const struct network *network, uint32_t half)
{
    struct pixel from = network->nodes[half_from(network, half)];
    struct pixel to = network->nodes[half_to(network, half)];
    return (struct pixel){ to.x - from.x, to.y - from.y };
}

static int quarter(struct pixel d)
{
    if (d.y != 0) return d.y < 0 ? 0 : 2;
    return d.x > 0 ? 1 : 3;
}

static bool is_before(struct pixel d, struct pixel e)
{
    int a = quarter(d);
    int b = quarter(e);
    if (a != b) return a < b;
    return (int64_t)d.x * e.y - (int64_t)d.y * e.x > 0;
}

static void sort_around(const struct network *network, uint32_t *halves,
                        size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t own = halves[i];
        struct pixel d = direction(network, own);
        size_t k = i;
        for (; k > 0 && is_before(d, direction(network, halves[k - 1])); k--)
            halves[k] = halves[k - 1];
        halves[k] = own;
    }
}

static bool make_graph(struct arena *arena, const struct network *network,
                       struct graph *out)
{
    size_t nodes = network->node_count;
    size_t halves = network->link_count * 2;
    struct graph graph = {
        .network = network,
        .ends = ARENA_ARRAY(arena, uint32_t, nodes + 1),
        .outgoing = ARENA_ARRAY(arena, uint32_t, halves),
        .left = ARENA_ARRAY(arena, struct winding, halves),
        .is_border = ARENA_ARRAY(arena, bool, halves),
        .is_done = ARENA_ARRAY(arena, bool, halves + nodes),
    };
    if (!graph.ends || !graph.outgoing || !graph.left || !graph.is_border ||
        !graph.is_done)
        return false;
    uint32_t *starts = graph.ends + 1;
    for (uint32_t h = 0; h < halves; h++) starts[half_from(network, h)]++;
    for (size_t n = 1; n < nodes; n++) starts[n] += starts[n - 1];
    // Filled from behind, so that each start is where it should be afterwards.
    for (uint32_t h = (uint32_t)halves; h-- > 0;)
        graph.outgoing[--starts[half_from(network, h)]] = h;
    for (size_t n = 0; n + 1 < nodes; n++) graph.ends[n] = starts[n + 1];
    graph.ends[nodes - 1] = (uint32_t)halves;
    for (size_t n = 0; n < nodes; n++) {
        size_t start = n ? graph.ends[n - 1] : 0;
        sort_around(network, graph.outgoing + start, graph.ends[n] - start);
    }
    *out = graph;
    return true;
}

// ---- winding numbers

static struct winding winding_add(struct winding a, struct winding b, int sign)
{
    return (struct winding){ a.shells + sign * b.shells,
                             a.holes + sign * b.holes };
}

static bool is_inside(struct winding w)
{
    int32_t shells = w.shells < 0 ? -w.shells : w.shells;
    int32_t holes = w.holes < 0 ? -w.holes : w.holes;
    return shells > holes;
}

// How often the rings wind around the place just to the left of a node that is
// the leftmost of its piece.
static struct winding winding_beside(const struct network *network,
                                     uint32_t node)
{
    struct pixel p = network->nodes[node];
    struct winding sum = { 0 };
    for (size_t i = 0; i < network->link_count; i++) {
        const struct link *link = &network->links[i];
        struct pixel a = network->nodes[link->from];
        struct pixel b = network->nodes[link->to];
        if (a.x >= p.x) break;
        if (pixel_sees_edge(a, b, p))
            sum = winding_add(sum, link->runs, a.y < b.y ? -1 : 1);
    }
    return sum;
}

// Carries the winding on the left of outgoing[at] around the node.
static void spread_around(struct graph *graph, size_t start, size_t end,
                          size_t at)
{
    struct winding side = graph->left[graph->outgoing[at]];
    for (size_t i = 1; i < end - start; i++) {
        at = at + 1 == end ? start : at + 1;
        uint32_t half = graph->outgoing[at];
        graph->left[half ^ 1] = side;
        side = winding_add(side, graph->network->links[half / 2].runs,
                           half % 2 ? -1 : 1);
        graph->left[half] = side;
    }
}

static void set_sides(struct graph *graph, uint32_t half, struct winding left)
{
    graph->left[half] = left;
    graph->left[half ^ 1] = winding_add(
        left, graph->network->links[half / 2].runs, half % 2 ? 1 : -1);
}

// Visits the piece of the network that `first` belongs to.
static void spread_from(struct graph *graph, uint32_t first, uint32_t *queue)
{
    size_t count = 0;
    size_t last = graph->ends[first] - 1;
    set_sides(graph, graph->outgoing[last],
              winding_beside(graph->network, first));
    spread_around(graph, first ? graph->ends[first - 1] : 0, last + 1, last);
    graph->is_done[first] = true;
    queue[count++] = first;
    while (count > 0) {
        uint32_t node = queue[--count];
        size_t start = node ? graph->ends[node - 1] : 0;
        for (size_t i = start; i < graph->ends[node]; i++) {
            uint32_t half = graph->outgoing[i];
            uint32_t to = half_to(graph->network, half);
            if (graph->is_done[to]) continue;
            graph->is_done[to] = true;
            size_t from = to ? graph->ends[to - 1] : 0;
            size_t at = from;
            while (graph->outgoing[at] != (half ^ 1)) at++;
            spread_around(graph, from, graph->ends[to], at);
            queue[count++] = to;
        }
    }
}

static bool find_borders(struct arena *arena, struct graph *graph)
{
    size_t nodes = graph->network->node_count;
    size_t halves = graph->network->link_count * 2;
    uint32_t *queue = ARENA_ARRAY(arena, uint32_t, nodes);
    if (!queue) return false;
    for (uint32_t n = 0; n < nodes; n++) {
        size_t start = n ? graph->ends[n - 1] : 0;
        if (!graph->is_done[n] && graph->ends[n] > start)
            spread_from(graph, n, queue);
    }
    for (size_t h = 0; h < halves; h++)
        graph->is_border[h] =
            is_inside(graph->left[h]) && !is_inside(graph->left[h ^ 1]);
    return true;
}

// ---- walks along the borders

// Rings as they come out of the walks.
struct traced {
    struct pixels rings;
    uint32_t *walks;   // the walk of each ring
    uint32_t *stack;   // nodes of the ring under way
    uint32_t *places;  // of each node: where in the stack it is, plus 1
    size_t depth;
};

static uint32_t next_border(const struct graph *graph, uint32_t half)
{
    uint32_t node = half_to(graph->network, half);
    size_t start = node ? graph->ends[node - 1] : 0;
    size_t end = graph->ends[node];
    size_t at = start;
    while (graph->outgoing[at] != (half ^ 1)) at++;
    do at = at == start ? end - 1 : at - 1;
    while (!graph->is_border[graph->outgoing[at]]);
    return graph->outgoing[at];
}

// Takes the ring that ends in the node reached off the stack.
static void take_ring(const struct network *network, struct traced *traced,
                      size_t from, uint32_t walk)
{
    size_t count = traced->depth - from;
    struct pixel *ring = pixels_reserve(&traced->rings, count);
    if (!ring) return;
    for (size_t i = 0; i < count; i++) {
        uint32_t node = traced->stack[from + i];
        ring[i] = network->nodes[node];
        if (i > 0) traced->places[node] = 0;
    }
    traced->depth = from + 1;
    count = pixel_ring_tidy(ring, count);
    if (!count) return;
    traced->walks[traced->rings.run_count] = walk;
    pixels_end_run(&traced->rings, count, pixel_ring_area(ring, count) < 0);
}

static void walk_border(struct graph *graph, uint32_t first,
                        struct traced *traced, uint32_t walk)
{
    uint32_t half = first;
    uint32_t node = half_from(graph->network, half);
    traced->stack[0] = node;
    traced->places[node] = 1;
    traced->depth = 1;
    do {
        graph->is_done[half] = true;
        uint32_t to = half_to(graph->network, half);
        if (traced->places[to]) {
            take_ring(graph->network, traced, traced->places[to] - 1, walk);
        } else {
            traced->stack[traced->depth++] = to;
            traced->places[to] = (uint32_t)traced->depth;
        }
        half = next_border(graph, half);
    } while (half != first && !traced->rings.failed);
    traced->places[node] = 0;
}

static bool trace(struct arena *arena, struct graph *graph,
                  struct traced *traced)
{
    size_t nodes = graph->network->node_count;
    size_t halves = graph->network->link_count * 2;
    uint32_t walk = 0;
    pixels_begin(&traced->rings, arena);
    traced->walks = ARENA_ARRAY(arena, uint32_t, halves / 2 + 1);
    traced->stack = ARENA_ARRAY(arena, uint32_t, nodes + 1);
    traced->places = ARENA_ARRAY(arena, uint32_t, nodes);
    if (!traced->walks || !traced->stack || !traced->places) return false;
    for (size_t h = 0; h < halves; h++) graph->is_done[h] = false;
    for (uint32_t h = 0; h < halves && !traced->rings.failed; h++)
        if (graph->is_border[h] && !graph->is_done[h])
            walk_border(graph, h, traced, walk++);
    return !traced->rings.failed;
}

// ---- the whole

static bool note_touch(const struct edge *a, const struct edge *b,
                       void *context)
{
    (void)a;
    (void)b;
    *(bool *)context = true;
    return false;
}

static bool rebuild(const struct pixels *rings, const struct edge *edges,
                    struct pixels *out)
{
    struct arena *arena = rings->arena;
    struct network network;
    struct graph graph;
    struct traced traced = { 0 };
    if (!network_build(arena, rings, edges, &network)) return false;
    if (network.link_count == 0) return true;
    return make_graph(arena, &network, &graph) && find_borders(arena, &graph) &&
           trace(arena, &graph, &traced) &&
           nest_polygons(&traced.rings, traced.walks, out);
}

// Holes run the other way in what is handed out.
static void pass_on(const struct pixels *rings, struct pixels *out)
{
    for (size_t r = 0; r < rings->run_count; r++) {
        size_t start = pixels_start(rings, r);
        size_t count = rings->ends[r] - start;
        struct pixel *to = pixels_reserve(out, count);
        if (!to) return;
        for (size_t i = 0; i < count; i++) {
            size_t from = rings->holes[r] ? count - 1 - i : i;
            to[i] = rings->points[start + from];
        }
        pixels_end_run(out, count, rings->holes[r]);
    }
}

void rebuild_polygons(const struct pixels *rings, struct pixels *out)
{
    if (rings->failed) out->failed = true;
    if (out->failed || rings->run_count == 0) return;
    bool is_touched = false;
    struct edge *edges = edges_sorted(rings->arena, rings);
    bool ok = edges && edges_touch(rings->arena, edges, rings->point_count,
                                   note_touch, &is_touched);
    if (ok && !is_touched && nest_is_plain(rings))
        pass_on(rings, out);
    else if (!ok || !rebuild(rings, edges, out))
        out->failed = true;
}
