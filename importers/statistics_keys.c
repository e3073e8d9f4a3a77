#include <stdlib.h>

#include "importers/statistics.h"

static struct key_row *find(const struct key_set *set, uint64_t hash,
                            uint32_t more)
{
    size_t i = hash & (set->capacity - 1);
    while (set->slots[i].row &&
           (set->slots[i].hash != hash || set->slots[i].more != more))
        i = (i + 1) & (set->capacity - 1);
    return &set->slots[i];
}

static bool grow(struct key_set *set)
{
    struct key_set grown = { .capacity =
                                 set->capacity ? set->capacity * 2 : 4096,
                             .count = set->count };
    grown.slots = calloc(grown.capacity, sizeof *grown.slots);
    if (!grown.slots) return false;
    for (size_t i = 0; i < set->capacity; i++) {
        const struct key_row *row = &set->slots[i];
        if (row->row) *find(&grown, row->hash, row->more) = *row;
    }
    free(set->slots);
    *set = grown;
    return true;
}

// The second hash goes through the key from the other end, with another
// multiplier, so that the two are independent.
static uint32_t hash_backwards(str key)
{
    uint64_t hash = 0x9E3779B97F4A7C15U;
    for (size_t i = key.len; i > 0; i--) {
        hash ^= (unsigned char)key.bytes[i - 1];
        hash *= 0xD6E8FEB86659FD93U;
        hash ^= hash >> 32;
    }
    return (uint32_t)hash;
}

bool key_set_add(struct key_set *set, str key, uint64_t row, uint64_t *earlier,
                 struct error *err)
{
    if (row >= UINT32_MAX)
        return error_set(err, ERROR_TOO_LARGE, "more than 4294967294 rows");
    if (set->count >= set->capacity / 4 * 3 && !grow(set))
        return error_set(err, ERROR_NO_MEMORY, "no memory left for keys");
    uint64_t hash = str_hash(key);
    uint32_t more = hash_backwards(key);
    struct key_row *slot = find(set, hash, more);
    *earlier = slot->row;
    if (slot->row) return true;
    *slot = (struct key_row){ hash, more, (uint32_t)row };
    set->count++;
    return true;
}

void key_set_free(struct key_set *set)
{
    free(set->slots);
    *set = (struct key_set){ 0 };
}
