#include "geo/generalise.h"

#include <math.h>
#include <stdlib.h>

#include "geo/arcs.h"
#include "geo/geom_build.h"
#include "geo/valid.h"
#include "geo/wkb.h"

enum { ROUNDS_MAX = 12, LEVEL_MAX = 6 };

static const size_t work_bytes_max = (size_t)2 << 30;
static const double metres_per_degree = 111195;

struct generalised {
    struct arena *arena;
    struct geom *areas;
};

struct work {
    const struct geom *areas;
    size_t count;
    double tolerance_m;
    struct arena *arena;    // as long as the work
    struct arena *scratch;  // one area
    struct arcs arcs;
    size_t *first_rings;  // by area
    bool *is_done;        // by area: it is valid as it is now
    size_t *stack;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room to simplify areas");
}

static bool is_areal(const struct geom *geom)
{
    return geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON;
}

// ---- rings

struct outline {
    struct point *points;  // without the closing one
    size_t count;
    double area_m2;
};

// Twice the signed area about the first point, then halved.
static double outline_area(const struct outline *outline)
{
    double twice = 0;
    if (outline->count < 3) return 0;
    struct point o = outline->points[0];
    double x_m = metres_per_degree * cos(o.y * M_PI / 180);
    for (size_t i = 2; i < outline->count; i++) {
        struct point a = outline->points[i - 1], b = outline->points[i];
        twice += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    return fabs(twice / 2) * x_m * metres_per_degree;
}

static struct point vertex(const struct arcs *arcs, size_t i)
{
    return arcs->points[arcs->vertices[i]];
}

// What is kept of a ring; each arc but for its last point, with which the next
// one begins.
static bool read_outline(const struct work *work, size_t ring,
                         struct outline *out)
{
    size_t room = 1;
    const struct arcs *arcs = &work->arcs;
    const struct arc_ring *r = &arcs->rings[ring];
    for (size_t i = 0; i < r->count; i++)
        room += arcs->arcs[arcs->uses[r->first + i].arc].count;
    *out = (struct outline){ .points = ARENA_ARRAY(work->scratch, struct point,
                                                   room) };
    if (!out->points) return false;
    for (size_t i = 0; i < r->count; i++) {
        struct arc_use use = arcs->uses[r->first + i];
        const struct arc *arc = &arcs->arcs[use.arc];
        for (size_t j = 0; j + 1 < arc->count; j++) {
            size_t at = use.is_reversed ? arc->first + arc->count - 1 - j
                                        : arc->first + j;
            if (arcs->is_kept[at]) out->points[out->count++] = vertex(arcs, at);
        }
    }
    out->area_m2 = outline_area(out);
    return true;
}

static bool is_needed(const struct work *work, size_t ring)
{
    const struct arc_ring *r = &work->arcs.rings[ring];
    for (size_t i = 0; i < r->count; i++)
        if (work->arcs.arcs[work->arcs.uses[r->first + i].arc].is_needed)
            return true;
    return false;
}

static bool is_small(const struct work *work, const struct outline *outline)
{
    return outline->count < 3 ||
           outline->area_m2 < work->tolerance_m * work->tolerance_m;
}

// ---- areas

static void add_outline(struct geom_build *build, const struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++)
        geom_build_add(build, outline->points[i]);
    geom_build_add(build, outline->points[0]);
    geom_build_run(build);
}

// One polygon of an area. *is_broken: a ring that has to stay has collapsed.
static bool add_polygon(const struct work *work, struct geom_build *build,
                        size_t from, size_t to, bool *is_broken)
{
    bool has_shell = false;
    for (size_t ring = from; ring < to; ring++) {
        struct outline outline;
        if (!read_outline(work, ring, &outline)) return false;
        bool has_to_stay = is_needed(work, ring);
        if (outline.count < 3 && has_to_stay) *is_broken = true;
        if (outline.count < 3 || (is_small(work, &outline) && !has_to_stay)) {
            if (ring == from) return true;
            continue;
        }
        add_outline(build, &outline);
        has_shell = true;
    }
    if (has_shell) geom_build_polygon(build);
    return true;
}

static bool build_area(const struct work *work, size_t number,
                       struct arena *arena, struct geom *out, bool *is_broken,
                       struct error *err)
{
    const struct geom *area = &work->areas[number];
    struct geom_build build;
    size_t from = 0;
    arena_clear(work->scratch);
    geom_build_begin(&build, arena);
    for (size_t p = 0; p < area->polygon_count; from = area->polygons[p++])
        if (!add_polygon(work, &build, work->first_rings[number] + from,
                         work->first_rings[number] + area->polygons[p],
                         is_broken))
            return no_memory(err);
    return geom_build_end(&build, area->type, out, err);
}

// The arcs of the largest polygon's shell have to stay.
static bool find_needed(struct work *work, struct error *err)
{
    size_t ring = 0;
    for (size_t i = 0; i < work->arcs.vertex_count; i++)
        work->arcs.is_kept[i] = true;
    for (size_t a = 0; a < work->count; a++) {
        const struct geom *area = &work->areas[a];
        size_t best = 0, from = 0;
        double most = -1;
        work->first_rings[a] = ring;
        if (!is_areal(area)) continue;
        for (size_t p = 0; p < area->polygon_count;
             from = area->polygons[p++]) {
            struct outline outline;
            arena_clear(work->scratch);
            if (!read_outline(work, ring + from, &outline))
                return no_memory(err);
            if (outline.area_m2 <= most) continue;
            most = outline.area_m2;
            best = ring + from;
        }
        const struct arc_ring *shell = &work->arcs.rings[best];
        for (size_t i = 0; i < shell->count && area->polygon_count; i++)
            work->arcs.arcs[work->arcs.uses[shell->first + i].arc].is_needed =
                true;
        ring += area->run_count;
    }
    return true;
}

static void each_arc(struct work *work, size_t number,
                     void (*visit)(struct arc *, void *), void *context)
{
    size_t first = work->first_rings[number];
    for (size_t r = 0; r < work->areas[number].run_count; r++) {
        const struct arc_ring *ring = &work->arcs.rings[first + r];
        for (size_t i = 0; i < ring->count; i++)
            visit(&work->arcs.arcs[work->arcs.uses[ring->first + i].arc],
                  context);
    }
}

// ---- rounds

static void keep_more(struct arc *arc, void *context)
{
    (void)context;
    if (arc->is_changed || arc->level == ARC_EXACT) return;
    arc->level = arc->level < LEVEL_MAX ? arc->level + 1 : ARC_EXACT;
    arc->is_changed = true;
}

static void see_change(struct arc *arc, void *context)
{
    bool *is_changed = context;
    *is_changed |= arc->is_changed;
}

// Looks at the areas that changed; those that are broken get more detail for
// the next round.
static bool look(struct work *work, bool *is_finished, struct error *err)
{
    *is_finished = true;
    for (size_t a = 0; a < work->count; a++) {
        str reason;
        struct geom geom;
        bool is_broken = false;
        if (work->is_done[a] || !is_areal(&work->areas[a])) continue;
        struct arena *arena = arena_create(work_bytes_max);
        if (!arena) return no_memory(err);
        bool ok = build_area(work, a, arena, &geom, &is_broken, err);
        work->is_done[a] =
            ok && !is_broken && geom_is_valid(arena, &geom, &reason);
        arena_destroy(arena);
        if (!ok) return false;
        if (work->is_done[a]) continue;
        each_arc(work, a, keep_more, NULL);
        *is_finished = false;
    }
    return true;
}

static void simplify_changed(struct work *work)
{
    for (size_t i = 0; i < work->arcs.arc_count; i++)
        if (work->arcs.arcs[i].is_changed)
            arc_simplify(&work->arcs, &work->arcs.arcs[i], work->tolerance_m,
                         work->stack);
    for (size_t a = 0; a < work->count; a++) {
        bool is_changed = false;
        if (is_areal(&work->areas[a]))
            each_arc(work, a, see_change, &is_changed);
        if (is_changed) work->is_done[a] = false;
    }
    for (size_t i = 0; i < work->arcs.arc_count; i++)
        work->arcs.arcs[i].is_changed = false;
}

// What was not valid when it came in is not valid after all rounds either.
static bool simplify(struct work *work, struct error *err)
{
    bool is_finished = false;
    for (size_t i = 0; i < work->arcs.arc_count; i++)
        work->arcs.arcs[i].is_changed = true;
    for (int round = 0; round < ROUNDS_MAX && !is_finished; round++) {
        simplify_changed(work);
        if (!look(work, &is_finished, err)) return false;
    }
    simplify_changed(work);
    return true;
}

static bool prepare(struct work *work, struct error *err)
{
    if (!arcs_build(&work->arcs, work->arena, work->areas, work->count, err))
        return false;
    work->first_rings = ARENA_ARRAY(work->arena, size_t, work->count + 1);
    work->is_done = ARENA_ARRAY(work->arena, bool, work->count + 1);
    work->stack =
        ARENA_ARRAY(work->arena, size_t, 2 * work->arcs.vertex_count + 4);
    if (!work->first_rings || !work->is_done || !work->stack)
        return no_memory(err);
    return find_needed(work, err);
}

static bool copy_geom(struct work *work, struct arena *arena,
                      const struct geom *from, struct geom *out,
                      struct error *err)
{
    struct buf buf;
    str bytes;
    arena_clear(work->scratch);
    *out = (struct geom){ .type = GEOM_EMPTY };
    if (from->type == GEOM_EMPTY) return true;
    buf_init(&buf, work->scratch, work_bytes_max);
    wkb_write(&buf, from);
    return buf_finish(&buf, &bytes, err) && wkb_read(arena, bytes, out, err);
}

static bool write_areas(struct work *work, struct generalised *out,
                        struct error *err)
{
    bool is_broken;
    out->areas = ARENA_ARRAY(out->arena, struct geom, work->count + 1);
    if (!out->areas) return no_memory(err);
    for (size_t a = 0; a < work->count; a++) {
        bool ok = is_areal(&work->areas[a])
                      ? build_area(work, a, out->arena, &out->areas[a],
                                   &is_broken, err)
                      : copy_geom(work, out->arena, &work->areas[a],
                                  &out->areas[a], err);
        if (!ok) return false;
    }
    return true;
}

static bool make(struct generalised *out, struct work *work, struct error *err)
{
    out->arena = arena_create(work_bytes_max);
    work->arena = arena_create(work_bytes_max);
    work->scratch = arena_create(work_bytes_max);
    if (!out->arena || !work->arena || !work->scratch) return no_memory(err);
    return prepare(work, err) && simplify(work, err) &&
           write_areas(work, out, err);
}

struct generalised *generalise(const struct geom *areas, size_t count,
                               double tolerance_m, struct error *err)
{
    struct work work = { .areas = areas,
                         .count = count,
                         .tolerance_m = tolerance_m };
    struct generalised *out = calloc(1, sizeof *out);
    if (!out) {
        no_memory(err);
        return NULL;
    }
    bool ok = make(out, &work, err);
    arena_destroy(work.arena);
    arena_destroy(work.scratch);
    if (ok) return out;
    generalised_destroy(out);
    return NULL;
}

void generalised_destroy(struct generalised *generalised)
{
    if (!generalised) return;
    arena_destroy(generalised->arena);
    free(generalised);
}

const struct geom *generalised_area(const struct generalised *generalised,
                                    size_t i)
{
    return &generalised->areas[i];
}

size_t generalised_bytes(const struct generalised *generalised)
{
    return arena_used(generalised->arena);
}
