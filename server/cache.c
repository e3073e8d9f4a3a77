#include "server/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOT_COUNT = 1 << 14,
    ENTRY_BYTES = 2048,  // of an entry and its headers, roughly
    LARGEST_PART = 8,    // one answer may take an eighth of the memory
};

struct entry {
    struct entry *next_in_slot;
    struct entry *newer, *older;  // of the finished ones
    struct exchange *waiting;
    struct answer *answer;  // NULL while it is being made
    uint64_t hash;
    size_t key_len;
    char key[];
};

struct cache {
    pthread_mutex_t lock;
    size_t max_bytes, bytes;
    struct entry *newest, *oldest;
    struct entry *slots[SLOT_COUNT];
};

struct cache *cache_create(size_t max_bytes)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (!cache) return NULL;
    cache->max_bytes = max_bytes;
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static struct entry **slot_of(struct cache *cache, uint64_t hash)
{
    return &cache->slots[hash % SLOT_COUNT];
}

static struct entry *find(struct cache *cache, str key, uint64_t hash)
{
    struct entry *entry = *slot_of(cache, hash);
    for (; entry; entry = entry->next_in_slot)
        if (entry->hash == hash &&
            str_equal((str){ entry->key, entry->key_len }, key))
            return entry;
    return NULL;
}

static struct entry *add(struct cache *cache, str key, uint64_t hash)
{
    struct entry *entry = calloc(1, sizeof *entry + key.len);
    if (!entry) return NULL;
    memcpy(entry->key, key.bytes, key.len);
    entry->key_len = key.len;
    entry->hash = hash;
    struct entry **slot = slot_of(cache, hash);
    entry->next_in_slot = *slot;
    *slot = entry;
    return entry;
}

static void unlink_from_slot(struct cache *cache, struct entry *entry)
{
    struct entry **at = slot_of(cache, entry->hash);
    while (*at != entry) at = &(*at)->next_in_slot;
    *at = entry->next_in_slot;
}

static void unlink_from_order(struct cache *cache, struct entry *entry)
{
    if (entry->newer)
        entry->newer->older = entry->older;
    else
        cache->newest = entry->older;
    if (entry->older)
        entry->older->newer = entry->newer;
    else
        cache->oldest = entry->newer;
    entry->newer = entry->older = NULL;
}

static void put_first(struct cache *cache, struct entry *entry)
{
    entry->older = cache->newest;
    if (cache->newest)
        cache->newest->newer = entry;
    else
        cache->oldest = entry;
    cache->newest = entry;
}

static size_t entry_bytes(const struct entry *entry)
{
    return ENTRY_BYTES + entry->key_len + answer_size(entry->answer);
}

// Takes the oldest entry out; what is linked behind it by next_in_slot is
// `others`.
static struct entry *take_oldest(struct cache *cache, struct entry *others)
{
    struct entry *entry = cache->oldest;
    cache->bytes -= entry_bytes(entry);
    unlink_from_order(cache, entry);
    unlink_from_slot(cache, entry);
    entry->next_in_slot = others;
    return entry;
}

// Not under the lock: giving large bodies back to the system takes its time.
static void destroy_entries(struct entry *entry)
{
    while (entry) {
        struct entry *next = entry->next_in_slot;
        answer_release(entry->answer);
        free(entry);
        entry = next;
    }
}

void cache_destroy(struct cache *cache)
{
    if (!cache) return;
    while (cache->oldest) destroy_entries(take_oldest(cache, NULL));
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

// With the lock.
static struct answer *use(struct cache *cache, struct entry *entry)
{
    unlink_from_order(cache, entry);
    put_first(cache, entry);
    return answer_acquire(entry->answer);
}

struct answer *cache_find(struct cache *cache, str key)
{
    uint64_t hash = str_hash_here(key);
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = find(cache, key, hash);
    struct answer *answer = entry && entry->answer ? use(cache, entry) : NULL;
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

enum cache_found cache_begin(struct cache *cache, str key,
                             struct exchange *exchange, struct answer **answer)
{
    uint64_t hash = str_hash_here(key);
    enum cache_found found = CACHE_MISS;
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = find(cache, key, hash);
    if (entry && entry->answer) {
        found = CACHE_HIT;
        *answer = use(cache, entry);
    } else if (entry) {
        found = CACHE_JOINED;
        exchange_wait(exchange);
        exchange->next_waiting = entry->waiting;
        entry->waiting = exchange;
    } else {
        // Without memory for an entry the answer is made all the same, only
        // nobody can wait for it.
        add(cache, key, hash);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

struct exchange *cache_finish(struct cache *cache, str key,
                              struct answer *answer, bool is_kept)
{
    struct exchange *waiting = NULL;
    struct entry *forgotten = NULL;
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = find(cache, key, str_hash_here(key));
    if (entry && !entry->answer) {
        waiting = entry->waiting;
        entry->waiting = NULL;
        is_kept =
            is_kept && answer && answer_size(answer) <= cache_max_body(cache);
        if (is_kept) {
            entry->answer = answer_acquire(answer);
            cache->bytes += entry_bytes(entry);
            put_first(cache, entry);
        } else {
            unlink_from_slot(cache, entry);
            free(entry);
        }
    }
    while (cache->bytes > cache->max_bytes && cache->oldest)
        forgotten = take_oldest(cache, forgotten);
    pthread_mutex_unlock(&cache->lock);
    destroy_entries(forgotten);
    return waiting;
}

bool cache_give_up(struct cache *cache, str key)
{
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = find(cache, key, str_hash_here(key));
    bool is_waited_for = entry && entry->waiting;
    if (entry && !entry->answer && !is_waited_for) {
        unlink_from_slot(cache, entry);
        free(entry);
    }
    pthread_mutex_unlock(&cache->lock);
    return !is_waited_for;
}

size_t cache_max_body(const struct cache *cache)
{
    return cache->max_bytes / LARGEST_PART;
}

size_t cache_bytes(struct cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    size_t bytes = cache->bytes;
    pthread_mutex_unlock(&cache->lock);
    return bytes;
}
