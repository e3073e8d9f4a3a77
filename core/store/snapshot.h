// A catalog with its memory and the number of those who hold it. Whichever
// engine fills it in, it goes away with its last holder.

#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include <stdatomic.h>

#include "base/arena.h"
#include "store/store.h"

struct snapshot {
    struct catalog catalog;  // stays first
    struct arena *arena;     // what the catalog points at
    atomic_uint references;
};

// Empty, with one reference; NULL when memory is spent.
struct snapshot *snapshot_create(void);

// One more reference. catalog_release drops one.
const struct catalog *catalog_acquire(const struct catalog *catalog);

#endif
