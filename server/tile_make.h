// One tile: from selections of features to the bytes of a vector tile, with a
// layer for each. Knows nothing of HTTP.
//
// A tile keeps to TILE_BYTES_MAX. One that would be larger is made again with
// less, step by step (tile_steps), and says what was left out; when the last
// step does not help it is an error. No feature is left out to keep to the
// limit.

#ifndef SERVER_TILE_MAKE_H
#define SERVER_TILE_MAKE_H

#include "store/query.h"
#include "tile/tms.h"

enum { TILE_BYTES_MAX = 500 * 1000, TILE_LAYERS_MAX = 64 };

struct tile_ask {
    struct view *view;
    struct blocks *blocks;  // NULL: features are read from the view each time
    struct arena *arena;    // where the tile's bytes live
    const struct tms *tms;
    struct tile_address address;
};

struct tile_made {
    str bytes;         // empty: nothing to see
    str reduced;       // what was done to keep to the limit; empty: nothing
    size_t rows;       // features that were read
    size_t too_small;  // lines and areas of which the grid shows nothing
    size_t beyond;  // features left out: they lie partly where the tile's CRS
                    // has no exact coordinates
};

// What is done in turn to keep to the limit, and what X-Tile-Reduced calls it.
enum tile_step_kind { STEP_ALL, STEP_POINTS, STEP_SHAPES };
struct tile_step {
    const char *name, *summary;
    enum tile_step_kind kind;  // what it is done to
};
const struct tile_step *tile_steps(size_t *count);

// Every selection becomes a layer with the name of its collection, and gets the
// tile's box and CRS. `count` is at most TILE_LAYERS_MAX, each collection there
// once.
//
// The same bytes come from blocks and from the view.
bool tile_make(const struct tile_ask *ask, struct selection *selections,
               size_t count, struct tile_made *out,
               struct error *err) MUST_CHECK;

// The same without a view, and at once, when everything it takes is in memory
// and is no more than `most` work (blocks.h); else *is_made is false, and
// tile_make has to do it. The collections are those of the newest catalog.
bool tile_make_now(const struct tile_ask *ask, struct selection *selections,
                   size_t count, size_t most, struct tile_made *out,
                   bool *is_made, struct error *err) MUST_CHECK;

#endif
