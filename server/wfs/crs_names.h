// The names by which WFS calls the systems of server/crs_list.h, and the order
// of axes that each brings along: that of the authority for a URN or URI
// (latitude first for 4326), x and y for the short EPSG:4326.

#ifndef SERVER_WFS_CRS_NAMES_H
#define SERVER_WFS_CRS_NAMES_H

#include "server/crs_list.h"
#include "store/catalog.h"

struct wfs_crs {
    struct crs_entry entry;  // a copy, with the order that the name asks for
    str name;                // to write as srsName
};

// Understands what crs_find does, and
// http://www.opengis.net/gml/srs/epsg.xml#4326. `name` must outlive `out`.
// False when it is not on offer.
bool wfs_crs_find(struct arena *arena, str name, struct wfs_crs *out);

// What a collection's features come in when nobody asks: EPSG 28992 where they
// are kept in that, else 4326.
void wfs_crs_default(const struct collection *collection, struct wfs_crs *out);

// Longitude or x before latitude or y, whatever the authority says.
void wfs_crs_put_x_first(struct crs_entry *entry);

// urn:ogc:def:crs:EPSG::4326
void wfs_crs_write_urn(struct buf *out, const struct crs_entry *entry);

#endif
