// The numbers of an aggregate while it is made: for each combination of keys
// that are no areas one slab, and in it one slot for each area.

#ifndef STORE_SPATIALITE_AGGREGATE_TABLE_H
#define STORE_SPATIALITE_AGGREGATE_TABLE_H

#include "store/aggregate.h"
#include "store/spatialite/aggregate_sums.h"

struct slab {
    uint32_t keys[GROUPINGS_MAX];  // numbers of interned values
    int64_t *counts;               // by slot
    struct sum *sums;              // field_count for each slot
    uint64_t *seen;  // one bit for each area of the data that has a row
};

struct table {
    struct arena *arena;
    size_t slot_count;  // the last one is for rows without the area
    size_t key_count;
    size_t field_count;
    bool is_real[MEASURES_MAX];
    size_t seen_count;  // areas of the data; 0 when nobody asks
    size_t slab_max;    // more would be more groups than allowed
    size_t max_groups;  // for the sentence that says so

    struct slab **slabs;
    size_t slab_count, slab_capacity;
    uint32_t *places;  // hash of keys to slab number + 1
    size_t place_count;
    struct slab *last;
};

// The slab of these keys, made when it is new. NULL on failure.
struct slab *table_slab(struct table *table, const uint32_t *keys,
                        struct error *err) MUST_CHECK;

// `measures`: one per field.
bool slab_add(const struct table *table, struct slab *slab, size_t slot,
              int64_t count, const struct cell_measure *measures,
              struct error *err) MUST_CHECK;

void slab_see(struct slab *slab, int32_t area);
bool slab_has_seen(const struct slab *slab, int32_t area);

#endif
