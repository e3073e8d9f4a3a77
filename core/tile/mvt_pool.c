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
    buf_init(&pool->scratch, arena, limit);
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

size_t mvt_value_length(const char *bytes)
{
    size_t content = 0, at = 1;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = (unsigned char)bytes[at++];
        content |= (size_t)(byte & 127) << shift;
        if (byte < 128) return at + content;
    }
}

uint32_t mvt_value_hash(const char *bytes, size_t len)
{
    return (uint32_t)hash_bytes(bytes, len);
}

static bool is_text(struct value value)
{
    return value.type == VALUE_TEXT || value.type == VALUE_DATE ||
           value.type == VALUE_TIME;
}

// The number of a boolean or a whole number, and the field that holds it.
static uint64_t number_of(struct value value, char *tag)
{
    bool is_bool = value.type == VALUE_BOOL;
    bool is_negative = !is_bool && value.integer < 0;
    *tag = is_bool ? TAG_BOOL : is_negative ? TAG_SINT : TAG_UINT;
    if (is_bool) return value.boolean;
    return is_negative ? zigzag(value.integer) : (uint64_t)value.integer;
}

// What stands behind the length of the value.
static size_t content_size(struct value value)
{
    char tag;
    if (value.type == VALUE_NULL) return 0;
    if (is_text(value)) return 1 + varint_size(value.text.len) + value.text.len;
    if (value.type == VALUE_REAL)
        return isfinite(value.real) ? 1 + sizeof value.real : 0;
    return 1 + varint_size(number_of(value, &tag));
}

size_t mvt_value_size(struct value value)
{
    size_t content = content_size(value);
    return content ? 1 + varint_size(content) + content : 0;
}

static char *put_double(char *to, double real)
{
    uint64_t bits;
    memcpy(&bits, &real, sizeof bits);
    *to++ = TAG_DOUBLE;
    for (size_t i = 0; i < sizeof bits; i++) *to++ = (char)(bits >> 8 * i);
    return to;
}

static char *put_text(char *to, str text)
{
    *to++ = TAG_STRING;
    to = varint_put(to, text.len);
    if (text.len) memcpy(to, text.bytes, text.len);
    return to + text.len;
}

char *mvt_value_write(char *to, struct value value)
{
    char tag;
    size_t content = content_size(value);
    if (!content) return to;
    *to++ = TAG_VALUES;
    to = varint_put(to, content);
    if (is_text(value)) return put_text(to, value.text);
    if (value.type == VALUE_REAL) return put_double(to, value.real);
    uint64_t number = number_of(value, &tag);
    *to++ = tag;
    return varint_put(to, number);
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
                    const struct mvt_pool_slot *own, const char *bytes)
{
    return slot->hash == own->hash && slot->len == own->len &&
           memcmp(pool->bytes.bytes + slot->start, bytes, own->len) == 0;
}

// The slot of a value that `bytes` encode; a free one when it is not there.
static struct mvt_pool_slot *find_slot(struct mvt_pool *pool,
                                       const struct mvt_pool_slot *own,
                                       const char *bytes)
{
    size_t at = own->hash & (pool->slot_count - 1);
    for (; pool->slots[at].len; at = (at + 1) & (pool->slot_count - 1))
        if (is_same(pool, &pool->slots[at], own, bytes)) break;
    return &pool->slots[at];
}

static uint32_t add(struct mvt_pool *pool, const char *bytes, size_t len)
{
    buf_add(&pool->bytes, bytes, len);
    return pool->bytes.failure ? MVT_NO_VALUE : (uint32_t)pool->count++;
}

// Gives the values that were only appended their slots.
static bool find_appended(struct mvt_pool *pool)
{
    size_t start = 0;
    do
        if (!make_room(pool)) return false;
    while (pool->slot_count < pool->count * 2);
    for (uint32_t number = 0; number < pool->count; number++) {
        const char *bytes = pool->bytes.bytes + start;
        size_t len = mvt_value_length(bytes);
        struct mvt_pool_slot own = { .hash = mvt_value_hash(bytes, len),
                                     .start = (uint32_t)start,
                                     .len = (uint32_t)len,
                                     .number = number };
        *find_slot(pool, &own, bytes) = own;
        start += len;
    }
    return true;
}

static uint32_t take(struct mvt_pool *pool, uint32_t hash, const char *bytes,
                     size_t len)
{
    if (!pool->slot_count && !find_appended(pool)) return MVT_NO_VALUE;
    if (pool->count * 2 >= pool->slot_count && !make_room(pool))
        return MVT_NO_VALUE;
    struct mvt_pool_slot own = { .hash = hash,
                                 .start = (uint32_t)pool->bytes.len,
                                 .len = (uint32_t)len,
                                 .number = (uint32_t)pool->count };
    struct mvt_pool_slot *slot = find_slot(pool, &own, bytes);
    if (slot->len) return slot->number;
    if (add(pool, bytes, len) == MVT_NO_VALUE) return MVT_NO_VALUE;
    *slot = own;
    return own.number;
}

uint32_t mvt_pool_number(struct mvt_pool *pool, struct value value)
{
    size_t size = mvt_value_size(value);
    if (size == 0) return MVT_NO_VALUE;
    pool->scratch.len = 0;
    char *to = buf_reserve(&pool->scratch, size);
    if (!to) {
        if (!pool->bytes.failure) pool->bytes.failure = pool->scratch.failure;
        return MVT_NO_VALUE;
    }
    mvt_value_write(to, value);
    return take(pool, mvt_value_hash(to, size), to, size);
}

uint32_t mvt_pool_take(struct mvt_pool *pool, uint32_t hash, str bytes)
{
    return take(pool, hash, bytes.bytes, bytes.len);
}

uint32_t mvt_pool_append(struct mvt_pool *pool, uint32_t hash, str bytes)
{
    return pool->slot_count ? take(pool, hash, bytes.bytes, bytes.len)
                            : add(pool, bytes.bytes, bytes.len);
}
