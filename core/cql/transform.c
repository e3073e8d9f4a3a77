#include <math.h>

#include "cql/check.h"
#include "cql/place.h"
#include "cql/tree.h"
#include "geo/geom_build.h"

// Edges are followed in pieces of at most this length, a millimetre's worth of
// bend in the Netherlands, or a thousandth of the geometry where that is more.
#define PIECE_METRES 100.0
#define PIECES_MAX 1000.0

bool cql_each_geometry(struct cql *expr,
                       bool (*visit)(struct cql *, void *, struct error *),
                       void *context, struct error *err)
{
    if (expr->op == CQL_GEOMETRY || expr->op == CQL_BBOX)
        return visit(expr, context, err);
    for (size_t i = 0; i < expr->child_count; i++)
        if (!cql_each_geometry(expr->children[i], visit, context, err))
            return false;
    return true;
}

// ---- more positions on the same lines

static void add_pieces(struct geom_build *build, struct point a, struct point b,
                       double piece)
{
    size_t count = (size_t)ceil(hypot(b.x - a.x, b.y - a.y) / piece);
    for (size_t i = 1; i < count; i++) {
        double part = (double)i / (double)count;
        geom_build_add(build, (struct point){ a.x + (b.x - a.x) * part,
                                              a.y + (b.y - a.y) * part });
    }
    geom_build_add(build, b);
}

static void add_run(struct geom_build *build, const struct geom *geom,
                    size_t run, double piece)
{
    size_t start = run ? geom->runs[run - 1] : 0;
    geom_build_add(build, geom->points[start]);
    for (size_t i = start + 1; i < geom->runs[run]; i++)
        add_pieces(build, geom->points[i - 1], geom->points[i], piece);
    geom_build_run(build);
}

static double piece_of(const struct geom *geom)
{
    struct box box = geom_box(geom);
    double size = fmax(box.max_x - box.min_x, box.max_y - box.min_y);
    return fmax(PIECE_METRES, size / PIECES_MAX);
}

static bool follow(struct arena *arena, struct geom *geom, struct error *err)
{
    struct geom_build build;
    double piece = piece_of(geom);
    size_t polygon = 0;
    for (size_t i = 0; i < geom->member_count; i++)
        if (!follow(arena, &geom->members[i], err)) return false;
    if (geom->type == GEOM_COLLECTION || geom->type == GEOM_EMPTY) return true;
    geom_build_begin(&build, arena);
    for (size_t run = 0; run < geom->run_count; run++) {
        add_run(&build, geom, run, piece);
        if (polygon == geom->polygon_count ||
            geom->polygons[polygon] != run + 1)
            continue;
        geom_build_polygon(&build);
        polygon++;
    }
    return geom_build_end(&build, geom->type, geom, err);
}

// ---- from the CRS of the filter

struct moving {
    struct arena *arena;
    const struct cql_crs *from;
};

static bool swap(struct point *p, void *context)
{
    (void)context;
    *p = (struct point){ p->y, p->x };
    return true;
}

static struct box swapped(struct box box)
{
    return (struct box){ box.min_y, box.min_x, box.max_y, box.max_x };
}

static bool is_finite(struct point *p, void *context)
{
    (void)context;
    return isfinite(p->x) && isfinite(p->y);
}

static bool move_geometry(const struct moving *moving, struct cql *node,
                          struct error *err)
{
    if (!moving->from->transform) return true;
    if (!follow(moving->arena, &node->geom, err)) return false;
    if (!crs_geom(moving->from->transform, &node->geom, err))
        return error_context(err, "at character %zu", node->position);
    if (geom_each_point(&node->geom, is_finite, NULL)) return true;
    return cql_error(err, node->position,
                     "the geometry is outside of what filter-crs is for");
}

// A box of another CRS is a polygon here.
static bool move_box(const struct moving *moving, struct cql *node,
                     struct error *err)
{
    if (!moving->from->transform) return true;
    if (node->box.min_x > node->box.max_x || node->box.min_y > node->box.max_y)
        return cql_error(err, node->position, "the box ends before it begins");
    if (!place_add_box(moving->arena, &node->box, 1, &node->geom, err))
        return false;
    node->op = CQL_GEOMETRY;
    return move_geometry(moving, node, err);
}

static bool move(struct cql *node, void *context, struct error *err)
{
    const struct moving *moving = context;
    bool swaps = moving->from->swaps_axes;
    if (node->op == CQL_BBOX) {
        if (swaps) node->box = swapped(node->box);
        return move_box(moving, node, err);
    }
    if (swaps) geom_each_point(&node->geom, swap, NULL);
    return move_geometry(moving, node, err);
}

bool cql_transform(struct arena *arena, struct cql *expr,
                   const struct cql_crs *from, struct error *err)
{
    struct moving moving = { arena, from };
    return cql_each_geometry(expr, move, &moving, err);
}
