#include "tile/mvt_pool.h"

#include <math.h>
#include <string.h>

#include "tile/varint.h"

// Fields of Layer and Value in vector_tile.proto 2.1.
enum {
    TAG_VALUES = 4 << 3 | 2,
    TAG_STRING = 1 << 3 | 2,
    TAG_DOUBLE = 3 << 3 | 1,
    TAG_UINT = 5 << 3 | 0,
    TAG_SINT = 6 << 3 | 0,
    TAG_BOOL = 7 << 3 | 0,
    SLOTS_FIRST = 64,
    ENTRY_HEAD_MAX = 2 + 2 * VARINT_MAX,
};

struct mvt_pool_slot {
    uint32_t hash;
    uint32_t start, len;  // in the pool's bytes; len 0: free
    uint32_t number;
};

void mvt_pool_begin(struct mvt_pool *pool, struct arena *arena, size_t limit)
{
    *pool = (struct mvt_pool){ 0 };
    if (limit > UINT32_MAX) limit = UINT32_MAX;
    buf_init(&pool->bytes, arena, limit);
}

// A product of 128 bits, folded: every bit of the input reaches every bit.
__extension__ typedef unsigned __int128 uint128;

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_bytes(const char *bytes, size_t len)
{
    const uint64_t k = 0x9E3779B97F4A7C15;
    uint64_t hash = mix(len + 1, k);
    uint64_t word;
    for (; len >= sizeof word; bytes += sizeof word, len -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = mix(hash ^ word, k);
    }
    word = 0;
    memcpy(&word, bytes, len);
    return mix(hash ^ word, k ^ len);
}

static void put_number(struct buf *bytes, unsigned tag, uint64_t number)
{
    char *to = buf_reserve(bytes, ENTRY_HEAD_MAX);
    if (!to) return;
    *to++ = TAG_VALUES;
    *to++ = (char)(1 + varint_size(number));
    *to++ = (char)tag;
    bytes->len = (size_t)(varint_put(to, number) - bytes->bytes);
}

static void put_double(struct buf *bytes, double real)
{
    uint64_t bits;
    char *to = buf_reserve(bytes, ENTRY_HEAD_MAX);
    if (!to) return;
    memcpy(&bits, &real, sizeof bits);
    *to++ = TAG_VALUES;
    *to++ = 1 + sizeof bits;
    *to++ = TAG_DOUBLE;
    for (size_t i = 0; i < sizeof bits; i++) *to++ = (char)(bits >> 8 * i);
    bytes->len = (size_t)(to - bytes->bytes);
}

static void put_text(struct buf *bytes, str text)
{
    char *to = buf_reserve(bytes, ENTRY_HEAD_MAX + text.len);
    if (!to) return;
    *to++ = TAG_VALUES;
    to = varint_put(to, 1 + varint_size(text.len) + text.len);
    *to++ = TAG_STRING;
    to = varint_put(to, text.len);
    if (text.len) memcpy(to, text.bytes, text.len);
    bytes->len = (size_t)(to + text.len - bytes->bytes);
}

// Appends the value; nothing when it is to be absent.
static void put_value(struct buf *bytes, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: return;
    case VALUE_BOOL: put_number(bytes, TAG_BOOL, value.boolean); return;
    case VALUE_INT:
        if (value.integer < 0)
            put_number(bytes, TAG_SINT, zigzag(value.integer));
        else
            put_number(bytes, TAG_UINT, (uint64_t)value.integer);
        return;
    case VALUE_REAL:
        if (isfinite(value.real)) put_double(bytes, value.real);
        return;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: put_text(bytes, value.text); return;
    }
}

static bool make_room(struct mvt_pool *pool)
{
    size_t count = pool->slot_count ? pool->slot_count * 2 : SLOTS_FIRST;
    struct mvt_pool_slot *slots =
        ARENA_ARRAY(pool->bytes.arena, struct mvt_pool_slot, count);
    if (!slots) {
        pool->bytes.failure = ERROR_NO_MEMORY;
        return false;
    }
    for (size_t i = 0; i < pool->slot_count; i++) {
        if (!pool->slots[i].len) continue;
        size_t at = pool->slots[i].hash & (count - 1);
        while (slots[at].len) at = (at + 1) & (count - 1);
        slots[at] = pool->slots[i];
    }
    pool->slots = slots;
    pool->slot_count = count;
    return true;
}

static bool is_same(const struct mvt_pool *pool,
                    const struct mvt_pool_slot *slot,
                    const struct mvt_pool_slot *own)
{
    const char *bytes = pool->bytes.bytes;
    return slot->hash == own->hash && slot->len == own->len &&
           memcmp(bytes + slot->start, bytes + own->start, own->len) == 0;
}

uint32_t mvt_pool_number(struct mvt_pool *pool, struct value value)
{
    size_t start = pool->bytes.len;
    if (pool->count * 2 >= pool->slot_count && !make_room(pool))
        return MVT_NO_VALUE;
    put_value(&pool->bytes, value);
    size_t len = pool->bytes.len - start;
    if (len == 0) return MVT_NO_VALUE;
    struct mvt_pool_slot own = {
        .hash = (uint32_t)hash_bytes(pool->bytes.bytes + start, len),
        .start = (uint32_t)start,
        .len = (uint32_t)len,
        .number = (uint32_t)pool->count,
    };
    size_t at = own.hash & (pool->slot_count - 1);
    for (; pool->slots[at].len; at = (at + 1) & (pool->slot_count - 1)) {
        if (!is_same(pool, &pool->slots[at], &own)) continue;
        pool->bytes.len = start;
        return pool->slots[at].number;
    }
    pool->slots[at] = own;
    pool->count++;
    return own.number;
}
