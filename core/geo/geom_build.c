#include "geo/geom_build.h"

enum { ROOM_FIRST = 8, LINE_LEAST = 2, RING_LEAST = 4 };

void geom_build_begin(struct geom_build *build, struct arena *arena)
{
    *build = (struct geom_build){ .arena = arena };
}

// The list, with room for one more.
static void *grow(struct geom_build *build, void *list, size_t count,
                  size_t *room, size_t size)
{
    if (count < *room || build->failed) return list;
    size_t wanted = *room ? *room * 2 : ROOM_FIRST;
    void *grown = arena_grow(build->arena, list, *room * size, wanted * size);
    if (!grown) {
        build->failed = true;
        return list;
    }
    *room = wanted;
    return grown;
}

void geom_build_add(struct geom_build *build, struct point p)
{
    struct geom *geom = &build->geom;
    geom->points = grow(build, geom->points, geom->point_count,
                        &build->point_room, sizeof *geom->points);
    // 0 and -0 are one place, and print as one.
    p = (struct point){ p.x + 0.0, p.y + 0.0 };
    if (!build->failed) geom->points[geom->point_count++] = p;
}

void geom_build_run(struct geom_build *build)
{
    struct geom *geom = &build->geom;
    geom->runs = grow(build, geom->runs, geom->run_count, &build->run_room,
                      sizeof *geom->runs);
    if (!build->failed) geom->runs[geom->run_count++] = geom->point_count;
}

void geom_build_polygon(struct geom_build *build)
{
    struct geom *geom = &build->geom;
    geom->polygons = grow(build, geom->polygons, geom->polygon_count,
                          &build->polygon_room, sizeof *geom->polygons);
    if (!build->failed) geom->polygons[geom->polygon_count++] = geom->run_count;
}

void geom_build_member(struct geom_build *build, const struct geom *member)
{
    struct geom *geom = &build->geom;
    geom->members = grow(build, geom->members, geom->member_count,
                         &build->member_room, sizeof *geom->members);
    if (!build->failed) geom->members[geom->member_count++] = *member;
}

static size_t last_run(const struct geom_build *build, size_t *start)
{
    const struct geom *geom = &build->geom;
    *start = geom->run_count > 1 ? geom->runs[geom->run_count - 2] : 0;
    return geom->runs[geom->run_count - 1] - *start;
}

const char *geom_build_line_fault(const struct geom_build *build)
{
    size_t start;
    if (build->failed) return NULL;
    return last_run(build, &start) < LINE_LEAST
               ? "a line needs at least two positions"
               : NULL;
}

const char *geom_build_ring_fault(const struct geom_build *build)
{
    size_t start;
    if (build->failed) return NULL;
    size_t count = last_run(build, &start);
    if (count < RING_LEAST) return "a ring needs at least four positions";
    struct point first = build->geom.points[start];
    struct point last = build->geom.points[start + count - 1];
    return first.x == last.x && first.y == last.y
               ? NULL
               : "a ring must end where it began";
}

bool geom_build_end(struct geom_build *build, enum geom_type type,
                    struct geom *out, struct error *err)
{
    if (build->failed)
        return error_set(err, ERROR_NO_MEMORY, "no room for a geometry");
    build->geom.type = type;
    *out = build->geom;
    if (geom_point_total(out) == 0) *out = (struct geom){ 0 };
    return true;
}
