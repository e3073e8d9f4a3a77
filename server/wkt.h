// Writes well-known text (OGC 06-103r4 §7), for tables that people open.

#ifndef SERVER_WKT_H
#define SERVER_WKT_H

#include "server/crs_list.h"

// Nothing for GEOM_EMPTY. Positions in the order and with the digits of `crs`.
void wkt_write(struct buf *out, const struct geom *geom,
               const struct crs_entry *crs);

#endif
