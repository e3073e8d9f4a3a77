// The part of a body that a client asks for (RFC 9110 §14).

#ifndef SERVER_BYTE_RANGE_H
#define SERVER_BYTE_RANGE_H

#include "base/str.h"

enum byte_range {
    BYTES_ALL,      // no range, more than one, or nothing that is one
    BYTES_SOME,     // from `offset` on, `length` bytes, which are there
    BYTES_OUTSIDE,  // none of them is there: 416
};

// `header` is the value of Range, of a body of `size` bytes.
enum byte_range byte_range_read(str header, uint64_t size, uint64_t *offset,
                                uint64_t *length);

#endif
