// The dictionary of a layer's values: each distinct value once, numbered in the
// order in which they came.

#ifndef TILE_MVT_POOL_H
#define TILE_MVT_POOL_H

#include "base/buf.h"
#include "geo/feature.h"

#define MVT_NO_VALUE UINT32_MAX

struct mvt_pool {
    struct buf bytes;  // the values, as fields of their layer
    struct mvt_pool_slot *slots;
    size_t slot_count;  // a power of two
    size_t count;
};

void mvt_pool_begin(struct mvt_pool *pool, struct arena *arena, size_t limit);

// The number of `value`; MVT_NO_VALUE for null, for a number that is not
// finite, and when there is no room, which pool->bytes then remembers.
uint32_t mvt_pool_number(struct mvt_pool *pool, struct value value);

#endif
