// Puts rows in the order of the Hilbert curve, in place: ten million of them
// are too many for a second copy.

#ifndef STORE_SPATIALITE_PLACE_SORT_H
#define STORE_SPATIALITE_PLACE_SORT_H

#include <stddef.h>
#include <stdint.h>

// Where a row is in the spool, and where it will be in the table. Rows of one
// rank, and those without a place, keep the order they came in.
struct row_place {
    uint64_t rank;    // on the Hilbert curve
    uint64_t offset;  // in the spool; PLACE_NOWHERE is added to rows that lie
                      // nowhere, whose rank is UINT64_MAX
};

#define PLACE_NOWHERE ((uint64_t)1 << 63)

void places_sort(struct row_place *places, size_t count);

#endif
