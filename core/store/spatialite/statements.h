// Prepared statements of one connection, by their text.

#ifndef STORE_SPATIALITE_STATEMENTS_H
#define STORE_SPATIALITE_STATEMENTS_H

#include <sqlite3.h>
#include <stdbool.h>

enum { STATEMENTS_MAX = 256 };

struct statement_cache;

struct statement_cache *statements_create(sqlite3 *db);  // NULL: no memory
void statements_destroy(struct statement_cache *cache);  // before the db

// One that is not in use; prepared when there is none. NULL on failure, and
// the connection says why.
sqlite3_stmt *statements_take(struct statement_cache *cache, const char *sql);
void statements_give(struct statement_cache *cache, sqlite3_stmt *statement);

// Gives back whatever was not given back.
void statements_give_all(struct statement_cache *cache);

#endif
