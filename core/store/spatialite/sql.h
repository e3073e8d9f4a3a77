// Short ways to say things to SQLite. Formats are those of sqlite3_mprintf:
// "%w" doubles the double quotes of a name, %Q makes a literal of a text.

#ifndef STORE_SPATIALITE_SQL_H
#define STORE_SPATIALITE_SQL_H

#include <sqlite3.h>

#include "geo/feature.h"

// Turns the last failure of `db` into an error. Returns false.
bool sql_error(sqlite3 *db, struct error *err);

// Runs statements that give no rows.
bool sql_run(sqlite3 *db, struct error *err, const char *format,
             ...) MUST_CHECK;

// The first column of the first row; 0 when there is no row.
bool sql_int(sqlite3 *db, int64_t *out, struct error *err, const char *format,
             ...) MUST_CHECK;

// A statement, to be finalized by the caller; NULL on failure.
sqlite3_stmt *sql_prepare(sqlite3 *db, struct error *err, const char *format,
                          ...) MUST_CHECK;

// Runs a statement that gives no rows, and makes it ready to run again.
bool sql_step(sqlite3 *db, sqlite3_stmt *statement,
              struct error *err) MUST_CHECK;

// The text has to live until the statement has run.
void sql_bind_str(sqlite3_stmt *statement, int parameter, str text);
void sql_bind_value(sqlite3_stmt *statement, int parameter, struct value value);

// The same as what a column of a virtual table gives.
void sql_result_value(sqlite3_context *result, struct value value);

// Undoes an open transaction, if there is one.
void sql_rollback(sqlite3 *db);

#endif
