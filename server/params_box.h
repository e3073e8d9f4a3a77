// `bbox`: what people write, and the filter it becomes.

#ifndef SERVER_PARAMS_BOX_H
#define SERVER_PARAMS_BOX_H

#include "server/crs_list.h"
#include "store/query.h"

// Four numbers, or six with heights, which are passed over; in the order of
// the axes of `crs`. In a geographic system a west edge greater than the east
// one means that the box crosses the antimeridian. A box that lies outside of
// the system is ERROR_INVALID.
bool box_filter_parse(str text, const struct crs_entry *crs,
                      struct box_filter *out, struct error *err) MUST_CHECK;

#endif
