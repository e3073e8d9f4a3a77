// A GeoJSON geometry (RFC 7946) from JSON that is read already.

#ifndef CQL_GEOJSON_READ_H
#define CQL_GEOJSON_READ_H

#include "cql/json_read.h"
#include "geo/geom.h"

// Heights are dropped; rings must be closed. Messages say where.
bool geojson_read(struct arena *arena, const struct json_value *json,
                  struct geom *out, struct error *err) MUST_CHECK;

#endif
