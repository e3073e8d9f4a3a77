// Rows for one INSERT … SELECT, which come from a function. A statement that
// takes many rows keeps its place at the end of the table; one a row looks for
// it again each time, and costs nearly twice as much.
//
// To SQLite it is a virtual table that is only there while the feed is open:
// see https://www.sqlite.org/vtab.html#epovtab.

#ifndef STORE_SPATIALITE_ROW_FEED_H
#define STORE_SPATIALITE_ROW_FEED_H

#include <sqlite3.h>

#include "base/error.h"

// What comes after SELECT … FROM; its columns are c0, c1, …. No collection's
// table begins so.
#define ROW_FEED_TABLE "__row_feed"

struct row_feed {
    int column_count;
    // Makes the next row ready; *is_over when none is left for this statement.
    bool (*next)(void *context, bool *is_over, struct error *err);
    // Gives a column of that row. What it points at stays until next() or the
    // end of the statement.
    void (*put)(void *context, int column, sqlite3_context *result);
    void *context;
    struct error error;  // why next() failed
    bool has_failed;
};

// One at a time on a connection; `feed` stays where it is until it is closed.
bool row_feed_open(sqlite3 *db, struct row_feed *feed,
                   struct error *err) MUST_CHECK;

// Runs a statement that takes its rows from the feed, until next() says that
// it is over. It can be run again then.
bool row_feed_run(sqlite3 *db, sqlite3_stmt *statement, struct row_feed *feed,
                  struct error *err) MUST_CHECK;

// Behind the statements: they are finalized.
void row_feed_close(sqlite3 *db);

#endif
