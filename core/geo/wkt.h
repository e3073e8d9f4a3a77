// Well-known text (OGC 06-103r4 §7): what people type for a geometry.
//
//   POINT(6.5 53.2)   MULTIPOINT((6 53), (7 53))   POLYGON Z ((…))
//
// Keywords in any case, white space where it likes, heights and measures read
// and dropped, EMPTY, multipoints with or without their inner parentheses.
// Rings must be closed. Collections nest to WKT_DEPTH_MAX.

#ifndef GEO_WKT_H
#define GEO_WKT_H

#include "base/buf.h"
#include "geo/geom.h"

enum { WKT_DEPTH_MAX = 32 };

// The type whose keyword `word` is; GEOM_EMPTY when it is none.
enum geom_type wkt_type(str word);

// The whole of `text`. The message says "at character 12: …".
bool wkt_parse(struct arena *arena, str text, struct geom *out,
               struct error *err) MUST_CHECK;

// The geometry that begins at byte `*at`, which moves behind it; on failure it
// is where the mistake is, and the message does not say so.
bool wkt_parse_at(struct arena *arena, str text, size_t *at, struct geom *out,
                  struct error *err) MUST_CHECK;

// The shortest text that reads back as the same geometry.
void wkt_print(struct buf *out, const struct geom *geom);

#endif
