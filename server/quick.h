// Work that takes a moment, on the event thread that a request came in on: the
// way to a worker and back costs more than such work does.
//
// What it may delay is bounded. With few connections nobody waits behind it for
// long; with many a thread gives it no more than a part of its time, and leaves
// the rest to the workers.

#ifndef SERVER_QUICK_H
#define SERVER_QUICK_H

#include "server/compress.h"
#include "server/http.h"

enum {
    QUICK_WORK = 16000,            // for a tile (blocks.h): half a millisecond
    QUICK_PACK_BYTES = 24 * 1024,  // what is compressed on the way
    QUICK_CONNECTIONS = 16,        // few
    QUICK_ONE_IN = 10,             // with more, such part of a thread's time
    QUICK_AT_ONCE_US = 2 * 1000,   // no more than this is saved up,
    QUICK_DEBT_US = 100 * 1000,    // nor more owed: a second without
};

// Whether this thread may begin such work now, for this exchange.
bool quick_may_begin(const struct exchange *exchange);

// How long it took, whether it came to anything or not.
void quick_took(uint64_t us);

// This thread's own; NULL when memory is out.
struct compressor *quick_compressor(void);

#endif
