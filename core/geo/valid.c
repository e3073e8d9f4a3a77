#include "geo/valid.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_MAX = 200, RING_MIN = 4, LINE_MIN = 2, REPAIRS_MAX = 3 };

// One call's own GEOS: contexts share nothing, and one costs less than a
// microsecond.
struct geos {
    GEOSContextHandle_t handle;
    char message[MESSAGE_MAX];  // what GEOS said last
};

static void keep_message(const char *message, void *context)
{
    struct geos *geos = context;
    snprintf(geos->message, sizeof geos->message, "%s", message);
}

static bool geos_start(struct geos *geos)
{
    geos->message[0] = '\0';
    geos->handle = GEOS_init_r();
    if (!geos->handle) return false;
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    return true;
}

static void geos_stop(struct geos *geos)
{
    GEOS_finish_r(geos->handle);
}

static bool geos_failed(const struct geos *geos, const char *what,
                        struct error *err)
{
    // "IllegalArgumentException: Points of LinearRing do not form …"
    if (!geos->message[0])
        return error_set(err, ERROR_NO_MEMORY, "%s: no room", what);
    const char *colon = strstr(geos->message, ": ");
    return error_set(err, ERROR_REFUSED, "%s: %s", what,
                     colon ? colon + 2 : geos->message);
}

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for a geometry");
}

// ---- from our arrays to GEOS

// How to treat lines and rings that GEOS would not even hold: as they are,
// which fails, or closed and padded with their last position, which makes them
// something that can be repaired.
enum care { CARE_STRICT, CARE_MEND };

static GEOSCoordSequence *sequence(const struct geos *geos,
                                   const struct point *points, size_t count,
                                   size_t least, bool is_ring)
{
    if (count == 0) return GEOSCoordSeq_create_r(geos->handle, 0, 2);
    struct point first = points[0];
    struct point last = points[count - 1];
    bool is_open = is_ring && (first.x != last.x || first.y != last.y);
    size_t size = count + is_open;
    if (size < least) size = least;
    if (size == count)
        return GEOSCoordSeq_copyFromBuffer_r(geos->handle, &points->x,
                                             (unsigned)count, 0, 0);
    GEOSCoordSequence *seq =
        GEOSCoordSeq_create_r(geos->handle, (unsigned)size, 2);
    struct point end = is_ring ? first : last;
    for (size_t i = 0; seq && i < size; i++) {
        struct point p = i < count ? points[i] : end;
        GEOSCoordSeq_setXY_r(geos->handle, seq, (unsigned)i, p.x, p.y);
    }
    return seq;
}

static size_t run_start(const struct geom *geom, size_t run)
{
    return run ? geom->runs[run - 1] : 0;
}

static GEOSGeometry *make_run(const struct geos *geos, const struct geom *geom,
                              size_t run, enum geom_type type, enum care care)
{
    size_t start = run_start(geom, run);
    size_t count = geom->runs[run] - start;
    bool is_ring = type == GEOM_POLYGON;
    bool mends = care == CARE_MEND;
    size_t least = !mends ? 0 : is_ring ? RING_MIN : LINE_MIN;
    if (type == GEOM_POINT)
        return GEOSGeom_createPointFromXY_r(geos->handle, geom->points[start].x,
                                            geom->points[start].y);
    GEOSCoordSequence *seq =
        sequence(geos, geom->points + start, count, least, is_ring && mends);
    if (!seq) return NULL;
    return is_ring ? GEOSGeom_createLinearRing_r(geos->handle, seq)
                   : GEOSGeom_createLineString_r(geos->handle, seq);
}

static void destroy_all(const struct geos *geos, GEOSGeometry **parts,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        GEOSGeom_destroy_r(geos->handle, parts[i]);
}

static GEOSGeometry *make_polygon(struct arena *arena, const struct geos *geos,
                                  const struct geom *geom, size_t polygon,
                                  enum care care)
{
    size_t start = polygon ? geom->polygons[polygon - 1] : 0;
    size_t count = geom->polygons[polygon] - start;
    GEOSGeometry **rings = ARENA_ARRAY(arena, GEOSGeometry *, count);
    if (!rings) return NULL;
    for (size_t i = 0; i < count; i++) {
        rings[i] = make_run(geos, geom, start + i, GEOM_POLYGON, care);
        if (rings[i]) continue;
        destroy_all(geos, rings, i);
        return NULL;
    }
    return GEOSGeom_createPolygon_r(geos->handle, rings[0], rings + 1,
                                    (unsigned)(count - 1));
}

struct making {
    struct arena *arena;  // for lists that live as long as the call
    const struct geos *geos;
    enum care care;
};

static GEOSGeometry *make(const struct making *making, const struct geom *geom);

static GEOSGeometry *make_part(const struct making *making,
                               const struct geom *geom, size_t i)
{
    switch (geom->type) {
    case GEOM_POINT:
    case GEOM_MULTIPOINT:
        return make_run(making->geos, geom, i, GEOM_POINT, making->care);
    case GEOM_LINE:
    case GEOM_MULTILINE:
        return make_run(making->geos, geom, i, GEOM_LINE, making->care);
    case GEOM_POLYGON:
    case GEOM_MULTIPOLYGON:
        return make_polygon(making->arena, making->geos, geom, i, making->care);
    case GEOM_EMPTY: break;
    case GEOM_COLLECTION: return make(making, &geom->members[i]);
    }
    return NULL;
}

static size_t part_count(const struct geom *geom)
{
    if (geom->type == GEOM_COLLECTION) return geom->member_count;
    return geom->polygon_count ? geom->polygon_count : geom->run_count;
}

// NULL when the arena is spent or GEOS refuses, which it then has said.
static GEOSGeometry *make(const struct making *making, const struct geom *geom)
{
    GEOSContextHandle_t handle = making->geos->handle;
    size_t count = part_count(geom);
    if (count == 1 && geom->type != GEOM_EMPTY && geom->type <= GEOM_POLYGON)
        return make_part(making, geom, 0);
    // The numbers of GEOS are those of WKB, except that it knows rings.
    static const int types[] = {
        [GEOM_EMPTY] = GEOS_GEOMETRYCOLLECTION,
        [GEOM_POINT] = GEOS_MULTIPOINT,
        [GEOM_LINE] = GEOS_MULTILINESTRING,
        [GEOM_POLYGON] = GEOS_MULTIPOLYGON,
        [GEOM_MULTIPOINT] = GEOS_MULTIPOINT,
        [GEOM_MULTILINE] = GEOS_MULTILINESTRING,
        [GEOM_MULTIPOLYGON] = GEOS_MULTIPOLYGON,
        [GEOM_COLLECTION] = GEOS_GEOMETRYCOLLECTION,
    };
    GEOSGeometry **parts = ARENA_ARRAY(making->arena, GEOSGeometry *, count);
    if (!parts) return NULL;
    for (size_t i = 0; i < count; i++) {
        parts[i] = make_part(making, geom, i);
        if (parts[i]) continue;
        destroy_all(making->geos, parts, i);
        return NULL;
    }
    return GEOSGeom_createCollection_r(handle, types[geom->type], parts,
                                       (unsigned)count);
}

// ---- from GEOS to our arrays: once to count, once to fill

static bool take_run(const struct geos *geos, const GEOSGeometry *part,
                     struct geom *out)
{
    const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(geos->handle, part);
    unsigned count = 0;
    if (!seq || !GEOSCoordSeq_getSize_r(geos->handle, seq, &count))
        return false;
    if (count == 0) return true;
    if (out->points &&
        !GEOSCoordSeq_copyToBuffer_r(geos->handle, seq,
                                     &out->points[out->point_count].x, 0, 0))
        return false;
    out->point_count += count;
    if (out->runs) out->runs[out->run_count] = out->point_count;
    out->run_count++;
    return true;
}

static bool take_polygon(const struct geos *geos, const GEOSGeometry *polygon,
                         struct geom *out)
{
    size_t runs = out->run_count;
    int holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    const GEOSGeometry *shell = GEOSGetExteriorRing_r(geos->handle, polygon);
    if (holes < 0 || !shell || !take_run(geos, shell, out)) return false;
    for (int i = 0; i < holes; i++)
        if (!take_run(geos, GEOSGetInteriorRingN_r(geos->handle, polygon, i),
                      out))
            return false;
    if (out->run_count == runs) return true;
    if (out->polygons) out->polygons[out->polygon_count] = out->run_count;
    out->polygon_count++;
    return true;
}

// The parts of one dimension: 0 points, 1 lines, 2 polygons.
static bool take_parts(const struct geos *geos, const GEOSGeometry *from,
                       int dimension, struct geom *out)
{
    int type = GEOSGeomTypeId_r(geos->handle, from);
    if (type == GEOS_POLYGON)
        return dimension != 2 || take_polygon(geos, from, out);
    if (type == GEOS_LINESTRING || type == GEOS_LINEARRING)
        return dimension != 1 || take_run(geos, from, out);
    if (type == GEOS_POINT) return dimension != 0 || take_run(geos, from, out);
    int count = GEOSGetNumGeometries_r(geos->handle, from);
    for (int i = 0; i < count; i++)
        if (!take_parts(geos, GEOSGetGeometryN_r(geos->handle, from, i),
                        dimension, out))
            return false;
    return count >= 0;
}

static enum geom_type type_of(int dimension, size_t parts)
{
    static const enum geom_type single[] = { GEOM_POINT, GEOM_LINE,
                                             GEOM_POLYGON };
    static const enum geom_type multi[] = { GEOM_MULTIPOINT, GEOM_MULTILINE,
                                            GEOM_MULTIPOLYGON };
    return parts == 1 ? single[dimension] : multi[dimension];
}

static bool take(struct arena *arena, const struct geos *geos,
                 const GEOSGeometry *from, int dimension, struct geom *out,
                 struct error *err)
{
    struct geom geom = { 0 };
    if (!take_parts(geos, from, dimension, &geom))
        return geos_failed(geos, "a geometry cannot be read back", err);
    *out = (struct geom){ 0 };
    if (geom.point_count == 0) return true;
    geom.type = type_of(dimension, part_count(&geom));
    geom.points = ARENA_ARRAY(arena, struct point, geom.point_count);
    geom.runs = ARENA_ARRAY(arena, size_t, geom.run_count);
    if (geom.polygon_count)
        geom.polygons = ARENA_ARRAY(arena, size_t, geom.polygon_count);
    if (!geom.points || !geom.runs || (geom.polygon_count && !geom.polygons))
        return no_room(err);
    geom.point_count = geom.run_count = geom.polygon_count = 0;
    if (!take_parts(geos, from, dimension, &geom))
        return geos_failed(geos, "a geometry cannot be read back", err);
    *out = geom;
    return true;
}

// ---- the questions

static str describe(struct arena *arena, const struct geos *geos, char *why,
                    const GEOSGeometry *where)
{
    double x, y;
    if (!where || GEOSGeomGetX_r(geos->handle, where, &x) != 1 ||
        GEOSGeomGetY_r(geos->handle, where, &y) != 1)
        return arena_printf(arena, "%s", why ? why : "invalid");
    return arena_printf(arena, "%s at %.10g %.10g", why ? why : "invalid", x,
                        y);
}

static bool check(struct arena *arena, struct geos *geos,
                  const struct geom *geom, str *reason)
{
    struct making making = { arena, geos, CARE_STRICT };
    GEOSGeometry *made = make(&making, geom);
    if (!made) {
        const char *colon = strstr(geos->message, ": ");
        *reason = arena_printf(arena, "%s",
                               colon ? colon + 2 : "no room to look at it");
        return false;
    }
    char *why = NULL;
    GEOSGeometry *where = NULL;
    bool is_valid =
        GEOSisValidDetail_r(geos->handle, made, 0, &why, &where) == 1;
    if (!is_valid) *reason = describe(arena, geos, why, where);
    GEOSFree_r(geos->handle, why);
    GEOSGeom_destroy_r(geos->handle, where);
    GEOSGeom_destroy_r(geos->handle, made);
    return is_valid;
}

static bool is_puntal(const struct geom *geom)
{
    return geom->type <= GEOM_POINT || geom->type == GEOM_MULTIPOINT;
}

static bool is_finite(const struct geom *geom)
{
    for (size_t i = 0; i < geom->point_count; i++)
        if (!isfinite(geom->points[i].x) || !isfinite(geom->points[i].y))
            return false;
    for (size_t i = 0; i < geom->member_count; i++)
        if (!is_finite(&geom->members[i])) return false;
    return true;
}

bool geom_is_valid(struct arena *arena, const struct geom *geom, str *reason)
{
    struct geos geos;
    if (is_puntal(geom) && is_finite(geom)) return true;
    if (!geos_start(&geos)) {
        *reason = STR("no room to look at it");
        return false;
    }
    bool is_valid = check(arena, &geos, geom, reason);
    geos_stop(&geos);
    return is_valid;
}

static GEOSGeometry *rebuild_once(const struct geos *geos,
                                  const GEOSGeometry *from)
{
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos->handle);
    if (!params) return NULL;
    GEOSMakeValidParams_setMethod_r(geos->handle, params,
                                    GEOS_MAKE_VALID_STRUCTURE);
    GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, params, 0);
    GEOSGeometry *made = GEOSMakeValidWithParams_r(geos->handle, from, params);
    GEOSMakeValidParams_destroy_r(geos->handle, params);
    return made;
}

// Where rings cross themselves several times, MakeValid leaves parts that
// share an edge, which is not valid either: a union joins them.
static GEOSGeometry *rebuild(const struct geos *geos, const GEOSGeometry *from)
{
    GEOSGeometry *made = rebuild_once(geos, from);
    for (int tries = 0; made && tries < REPAIRS_MAX; tries++) {
        if (GEOSisValid_r(geos->handle, made) == 1) break;
        GEOSGeometry *joined = GEOSUnaryUnion_r(geos->handle, made);
        GEOSGeom_destroy_r(geos->handle, made);
        made = joined;
    }
    return made;
}

static int dimension_of(enum geom_type type)
{
    if (type == GEOM_POLYGON || type == GEOM_MULTIPOLYGON) return 2;
    return type == GEOM_LINE || type == GEOM_MULTILINE ? 1 : 0;
}

static bool repair_flat(struct arena *arena, struct geos *geos,
                        const struct geom *geom, struct geom *out,
                        struct error *err)
{
    struct making making = { arena, geos, CARE_MEND };
    GEOSGeometry *broken = make(&making, geom);
    if (!broken) return geos_failed(geos, "the geometry cannot be built", err);
    GEOSGeometry *whole = rebuild(geos, broken);
    bool done =
        whole ? take(arena, geos, whole, dimension_of(geom->type), out, err)
              : geos_failed(geos, "the geometry cannot be repaired", err);
    GEOSGeom_destroy_r(geos->handle, whole);
    GEOSGeom_destroy_r(geos->handle, broken);
    return done;
}

// Members are repaired one by one, so that none swallows another.
static bool repair(struct arena *arena, struct geos *geos,
                   const struct geom *geom, struct geom *out, struct error *err)
{
    *out = (struct geom){ 0 };
    if (geom->type == GEOM_EMPTY) return true;
    if (geom->type != GEOM_COLLECTION)
        return repair_flat(arena, geos, geom, out, err);
    struct geom whole = { .type = GEOM_COLLECTION };
    whole.members = ARENA_ARRAY(arena, struct geom, geom->member_count);
    if (!whole.members) return no_room(err);
    for (size_t i = 0; i < geom->member_count; i++) {
        struct geom *slot = &whole.members[whole.member_count];
        if (!repair(arena, geos, &geom->members[i], slot, err)) return false;
        if (slot->type != GEOM_EMPTY) whole.member_count++;
    }
    if (whole.member_count) *out = whole;
    return true;
}

bool geom_repair(struct arena *arena, const struct geom *geom, struct geom *out,
                 struct error *err)
{
    struct geos geos;
    struct geom whole;
    if (!is_finite(geom))
        return error_set(err, ERROR_REFUSED,
                         "a position of the geometry is not a number");
    if (!geos_start(&geos)) return no_room(err);
    bool done = repair(arena, &geos, geom, &whole, err);
    geos_stop(&geos);
    if (done) *out = whole;
    return done;
}

static bool surface_point(struct arena *arena, struct geos *geos,
                          const struct geom *geom, struct point *out,
                          struct error *err)
{
    struct making making = { arena, geos, CARE_MEND };
    struct point p;
    GEOSGeometry *made = make(&making, geom);
    if (!made) return geos_failed(geos, "the geometry cannot be built", err);
    GEOSGeometry *on = GEOSPointOnSurface_r(geos->handle, made);
    bool done = on && GEOSGeomGetX_r(geos->handle, on, &p.x) == 1 &&
                GEOSGeomGetY_r(geos->handle, on, &p.y) == 1;
    GEOSGeom_destroy_r(geos->handle, on);
    GEOSGeom_destroy_r(geos->handle, made);
    if (!done)
        return geos_failed(geos, "the geometry has no point on surface", err);
    *out = p;
    return true;
}

bool geom_point_on_surface(const struct geom *geom, struct point *out,
                           struct error *err)
{
    struct geos geos;
    if (geom->type == GEOM_POINT) {
        *out = geom->points[0];
        return true;
    }
    if (geom_point_total(geom) == 0)
        return error_set(err, ERROR_INVALID, "an empty geometry has no place");
    struct arena *arena = arena_create(SIZE_MAX);
    if (!arena) return no_room(err);
    bool done = geos_start(&geos);
    if (done) {
        done = surface_point(arena, &geos, geom, out, err);
        geos_stop(&geos);
    } else {
        no_room(err);
    }
    arena_destroy(arena);
    return done;
}

static bool unite(struct arena *arena, struct geos *geos,
                  const struct geom *all, struct geom *out, struct error *err)
{
    struct making making = { arena, geos, CARE_MEND };
    GEOSGeometry *apart = make(&making, all);
    if (!apart) return geos_failed(geos, "the areas cannot be built", err);
    GEOSGeometry *united = GEOSUnaryUnion_r(geos->handle, apart);
    bool done = united ? take(arena, geos, united, 2, out, err)
                       : geos_failed(geos, "the areas cannot be united", err);
    GEOSGeom_destroy_r(geos->handle, united);
    GEOSGeom_destroy_r(geos->handle, apart);
    return done;
}

bool geom_union(struct arena *arena, const struct geom *geoms, size_t count,
                struct geom *out, struct error *err)
{
    struct geos geos;
    struct geom all = { .type = GEOM_COLLECTION, .member_count = count };
    all.members = ARENA_ARRAY(arena, struct geom, count);
    if (!all.members) return no_room(err);
    if (count) memcpy(all.members, geoms, count * sizeof *geoms);
    if (!geos_start(&geos)) return no_room(err);
    bool done = unite(arena, &geos, &all, out, err);
    geos_stop(&geos);
    return done;
}
