// GEOS as the judge of what core/tile makes of polygons.

#ifndef TESTS_UNIT_TILE_ORACLE_H
#define TESTS_UNIT_TILE_ORACLE_H

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>

#include "geo/geom_build.h"
#include "geo/valid.h"
#include "geo/wkb.h"
#include "tile/mvt_check.h"

static inline GEOSGeometry *oracle_take(GEOSContextHandle_t geos,
                                        struct arena *arena,
                                        const struct geom *geom)
{
    struct buf buf;
    str bytes;
    if (geom->type == GEOM_EMPTY) return GEOSGeom_createEmptyPolygon_r(geos);
    buf_init(&buf, arena, SIZE_MAX);
    wkb_write(&buf, geom);
    if (!buf_finish(&buf, &bytes, NULL)) return NULL;
    return GEOSGeomFromWKB_buf_r(geos, (const unsigned char *)bytes.bytes,
                                 bytes.len);
}

static inline double oracle_area(GEOSContextHandle_t geos, GEOSGeometry *geom)
{
    double area = NAN;
    if (geom) GEOSArea_r(geos, geom, &area);
    GEOSGeom_destroy_r(geos, geom);
    return area;
}

static inline double oracle_length(GEOSContextHandle_t geos,
                                   const GEOSGeometry *geom)
{
    double length = NAN;
    if (geom) GEOSLength_r(geos, geom, &length);
    return length;
}

// A frame of one unit per unit of the CRS: the tile is [0, 4096] in both, but
// y of the CRS runs upwards and is negative.
static inline struct tile_frame oracle_frame(int32_t margin, int32_t grain)
{
    static const double numbers[1];
    static const struct tms square = { .origin = { 0, 0 },
                                       .side = TILE_EXTENT,
                                       .zoom_count = 1,
                                       .width = 1,
                                       .height = 1,
                                       .scale_denominators = numbers,
                                       .cell_sizes = numbers };
    struct tile_frame frame;
    tile_frame_init(&frame, &square, (struct tile_address){ 0 }, margin, grain);
    // Not the only column and row: nothing is its far edge.
    frame.right_limit = frame.bottom_limit = TILE_EXTENT;
    return frame;
}

struct oracle_random {
    uint64_t state;
};

static inline uint32_t oracle_next(struct oracle_random *random, uint32_t below)
{
    random->state = random->state * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)((random->state >> 33) % below);
}

static inline double oracle_real(struct oracle_random *random, double low,
                                 double high)
{
    return low + (high - low) * oracle_next(random, 1U << 30) / (1U << 30);
}

#endif
