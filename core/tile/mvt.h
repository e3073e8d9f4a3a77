// Writes Mapbox Vector Tiles, version 2.1.
//
//   struct mvt_tile tile;
//   struct mvt_layer layer;
//   mvt_tile_begin(&tile, arena, limit);
//   mvt_layer_begin(&layer, &tile, &(struct mvt_layer_options){
//       .name = STR("monumenten"), .frame = &frame, .row = row,
//       .keys = names, .key_count = 2 });
//   for (each feature) mvt_layer_add(&layer, feature.id, &geom, values);
//   if (!mvt_layer_end(&layer, err) || !mvt_tile_end(&tile, &bytes, err)) …
//
// Geometries come in the CRS of the tile matrix set; what happens to them is in
// mvt_geom.c. The same calls make the same bytes. A layer without features
// writes nothing, and a tile without layers is empty: 204 for HTTP.

#ifndef TILE_MVT_H
#define TILE_MVT_H

#include "geo/feature.h"
#include "tile/mvt_geom.h"
#include "tile/mvt_pool.h"

enum { MVT_LAYERS_MAX = 64 };

struct dictionary;

struct mvt_tile {
    struct buf bytes;
    str names[MVT_LAYERS_MAX];
    size_t layer_count;
};

struct mvt_layer_options {
    str name;  // unlike that of any other layer of the tile
    const struct tile_frame *frame;
    struct arena *row;  // cleared for every feature
    const str *keys;    // distinct
    size_t key_count;
    const size_t *columns;  // key i is values[columns[i]]; NULL: values[i]
    // The key for ids that a vector tile cannot hold, because they are text or
    // negative: they become an attribute. Empty: they are left out.
    str id_key;
    int64_t area_min;  // square units below which a polygon is small
};

// What became of the features that were added.
struct mvt_counts {
    size_t shown, outside, small;
};

struct mvt_layer {
    struct mvt_tile *tile;
    struct mvt_layer_options options;
    struct buf features;
    struct buf keys;      // those that are used, as fields of the layer
    struct buf geometry;  // of the feature under way
    struct mvt_pool values;
    uint32_t *key_numbers;  // of keys, and of id_key; plus 1; 0: not used yet
    char *tags;             // of the feature under way, as they are written
    size_t tags_len;
    uint32_t used_keys;
    // Of blocks (mvt_block.h): the number in `values` of each of their codes,
    // plus 1; 0: not looked up yet.
    const struct dictionary *dictionary;
    uint32_t *numbers;
    size_t number_count;
    struct mvt_counts counts;
    enum error_code failure;
};

// `limit` is what the tile may hold at all, not the limit that steps keep:
// passing it is ERROR_TOO_LARGE.
void mvt_tile_begin(struct mvt_tile *tile, struct arena *arena, size_t limit);
bool mvt_tile_end(struct mvt_tile *tile, str *out,
                  struct error *err) MUST_CHECK;

// `options` and what it points to must live until mvt_layer_end.
void mvt_layer_begin(struct mvt_layer *layer, struct mvt_tile *tile,
                     const struct mvt_layer_options *options);

// `id` may be null: none. Null values are absent. Failures are remembered.
enum mvt_outcome mvt_layer_add(struct mvt_layer *layer, struct value id,
                               const struct geom *geom,
                               const struct value *values);

// The bytes that the layer takes so far.
size_t mvt_layer_size(const struct mvt_layer *layer);

bool mvt_layer_end(struct mvt_layer *layer, struct error *err) MUST_CHECK;

#endif
