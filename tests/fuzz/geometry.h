// What must hold for any geometry that was read from bytes.

#ifndef TESTS_FUZZ_GEOMETRY_H
#define TESTS_FUZZ_GEOMETRY_H

#include <math.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "geo/wkb.h"

static inline void check_ends(const size_t *ends, size_t count, size_t total)
{
    size_t before = 0;
    for (size_t i = 0; i < count; before = ends[i++])
        MUST_HOLD(ends[i] > before);
    MUST_HOLD(before == total);
}

static inline void check_geom(const struct geom *geom)
{
    if (geom->type == GEOM_EMPTY) {
        MUST_HOLD(geom->point_count == 0 && geom->member_count == 0);
    } else if (geom->type == GEOM_COLLECTION) {
        MUST_HOLD(geom->member_count > 0 && geom->point_count == 0);
        for (size_t i = 0; i < geom->member_count; i++)
            check_geom(&geom->members[i]);
    } else {
        check_ends(geom->runs, geom->run_count, geom->point_count);
        if (geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON)
            check_ends(geom->polygons, geom->polygon_count, geom->run_count);
        for (size_t i = 0; i < geom->point_count; i++)
            MUST_HOLD(isfinite(geom->points[i].x) &&
                      isfinite(geom->points[i].y));
    }
}

static inline bool same_geom(const struct geom *a, const struct geom *b)
{
    if (a->type != b->type || a->point_count != b->point_count ||
        a->run_count != b->run_count || a->polygon_count != b->polygon_count ||
        a->member_count != b->member_count)
        return false;
    for (size_t i = 0; i < a->member_count; i++)
        if (!same_geom(&a->members[i], &b->members[i])) return false;
    size_t ends = sizeof *a->runs;
    return (!a->point_count || !memcmp(a->points, b->points,
                                       a->point_count * sizeof *a->points)) &&
           (!a->run_count || !memcmp(a->runs, b->runs, a->run_count * ends)) &&
           (!a->polygon_count ||
            !memcmp(a->polygons, b->polygons, a->polygon_count * ends));
}

#endif
