// The least keys of many, as many of them as fit: a heap with the greatest on
// top, so that each that comes too late is turned away at once.

#ifndef STORE_SPATIALITE_TOP_H
#define STORE_SPATIALITE_TOP_H

#include "base/arena.h"
#include "base/error.h"

struct top {
    size_t count_max;  // 0: only the bytes limit it
    size_t bytes_max;
    struct arena *arena;  // its own; keys move to a new one when it is full
    str *keys;
    size_t count, room;
    size_t bytes;      // of the keys that are kept
    bool has_dropped;  // some key did not fit
    str bound;         // the least of those that were dropped: what is kept
                       // stays before it, even where there is room again
};

bool top_init(struct top *top, size_t count_max, size_t bytes_max,
              struct error *err) MUST_CHECK;
void top_free(struct top *top);
void top_clear(struct top *top);

bool top_is_full(const struct top *top);

// Whether a key would be kept: it is less than the greatest, or there is room.
bool top_takes(const struct top *top, str key);
bool top_add(struct top *top, str key, struct error *err) MUST_CHECK;

// The greatest; only with count > 0.
str top_greatest(const struct top *top);

// Puts the keys in rising order, which ends the adding.
void top_sort(struct top *top);

#endif
