#include "store/spatialite/sort_key.h"

#include <string.h>

enum { FID_BYTES = 8 };

// Big endian, the sign turned over: negative numbers sort before the others.
static void add_bits(struct buf *key, uint64_t bits)
{
    uint64_t big = __builtin_bswap64(bits);
    buf_add(key, &big, sizeof big);
}

static void add_int(struct buf *key, int64_t integer)
{
    add_bits(key, (uint64_t)integer ^ UINT64_C(1) << 63);
}

// The bits of a double rise with its size; those of negative ones are turned
// over. Minus zero is zero.
static void add_real(struct buf *key, double real)
{
    uint64_t bits;
    if (real == 0) real = 0;
    memcpy(&bits, &real, sizeof bits);
    add_bits(key, bits >> 63 ? ~bits : bits | UINT64_C(1) << 63);
}

// Two zero bytes end a text, so that it sorts before what it begins; one that
// is part of it gets a mark.
static void add_text(struct buf *key, str text)
{
    while (text.len > 0) {
        const char *zero = memchr(text.bytes, 0, text.len);
        size_t len = zero ? (size_t)(zero - text.bytes) + 1 : text.len;
        buf_add(key, text.bytes, len);
        if (zero) buf_add_char(key, '\1');
        text = str_slice(text, len, text.len);
    }
    buf_add(key, "\0", 2);
}

static void add_value(struct buf *key, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: buf_add_char(key, (char)value.boolean); break;
    case VALUE_INT: add_int(key, value.integer); break;
    case VALUE_REAL: add_real(key, value.real); break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: add_text(key, value.text); break;
    }
}

void sort_key_add(struct buf *key, const struct sort *sort, struct value value)
{
    buf_add_char(key, value.type == VALUE_NULL);
    size_t start = key->len;
    add_value(key, value);
    if (!sort->is_descending || key->failure) return;
    for (size_t i = start; i < key->len; i++)
        key->bytes[i] = (char)~key->bytes[i];
}

void sort_key_add_fid(struct buf *key, int64_t fid)
{
    add_int(key, fid);
}

int sort_key_compare(str a, str b)
{
    return memcmp(a.bytes, b.bytes, a.len < b.len ? a.len : b.len);
}

int64_t sort_key_fid(str key)
{
    uint64_t big;
    memcpy(&big, key.bytes + key.len - FID_BYTES, sizeof big);
    return (int64_t)(__builtin_bswap64(big) ^ UINT64_C(1) << 63);
}
