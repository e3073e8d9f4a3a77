// Writes all tiles of collections into one file: `buurt tiles`.
//
// Threads make and compress the tiles (crew.h) that the walk leads to
// (walk.h); one thread puts them into the part (part.h) in the order of their
// numbers, so that the same data always gives the same bytes, and turns the
// part into the file when all are there.

#ifndef SERVER_EXPORT_EXPORT_H
#define SERVER_EXPORT_EXPORT_H

#include "base/progress.h"
#include "server/export/ask.h"

enum export_format { EXPORT_PMTILES, EXPORT_MBTILES };

struct export_options {
    struct export_ask ask;
    const char *path;
    enum export_format format;
    unsigned threads;
};

struct export_sums {
    uint64_t tiles;     // that show something
    uint64_t contents;  // of those, different ones
    uint64_t reduced;   // that go without something to keep to their limit
    uint64_t bytes;     // of the file
    bool is_resumed;
};

// ERROR_BUSY with progress->stop_signal set when that asked to stop; what was
// made is kept for the next run.
bool export_run(struct store *store, const struct export_options *options,
                struct progress *progress, struct export_sums *sums,
                struct error *err) MUST_CHECK;

#endif
