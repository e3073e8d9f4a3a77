// The dictionary of a layer's values: each distinct value once, numbered in the
// order in which they came.

#ifndef TILE_MVT_POOL_H
#define TILE_MVT_POOL_H

#include "base/buf.h"
#include "geo/feature.h"

#define MVT_NO_VALUE UINT32_MAX

// A value as a field of its layer; `hash` is mvt_value_hash of the bytes.
struct mvt_encoded {
    uint32_t hash, len;
    char bytes[];
};

// How many bytes the field takes; 0 for null and for a number that is not
// finite, which are absent. mvt_value_write returns where it ends.
size_t mvt_value_size(struct value value);
char *mvt_value_write(char *to, struct value value);
uint32_t mvt_value_hash(const char *bytes, size_t len);
size_t mvt_value_length(const char *bytes);  // of a field that was written

struct mvt_pool {
    struct buf bytes;    // the values, as fields of their layer
    struct buf scratch;  // the value that is looked for
    struct mvt_pool_slot *slots;
    size_t slot_count;  // a power of two; 0: no value was looked for yet
    size_t count;
};

void mvt_pool_begin(struct mvt_pool *pool, struct arena *arena, size_t limit);

// The number of `value`; MVT_NO_VALUE for null, for a number that is not
// finite, and when there is no room, which pool->bytes then remembers.
uint32_t mvt_pool_number(struct mvt_pool *pool, struct value value);

// The same for one that was encoded before, with its hash.
uint32_t mvt_pool_take(struct mvt_pool *pool, uint32_t hash, str bytes);

// The same for one that was not taken with mvt_pool_append before: as long as
// nothing else came into the pool, nothing has to be looked for.
uint32_t mvt_pool_append(struct mvt_pool *pool, uint32_t hash, str bytes);

#endif
