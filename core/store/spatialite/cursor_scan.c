// How a selection finds its rows.
//
// With a box, a walk through the spatial index gives fids in rising order
// (rtree_walk.h) and each row is fetched by its fid; the other conditions are
// part of that fetch. Without one, rows come in order of fid from the table,
// or from the index of a column that is compared for equality: SQLite's
// indexes end in the fid, so those are in order too. Only a range (a few areas
// of many, a short time) has no index in order of fid: its fids are picked
// from the index first, the least `limit` of them, and then fetched. Which way
// is taken depends on how much the range holds, so that a wide one does not
// sort the table and a narrow one does not read all of it.

#include "store/spatialite/cursor_scan.h"

#include <stdlib.h>

#include "store/spatialite/cursor_tree.h"
#include "store/spatialite/select.h"

enum {
    SQL_MAX = 256 * 1024,
    SCAN_BYTES_MAX = 256 * 1024 * 1024,
    ROW_BYTES_MAX = 256 * 1024 * 1024,
    NARROW_ROWS = 10000,  // so many can be picked and sorted for one page
};

struct scan {
    struct view *view;
    struct selection selection;
    struct filter filter;
    struct box_test test;
    struct arena *arena, *row_arena;
    sqlite3_stmt *rows;
    bool any_order;
    // With a box only.
    bool has_box;
    bool has_tree;
    struct tree tree;
    bool is_sequential;  // rows follow each other without conditions
    bool is_on_row;
    int64_t row_fid;
    size_t given;

    bool failed;
    struct error error;
};

static void add_source(struct buf *sql, struct scan *scan)
{
    buf_add_str(sql, STR(" FROM "));
    sql_name(sql, table_name(scan->arena, scan->selection.collection));
}

static sqlite3_stmt *prepare_where(struct scan *scan, struct where *where,
                                   struct error *err)
{
    str text;
    buf_add_char(where->sql, '\0');
    if (!buf_finish(where->sql, &text, err)) return NULL;
    sqlite3_stmt *statement = view_prepare(scan->view, text.bytes, err);
    if (!statement) return NULL;
    if (where_bind(where, scan->view, statement, err)) return statement;
    view_done(scan->view, statement);
    return NULL;
}

// Whether the areas or the time of a selection hold few enough rows to pick
// them and sort their fids.
static bool is_narrow(struct scan *scan, enum access access, bool *narrow,
                      struct error *err)
{
    struct buf sql;
    struct where where = { .sql = &sql };
    int64_t most = scan->selection.collection->feature_count / 8;
    if (access == ACCESS_BY_TIME || most < NARROW_ROWS) most = NARROW_ROWS;
    buf_init(&sql, scan->arena, SQL_MAX);
    buf_add_str(&sql, STR("SELECT count(*) FROM (SELECT 1"));
    add_source(&sql, scan);
    where_add_picked(&where, scan->arena, &scan->filter, access);
    buf_add_str(&sql, STR(" LIMIT ?)"));
    where_bind_int(&where, most + 1);
    sqlite3_stmt *statement = prepare_where(scan, &where, err);
    if (!statement) return false;
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) *narrow = sqlite3_column_int64(statement, 0) <= most;
    view_done(scan->view, statement);
    return rc == SQLITE_ROW || view_error(scan->view, rc, err);
}

// An equality that leaves one row, or the rows of one area in order.
static bool is_decided(const struct filter *filter)
{
    const struct selection *selection = filter->selection;
    if (filter->is_never || (filter->by_area && filter_is_one_area(filter)))
        return true;
    for (size_t i = 0; i < selection->condition_count; i++)
        if (selection->conditions[i].field->role == FIELD_ID) return true;
    return false;
}

static bool choose_access(struct scan *scan, enum access *access,
                          struct error *err)
{
    const struct filter *filter = &scan->filter;
    bool narrow = false;
    *access = scan->any_order ? ACCESS_ANY : ACCESS_FID;
    if (scan->any_order || is_decided(filter)) return true;
    if (filter->by_area) {
        if (!is_narrow(scan, ACCESS_BY_AREA, &narrow, err)) return false;
        if (narrow) *access = ACCESS_BY_AREA;
        if (narrow) return true;
    }
    if (!filter->time.is_asked || filter->time.end) return true;
    if (!is_narrow(scan, ACCESS_BY_TIME, &narrow, err)) return false;
    if (narrow) *access = ACCESS_BY_TIME;
    return true;
}

// Where fids are picked from another index, the plus keeps SQLite from walking
// the table in order of fid instead.
static void add_paging(struct where *where, const struct scan *scan, bool picks)
{
    const struct selection *selection = &scan->selection;
    if (selection->after_fid <= 0) return;
    where_term(where);
    buf_add_str(where->sql, picks ? STR("+fid > ?") : STR("fid > ?"));
    where_bind_int(where, selection->after_fid);
}

// SQLite drops the order of a subquery that has no limit.
static void add_order(struct where *where, const struct scan *scan, bool picks)
{
    if (scan->any_order) return;
    int64_t limit = (int64_t)scan->selection.limit;
    buf_add_str(where->sql, picks ? STR(" ORDER BY +fid LIMIT ?")
                                  : STR(" ORDER BY fid LIMIT ?"));
    where_bind_int(where, limit ? limit : -1);
}

static bool open_plain(struct scan *scan, str columns, struct error *err)
{
    struct buf sql;
    struct where where = { .sql = &sql };
    enum access access;
    if (!choose_access(scan, &access, err)) return false;
    bool picks = access == ACCESS_BY_AREA || access == ACCESS_BY_TIME;
    buf_init(&sql, scan->arena, SQL_MAX);
    buf_add_str(&sql, STR("SELECT fid"));
    buf_add_str(&sql, columns);
    if (picks) buf_add_str(&sql, STR(" FROM (SELECT fid AS \"picked fid\""));
    add_source(&sql, scan);
    where_add(&where, scan->arena, &scan->filter, access);
    add_paging(&where, scan, picks);
    add_order(&where, scan, picks);
    if (picks) {
        buf_add_str(&sql, STR(") CROSS JOIN "));
        sql_name(&sql, table_name(scan->arena, scan->selection.collection));
        buf_add_str(&sql, STR(" ON fid = \"picked fid\""));
    }
    scan->rows = prepare_where(scan, &where, err);
    return scan->rows != NULL;
}

static str test_column(const struct scan *scan)
{
    if (!scan->test.reads_stored) return STR("geom");
    return arena_printf(scan->arena, "geom_%d",
                        scan->selection.collection->storage_srid);
}

// The statement that fetches one row by its fid, conditions included; the
// geometry to test is its last column.
static bool open_fetch(struct scan *scan, str columns, struct error *err)
{
    struct buf sql;
    struct where where = { .sql = &sql };
    scan->is_sequential = filter_is_open(&scan->filter);
    buf_init(&sql, scan->arena, SQL_MAX);
    buf_add_str(&sql, STR("SELECT fid"));
    buf_add_str(&sql, columns);
    buf_add_str(&sql, STR(", "));
    sql_name(&sql, test_column(scan));
    add_source(&sql, scan);
    where_term(&where);
    buf_add_str(&sql, scan->is_sequential ? STR("fid >= ?") : STR("fid = ?"));
    where_bind_int(&where, 0);
    where_add(&where, scan->arena, &scan->filter, ACCESS_ANY);
    if (scan->is_sequential) buf_add_str(&sql, STR(" ORDER BY fid"));
    scan->rows = prepare_where(scan, &where, err);
    return scan->rows != NULL;
}

static bool open_tree(struct scan *scan, bool takes_leaves_whole,
                      struct error *err)
{
    if (scan->test.box_count == 0 || scan->filter.is_never) return true;
    struct tree_options options = {
        .collection = scan->selection.collection,
        .test = &scan->test,
        .after_fid = scan->selection.after_fid,
        .any_order = scan->any_order,
        .takes_leaves_whole = takes_leaves_whole,
    };
    scan->has_tree =
        tree_open(&scan->tree, scan->view, scan->arena, &options, err);
    return scan->has_tree;
}

static void destroy(struct scan *scan)
{
    if (scan->has_tree) tree_close(&scan->tree);
    if (scan->rows) view_done(scan->view, scan->rows);
    arena_destroy(scan->row_arena);
    arena_destroy(scan->arena);
    free(scan);
}

static struct scan *create(struct view *view, const struct selection *selection,
                           const struct scan_options *options)
{
    struct scan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->view = view;
    scan->selection = *selection;
    scan->any_order = options->any_order;
    scan->has_box = selection->box.count > 0;
    scan->arena = arena_create(SCAN_BYTES_MAX);
    scan->row_arena = arena_create(ROW_BYTES_MAX);
    if (scan->arena && scan->row_arena) return scan;
    destroy(scan);
    return NULL;
}

struct scan *scan_open(struct view *view, const struct selection *selection,
                       const struct scan_options *options, struct error *err)
{
    struct scan *scan = create(view, selection, options);
    if (!scan) {
        error_set(err, ERROR_NO_MEMORY, "no room for a query");
        return NULL;
    }
    bool ok = filter_init(&scan->filter, view, &scan->selection, err);
    if (ok && scan->has_box)
        ok = box_test_init(&scan->test, view, selection, err) &&
             open_tree(scan, options->counts && filter_is_open(&scan->filter),
                       err) &&
             (!scan->has_tree || open_fetch(scan, options->columns, err));
    else if (ok)
        ok = open_plain(scan, options->columns, err);
    if (ok) return scan;
    destroy(scan);
    return NULL;
}

static bool fail(struct scan *scan, int rc)
{
    scan->failed = true;
    return view_error(scan->view, rc, &scan->error);
}

// Steps to the row of `fid`. False when it does not satisfy the conditions,
// and after a failure.
static bool fetch(struct scan *scan, int64_t fid)
{
    bool follows =
        scan->is_sequential && scan->is_on_row && scan->row_fid + 1 == fid;
    if (!follows) {
        sqlite3_reset(scan->rows);
        sqlite3_bind_int64(scan->rows, 1, fid);
    }
    int rc = sqlite3_step(scan->rows);
    scan->is_on_row = rc == SQLITE_ROW;
    if (rc == SQLITE_DONE) return false;
    if (rc != SQLITE_ROW) return fail(scan, rc);
    scan->row_fid = sqlite3_column_int64(scan->rows, 0);
    return scan->row_fid == fid;
}

static bool meets_box(struct scan *scan)
{
    int column = sqlite3_column_count(scan->rows) - 1;
    str blob = { .bytes = sqlite3_column_blob(scan->rows, column) };
    blob.len = (size_t)sqlite3_column_bytes(scan->rows, column);
    bool meets = false;
    arena_clear(scan->row_arena);
    if (box_test_blob(&scan->test, scan->row_arena, blob, &meets, &scan->error))
        return meets;
    scan->failed = true;
    return false;
}

// The next hit of the walk whose row is in the selection; hits of whole leaves
// and others that need no row are not fetched when counting.
static bool next_hit(struct scan *scan, bool needs_row, struct rtree_hit *hit)
{
    if (!scan->has_tree) return false;
    while (!scan->failed && tree_next(&scan->tree, hit)) {
        if (hit->is_sure && !needs_row && scan->is_sequential) return true;
        if (!fetch(scan, hit->fid)) continue;
        if (hit->is_sure || meets_box(scan)) return true;
    }
    if (scan->tree.failed && !scan->failed) {
        scan->failed = true;
        scan->error = scan->tree.error;
    }
    return false;
}

sqlite3_stmt *scan_next(struct scan *scan)
{
    struct rtree_hit hit;
    if (scan->failed) return NULL;
    if (scan->has_box) {
        if (scan->selection.limit && scan->given == scan->selection.limit)
            return NULL;
        if (!next_hit(scan, true, &hit)) return NULL;
        scan->given++;
        return scan->rows;
    }
    int rc = sqlite3_step(scan->rows);
    if (rc == SQLITE_ROW) return scan->rows;
    if (rc != SQLITE_DONE) fail(scan, rc);
    return NULL;
}

bool scan_count(struct scan *scan, int64_t *count, struct error *err)
{
    int64_t total = 0;
    struct rtree_hit hit;
    if (scan->has_box)
        while (next_hit(scan, false, &hit)) total += hit.count;
    else
        while (scan_next(scan)) total++;
    if (!scan_close(scan, err)) return false;
    *count = total;
    return true;
}

bool scan_close(struct scan *scan, struct error *err)
{
    bool ok = !scan->failed;
    if (!ok && err) *err = scan->error;
    destroy(scan);
    return ok;
}
