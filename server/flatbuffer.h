// Writes FlatBuffers with a size in front, from front to back: a table first,
// then what its fields point to.
//
// Positions count from the size. Numbers lie at multiples of their size, so
// seen from there, and vectors of them too.

#ifndef SERVER_FLATBUFFER_H
#define SERVER_FLATBUFFER_H

#include "base/buf.h"

enum { FLAT_FIELDS_MAX = 16 };

struct flat {
    struct buf *out;
    size_t start;  // of the size, in `out`
};

// A table that was written: where each of its fields stands; 0: left out.
struct flat_table {
    size_t at[FLAT_FIELDS_MAX];
};

// Where the root's position stands, for flat_table.
enum { FLAT_ROOT = 4 };

void flat_begin(struct flat *flat, struct buf *out);
void flat_end(struct flat *flat);

// A table whose field i has sizes[i] bytes (1, 2, 4 or 8; 0: left out), all
// zero; the field at `link` points to it. A field that points has four.
struct flat_table flat_table(struct flat *flat, size_t link,
                             const unsigned char *sizes, size_t count);

void flat_put_8(struct flat *flat, size_t at, uint8_t value);
void flat_put_16(struct flat *flat, size_t at, uint16_t value);
void flat_put_32(struct flat *flat, size_t at, uint32_t value);
void flat_put_64(struct flat *flat, size_t at, uint64_t value);

void flat_string(struct flat *flat, size_t link, str text);

// `count` items of `size` bytes, all zero. The position of the first.
size_t flat_vector(struct flat *flat, size_t link, size_t count, size_t size);

// Copies bytes to `at`, inside of what was written.
void flat_put(struct flat *flat, size_t at, const void *bytes, size_t len);

#endif
