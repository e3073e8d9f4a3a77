// The numbers of Protocol Buffers: seven bits a byte, lowest first.

#ifndef TILE_VARINT_H
#define TILE_VARINT_H

#include <stddef.h>
#include <stdint.h>

enum { VARINT_MAX = 10 };

static inline size_t varint_size(uint64_t value)
{
    size_t size = 1;
    for (; value >= 128; value >>= 7) size++;
    return size;
}

// Writes the number and returns where it ends.
static inline char *varint_put(char *to, uint64_t value)
{
    for (; value >= 128; value >>= 7) *to++ = (char)(value | 128);
    *to++ = (char)value;
    return to;
}

// Signed numbers with the sign in the lowest bit, so that small ones are short.
static inline uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}

static inline int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

#endif
