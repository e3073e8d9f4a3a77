// Features that tiles show, decoded once and kept in bounded memory in blocks
// of neighbours (tile/mvt_block.h): what a tile then does is pick and write.
//
// A set is what tiles of one collection share: its version, the tile matrix
// set and the properties that are asked for make its key. Its blocks are the
// groups of the spatial index (store/groups.h), each read when a tile needs it
// first; one thread makes a block and others wait for it. The least recently
// used go first. Once a second it is looked whether other software has changed
// the table; then there are no blocks of it any more, until it is imported.
//
//   struct block_pins pins;
//   if (blocks_pin(blocks, &asked, &pins)) {
//       ... pins.blocks[i] ...
//       blocks_unpin(&pins);
//   } else ... a cursor gives the same features ...

#ifndef SERVER_BLOCKS_H
#define SERVER_BLOCKS_H

#include "store/query.h"
#include "tile/mvt_block.h"

struct blocks;
struct block_set;

struct blocks *blocks_create(size_t max_bytes);  // NULL when memory is out
void blocks_destroy(struct blocks *blocks);      // NULL is fine
size_t blocks_bytes(struct blocks *blocks);

struct block_asked {
    struct view *view;    // NULL: only what is in memory already
    struct arena *arena;  // for what pins point at
    const struct tms *tms;
    const struct selection *selection;  // with the tile's box: tile_layer_place
    size_t most;  // work that what is pinned may be; 0: any amount
};

// A box of the spatial index, as it is kept there.
struct block_reach {
    float min_x, min_y, max_x, max_y;
};

// A block and, but for points, where its features lie.
struct block_kept {
    struct mvt_block block;
    const struct block_reach *reaches;
};

struct block_pins {
    struct blocks *blocks;
    struct block_set *set;
    const struct block_kept **kept;  // all that may show, in order of fid
    uint32_t *slots;
    size_t count;
    size_t rows;               // features in them
    size_t work;               // positions in them; a corner counts twice
    struct box_filter search;  // CRS84: what of their features is asked
    const struct dictionary *dictionary;
    size_t codes;
};

// False when the selection asks for more than a box, and when blocks would not
// fit or cannot be had. Never an error: a cursor will say what is wrong.
bool blocks_pin(struct blocks *blocks, const struct block_asked *asked,
                struct block_pins *out);
void blocks_unpin(struct block_pins *pins);  // one that holds nothing is fine

// How many features at least lie where the selection asks; no block is read.
size_t blocks_least(struct blocks *blocks, const struct block_asked *asked);

#endif
