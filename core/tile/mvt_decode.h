// Reads vector tiles (version 1 and 2), strictly: whatever breaks a rule of the
// specification that can be seen without looking at shapes is ERROR_CORRUPT,
// with the byte where it is. tile/mvt_check.h looks at the shapes.
//
// For tests, checks and tools; serving a tile needs none of it.

#ifndef TILE_MVT_DECODE_H
#define TILE_MVT_DECODE_H

#include "tile/mvt_geom.h"

enum mvt_value_type {  // the numbers of the fields of Value
    MVT_STRING = 1,
    MVT_FLOAT = 2,
    MVT_DOUBLE = 3,
    MVT_INT = 4,
    MVT_UINT = 5,
    MVT_SINT = 6,
    MVT_BOOL = 7,
};

struct mvt_value {
    enum mvt_value_type type;
    union {
        str text;
        double real;       // MVT_FLOAT, MVT_DOUBLE
        int64_t integer;   // MVT_INT, MVT_SINT
        uint64_t natural;  // MVT_UINT
        bool boolean;
    };
};

struct mvt_read_feature {
    size_t offset;  // of its bytes in the tile
    bool has_id;
    uint64_t id;
    const uint32_t *tags;  // key, value, key, value …: places in the layer
    size_t tag_count;
    // Runs as they are drawn, a ring's first position once; `holes` says which
    // rings have a negative area. Nothing for MVT_UNKNOWN.
    struct mvt_shape shape;
};

struct mvt_read_layer {
    size_t offset;
    str name;
    uint32_t version, extent;
    str *keys;
    struct mvt_value *values;
    struct mvt_read_feature *features;
    size_t key_count, value_count, feature_count;
};

struct mvt_read_tile {
    struct mvt_read_layer *layers;
    size_t layer_count;
};

// Lives in `arena`; text points into `bytes`.
bool mvt_decode(struct arena *arena, str bytes, struct mvt_read_tile *out,
                struct error *err) MUST_CHECK;

const struct mvt_read_layer *mvt_find_layer(const struct mvt_read_tile *tile,
                                            str name);

// The value of `key`; NULL when the feature has none.
const struct mvt_value *mvt_find_value(const struct mvt_read_layer *layer,
                                       const struct mvt_read_feature *feature,
                                       str key);

#endif
