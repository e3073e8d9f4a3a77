// One tile of a collection: from a selection of its features to the bytes of a
// vector tile.
//
// A tile keeps to TILE_BYTES_MAX. One that would be larger is made again with
// less, step by step, and says what was left out; when the last step does not
// help it is an error. No feature is left out to keep to the limit.

#ifndef SERVER_TILE_MAKE_H
#define SERVER_TILE_MAKE_H

#include "server/request.h"
#include "store/query.h"
#include "tile/tms.h"

enum { TILE_BYTES_MAX = 500 * 1000 };

struct tile_made {
    str bytes;         // empty: nothing to see
    str reduced;       // what was done to keep to the limit; empty: nothing
    size_t rows;       // features that were read
    size_t too_small;  // lines and areas of which the grid shows nothing
};

// `selection` gets the tile's box and CRS.
bool tile_make(const struct request *request, struct selection *selection,
               const struct tms *tms, struct tile_address address,
               struct tile_made *out, struct error *err) MUST_CHECK;

#endif
