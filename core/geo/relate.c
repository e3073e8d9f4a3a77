#include "geo/relate.h"

#include <geos_c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/wkb.h"

enum { MESSAGE_MAX = 256, MEMORY_MAX = 1 << 30 };

struct relate_shape {
    struct relate_shape *next;  // of the same relator
    GEOSGeometry *geom;
    const GEOSPreparedGeometry *prepared;
    struct box box;
};

struct relator {
    GEOSContextHandle_t handle;
    struct arena *arena;  // for what one question needs
    struct relate_shape *shapes;
    char message[MESSAGE_MAX];
};

static void keep_message(const char *message, void *context)
{
    struct relator *relator = context;
    snprintf(relator->message, sizeof relator->message, "%s", message);
}

struct relator *relator_open(struct error *err)
{
    struct relator *relator = calloc(1, sizeof *relator);
    if (relator) relator->handle = GEOS_init_r();
    if (relator) relator->arena = arena_create(MEMORY_MAX);
    if (!relator || !relator->handle || !relator->arena) {
        relator_close(relator);
        error_set(err, ERROR_NO_MEMORY, "no room to relate geometries");
        return NULL;
    }
    GEOSContext_setErrorMessageHandler_r(relator->handle, keep_message,
                                         relator);
    return relator;
}

static void destroy_shape(struct relator *relator, struct relate_shape *shape)
{
    GEOSPreparedGeom_destroy_r(relator->handle, shape->prepared);
    GEOSGeom_destroy_r(relator->handle, shape->geom);
    free(shape);
}

void relator_close(struct relator *relator)
{
    if (!relator) return;
    while (relator->shapes) {
        struct relate_shape *shape = relator->shapes;
        relator->shapes = shape->next;
        destroy_shape(relator, shape);
    }
    if (relator->handle) GEOS_finish_r(relator->handle);
    arena_destroy(relator->arena);
    free(relator);
}

static bool failed(struct relator *relator, struct error *err)
{
    if (!relator->message[0])
        return error_set(err, ERROR_NO_MEMORY, "no room to relate geometries");
    error_set(err, ERROR_INTERNAL, "geometries cannot be related: %s",
              relator->message);
    relator->message[0] = '\0';
    return false;
}

// A collection becomes the one set of places that its members cover.
static GEOSGeometry *united(struct relator *relator, GEOSGeometry *made)
{
    if (!made ||
        GEOSGeomTypeId_r(relator->handle, made) != GEOS_GEOMETRYCOLLECTION)
        return made;
    GEOSGeometry *whole = GEOSUnaryUnion_r(relator->handle, made);
    GEOSGeom_destroy_r(relator->handle, made);
    return whole;
}

static GEOSGeometry *make(struct relator *relator, const struct geom *geom)
{
    struct buf buf;
    str bytes;
    if (geom->type == GEOM_POINT)
        return GEOSGeom_createPointFromXY_r(relator->handle, geom->points[0].x,
                                            geom->points[0].y);
    buf_init(&buf, relator->arena, MEMORY_MAX);
    wkb_write(&buf, geom);
    if (!buf_finish(&buf, &bytes, NULL)) return NULL;
    GEOSGeometry *made = GEOSGeomFromWKB_buf_r(
        relator->handle, (const unsigned char *)bytes.bytes, bytes.len);
    arena_clear(relator->arena);
    return united(relator, made);
}

struct relate_shape *relate_prepare(struct relator *relator,
                                    const struct geom *geom, struct error *err)
{
    struct relate_shape *shape = calloc(1, sizeof *shape);
    if (shape) shape->geom = make(relator, geom);
    if (shape && shape->geom)
        shape->prepared = GEOSPrepare_r(relator->handle, shape->geom);
    if (!shape || !shape->prepared) {
        if (shape) destroy_shape(relator, shape);
        failed(relator, err);
        return NULL;
    }
    shape->box = geom_box(geom);
    shape->next = relator->shapes;
    relator->shapes = shape;
    return shape;
}

enum relation relate_inverse(enum relation relation)
{
    if (relation == RELATE_WITHIN) return RELATE_CONTAINS;
    if (relation == RELATE_CONTAINS) return RELATE_WITHIN;
    return relation;
}

// 1, 0, or 2 when GEOS failed. The prepared one stands on the left, and so the
// relation is turned round.
static char ask(struct relator *relator, enum relation relation,
                const GEOSGeometry *a, const struct relate_shape *b)
{
    GEOSContextHandle_t handle = relator->handle;
    switch (relation) {
    case RELATE_INTERSECTS:
        return GEOSPreparedIntersects_r(handle, b->prepared, a);
    case RELATE_DISJOINT: return GEOSPreparedDisjoint_r(handle, b->prepared, a);
    case RELATE_TOUCHES: return GEOSPreparedTouches_r(handle, b->prepared, a);
    case RELATE_WITHIN: return GEOSPreparedContains_r(handle, b->prepared, a);
    case RELATE_CONTAINS: return GEOSPreparedWithin_r(handle, b->prepared, a);
    case RELATE_OVERLAPS: return GEOSPreparedOverlaps_r(handle, b->prepared, a);
    case RELATE_CROSSES: return GEOSPreparedCrosses_r(handle, b->prepared, a);
    case RELATE_EQUALS: return GEOSEquals_r(handle, a, b->geom);
    }
    return 2;
}

bool relate(struct relator *relator, enum relation relation,
            const struct geom *a, const struct relate_shape *b, bool *holds,
            struct error *err)
{
    if (!box_intersects(geom_box(a), b->box)) {
        *holds = relation == RELATE_DISJOINT;
        return true;
    }
    GEOSGeometry *made = make(relator, a);
    if (!made) return failed(relator, err);
    char answer = ask(relator, relation, made, b);
    GEOSGeom_destroy_r(relator->handle, made);
    if (answer == 2) return failed(relator, err);
    *holds = answer == 1;
    return true;
}
