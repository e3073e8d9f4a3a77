// The connection that writes: it has SpatiaLite's functions, and the import
// lock for as long as it is open.

#ifndef STORE_SPATIALITE_WRITER_H
#define STORE_SPATIALITE_WRITER_H

#include <sqlite3.h>

#include "base/error.h"
#include "base/str.h"

// So many pages of the log are moved into the database by the commit that
// makes them, where checkpoint.h does not see to it.
enum { WRITER_LOG_PAGES = 2048 };

struct writer {
    sqlite3 *db;
    void *spatialite;  // SpatiaLite's own memory of the connection
    int lock;
};

// ERROR_BUSY when an import is running. The file must exist.
bool writer_open(struct writer *writer, const char *path,
                 unsigned busy_timeout_ms, struct error *err) MUST_CHECK;

// The same; makes a file that is absent or empty into a database of Buurt.
bool writer_create(struct writer *writer, const char *path,
                   unsigned busy_timeout_ms, struct error *err) MUST_CHECK;

void writer_close(struct writer *writer);

// How many tables of an import that ended halfway, or of a version that was
// replaced, are still there.
bool writer_count_leftovers(sqlite3 *db, int64_t *count,
                            struct error *err) MUST_CHECK;
bool writer_drop_leftovers(struct writer *writer, struct error *err) MUST_CHECK;

#endif
