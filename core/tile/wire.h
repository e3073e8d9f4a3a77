// Reads the wire format of Protocol Buffers, strictly: what it does not expect
// is an error that names its byte.

#ifndef TILE_WIRE_H
#define TILE_WIRE_H

#include "base/error.h"
#include "base/str.h"

enum wire_type {
    WIRE_VARINT = 0,
    WIRE_64 = 1,
    WIRE_BYTES = 2,
    WIRE_32 = 5,
};

// A message, or a packed array, of which at … end is still to be read. `base`
// is where the whole begins: positions count from there.
struct wire {
    const uint8_t *base;
    size_t at, end;
};

struct wire_field {
    uint32_t number;
    enum wire_type type;
    size_t offset;       // of the field's first byte
    uint64_t value;      // WIRE_VARINT, WIRE_64, WIRE_32
    struct wire inside;  // WIRE_BYTES
};

// Sets "byte <offset>: <what>". Returns false.
bool wire_error(struct error *err, size_t offset, const char *what);

bool wire_varint(struct wire *wire, uint64_t *out,
                 struct error *err) MUST_CHECK;

// The next field of a message; only while wire->at < wire->end.
bool wire_next(struct wire *wire, struct wire_field *out,
               struct error *err) MUST_CHECK;

// That a field has the type it should have, or its number fits in 32 bits.
bool wire_expect(const struct wire_field *field, enum wire_type type,
                 struct error *err) MUST_CHECK;
bool wire_uint32(const struct wire_field *field, uint32_t *out,
                 struct error *err) MUST_CHECK;

// The bytes of a field as text, which must be UTF-8.
bool wire_text(const struct wire_field *field, str *out,
               struct error *err) MUST_CHECK;

#endif
