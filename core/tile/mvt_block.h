// Features made ready for many tiles: projected, their values numbered
// (dictionary.h), so that a tile only picks, snaps and writes them. What is
// written is what mvt_layer_add would write, to the last byte.
//
//   mvt_block_begin(&maker, &options);
//   for (each feature) if (!mvt_block_add(&maker, &feature)) ...
//   if (!mvt_block_end(&maker, &block)) ...
//   ...
//   mvt_layer_begin(&layer, &tile, &options);
//   mvt_layer_use(&layer, dictionary, lookups);
//   mvt_layer_add_points(&layer, &block);
//
// A block is not changed after it was made: threads share it.

#ifndef TILE_MVT_BLOCK_H
#define TILE_MVT_BLOCK_H

#include "tile/dictionary.h"
#include "tile/mvt.h"

enum { MVT_PIECE_POINTS = 64, MVT_NO_ID = -1 };

// The values of one key, in the form that takes least.
enum mvt_column_kind {
    MVT_COLUMN_NONE,   // all absent
    MVT_COLUMN_CODES,  // of the dictionary
    MVT_COLUMN_IDS,    // the ids of the features
    MVT_COLUMN_REALS,
    MVT_COLUMN_MIXED,  // codes, and places in the block's own values
};

struct mvt_column {
    enum mvt_column_kind kind;
    union {
        const uint16_t *codes;  // DICTIONARY_CODES_MAX: absent
        const double *reals;    // not finite: absent
        const uint32_t *mixed;
    };
};

struct mvt_block {
    size_t count;
    size_t positions;          // of all features together
    const int64_t *ids;        // MVT_NO_ID where it is no number from 0 on
    const uint32_t *id_texts;  // mixed, of all ids that are none; NULL: none
    const struct mvt_column *columns;  // one for each key
    const char *own;  // the values that are only here, as a layer has them
    // Points:
    const struct point *at;
    const struct box *pieces;  // of each MVT_PIECE_POINTS of them
    // Other geometries:
    const struct geom *geoms;
};

struct mvt_block_options {
    struct arena *arena;    // where the block lives
    struct arena *scratch;  // until it is made
    struct arena *row;      // cleared for every feature
    struct dictionary *dictionary;
    size_t room;            // features at most
    const size_t *columns;  // key k is values[columns[k]]
    size_t key_count;
    size_t id_key;  // the key whose values are the ids; key_count: none
    bool are_points;
};

struct mvt_block_maker {
    struct mvt_block_options options;
    size_t count, positions;
    int64_t *ids;
    uint32_t *id_texts;
    struct mvt_column_maker *columns;
    struct buf own;
    struct point *at;
    struct box *pieces;
    struct geom *geoms;
};

// False when memory is out, or what should be a point is none: the block is
// then not to be used. The geometry is copied; coordinates are in the CRS of
// the tile matrix set.
bool mvt_block_begin(struct mvt_block_maker *maker,
                     const struct mvt_block_options *options);
bool mvt_block_add(struct mvt_block_maker *maker,
                   const struct feature *feature);
bool mvt_block_end(const struct mvt_block_maker *maker, struct mvt_block *out);

// Before features of blocks are added. `lookups` is how many values there may
// be to add; keys of the layer are those of the blocks, or none.
void mvt_layer_use(struct mvt_layer *layer, const struct dictionary *dictionary,
                   size_t codes, size_t lookups);

// Adds the points of the block that the tile shows; how many were looked at.
size_t mvt_layer_add_points(struct mvt_layer *layer,
                            const struct mvt_block *block);

// Adds one feature of a block of other geometries.
enum mvt_outcome mvt_layer_add_shape(struct mvt_layer *layer,
                                     const struct mvt_block *block, size_t i);

#endif
