// A body that is made piece by piece, by whoever asks for the next.

#ifndef SERVER_MAKER_H
#define SERVER_MAKER_H

#include "base/buf.h"

enum { MAKER_PIECE_BYTES = 64 * 1024 };

struct maker {
    // Adds to `out` until that holds MAKER_PIECE_BYTES or some milliseconds of
    // work are done; a single feature may be larger. *is_done with the last
    // bytes. The same question on the same data gives the same pieces.
    bool (*more)(void *context, struct buf *out, bool *is_done,
                 struct error *err);
    void (*close)(void *context);
    void *context;
    uint64_t size;  // of the whole body, known with its first byte at the
                    // latest; SIZE_NOT_KNOWN (answer.h)
    uint64_t rows;  // so far
};

#endif
