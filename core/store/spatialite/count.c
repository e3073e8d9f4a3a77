#include "geo/crs.h"
#include "store/spatialite/cursor_scan.h"
#include "store/spatialite/cursor_tree.h"
#include "store/spatialite/filter_sql.h"
#include "store/spatialite/narrow.h"
#include "store/spatialite/read.h"
#include "store/spatialite/select.h"
#include "store/spatialite/settle.h"

enum { COUNT_BYTES_MAX = 1024 * 1024 };

// Without a box the count is SQLite's, from an index where one serves.
static bool count_rows(struct view *view, struct arena *arena,
                       const struct selection *selection, int64_t *count,
                       struct error *err)
{
    struct buf sql;
    str text;
    struct where where = { .sql = &sql };
    struct filter *filter = ARENA_NEW(arena, struct filter);
    if (!filter) return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    struct narrow narrow = { view, arena, filter };
    if (!filter_init(filter, view, selection, err) ||
        !narrow_choose_equal(&narrow, err))
        return false;
    buf_init(&sql, arena, COUNT_BYTES_MAX);
    buf_add_str(&sql, STR("SELECT count(*) FROM "));
    sql_name(&sql, table_name(arena, selection->collection));
    where_add(&where, arena, filter, ACCESS_ANY);
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return false;
    sqlite3_stmt *statement = view_prepare(view, text.bytes, err);
    if (!statement) return false;
    bool ok = where_bind(&where, view, statement, err);
    if (ok) {
        int rc = sqlite3_step(statement);
        ok = rc == SQLITE_ROW || view_error(view, rc, err);
        if (ok) *count = sqlite3_column_int64(statement, 0);
    }
    view_done(view, statement);
    return ok;
}

static bool count_scan(struct view *view, const struct selection *selection,
                       int64_t *count, struct error *err)
{
    struct row_scan_options options = { .any_order = true, .counts = true };
    struct row_scan *scan = row_scan_open(view, selection, &options, err);
    return scan && row_scan_count(scan, count, err);
}

static bool has_conditions(const struct selection *selection)
{
    return selection->condition_count || selection->filter ||
           selection->time.from.len || selection->time.to.len;
}

// Whether a box is all that is asked, and holds all that has a place.
static bool is_all_placed(const struct selection *selection)
{
    const struct collection *collection = selection->collection;
    return table_has_geom(collection) && selection->box.count == 1 &&
           selection->box.srid == CRS_WGS84 &&
           box_contains(selection->box.boxes[0], collection->extent) &&
           !has_conditions(selection) && selection->words.len == 0 &&
           !selection->has_place && !selection->near.is_asked;
}

static bool count(struct view *view, struct arena *arena,
                  const struct selection *selection, int64_t *count,
                  struct error *err)
{
    struct selection whole;
    bool is_known = false;
    if (!selection_settle_whole(arena, selection, &whole, err)) return false;
    if (is_all_placed(&whole) &&
        !tree_count_all(view, arena, whole.collection, count, &is_known, err))
        return false;
    if (is_known) return true;
    if (!selection_is_sql(&whole)) return count_scan(view, &whole, count, err);
    if (has_conditions(&whole))
        return count_rows(view, arena, &whole, count, err);
    *count = whole.collection->feature_count;
    return true;
}

bool spatialite_count(struct view *view, const struct selection *selection,
                      int64_t *result, struct error *err)
{
    struct arena *arena = arena_create(2 * COUNT_BYTES_MAX);
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    bool ok = count(view, arena, selection, result, err);
    arena_destroy(arena);
    return ok;
}
