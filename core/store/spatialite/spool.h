// Rows on their way to a table: appended in the order they come, read back in
// any order. What is too much for memory waits in a file without a name, next
// to the database, so that a process that dies leaves nothing.

#ifndef STORE_SPATIALITE_SPOOL_H
#define STORE_SPATIALITE_SPOOL_H

#include "geo/feature.h"

struct spool;

// One row, as the table will have it.
struct spool_row {
    uint64_t row_number;  // of the source
    int64_t row_id;
    int32_t area;      // ordinal; CELL_NO_AREA when unassigned
    str geom, stored;  // blobs; empty without a place
};

// Rows of more than `kept_max` bytes together go to the file.
struct spool *spool_open(const char *database, size_t value_count,
                         size_t kept_max, struct error *err) MUST_CHECK;
void spool_close(struct spool *spool);

// *offset is what spool_read takes.
bool spool_add(struct spool *spool, const struct spool_row *row,
               const struct value *values, uint64_t *offset,
               struct error *err) MUST_CHECK;

// `values` must have room for the values. Texts and blobs stay valid until
// the next call.
bool spool_read(struct spool *spool, uint64_t offset, struct spool_row *row,
                struct value *values, struct error *err) MUST_CHECK;

// Tells that the row at `offset` will be read soon.
void spool_expect(const struct spool *spool, uint64_t offset);

// Behind the last spool_add: makes reading fast.
bool spool_seal(struct spool *spool, struct error *err) MUST_CHECK;

#endif
