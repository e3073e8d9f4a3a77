// How a ring is cut off at the edge of a tile.
//
// Corners are snapped first and cut afterwards. Both orders are sound; this
// one makes an edge's way through the tile depend on its two snapped ends
// alone, so that two areas that share the edge go on sharing it, and two tiles
// that show it agree on it to within half a unit.
//
// Most corners of a large area lie far from the tile. While corners are
// snapped, each gets an outcode: on which sides of the box it lies outside. Of
// three successive corners that are all outside on one same side the middle
// one is dropped. The way over it and the way past it both stay in a half
// plane that the box does not meet, so how often the ring winds around any
// place inside the box does not change. What is left of a country's outline
// around one tile is a handful of corners.
//
// The rest is cut at each side in turn, as Sutherland and Hodgman (1974) do:
// corners outside are replaced by the two places where the ring crosses the
// side. That too keeps the winding number of every place inside the box. What
// it does not keep is that a ring is simple: where the side tears an area into
// parts, they stay joined by edges that run along the side and back again. A
// cutter that yields separate parts (Weiler and Atherton 1977, Greiner and
// Hormann 1998) has to decide for every crossing whether it enters or leaves,
// and fails on the degenerate positions of which an integer grid is full. So
// this one is content with the right winding numbers; rebuild.c makes polygons
// of them, which it has to do for what snapping did to the ring anyway.
//
// A crossing is computed from the ends of its edge in one fixed order and
// rounded to the grid: the same place whichever way the ring runs.

#include "tile/clip.h"

enum {
    LEFT = 1,
    RIGHT = 2,
    TOP = 4,
    BOTTOM = 8,
};

struct bounds {
    double low, high;  // the box is square
};

static struct bounds bounds_of(const struct tile_frame *frame)
{
    return (struct bounds){ -frame->margin, TILE_EXTENT + frame->margin };
}

static inline unsigned outcode(struct bounds box, struct point p)
{
    return (p.x < box.low ? LEFT : 0U) | (p.x > box.high ? RIGHT : 0U) |
           (p.y < box.low ? TOP : 0U) | (p.y > box.high ? BOTTOM : 0U);
}

static bool is_before(struct point a, struct point b)
{
    return a.x < b.x || (a.x <= b.x && a.y < b.y);
}

// Where the edge crosses the line x = at.
static struct point cross_x(struct point a, struct point b, double at)
{
    struct point from = is_before(a, b) ? a : b;
    struct point to = is_before(a, b) ? b : a;
    double part = (at - from.x) / (to.x - from.x);
    return (struct point){ at, nearest(from.y + part * (to.y - from.y)) };
}

static struct point cross_y(struct point a, struct point b, double at)
{
    struct point from = is_before(a, b) ? a : b;
    struct point to = is_before(a, b) ? b : a;
    double part = (at - from.y) / (to.y - from.y);
    return (struct point){ nearest(from.x + part * (to.x - from.x)), at };
}

static struct point cross_side(struct point a, struct point b, unsigned side,
                               struct bounds box)
{
    double at = side & (LEFT | TOP) ? box.low : box.high;
    return side & (LEFT | RIGHT) ? cross_x(a, b, at) : cross_y(a, b, at);
}

// The corners of a ring on the way to the tile.
struct corners {
    struct point *points;
    size_t count;
    unsigned any;  // sides on which some corner is outside
    unsigned all;  // sides on which every corner is
};

static bool read_corners(struct corners *out, struct arena *arena,
                         const struct tile_frame *frame,
                         const struct point *points, size_t count)
{
    struct bounds box = bounds_of(frame);
    struct point *kept = ARENA_ARRAY(arena, struct point, count);
    size_t n = 0;
    unsigned older = 0;  // the outcodes of the last two kept
    unsigned last = 0;
    unsigned any = 0;
    unsigned all = LEFT | RIGHT | TOP | BOTTOM;
    if (!kept) return false;
    for (size_t i = 0; i < count; i++) {
        struct point p = tile_frame_snap(frame, points[i]);
        unsigned code = outcode(box, p);
        any |= code;
        all &= code;
        if (older & last & code)
            n--;
        else
            older = last;
        kept[n++] = p;
        last = code;
    }
    *out = (struct corners){ kept, n, any, all };
    return true;
}

// Room for what cutting at one side can make of `count` corners: each run of
// corners outside becomes two.
static size_t room_after_cut(size_t count)
{
    return count + count / 2 + 2;
}

static bool cut(struct corners *ring, struct arena *arena, unsigned side,
                struct bounds box)
{
    size_t room = room_after_cut(ring->count);
    struct point *out = ARENA_ARRAY(arena, struct point, room);
    size_t n = 0;
    if (!out) return false;
    if (ring->count == 0) return true;
    struct point a = ring->points[ring->count - 1];
    bool a_outside = outcode(box, a) & side;
    for (size_t i = 0; i < ring->count; i++) {
        struct point b = ring->points[i];
        bool b_outside = outcode(box, b) & side;
        if (a_outside != b_outside) out[n++] = cross_side(a, b, side, box);
        if (!b_outside) out[n++] = b;
        a = b;
        a_outside = b_outside;
    }
    ring->points = out;
    ring->count = n;
    return true;
}

static bool cut_all(struct corners *ring, struct arena *arena,
                    struct bounds box)
{
    for (unsigned side = LEFT; side <= BOTTOM; side <<= 1)
        if (ring->any & side && !cut(ring, arena, side, box)) return false;
    return true;
}

static unsigned touched_sides(struct bounds box, struct point p)
{
    return (p.x <= box.low ? LEFT : 0U) | (p.x >= box.high ? RIGHT : 0U) |
           (p.y <= box.low ? TOP : 0U) | (p.y >= box.high ? BOTTOM : 0U);
}

// Whether the ring comes inside the box: it has more than ways along its
// border.
static bool is_within(const struct corners *ring, struct bounds box)
{
    if (!ring->any) return true;
    if (ring->count == 0) return false;
    unsigned last = touched_sides(box, ring->points[ring->count - 1]);
    for (size_t i = 0; i < ring->count; i++) {
        unsigned sides = touched_sides(box, ring->points[i]);
        if (!(sides & last)) return true;
        last = sides;
    }
    return false;
}

static void reverse(struct pixel *ring, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct pixel kept = ring[i];
        ring[i] = ring[count - 1 - i];
        ring[count - 1 - i] = kept;
    }
}

static void add_ring(struct pixels *out, const struct corners *ring,
                     bool is_hole)
{
    struct pixel *to = pixels_reserve(out, ring->count);
    if (!to) return;
    for (size_t i = 0; i < ring->count; i++)
        to[i] = (struct pixel){ (int32_t)ring->points[i].x,
                                (int32_t)ring->points[i].y };
    size_t count = pixel_ring_tidy(to, ring->count);
    int64_t area = pixel_ring_area(to, count);
    if (area < 0) reverse(to, count);
    if (area != 0) pixels_end_run(out, count, is_hole);
}

void clip_ring(struct pixels *out, const struct tile_frame *frame,
               const struct point *points, size_t count, bool is_hole,
               bool *met)
{
    struct bounds box = bounds_of(frame);
    struct corners ring;
    if (count == 0 || out->failed) return;
    if (!read_corners(&ring, out->arena, frame, points, count)) {
        out->failed = true;
        return;
    }
    if (ring.all) return;
    if (!cut_all(&ring, out->arena, box)) {
        out->failed = true;
        return;
    }
    if (is_within(&ring, box)) *met = true;
    add_ring(out, &ring, is_hole);
}

// The part of an edge inside the box. Both ends are cut from the whole edge,
// so that the order of cutting does not matter.
static bool cut_edge(struct bounds box, struct point *a, struct point *b)
{
    struct point from = *a;
    struct point to = *b;
    for (int tries = 0; tries < 2; tries++) {
        unsigned codes[2] = { outcode(box, *a), outcode(box, *b) };
        if (codes[0] & codes[1]) return false;
        if (!(codes[0] | codes[1])) return true;
        for (int end = 0; end < 2; end++) {
            unsigned side = codes[end] & (0U - codes[end]);
            struct point *p = end ? b : a;
            if (side) *p = cross_side(from, to, side, box);
        }
    }
    return !(outcode(box, *a) | outcode(box, *b));
}

struct line {
    struct pixels *out;
    struct pixel *points;
    size_t count;
};

static void end_line(struct line *line)
{
    size_t count = pixel_line_tidy(line->points, line->count);
    pixels_end_run(line->out, count, false);
    line->count = 0;
}

static struct pixel pixel_of(struct point p)
{
    return (struct pixel){ (int32_t)p.x, (int32_t)p.y };
}

static void add_edge(struct line *line, struct point a, struct point b,
                     size_t room)
{
    struct pixel from = pixel_of(a);
    if (line->count && !pixel_equal(line->points[line->count - 1], from))
        end_line(line);
    if (!line->count) {
        line->points = pixels_reserve(line->out, room + 1);
        if (!line->points) return;
        line->points[line->count++] = from;
    }
    line->points[line->count++] = pixel_of(b);
}

void clip_line(struct pixels *out, const struct tile_frame *frame,
               const struct point *points, size_t count, bool *met)
{
    struct bounds box = bounds_of(frame);
    struct line line = { .out = out };
    if (count == 0) return;
    struct point last = tile_frame_snap(frame, points[0]);
    for (size_t i = 1; i < count && !out->failed; i++) {
        struct point next = tile_frame_snap(frame, points[i]);
        struct point a = last;
        struct point b = next;
        last = next;
        if (!cut_edge(box, &a, &b)) continue;
        *met = true;
        add_edge(&line, a, b, count - i);
    }
    if (!out->failed) end_line(&line);
}
