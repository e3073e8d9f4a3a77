// Reads the geometries of GML 3.2 that stand in filters: points, lines, rings,
// polygons, their surfaces and curves of straight pieces, and what is made of
// several. GML 2's coordinates are understood too.

#ifndef SERVER_WFS_GML_READ_H
#define SERVER_WFS_GML_READ_H

#include "server/wfs/crs_names.h"
#include "server/wfs/xml.h"

struct gml_read {
    struct geom geom;  // in map order of its system
    bool is_box;       // an Envelope: `box` instead, min_x may be above max_x
    struct box box;
    struct wfs_crs crs;  // of srsName, else as given
};

// `crs` holds where the geometry does not name one. The message says "at
// character 17: …".
bool gml_read(struct arena *arena, const struct xml *element,
              const struct wfs_crs *crs, struct gml_read *out,
              struct error *err) MUST_CHECK;

#endif
