// The distinct values of one field, as long as there are few.

#ifndef STORE_SPATIALITE_DISTINCT_H
#define STORE_SPATIALITE_DISTINCT_H

#include "geo/feature.h"

enum {
    CATEGORY_VALUES_MAX = 1000,
    ENUM_VALUES_MAX = 100,
    DISTINCT_SLOTS = 2048,  // a power of two above every maximum
    DISTINCT_NONE = -1,
};

struct distinct {
    size_t max;    // 0: nobody wants to know
    bool is_over;  // there are more than max
    size_t count;
    struct value *values;  // in the order they came
    uint16_t *slots;       // number of a value + 1, by hash
    int32_t latest;        // rows next to each other often agree
};

bool distinct_init(struct distinct *distinct, struct arena *arena, size_t max,
                   struct error *err) MUST_CHECK;

// Null is no value.
bool distinct_add(struct distinct *distinct, struct arena *arena,
                  struct value value, struct error *err) MUST_CHECK;

// The number of a value; DISTINCT_NONE for null and for one not seen.
int32_t distinct_find(struct distinct *distinct, struct value value);

#endif
