// Which tiles an export looks at: that of zoom 0, and the four below each that
// had features within its margins. A tile's margin holds those of the four, so
// that none with something to show is passed over, however the data lies, and
// no tile is looked at of which the one above is empty.

#ifndef SERVER_EXPORT_WALK_H
#define SERVER_EXPORT_WALK_H

#include "server/export/part.h"

enum { WALK_AT_ONCE = 256 };

struct walk {
    struct part *part;
    uint32_t zoom;    // of the tiles that come
    uint64_t parent;  // the record to be read next
    struct part_record records[WALK_AT_ONCE];
    size_t count, at;
    unsigned child;  // of records[at]
};

// Behind the last record of the part.
bool walk_begin(struct walk *walk, struct part *part,
                struct error *err) MUST_CHECK;

// The next tile of the zoom; *is_there is false behind the last.
bool walk_next(struct walk *walk, uint64_t *id, bool *is_there,
               struct error *err) MUST_CHECK;

// To the zoom below, once all of this one is in the part and kept.
void walk_descend(struct walk *walk);

// How many tiles the zoom has to be looked at.
uint64_t walk_total(const struct walk *walk);

#endif
