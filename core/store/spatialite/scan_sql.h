// The statements that give the rows of a selection, and in which order SQLite
// finds them.

#ifndef STORE_SPATIALITE_SCAN_SQL_H
#define STORE_SPATIALITE_SCAN_SQL_H

#include "store/spatialite/row_test.h"
#include "store/spatialite/select.h"

// Rows by one column that has an index, ties in any order, nulls left out.
struct scan_order {
    str column;
    bool is_descending;
    struct value from;  // begins with rows that have this; VALUE_NULL: anywhere
    bool is_after;      // or behind those
    struct value until;  // ends before rows that have this; VALUE_NULL: nowhere
};

struct scan_sql {
    struct view *view;
    struct arena *arena;
    const struct selection *selection;
    struct filter *filter;
    struct row_test *test;  // its columns stand behind the others
    str columns;            // SQL, each with ", " in front, behind the fid
    bool any_order;
    const struct scan_order *by;  // NULL: by fid
};

// Every row that satisfies the conditions, from after_fid on. NULL on failure;
// hand it back with view_done.
sqlite3_stmt *scan_sql_rows(const struct scan_sql *sql,
                            struct error *err) MUST_CHECK;

// The row with the fid that is bound to the first parameter, if it satisfies
// the conditions; with is_sequential the rows from there on.
sqlite3_stmt *scan_sql_fetch(const struct scan_sql *sql, bool is_sequential,
                             struct error *err) MUST_CHECK;

// The value that sql->by has `count` rows on, the first being 1; VALUE_NULL
// when there are fewer. Lives in sql->arena.
bool scan_sql_ahead(const struct scan_sql *sql, size_t count,
                    enum value_type type, struct value *value,
                    struct error *err) MUST_CHECK;

#endif
