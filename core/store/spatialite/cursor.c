#include <stdlib.h>

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/cursor_scan.h"
#include "store/spatialite/read.h"
#include "store/spatialite/supported.h"

enum {
    COLUMNS_SQL_MAX = 128 * 1024,
    CURSOR_BYTES_MAX = 1024 * 1024,
    FEATURE_BYTES_MAX = 256 * 1024 * 1024,  // one geometry
};

struct cursor {
    struct view *view;
    struct scan *scan;
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

struct cursor *spatialite_cursor_open(struct view *view,
                                      const struct selection *selection,
                                      struct error *err)
{
    struct buf columns;
    struct scan_options options = { .any_order = false };
    if (!selection_check(selection, err)) return NULL;
    struct cursor *cursor = create(view, selection);
    if (!cursor) {
        error_set(err, ERROR_NO_MEMORY, "no room for a query");
        return NULL;
    }
    buf_init(&columns, cursor->arena, COLUMNS_SQL_MAX);
    if (row_shape_init(&cursor->shape, view, selection, &columns, err) &&
        buf_finish(&columns, &options.columns, err))
        cursor->scan = scan_open(view, selection, &options, err);
    if (cursor->scan) return cursor;
    destroy(cursor);
    return NULL;
}

bool spatialite_cursor_next(struct cursor *cursor, struct feature *feature)
{
    if (cursor->failed) return false;
    sqlite3_stmt *row = scan_next(cursor->scan);
    if (!row) return false;
    arena_clear(cursor->row_arena);
    cursor->failed = !row_read(&cursor->shape, row, cursor->row_arena,
                               cursor->values, feature, &cursor->error);
    return !cursor->failed;
}

bool spatialite_cursor_close(struct cursor *cursor, struct error *err)
{
    if (!cursor) return true;
    bool ok = scan_close(cursor->scan, err);
    if (ok && cursor->failed) {
        if (err) *err = cursor->error;
        ok = false;
    }
    destroy(cursor);
    return ok;
}
