// A reader that gives a text in pieces of `step` bytes: what comes next must
// not depend on where a piece ends.

#ifndef TESTS_UNIT_PIECES_H
#define TESTS_UNIT_PIECES_H

#include <string.h>

#include "base/str.h"

struct pieces {
    str rest;
    size_t step;
};

static inline size_t read_piece(void *context, char *out, size_t len)
{
    struct pieces *pieces = context;
    if (len > pieces->step) len = pieces->step;
    if (len > pieces->rest.len) len = pieces->rest.len;
    if (len) memcpy(out, pieces->rest.bytes, len);
    pieces->rest = str_slice(pieces->rest, len, pieces->rest.len);
    return len;
}

#endif
