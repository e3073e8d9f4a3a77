// Finished answers in bounded memory, the least recently used forgotten first,
// and one computation for however many clients wait for the same answer.
//
// A key says all that an answer depends on, the version of the data included:
// nothing is ever invalidated, old versions are merely not asked for any more.

#ifndef SERVER_CACHE_H
#define SERVER_CACHE_H

#include "server/http.h"

struct cache;

struct cache *cache_create(size_t max_bytes);  // NULL when memory is out
void cache_destroy(struct cache *cache);

enum cache_found {
    CACHE_HIT,     // *answer is there, acquired
    CACHE_JOINED,  // someone is making it; the exchange waits with them
    CACHE_MISS,    // the caller makes it, and calls cache_finish, always
};

// On CACHE_JOINED exchange_wait has been called.
enum cache_found cache_begin(struct cache *cache, str key,
                             struct exchange *exchange, struct answer **answer);

// The answer under the key, acquired; NULL when there is none, or not yet.
struct answer *cache_find(struct cache *cache, str key);

// Ends what CACHE_MISS began. Keeps the answer when `is_kept` and it is not
// too large (answer may be NULL otherwise). Returns the exchanges that waited,
// linked by next_waiting; they are now the caller's.
struct exchange *cache_finish(struct cache *cache, str key,
                              struct answer *answer, bool is_kept);

// Ends what CACHE_MISS began without an answer, unless someone waits for it:
// then false, and nothing has changed.
bool cache_give_up(struct cache *cache, str key);

// The largest body that is kept.
size_t cache_max_body(const struct cache *cache);

size_t cache_bytes(struct cache *cache);

#endif
