// From a part that holds all tiles to the finished file.

#ifndef SERVER_EXPORT_FINISH_H
#define SERVER_EXPORT_FINISH_H

#include "server/export/export.h"
#include "server/export/part.h"

// The tiles of a part in the order of their numbers, neighbours with the same
// bytes as one run.
struct runs {
    struct part *part;
    uint64_t next;  // record
    struct part_record records[256];
    size_t count, at;
    struct pmtiles_entry run;  // being put together; length 0: none
};
void runs_begin(struct runs *runs, struct part *part);
// Fewer than `max` behind the last.
bool runs_read(struct runs *runs, struct pmtiles_entry *out, size_t max,
               size_t *count, struct error *err) MUST_CHECK;

bool finish_pmtiles(struct part *part, const struct asked *asked,
                    const struct export_ask *ask, struct export_sums *sums,
                    struct error *err) MUST_CHECK;
bool finish_mbtiles(struct part *part, const struct asked *asked,
                    const struct export_ask *ask, struct export_sums *sums,
                    struct error *err) MUST_CHECK;

#endif
