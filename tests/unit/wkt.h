// Geometry as WKT, for tests: GEOS reads and writes the text, and judges.

#ifndef TESTS_UNIT_WKT_H
#define TESTS_UNIT_WKT_H

#include <geos_c.h>
#include <stdlib.h>

#include "base/buf.h"
#include "geo/wkb.h"

static GEOSContextHandle_t wkt_geos;

static inline GEOSContextHandle_t geos(void)
{
    if (!wkt_geos) wkt_geos = GEOS_init_r();
    return wkt_geos;
}

static inline GEOSGeometry *geos_from_wkt(const char *wkt)
{
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos());
    GEOSGeometry *made = GEOSWKTReader_read_r(geos(), reader, wkt);
    GEOSWKTReader_destroy_r(geos(), reader);
    if (!made) fprintf(stderr, "GEOS cannot read %s\n", wkt);
    return made;
}

// Our geometry in GEOS, by way of our WKB.
static inline GEOSGeometry *geos_from_geom(struct arena *arena,
                                           const struct geom *geom)
{
    struct buf buf;
    str bytes;
    buf_init(&buf, arena, SIZE_MAX);
    wkb_write(&buf, geom);
    if (!buf_finish(&buf, &bytes, NULL)) return NULL;
    return GEOSGeomFromWKB_buf_r(geos(), (const unsigned char *)bytes.bytes,
                                 bytes.len);
}

static inline struct geom geom_from_geos(struct arena *arena,
                                         const GEOSGeometry *from)
{
    size_t len = 0;
    struct geom geom = { 0 };
    struct error err = { 0 };
    unsigned char *bytes = GEOSGeomToWKB_buf_r(geos(), from, &len);
    if (!bytes ||
        !wkb_read(arena, (str){ (const char *)bytes, len }, &geom, &err))
        fprintf(stderr, "no geometry: %s\n", err.message);
    GEOSFree_r(geos(), bytes);
    return geom;
}

static inline struct geom geom_from_wkt(struct arena *arena, const char *wkt)
{
    GEOSGeometry *made = geos_from_wkt(wkt);
    struct geom geom = { 0 };
    if (made) geom = geom_from_geos(arena, made);
    GEOSGeom_destroy_r(geos(), made);
    return geom;
}

static inline str geom_to_wkt(struct arena *arena, const struct geom *geom)
{
    GEOSGeometry *made = geos_from_geom(arena, geom);
    if (!made) return STR("no geometry");
    GEOSWKTWriter *writer = GEOSWKTWriter_create_r(geos());
    GEOSWKTWriter_setTrim_r(geos(), writer, 1);
    char *text = GEOSWKTWriter_write_r(geos(), writer, made);
    str copy = arena_copy(arena, str_from(text));
    GEOSFree_r(geos(), text);
    GEOSWKTWriter_destroy_r(geos(), writer);
    GEOSGeom_destroy_r(geos(), made);
    return copy;
}

static inline void geos_end(void)
{
    if (wkt_geos) GEOS_finish_r(wkt_geos);
    wkt_geos = NULL;
}

#endif
