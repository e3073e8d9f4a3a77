// Threads that make the tiles of an export, and hand them over in the order in
// which they were asked for. Memory is bounded: at most CREW_AHEAD tiles wait.

#ifndef SERVER_EXPORT_CREW_H
#define SERVER_EXPORT_CREW_H

#include "server/export/ask.h"

enum { CREW_AHEAD = 64 };

struct crew_tile {
    uint64_t id;
    struct tile_address address;
    bool is_probe;  // only whether there is something
    // What came of it:
    bool is_done;
    str bytes;  // compressed with gzip; empty: no tile
    uint64_t hash;
    bool has_rows, is_reduced;
    bool has_failed;
    struct error error;
};

struct crew;

// Each thread has an `asked` of its own, all of the same state of the data.
// ERROR_BUSY when that changes in the meantime.
struct crew *crew_start(struct store *store, const struct export_ask *ask,
                        unsigned threads, struct error *err) MUST_CHECK;
void crew_stop(struct crew *crew);  // what is being made ends first

const struct asked *crew_asked(const struct crew *crew);

// All from one thread, which is none of the crew.
bool crew_has_room(const struct crew *crew);
bool crew_is_idle(const struct crew *crew);  // nothing to wait for
void crew_add(struct crew *crew, uint64_t id, struct tile_address address,
              bool is_probe);
// Waits for the oldest; it stays until crew_drop. NULL when crew_is_idle.
struct crew_tile *crew_wait(struct crew *crew);
void crew_drop(struct crew *crew);

#endif
