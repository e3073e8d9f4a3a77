// The keys of one round of sorting: read from rows, compared with where the
// round before ended, kept when they are among the least.

#ifndef STORE_SPATIALITE_ORDER_KEY_H
#define STORE_SPATIALITE_ORDER_KEY_H

#include <sqlite3.h>

#include "store/spatialite/sort_key.h"
#include "store/spatialite/top.h"

struct order_keys {
    const struct selection *selection;
    struct arena *arena;
    str columns;     // SQL: what order_keys_take reads, behind the fid
    struct buf key;  // of the row at hand
    str after;       // only what comes after it; empty: all
    struct arena *after_arena;
    struct top top;
};

// When no later row can be among the least: never known; when there are enough
// (rows come in the order wanted); when the first sort is past that of all
// that is kept (rows come in the order of the first sort).
enum order_stop { STOP_NEVER, STOP_WHEN_FULL, STOP_WHEN_PAST };

bool order_keys_init(struct order_keys *keys, const struct selection *selection,
                     struct error *err) MUST_CHECK;
void order_keys_free(struct order_keys *keys);

// Forgets what was kept, for a round of at most `count_max` rows (0: any).
void order_keys_clear(struct order_keys *keys, size_t count_max);

// The next round comes after the greatest key of this one, which is sorted.
bool order_keys_go_on(struct order_keys *keys, struct error *err) MUST_CHECK;

bool order_keys_take(struct order_keys *keys, sqlite3_stmt *row,
                     enum order_stop stop, bool *is_past,
                     struct error *err) MUST_CHECK;

#endif
