// Writes GeoJSON (RFC 7946): geometries and features.
//
// Everything that is the same for each feature of an answer (the keys of its
// properties, escaped) is made ready once, so that a feature costs no
// allocation but the growth of the buf.
//
//   struct geojson writer;
//   if (!geojson_init(&writer, arena, schema, crs, err)) return false;
//   while (cursor_next(cursor, &feature))
//       geojson_feature(&writer, &out, &feature);

#ifndef SERVER_GEOJSON_H
#define SERVER_GEOJSON_H

#include "base/json.h"
#include "geo/feature.h"
#include "server/crs_list.h"

struct geojson {
    const struct schema *schema;
    const struct crs_entry *crs;
    const str *keys;   // `"naam":`, from the second on with a comma before it;
                       // empty: not written
    str distance_key;  // empty: no distance
    size_t feature_count;  // written so far
};

bool geojson_init(struct geojson *writer, struct arena *arena,
                  const struct schema *schema, const struct crs_entry *crs,
                  struct error *err) MUST_CHECK;

// Writes only the properties that are wanted (NULL: all), and with
// `has_distance` feature.distance_m as `distance` behind them
// (`item_distance` where a property is called so).
bool geojson_choose(struct geojson *writer, struct arena *arena,
                    const bool *wanted, bool has_distance,
                    struct error *err) MUST_CHECK;

// A whole feature, with a comma before it when it is not the first.
void geojson_feature(struct geojson *writer, struct buf *out,
                     const struct feature *feature);

// The same without its braces, so that the caller can add members.
void geojson_members(const struct geojson *writer, struct buf *out,
                     const struct feature *feature);

// `null` for GEOM_EMPTY. Shells run counter-clockwise, holes clockwise (RFC
// 7946 §3.1.6), whatever way they are stored.
void geojson_geometry(struct buf *out, const struct geom *geom,
                      const struct crs_entry *crs);

// `"naam":` with a comma before it unless `is_first`, to be written again and
// again. Empty when `arena` is spent.
str property_key(struct arena *arena, str name, bool is_first);

// What the distance of `near` is called: "distance", or "item_distance" where
// a property has that name. In metres, to the millimetre.
str distance_name(const struct schema *schema);
enum { DISTANCE_DECIMALS = 3 };

// A value as JSON; times without milliseconds where these are zero.
void value_write_json(struct buf *out, struct value value);

#endif
