#include "store/snapshot.h"

#include <stdlib.h>

enum { SNAPSHOT_BYTES_MAX = 256 << 20 };

struct snapshot *snapshot_create(void)
{
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot) return NULL;
    snapshot->arena = arena_create(SNAPSHOT_BYTES_MAX);
    if (!snapshot->arena) {
        free(snapshot);
        return NULL;
    }
    atomic_init(&snapshot->references, 1);
    return snapshot;
}

// Holders see the catalog as constant; only its count ever changes.
static struct snapshot *snapshot_of(const struct catalog *catalog)
{
    return (struct snapshot *)(uintptr_t)catalog;
}

const struct catalog *catalog_acquire(const struct catalog *catalog)
{
    atomic_fetch_add_explicit(&snapshot_of(catalog)->references, 1,
                              memory_order_relaxed);
    return catalog;
}

void catalog_release(const struct catalog *catalog)
{
    if (!catalog) return;
    struct snapshot *snapshot = snapshot_of(catalog);
    if (atomic_fetch_sub_explicit(&snapshot->references, 1,
                                  memory_order_acq_rel) > 1)
        return;
    arena_destroy(snapshot->arena);
    free(snapshot);
}
