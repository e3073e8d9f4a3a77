#include "geo/geom.h"

#include <string.h>

#include <math.h>

#include "geo/orient.h"

struct box box_nothing(void)
{
    return (struct box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
}

bool box_is_nothing(struct box box)
{
    return !(box.min_x <= box.max_x && box.min_y <= box.max_y);
}

bool box_intersects(struct box a, struct box b)
{
    return a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y &&
           b.min_y <= a.max_y && !box_is_nothing(a) && !box_is_nothing(b);
}

bool box_contains(struct box outer, struct box inner)
{
    return outer.min_x <= inner.min_x && inner.max_x <= outer.max_x &&
           outer.min_y <= inner.min_y && inner.max_y <= outer.max_y &&
           !box_is_nothing(inner);
}

bool box_has_point(struct box box, struct point p)
{
    return box.min_x <= p.x && p.x <= box.max_x && box.min_y <= p.y &&
           p.y <= box.max_y;
}

static double smaller(double a, double b)
{
    return b < a ? b : a;
}

static double larger(double a, double b)
{
    return b > a ? b : a;
}

struct box box_join(struct box a, struct box b)
{
    return (struct box){ smaller(a.min_x, b.min_x), smaller(a.min_y, b.min_y),
                         larger(a.max_x, b.max_x), larger(a.max_y, b.max_y) };
}

struct box box_add_point(struct box box, struct point p)
{
    return box_join(box, (struct box){ p.x, p.y, p.x, p.y });
}

struct box box_grow(struct box box, double margin)
{
    return (struct box){ box.min_x - margin, box.min_y - margin,
                         box.max_x + margin, box.max_y + margin };
}

struct box geom_box(const struct geom *geom)
{
    struct box box = box_nothing();
    for (size_t i = 0; i < geom->point_count; i++)
        box = box_add_point(box, geom->points[i]);
    for (size_t i = 0; i < geom->member_count; i++)
        box = box_join(box, geom_box(&geom->members[i]));
    return box;
}

const char *geom_type_name(enum geom_type type)
{
    static const char *const names[] = {
        [GEOM_EMPTY] = NULL,
        [GEOM_POINT] = "Point",
        [GEOM_LINE] = "LineString",
        [GEOM_POLYGON] = "Polygon",
        [GEOM_MULTIPOINT] = "MultiPoint",
        [GEOM_MULTILINE] = "MultiLineString",
        [GEOM_MULTIPOLYGON] = "MultiPolygon",
        [GEOM_COLLECTION] = "GeometryCollection",
    };
    return names[type];
}

struct geom geom_from_point(struct arena *arena, struct point p)
{
    struct geom geom = { .type = GEOM_POINT, .point_count = 1, .run_count = 1 };
    geom.points = ARENA_NEW(arena, struct point);
    geom.runs = ARENA_NEW(arena, size_t);
    if (!geom.points || !geom.runs) return (struct geom){ 0 };
    geom.points[0] = p;
    geom.runs[0] = 1;
    return geom;
}

bool geom_each_point(struct geom *geom, bool (*visit)(struct point *, void *),
                     void *context)
{
    for (size_t i = 0; i < geom->point_count; i++)
        if (!visit(&geom->points[i], context)) return false;
    for (size_t i = 0; i < geom->member_count; i++)
        if (!geom_each_point(&geom->members[i], visit, context)) return false;
    return true;
}

size_t geom_point_total(const struct geom *geom)
{
    size_t total = geom->point_count;
    for (size_t i = 0; i < geom->member_count; i++)
        total += geom_point_total(&geom->members[i]);
    return total;
}

// ---- where a point lies

static bool is_areal(enum geom_type type)
{
    return type == GEOM_POLYGON || type == GEOM_MULTIPOLYGON;
}

// A ring that was left open is closed here, as everything that fills areas
// does: the edge from its last position to its first is of no length in others.
static enum place place_in_rings(const struct geom *geom, struct point p)
{
    bool inside = false;
    size_t start = 0;
    for (size_t r = 0; r < geom->run_count; start = geom->runs[r++]) {
        size_t last = geom->runs[r] - 1;
        for (size_t i = start; i < geom->runs[r]; last = i++) {
            bool crosses;
            if (edge_has_point(geom->points[last], geom->points[i], p,
                               &crosses))
                return PLACE_BORDER;
            inside ^= crosses;
        }
    }
    return inside ? PLACE_INSIDE : PLACE_OUTSIDE;
}

enum place geom_place(const struct geom *geom, struct point p)
{
    if (!isfinite(p.x) || !isfinite(p.y)) return PLACE_OUTSIDE;
    if (is_areal(geom->type)) return place_in_rings(geom, p);
    enum place best = PLACE_OUTSIDE;
    for (size_t i = 0; i < geom->member_count; i++) {
        enum place place = geom_place(&geom->members[i], p);
        if (place > best) best = place;
    }
    return best;
}

// ---- boxes

// Two convex sets are apart exactly when one of their edge directions
// separates them: x, y, and the direction of the segment.
static bool segment_meets_box(struct point a, struct point b, struct box box)
{
    if (larger(a.x, b.x) < box.min_x || smaller(a.x, b.x) > box.max_x ||
        larger(a.y, b.y) < box.min_y || smaller(a.y, b.y) > box.max_y)
        return false;
    if (box_has_point(box, a) || box_has_point(box, b)) return true;
    int low = orient(a, b, (struct point){ box.min_x, box.min_y }) +
              orient(a, b, (struct point){ box.max_x, box.max_y });
    int high = orient(a, b, (struct point){ box.min_x, box.max_y }) +
               orient(a, b, (struct point){ box.max_x, box.min_y });
    // Two corners strictly on one side sum to ±2; all four there means apart.
    return !(low == 2 && high == 2) && !(low == -2 && high == -2);
}

static bool lines_meet_box(const struct geom *geom, struct box box)
{
    size_t start = 0;
    for (size_t r = 0; r < geom->run_count; start = geom->runs[r++]) {
        size_t end = geom->runs[r];
        // The last position of a ring is followed by its first.
        size_t last = is_areal(geom->type) && end > start ? end - 1 : start;
        for (size_t i = start; i < end; last = i++)
            if (segment_meets_box(geom->points[last], geom->points[i], box))
                return true;
    }
    return false;
}

static bool points_meet_box(const struct geom *geom, struct box box)
{
    for (size_t i = 0; i < geom->point_count; i++)
        if (box_has_point(box, geom->points[i])) return true;
    return false;
}

bool geom_meets_box(const struct geom *geom, struct box box)
{
    if (box_is_nothing(box)) return false;
    switch (geom->type) {
    case GEOM_EMPTY: return false;
    case GEOM_POINT:
    case GEOM_MULTIPOINT: return points_meet_box(geom, box);
    case GEOM_LINE:
    case GEOM_MULTILINE: return lines_meet_box(geom, box);
    case GEOM_POLYGON:
    case GEOM_MULTIPOLYGON:
        // A box that no edge meets is wholly inside or wholly outside.
        return lines_meet_box(geom, box) ||
               geom_place(geom, (struct point){ box.min_x, box.min_y }) !=
                   PLACE_OUTSIDE;
    case GEOM_COLLECTION: break;
    }
    for (size_t i = 0; i < geom->member_count; i++)
        if (geom_meets_box(&geom->members[i], box)) return true;
    return false;
}

static void *copy_of(struct arena *arena, const void *from, size_t count,
                     size_t size)
{
    void *to = arena_alloc_array(arena, count, size);
    if (to && count) memcpy(to, from, count * size);
    return to;
}

bool geom_clone(struct arena *arena, const struct geom *geom, struct geom *out)
{
    struct geom copy = *geom;
    copy.points =
        copy_of(arena, geom->points, geom->point_count, sizeof *geom->points);
    copy.runs = copy_of(arena, geom->runs, geom->run_count, sizeof *geom->runs);
    copy.polygons = copy_of(arena, geom->polygons, geom->polygon_count,
                            sizeof *geom->polygons);
    copy.members = copy_of(arena, geom->members, geom->member_count,
                           sizeof *geom->members);
    if (!copy.points || !copy.runs || !copy.polygons || !copy.members)
        return false;
    for (size_t i = 0; i < geom->member_count; i++)
        if (!geom_clone(arena, &geom->members[i], &copy.members[i]))
            return false;
    *out = copy;
    return true;
}
