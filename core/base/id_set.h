// Which ids have been seen, in eight bytes a slot: 32 bits of the id's hash and
// a number by which the owner of the set knows the id. Whether two ids with
// equal bits are equal, the owner must say.

#ifndef BASE_ID_SET_H
#define BASE_ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct id_set {
    uint64_t *slots;    // bits << 32 | number + 1; 0 is free
    size_t slot_count;  // a power of two
    size_t count;
};

void id_set_free(struct id_set *set);

// Makes room for one more. At most 2^32 - 2 ids.
bool id_set_reserve(struct id_set *set, struct error *err) MUST_CHECK;

// The numbers of the ids that have these bits, one a call; false behind the
// last. *probe starts at 0.
bool id_set_next(const struct id_set *set, uint32_t bits, size_t *probe,
                 uint32_t *number);
void id_set_add(struct id_set *set, uint32_t bits, uint32_t number);

#endif
