// The geometry objects of GeoJSON (RFC 7946 §3.1).

#ifndef IMPORTERS_SOURCE_GEOJSON_GEOM_H
#define IMPORTERS_SOURCE_GEOJSON_GEOM_H

#include "geo/geom.h"

// What was put right on the way in.
struct geojson_repairs {
    size_t closed_rings;     // the first position was added at the end
    size_t extra_ordinates;  // positions with more than three numbers
    size_t dropped_rings;    // fewer than four positions, beside better ones
    bool keeps_short_rings;  // asked for: fewer than four positions will do
};

// A geometry object, or null, as text that json_text_check has passed. Empty
// coordinates are GEOM_EMPTY; empty parts are left out. Heights are dropped.
// Coordinates that are no numbers, positions of one number, polygons with
// nothing but rings of fewer than four positions and collections nested deeper
// than 16 are errors.
bool geojson_geom_read(struct arena *arena, str value,
                       struct geojson_repairs *repairs, struct geom *out,
                       struct error *err) MUST_CHECK;

// The same from a text that nobody has looked at yet.
bool geojson_geom_parse(struct arena *arena, str text,
                        struct geojson_repairs *repairs, struct geom *out,
                        struct error *err) MUST_CHECK;

#endif
