#include "tile/dictionary.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_CODES = 1024,
    CHUNKS_MAX = (DICTIONARY_CODES_MAX + CHUNK_CODES - 1) / CHUNK_CODES,
    SLOTS_FIRST = 256,
    ADDED_ANYWAY = 1024,  // of a column, before it is judged
};

struct column {
    size_t found, added;
};

typedef const struct mvt_encoded *chunk[CHUNK_CODES];

struct dictionary {
    pthread_mutex_t lock;
    struct arena *arena;
    size_t count, slot_count;
    uint32_t *slots;  // code + 1 by hash; 0: free
    struct column *columns;
    // Never moved: read without the lock.
    chunk *chunks[CHUNKS_MAX];
};

const struct mvt_encoded *mvt_encode(struct arena *arena, struct value value,
                                     bool *failed)
{
    size_t len = mvt_value_size(value);
    if (len == 0) return NULL;
    struct mvt_encoded *encoded = NULL;
    if (len <= UINT32_MAX) encoded = arena_alloc(arena, sizeof *encoded + len);
    if (!encoded) {
        *failed = true;
        return NULL;
    }
    mvt_value_write(encoded->bytes, value);
    encoded->len = (uint32_t)len;
    encoded->hash = mvt_value_hash(encoded->bytes, len);
    return encoded;
}

struct dictionary *dictionary_create(size_t max_bytes, size_t columns)
{
    struct dictionary *dictionary = calloc(1, sizeof *dictionary);
    if (!dictionary) return NULL;
    dictionary->arena = arena_create(max_bytes);
    if (dictionary->arena)
        dictionary->columns =
            ARENA_ARRAY(dictionary->arena, struct column, columns + 1);
    if (!dictionary->columns) {
        arena_destroy(dictionary->arena);
        free(dictionary);
        return NULL;
    }
    pthread_mutex_init(&dictionary->lock, NULL);
    return dictionary;
}

void dictionary_destroy(struct dictionary *dictionary)
{
    if (!dictionary) return;
    pthread_mutex_destroy(&dictionary->lock);
    arena_destroy(dictionary->arena);
    free(dictionary->slots);
    free(dictionary);
}

const struct mvt_encoded *dictionary_value(const struct dictionary *dictionary,
                                           uint32_t code)
{
    return (*dictionary->chunks[code / CHUNK_CODES])[code % CHUNK_CODES];
}

const void *dictionary_place(const struct dictionary *dictionary, uint32_t code)
{
    return &(*dictionary->chunks[code / CHUNK_CODES])[code % CHUNK_CODES];
}

static size_t find_slot(const struct dictionary *dictionary,
                        const struct mvt_encoded *encoded)
{
    size_t mask = dictionary->slot_count - 1;
    size_t at = encoded->hash & mask;
    for (; dictionary->slots[at]; at = (at + 1) & mask) {
        const struct mvt_encoded *other =
            dictionary_value(dictionary, dictionary->slots[at] - 1);
        if (other->hash == encoded->hash && other->len == encoded->len &&
            memcmp(other->bytes, encoded->bytes, encoded->len) == 0)
            break;
    }
    return at;
}

static bool make_slots(struct dictionary *dictionary)
{
    if (dictionary->count * 2 < dictionary->slot_count) return true;
    size_t count =
        dictionary->slot_count ? dictionary->slot_count * 2 : SLOTS_FIRST;
    uint32_t *old = dictionary->slots;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots) return false;
    dictionary->slots = slots;
    dictionary->slot_count = count;
    for (uint32_t code = 0; code < dictionary->count; code++)
        slots[find_slot(dictionary, dictionary_value(dictionary, code))] =
            code + 1;
    free(old);
    return true;
}

static bool keep(struct dictionary *dictionary,
                 const struct mvt_encoded *encoded)
{
    size_t at = dictionary->count;
    if (at == DICTIONARY_CODES_MAX) return false;
    chunk **own = &dictionary->chunks[at / CHUNK_CODES];
    if (!*own) *own = arena_alloc(dictionary->arena, sizeof **own);
    size_t size = sizeof *encoded + encoded->len;
    void *copy = *own ? arena_alloc(dictionary->arena, size) : NULL;
    if (!copy) return false;
    memcpy(copy, encoded, size);
    (**own)[at % CHUNK_CODES] = copy;
    return true;
}

static bool may_add(const struct column *column)
{
    return column->added < ADDED_ANYWAY || column->added < column->found;
}

static uint32_t find_code(struct dictionary *dictionary, struct column *column,
                          const struct mvt_encoded *encoded)
{
    if (!make_slots(dictionary)) return DICTIONARY_NONE;
    size_t at = find_slot(dictionary, encoded);
    if (dictionary->slots[at]) {
        column->found++;
        return dictionary->slots[at] - 1;
    }
    if (!may_add(column) || !keep(dictionary, encoded)) return DICTIONARY_NONE;
    column->added++;
    dictionary->slots[at] = (uint32_t)++dictionary->count;
    return dictionary->slots[at] - 1;
}

uint32_t dictionary_code(struct dictionary *dictionary, size_t column,
                         const struct mvt_encoded *encoded)
{
    pthread_mutex_lock(&dictionary->lock);
    uint32_t code =
        find_code(dictionary, &dictionary->columns[column], encoded);
    pthread_mutex_unlock(&dictionary->lock);
    return code;
}

size_t dictionary_count(struct dictionary *dictionary)
{
    pthread_mutex_lock(&dictionary->lock);
    size_t count = dictionary->count;
    pthread_mutex_unlock(&dictionary->lock);
    return count;
}

size_t dictionary_bytes(struct dictionary *dictionary)
{
    pthread_mutex_lock(&dictionary->lock);
    size_t bytes = sizeof *dictionary + arena_used(dictionary->arena) +
                   dictionary->slot_count * sizeof *dictionary->slots;
    pthread_mutex_unlock(&dictionary->lock);
    return bytes;
}
