// Inside the SpatiaLite engine: a connection that reads, and what belongs to
// it.

#ifndef STORE_SPATIALITE_VIEW_H
#define STORE_SPATIALITE_VIEW_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "geo/crs.h"
#include "store/store.h"

struct area_cache;  // spatialite/areas.h
struct areas;

struct view {
    struct store *store;
    sqlite3 *db;
    const struct catalog *catalog;
    uint64_t deadline_ms;      // 0: none; the progress handler looks at it
    bool timed_out;            // set by the progress handler
    atomic_bool is_cancelled;  // by another thread
    struct arena *arena;       // for what lives as long as the view is open
    struct statement_cache *statements;  // stays with the connection
    struct view_crs *systems;            // stays with the connection:
                                         // view_crs.h
    struct area_cache *areas;  // the store's, shared by all its connections;
                               // NULL: none is kept
    struct areas *held;        // what was asked of them: areas.h
};

// The statement for this SQL text on the view's connection: prepared once,
// kept with the connection, reset and without bindings. While one is in use
// the same text gives a second one. Hand it back with view_done.
sqlite3_stmt *view_prepare(struct view *view, const char *sql,
                           struct error *err) MUST_CHECK;
void view_done(struct view *view, sqlite3_stmt *statement);

// Whether the deadline has passed, or nobody waits any more: for loops outside
// SQLite.
bool view_is_late(const struct view *view);

// Turns what SQLite says into an error; ERROR_TIMEOUT after the deadline.
bool view_error(struct view *view, int rc, struct error *err);

// The text of a column; valid until the next step.
str column_str(sqlite3_stmt *statement, int column);

// "buurten_2024" for the collection "buurten-2024". Lives in `arena`.
str table_name(struct arena *arena, const struct collection *collection);

// Whether the table has these columns.
bool table_has_geom(const struct collection *collection);
bool table_has_stored(const struct collection *collection);  // geom_<srid>
bool table_has_area(const struct collection *collection);    // area
bool table_has_row_id(const struct collection *collection);  // row_id

// `name` in double quotes, quotes doubled.
void sql_name(struct buf *sql, str name);

#endif
