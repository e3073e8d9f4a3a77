// Boxes as WFS clients send them: also those that reach beyond the earth.

#ifndef SERVER_WFS_BOX_H
#define SERVER_WFS_BOX_H

#include "server/wfs/crs_names.h"
#include "store/query.h"

// The filter for a box in map order of `crs`. What lies outside of the area of
// the system is cut off; *is_outside when nothing is left.
bool wfs_box(struct arena *arena, struct box box, const struct wfs_crs *crs,
             struct box_filter *out, bool *is_outside,
             struct error *err) MUST_CHECK;

// BBOX of KVP: four numbers, and the system behind them; without one, `crs`.
// (OGC 06-121r3, 10.2.3)
bool wfs_box_parse(struct arena *arena, str text, const struct wfs_crs *crs,
                   struct box_filter *out, bool *is_outside,
                   struct error *err) MUST_CHECK;

#endif
