#include <stdlib.h>

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/cursor_scan.h"
#include "store/spatialite/order.h"
#include "store/spatialite/read.h"
#include "store/spatialite/settle.h"

enum {
    COLUMNS_SQL_MAX = 128 * 1024,
    CURSOR_BYTES_MAX = 1024 * 1024,
    FEATURE_BYTES_MAX = 256 * 1024 * 1024,  // one geometry
};

struct cursor {
    struct view *view;
    struct selection selection;
    struct row_scan *scan;  // NULL when the order is not that of a scan:
    struct order *order;    // then this gives the fids
    sqlite3_stmt *fetch;    // and this their rows
    struct row_shape shape;
    struct value *values;
    struct arena *arena, *row_arena;
    bool failed;
    struct error error;
};

static void destroy(struct cursor *cursor)
{
    arena_destroy(cursor->row_arena);
    arena_destroy(cursor->arena);
    free(cursor);
}

static struct cursor *create(struct view *view,
                             const struct selection *selection)
{
    struct cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor) return NULL;
    cursor->view = view;
    cursor->arena = arena_create(CURSOR_BYTES_MAX);
    cursor->row_arena = arena_create(FEATURE_BYTES_MAX);
    if (cursor->arena && cursor->row_arena)
        cursor->values = ARENA_ARRAY(cursor->arena, struct value,
                                     selection->collection->schema.count + 1);
    if (cursor->values) return cursor;
    destroy(cursor);
    return NULL;
}

// Rows by their fid, for an order that finds those first.
static bool open_order(struct cursor *cursor, str columns, struct error *err)
{
    struct buf sql;
    str text;
    buf_init(&sql, cursor->arena, COLUMNS_SQL_MAX);
    buf_add_str(&sql, STR("SELECT fid"));
    buf_add_str(&sql, columns);
    buf_add_str(&sql, STR(" FROM "));
    sql_name(&sql, table_name(cursor->arena, cursor->selection.collection));
    buf_add_str(&sql, STR(" WHERE fid = ?"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return false;
    cursor->fetch = view_prepare(cursor->view, text.bytes, err);
    if (!cursor->fetch) return false;
    cursor->order = order_open(cursor->view, &cursor->selection, err);
    if (cursor->order) return true;
    view_done(cursor->view, cursor->fetch);
    return false;
}

static bool open_rows(struct cursor *cursor, struct error *err)
{
    struct buf columns;
    struct row_scan_options options = { .any_order = false };
    const struct selection *selection = &cursor->selection;
    buf_init(&columns, cursor->arena, COLUMNS_SQL_MAX);
    if (!row_shape_init(&cursor->shape, cursor->view, selection, &columns,
                        err) ||
        !buf_finish(&columns, &options.columns, err))
        return false;
    if (selection->sort_count > 0)
        return open_order(cursor, options.columns, err);
    cursor->scan = row_scan_open(cursor->view, selection, &options, err);
    return cursor->scan != NULL;
}

struct cursor *spatialite_cursor_open(struct view *view,
                                      const struct selection *selection,
                                      struct error *err)
{
    struct cursor *cursor = create(view, selection);
    if (!cursor) {
        error_set(err, ERROR_NO_MEMORY, "no room for a query");
        return NULL;
    }
    if (selection_settle(cursor->arena, selection, &cursor->selection, err) &&
        open_rows(cursor, err))
        return cursor;
    destroy(cursor);
    return NULL;
}

static bool fail(struct cursor *cursor, int rc)
{
    cursor->failed = true;
    if (rc == SQLITE_DONE)
        return error_set(&cursor->error, ERROR_CORRUPT,
                         "a row of %.*s was there, and is gone",
                         STR_ARG(cursor->selection.collection->id));
    return view_error(cursor->view, rc, &cursor->error);
}

static sqlite3_stmt *next_row(struct cursor *cursor)
{
    int64_t fid;
    if (cursor->scan) return row_scan_next(cursor->scan);
    if (!order_next(cursor->order, &fid)) return NULL;
    sqlite3_reset(cursor->fetch);
    sqlite3_bind_int64(cursor->fetch, 1, fid);
    int rc = sqlite3_step(cursor->fetch);
    if (rc == SQLITE_ROW) return cursor->fetch;
    fail(cursor, rc);
    return NULL;
}

bool spatialite_cursor_next(struct cursor *cursor, struct feature *feature)
{
    if (cursor->failed) return false;
    sqlite3_stmt *row = next_row(cursor);
    if (!row) return false;
    arena_clear(cursor->row_arena);
    cursor->failed = !row_read(&cursor->shape, row, cursor->row_arena,
                               cursor->values, feature, &cursor->error);
    if (cursor->selection.near.is_asked && !cursor->failed)
        feature->distance_m = row_scan_distance_m(cursor->scan);
    return !cursor->failed;
}

static bool close_rows(struct cursor *cursor, struct error *err)
{
    if (cursor->scan) return row_scan_close(cursor->scan, err);
    view_done(cursor->view, cursor->fetch);
    return order_close(cursor->order, err);
}

bool spatialite_cursor_close(struct cursor *cursor, struct error *err)
{
    if (!cursor) return true;
    bool ok = close_rows(cursor, err);
    if (ok && cursor->failed) {
        if (err) *err = cursor->error;
        ok = false;
    }
    destroy(cursor);
    return ok;
}
