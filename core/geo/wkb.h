// Well-known binary (OGC 06-103r4 §8, ISO and EWKB numbering of Z and M) and
// the SpatiaLite geometry blob, which is the same with an envelope in front.
//
// Blob: 00, byte order, srid int32, min x, min y, max x, max y, 7C, class
// int32, body, FE. Every length read is compared with the bytes that remain
// before anything is allocated; nesting deeper than WKB_DEPTH_MAX is an error.

#ifndef GEO_WKB_H
#define GEO_WKB_H

#include "base/buf.h"
#include "geo/geom.h"

enum { WKB_DEPTH_MAX = 32 };

bool wkb_read(struct arena *arena, str bytes, struct geom *out,
              struct error *err) MUST_CHECK;
void wkb_write(struct buf *out, const struct geom *geom);  // little endian, 2D

// Compressed blob geometries of SpatiaLite are not accepted.
bool blob_read(struct arena *arena, str bytes, struct geom *out,
               struct error *err) MUST_CHECK;
void blob_write(struct buf *out, const struct geom *geom, int srid);

// The envelope in the blob's header, without reading the body. False when the
// bytes are no blob.
bool blob_box(str bytes, struct box *box);

#endif
