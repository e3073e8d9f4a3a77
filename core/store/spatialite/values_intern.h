// Values as small numbers: each distinct one gets the next, from 0.

#ifndef STORE_SPATIALITE_VALUES_INTERN_H
#define STORE_SPATIALITE_VALUES_INTERN_H

#include "geo/feature.h"

enum { INTERN_FAILED = -1 };

struct intern {
    struct arena *arena;
    struct value *values;
    size_t count, capacity;
    uint32_t *slots;  // number + 1; 0 is free
    size_t slot_count;
};

void intern_init(struct intern *intern, struct arena *arena);

// The number of a value; texts are copied. INTERN_FAILED when the arena is
// spent.
int64_t intern_value(struct intern *intern, struct value value);

#endif
