#include "geo/arcs.h"

#include <math.h>
#include <string.h>

static const double metres_per_degree = 111195;
static const uint32_t none = UINT32_MAX;

// While the table is made.
struct making {
    struct arcs *arcs;
    uint32_t *slots;  // of points, by hash; number + 1
    size_t slot_mask;
    uint32_t (*next)[2];  // of each point: those it is joined to
    bool *is_node;        // it is joined to more
    uint32_t *arc_slots;  // of arcs, by hash of their first two vertices
    uint32_t *ring;       // points of the ring at hand
    size_t ring_len;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room to simplify areas");
}

static bool is_areal(const struct geom *geom)
{
    return geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON;
}

// ---- points

static size_t mix(uint64_t bits)
{
    bits ^= bits >> 31;
    bits *= 0x9E3779B97F4A7C15ULL;
    return (size_t)(bits ^ bits >> 29);
}

static uint32_t point_number(struct making *m, struct point p)
{
    uint64_t x, y;
    struct arcs *arcs = m->arcs;
    p.x += 0.0;  // minus zero is zero
    p.y += 0.0;
    memcpy(&x, &p.x, sizeof x);
    memcpy(&y, &p.y, sizeof y);
    size_t slot = mix(x * 31 + mix(y)) & m->slot_mask;
    while (m->slots[slot]) {
        const struct point *there = &arcs->points[m->slots[slot] - 1];
        if (there->x == p.x && there->y == p.y) return m->slots[slot] - 1;
        slot = (slot + 1) & m->slot_mask;
    }
    arcs->points[arcs->point_count] = p;
    m->next[arcs->point_count][0] = m->next[arcs->point_count][1] = none;
    m->slots[slot] = (uint32_t)++arcs->point_count;
    return m->slots[slot] - 1;
}

static void join_one(struct making *m, uint32_t from, uint32_t to)
{
    uint32_t *next = m->next[from];
    if (next[0] == to || next[1] == to) return;
    if (next[0] == none)
        next[0] = to;
    else if (next[1] == none)
        next[1] = to;
    else
        m->is_node[from] = true;
}

// The points of a ring, each after another one, without the closing one.
static void read_ring(struct making *m, const struct geom *geom, size_t from,
                      size_t to)
{
    m->ring_len = 0;
    for (size_t i = from; i < to; i++) {
        uint32_t p = point_number(m, geom->points[i]);
        if (m->ring_len == 0 || m->ring[m->ring_len - 1] != p)
            m->ring[m->ring_len++] = p;
    }
    while (m->ring_len > 1 && m->ring[m->ring_len - 1] == m->ring[0])
        m->ring_len--;
}

static void join_ring(struct making *m)
{
    for (size_t i = 0; i < m->ring_len && m->ring_len > 1; i++) {
        uint32_t a = m->ring[i], b = m->ring[(i + 1) % m->ring_len];
        join_one(m, a, b);
        join_one(m, b, a);
    }
}

// ---- arcs

static uint32_t at(const struct making *m, size_t i)
{
    return m->ring[i % m->ring_len];
}

// An arc is known by its first two points, from the end where these are least.
static uint32_t find_arc(struct making *m, size_t from, size_t to,
                         bool is_reversed)
{
    struct arcs *arcs = m->arcs;
    size_t count = to - from + 1;
    uint32_t first = is_reversed ? at(m, to) : at(m, from);
    uint32_t second = is_reversed ? at(m, to - 1) : at(m, from + 1);
    size_t slot = mix((uint64_t)first << 32 | second) & m->slot_mask;
    for (; m->arc_slots[slot]; slot = (slot + 1) & m->slot_mask) {
        uint32_t number = m->arc_slots[slot] - 1;
        const uint32_t *there = &arcs->vertices[arcs->arcs[number].first];
        if (there[0] == first && there[1] == second) return number;
    }
    arcs->arcs[arcs->arc_count] =
        (struct arc){ .first = arcs->vertex_count, .count = count };
    for (size_t i = 0; i < count; i++)
        arcs->vertices[arcs->vertex_count++] =
            at(m, is_reversed ? to - i : from + i);
    m->arc_slots[slot] = (uint32_t)++arcs->arc_count;
    return m->arc_slots[slot] - 1;
}

static void use_arc(struct making *m, size_t from, size_t to)
{
    uint32_t a = at(m, from), b = at(m, to);
    bool is_reversed = b < a || (b == a && at(m, to - 1) < at(m, from + 1));
    m->arcs->uses[m->arcs->use_count++] =
        (struct arc_use){ find_arc(m, from, to, is_reversed), is_reversed };
}

// Where to begin cutting: at a node; else at the least point, where whoever
// has the same ring begins too.
static size_t ring_start(const struct making *m)
{
    size_t least = 0;
    for (size_t i = 0; i < m->ring_len; i++) {
        if (m->is_node[m->ring[i]]) return i;
        if (m->ring[i] < m->ring[least]) least = i;
    }
    return least;
}

static void cut_ring(struct making *m)
{
    struct arcs *arcs = m->arcs;
    struct arc_ring *ring = &arcs->rings[arcs->ring_count++];
    ring->first = arcs->use_count;
    if (m->ring_len > 1) {
        size_t from = ring_start(m), end = from + m->ring_len;
        for (size_t i = from + 1; i <= end; i++) {
            if (i < end && !m->is_node[at(m, i)]) continue;
            use_arc(m, from, i);
            from = i;
        }
    }
    ring->count = arcs->use_count - ring->first;
}

static void each_ring(struct making *m, const struct geom *areas, size_t count,
                      void (*visit)(struct making *))
{
    for (size_t a = 0; a < count; a++) {
        size_t from = 0;
        const struct geom *geom = &areas[a];
        if (!is_areal(geom)) continue;
        for (size_t r = 0; r < geom->run_count; from = geom->runs[r++]) {
            read_ring(m, geom, from, geom->runs[r]);
            visit(m);
        }
    }
}

bool arcs_build(struct arcs *arcs, struct arena *arena,
                const struct geom *areas, size_t count, struct error *err)
{
    size_t points = 1, rings = 1, slots = 64;
    for (size_t i = 0; i < count; i++)
        if (is_areal(&areas[i])) {
            points += areas[i].point_count;
            rings += areas[i].run_count;
        }
    if (points > UINT32_MAX / 4) return no_memory(err);
    while (slots < 2 * points) slots *= 2;
    *arcs = (struct arcs){ .arena = arena };
    struct making m = { .arcs = arcs, .slot_mask = slots - 1 };
    // Every vertex is in a ring, and is the end of an arc once more at most.
    arcs->points = ARENA_ARRAY(arena, struct point, points);
    arcs->vertices = ARENA_ARRAY(arena, uint32_t, 2 * points);
    arcs->is_kept = ARENA_ARRAY(arena, bool, 2 * points);
    arcs->arcs = ARENA_ARRAY(arena, struct arc, points);
    arcs->uses = ARENA_ARRAY(arena, struct arc_use, points);
    arcs->rings = ARENA_ARRAY(arena, struct arc_ring, rings);
    m.slots = ARENA_ARRAY(arena, uint32_t, slots);
    m.arc_slots = ARENA_ARRAY(arena, uint32_t, slots);
    m.next = arena_alloc_array(arena, points, sizeof *m.next);
    m.is_node = ARENA_ARRAY(arena, bool, points);
    m.ring = ARENA_ARRAY(arena, uint32_t, points);
    if (!arcs->points || !arcs->vertices || !arcs->is_kept || !arcs->arcs ||
        !arcs->uses || !arcs->rings || !m.slots || !m.arc_slots || !m.next ||
        !m.is_node || !m.ring)
        return no_memory(err);
    each_ring(&m, areas, count, join_ring);
    each_ring(&m, areas, count, cut_ring);
    return true;
}

// ---- simplifying

struct plane {
    struct point origin;
    double x_m, y_m;
};

static struct point on_plane(const struct plane *plane, struct point p)
{
    return (struct point){ (p.x - plane->origin.x) * plane->x_m,
                           (p.y - plane->origin.y) * plane->y_m };
}

static double distance_2(struct point p, struct point a, struct point b)
{
    double x = b.x - a.x, y = b.y - a.y;
    double length_2 = x * x + y * y;
    double t =
        length_2 > 0 ? ((p.x - a.x) * x + (p.y - a.y) * y) / length_2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double dx = p.x - a.x - t * x, dy = p.y - a.y - t * y;
    return dx * dx + dy * dy;
}

// The vertex that lies furthest from the straight way between two others.
static size_t furthest(const struct arcs *arcs, const struct plane *plane,
                       size_t from, size_t to, double *most_2)
{
    size_t best = from;
    struct point a = on_plane(plane, arcs->points[arcs->vertices[from]]);
    struct point b = on_plane(plane, arcs->points[arcs->vertices[to]]);
    *most_2 = -1;
    for (size_t i = from + 1; i < to; i++) {
        struct point p = on_plane(plane, arcs->points[arcs->vertices[i]]);
        double away_2 = distance_2(p, a, b);
        if (away_2 <= *most_2) continue;
        *most_2 = away_2;
        best = i;
    }
    return best;
}

void arc_simplify(struct arcs *arcs, struct arc *arc, double tolerance_m,
                  size_t *stack)
{
    size_t depth = 0, last = arc->first + arc->count - 1;
    struct point origin = arcs->points[arcs->vertices[arc->first]];
    struct plane plane = { .origin = origin, .y_m = metres_per_degree };
    bool is_ring = arcs->vertices[arc->first] == arcs->vertices[last];
    plane.x_m = metres_per_degree * fmax(cos(origin.y * M_PI / 180), 1e-3);
    for (size_t i = arc->first; i <= last; i++)
        arcs->is_kept[i] = arc->level == ARC_EXACT;
    if (arc->level == ARC_EXACT) return;
    double tolerance = ldexp(tolerance_m, -arc->level);
    arcs->is_kept[arc->first] = arcs->is_kept[last] = true;
    stack[depth++] = arc->first;
    stack[depth++] = last;
    while (depth > 0) {
        double away_2;
        size_t to = stack[--depth], from = stack[--depth];
        size_t middle = furthest(arcs, &plane, from, to, &away_2);
        bool is_whole_ring = is_ring && from == arc->first && to == last;
        if (middle == from ||
            (away_2 <= tolerance * tolerance && !is_whole_ring))
            continue;
        arcs->is_kept[middle] = true;
        stack[depth++] = from;
        stack[depth++] = middle;
        stack[depth++] = middle;
        stack[depth++] = to;
    }
}
