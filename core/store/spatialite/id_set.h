// Which ids have been seen, in eight bytes each: a slot holds 32 bits of the
// id's hash and the number of the row that has it. Whether two ids with equal
// bits are equal, the rows themselves must say.

#ifndef STORE_SPATIALITE_ID_SET_H
#define STORE_SPATIALITE_ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct id_set {
    uint64_t *slots;    // bits << 32 | row + 1; 0 is free
    size_t slot_count;  // a power of two
    size_t count;
};

void id_set_free(struct id_set *set);

// Makes room for one more. At most 2^32 - 2 ids.
bool id_set_reserve(struct id_set *set, struct error *err) MUST_CHECK;

// The rows whose id has these bits, one a call; false behind the last. *probe
// starts at 0.
bool id_set_next(const struct id_set *set, uint32_t bits, size_t *probe,
                 uint32_t *row);
void id_set_add(struct id_set *set, uint32_t bits, uint32_t row);

#endif
