// The tilesets of a collection: in which tile matrix sets its tiles come, and
// where they lie.

#ifndef SERVER_TILESET_H
#define SERVER_TILESET_H

#include "store/catalog.h"
#include "tile/frame.h"

// The tile matrix sets that tiles are served in: those whose CRS the store can
// give geometries in. NULL behind the last, or when there is none.
const struct tms *tileset_tms_at(size_t i);
const struct tms *tileset_tms_find(str id);

// Where features can lie: the set's tiles, as far as its CRS reaches.
struct box tileset_area(const struct tms *tms);

struct box box_overlap(struct box a, struct box b);  // may hold nothing

// Where the features of the collection lie, in the CRS of the set; all of it
// for a collection without any. box_nothing() when they all lie outside.
bool tileset_box(const struct collection *collection, const struct tms *tms,
                 struct box *out, struct error *err) MUST_CHECK;

// The same of several collections together.
bool tileset_box_of(const struct collection *const *collections, size_t count,
                    const struct tms *tms, struct box *out,
                    struct error *err) MUST_CHECK;

// The tiles that may show something of what lies in `box`, their margins
// included. False when there are none.
bool tileset_range(const struct tms *tms, uint32_t zoom, struct box box,
                   struct tile_range *out);

#endif
