#include "store/spatialite/row_feed.h"

#include <stdlib.h>

#include "store/spatialite/sql.h"

struct table {
    sqlite3_vtab base;  // stays first
    struct row_feed *feed;
};

struct cursor {
    sqlite3_vtab_cursor base;  // stays first
    sqlite3_int64 row;
    bool is_over;
};

static struct row_feed *feed_of(sqlite3_vtab_cursor *cursor)
{
    return ((struct table *)cursor->pVtab)->feed;
}

static int declare(sqlite3 *db, int column_count)
{
    sqlite3_str *sql = sqlite3_str_new(db);
    for (int i = 0; i < column_count; i++)
        sqlite3_str_appendf(sql, "%s c%d", i ? "," : "CREATE TABLE t(", i);
    sqlite3_str_appendchar(sql, 1, ')');
    char *text = sqlite3_str_finish(sql);
    int rc = text ? sqlite3_declare_vtab(db, text) : SQLITE_NOMEM;
    sqlite3_free(text);
    return rc;
}

static int table_connect(sqlite3 *db, void *feed, int argument_count,
                         const char *const *arguments, sqlite3_vtab **out,
                         char **error)
{
    (void)argument_count, (void)arguments, (void)error;
    struct table *table = calloc(1, sizeof *table);
    if (!table) return SQLITE_NOMEM;
    table->feed = feed;
    int rc = declare(db, table->feed->column_count);
    if (rc == SQLITE_OK)
        *out = &table->base;
    else
        free(table);  // nobody else would
    return rc;
}

static int table_disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

// All rows, in the order they come.
static int table_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
    (void)table, (void)plan;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    struct cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor) return SQLITE_NOMEM;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;
    struct row_feed *feed = feed_of(base);
    cursor->row++;
    if (feed->next(feed->context, &cursor->is_over, &feed->error))
        return SQLITE_OK;
    feed->has_failed = true;
    return SQLITE_ERROR;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int plan, const char *name,
                         int count, sqlite3_value **values)
{
    (void)plan, (void)name, (void)count, (void)values;
    struct cursor *cursor = (struct cursor *)base;
    cursor->row = 0;
    cursor->is_over = false;
    return cursor_next(base);
}

static int cursor_is_over(sqlite3_vtab_cursor *cursor)
{
    return ((struct cursor *)cursor)->is_over;
}

static int cursor_column(sqlite3_vtab_cursor *cursor, sqlite3_context *result,
                         int column)
{
    struct row_feed *feed = feed_of(cursor);
    feed->put(feed->context, column, result);
    return SQLITE_OK;
}

static int cursor_row(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
    *row = ((struct cursor *)cursor)->row;
    return SQLITE_OK;
}

// Without xCreate it is there without CREATE VIRTUAL TABLE.
static const sqlite3_module module = {
    .xConnect = table_connect,
    .xBestIndex = table_plan,
    .xDisconnect = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_is_over,
    .xColumn = cursor_column,
    .xRowid = cursor_row,
};

bool row_feed_open(sqlite3 *db, struct row_feed *feed, struct error *err)
{
    feed->has_failed = false;
    return sqlite3_create_module(db, ROW_FEED_TABLE, &module, feed) ==
               SQLITE_OK ||
           sql_error(db, err);
}

bool row_feed_run(sqlite3 *db, sqlite3_stmt *statement, struct row_feed *feed,
                  struct error *err)
{
    bool ok = sql_step(db, statement, err);
    if (feed->has_failed && err) *err = feed->error;
    return ok;
}

void row_feed_close(sqlite3 *db)
{
    sqlite3_create_module(db, ROW_FEED_TABLE, NULL, NULL);
}
