#include "cql/place.h"

#include "cql/tree.h"
#include "geo/geom_build.h"
#include "geo/valid.h"

enum { SPARE_MAX = 1 << 28 };

#define LATITUDE_MAX 90.0
// Once round: data beyond the antimeridian is written so.
#define LONGITUDE_MAX 360.0

static void add_box(struct geom_build *build, struct box box)
{
    const struct point corners[] = {
        { box.min_x, box.min_y }, { box.max_x, box.min_y },
        { box.max_x, box.max_y }, { box.min_x, box.max_y },
        { box.min_x, box.min_y },
    };
    bool is_flat = box.min_x == box.max_x || box.min_y == box.max_y;
    geom_build_add(build, corners[0]);
    for (size_t i = 1; !is_flat && i < 5; i++)
        geom_build_add(build, corners[i]);
    if (is_flat && (box.min_x != box.max_x || box.min_y != box.max_y))
        geom_build_add(build, corners[2]);
    geom_build_run(build);
    if (!is_flat) geom_build_polygon(build);
}

static enum geom_type type_of(struct box box)
{
    if (box.min_x == box.max_x)
        return box.min_y == box.max_y ? GEOM_POINT : GEOM_LINE;
    return box.min_y == box.max_y ? GEOM_LINE : GEOM_POLYGON;
}

// Boxes that are all polygons make a multipolygon, others a collection.
bool place_add_box(struct arena *arena, const struct box *boxes, size_t count,
                   struct geom *out, struct error *err)
{
    struct geom_build all;
    struct geom member;
    bool are_polygons = count > 1;
    for (size_t i = 0; i < count; i++)
        are_polygons &= type_of(boxes[i]) == GEOM_POLYGON;
    geom_build_begin(&all, arena);
    for (size_t i = 0; i < count; i++) {
        struct geom_build build;
        if (are_polygons) add_box(&all, boxes[i]);
        if (are_polygons) continue;
        geom_build_begin(&build, arena);
        add_box(&build, boxes[i]);
        if (!geom_build_end(&build, type_of(boxes[i]), &member, err))
            return false;
        geom_build_member(&all, &member);
    }
    if (count > 1)
        return geom_build_end(
            &all, are_polygons ? GEOM_MULTIPOLYGON : GEOM_COLLECTION, out, err);
    *out = member;
    return true;
}

static bool check_box(struct arena *arena, struct cql *node, struct error *err)
{
    struct box box = node->box;
    struct box halves[] = { box, box };
    bool is_over = box.min_x > box.max_x;
    if (box.min_y > box.max_y)
        return cql_error(err, node->position,
                         "the south of the box, %.10g, is north of its north, "
                         "%.10g",
                         box.min_y, box.max_y);
    if (is_over && (box.min_x > 180 || box.max_x < -180))
        return cql_error(err, node->position,
                         "a box over the antimeridian lies within -180 … 180");
    if (is_over) halves[0].max_x = 180;
    if (is_over) halves[1].min_x = -180;
    return place_add_box(arena, halves, is_over ? 2 : 1, &node->geom, err);
}

struct looking {
    struct point p;  // the first that is not on earth
};

static bool is_on_earth(struct point *p, void *context)
{
    struct looking *looking = context;
    looking->p = *p;
    return p->y >= -LATITUDE_MAX && p->y <= LATITUDE_MAX &&
           p->x >= -LONGITUDE_MAX && p->x <= LONGITUDE_MAX;
}

// Validity is found out in memory of its own, so that a spent arena is not
// taken for a broken geometry.
static bool check_validity(const struct cql *node, struct error *err)
{
    str reason;
    struct arena *spare = arena_create(SPARE_MAX);
    if (!spare) return error_set(err, ERROR_NO_MEMORY, "no room for a filter");
    bool is_valid = geom_is_valid(spare, &node->geom, &reason);
    if (!is_valid && (!reason.len || str_starts(reason, STR("no room"))))
        error_set(err, ERROR_NO_MEMORY, "no room for a filter");
    else if (!is_valid)
        cql_error(err, node->position, "the geometry is not valid: %.*s",
                  STR_ARG(reason));
    arena_destroy(spare);
    return is_valid;
}

bool place_check(struct arena *arena, struct cql *node, struct error *err)
{
    struct looking looking;
    if (node->op == CQL_BBOX && !check_box(arena, node, err)) return false;
    if (!geom_each_point(&node->geom, is_on_earth, &looking))
        return cql_error(err, node->position,
                         "the position %.10g %.10g is not on earth: longitude "
                         "comes first, then latitude, -90 … 90, unless "
                         "filter-crs says otherwise",
                         looking.p.x, looking.p.y);
    return node->op == CQL_BBOX || check_validity(node, err);
}
