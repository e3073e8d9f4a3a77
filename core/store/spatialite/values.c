#include <stdlib.h>

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/cursor_scan.h"
#include "store/spatialite/filter_sql.h"
#include "store/spatialite/read.h"
#include "store/spatialite/select.h"
#include "store/spatialite/settle.h"
#include "store/spatialite/values_intern.h"

enum { VALUES_SQL_MAX = 256 * 1024 };

struct tally {
    struct view *view;
    struct arena *arena;  // the answer's
    const struct selection *selection;
    const struct field *field;
    size_t max;
    struct filter *filter;
    struct intern intern;
    int64_t *counts;
    size_t capacity;
};

static bool add(struct tally *tally, struct value value, int64_t count,
                struct error *err)
{
    int64_t number = intern_value(&tally->intern, value);
    if (number < 0) goto no_memory;
    if (tally->intern.count > tally->max)
        return error_set(err, ERROR_TOO_LARGE,
                         "more than %zu different values of '%.*s'; ask for "
                         "fewer with a filter",
                         tally->max, STR_ARG(tally->field->name));
    if ((size_t)number >= tally->capacity) {
        size_t more = tally->intern.capacity;
        int64_t *counts =
            arena_grow(tally->arena, tally->counts,
                       tally->capacity * sizeof *counts, more * sizeof *counts);
        if (!counts) goto no_memory;
        tally->counts = counts;
        tally->capacity = more;
    }
    tally->counts[number] += count;
    return true;
no_memory:
    return error_set(err, ERROR_NO_MEMORY, "no room for the values of '%.*s'",
                     STR_ARG(tally->field->name));
}

// SELECT <column>, count(*) … GROUP BY <column>.
static sqlite3_stmt *prepare(struct tally *tally, str column,
                             bool only_unassigned, struct error *err)
{
    struct buf sql;
    str text;
    struct where where = { .sql = &sql };
    buf_init(&sql, tally->arena, VALUES_SQL_MAX);
    buf_add_str(&sql, STR("SELECT "));
    sql_name(&sql, column);
    buf_add_str(&sql, STR(", count(*) FROM "));
    sql_name(&sql, table_name(tally->arena, tally->selection->collection));
    if (only_unassigned) {
        where_term(&where);
        buf_add_str(&sql, STR("area IS NULL"));
    }
    where_add(&where, tally->arena, tally->filter, ACCESS_ANY);
    buf_add_str(&sql, STR(" GROUP BY "));
    sql_name(&sql, column);
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return NULL;
    sqlite3_stmt *statement = view_prepare(tally->view, text.bytes, err);
    if (!statement) return NULL;
    if (where_bind(&where, tally->view, statement, err)) return statement;
    view_done(tally->view, statement);
    return NULL;
}

static bool tally_column(struct tally *tally, bool only_unassigned,
                         struct error *err)
{
    sqlite3_stmt *row =
        prepare(tally, tally->field->column, only_unassigned, err);
    if (!row) return false;
    int rc = SQLITE_DONE;
    bool ok = true;
    while (ok && (rc = sqlite3_step(row)) == SQLITE_ROW)
        ok = add(tally, column_value(row, 0, tally->field->type),
                 sqlite3_column_int64(row, 1), err);
    if (ok && rc != SQLITE_DONE) ok = view_error(tally->view, rc, err);
    view_done(tally->view, row);
    return ok;
}

// The codes of an ordinal are known, and its index is small.
static bool tally_ordinals(struct tally *tally, const struct areas *areas,
                           enum area_level level, bool *has_unassigned,
                           struct error *err)
{
    sqlite3_stmt *row = prepare(tally, STR("area"), false, err);
    if (!row) return false;
    int rc = SQLITE_DONE;
    bool ok = true;
    while (ok && (rc = sqlite3_step(row)) == SQLITE_ROW) {
        if (sqlite3_column_type(row, 0) == SQLITE_NULL) {
            *has_unassigned = true;
            continue;
        }
        size_t ordinal = (size_t)sqlite3_column_int64(row, 0);
        struct value value = { .type = VALUE_NULL };
        if (ordinal < areas->ordinals->count &&
            areas->ordinals->codes[level][ordinal].len) {
            value.type = tally->field->type;
            value.text = areas->ordinals->codes[level][ordinal];
        }
        ok = add(tally, value, sqlite3_column_int64(row, 1), err);
    }
    if (ok && rc != SQLITE_DONE) ok = view_error(tally->view, rc, err);
    view_done(tally->view, row);
    return ok;
}

static bool tally_areas(struct tally *tally, struct error *err)
{
    bool has_unassigned = false;
    enum area_level level = LEVEL_BUURT;
    while (area_level_role(level) != tally->field->role) level++;
    const struct areas *areas =
        areas_of(tally->view, tally->selection->collection, err);
    return areas && tally_ordinals(tally, areas, level, &has_unassigned, err) &&
           (!has_unassigned || tally_column(tally, true, err));
}

static bool tally_rows(struct tally *tally, struct error *err)
{
    struct buf column;
    struct row_scan_options options = { .any_order = true };
    buf_init(&column, tally->arena, VALUES_SQL_MAX);
    buf_add_str(&column, STR(", "));
    sql_name(&column, tally->field->column);
    if (!buf_finish(&column, &options.columns, err)) return false;
    struct row_scan *scan =
        row_scan_open(tally->view, tally->selection, &options, err);
    if (!scan) return false;
    sqlite3_stmt *row;
    while ((row = row_scan_next(scan)))
        if (!add(tally, column_value(row, 1, tally->field->type), 1, err)) {
            bool closed = row_scan_close(scan, NULL);
            (void)closed;
            return false;
        }
    return row_scan_close(scan, err);
}

static int compare_counts(const void *a, const void *b)
{
    const struct value_count *first = a, *second = b;
    return value_compare(first->value, second->value);
}

static bool finish(struct tally *tally, struct value_count **values,
                   size_t *value_count, struct error *err)
{
    size_t count = tally->intern.count;
    struct value_count *out =
        ARENA_ARRAY(tally->arena, struct value_count, count + 1);
    if (!out) return error_set(err, ERROR_NO_MEMORY, "no room for the values");
    for (size_t i = 0; i < count; i++)
        out[i] =
            (struct value_count){ tally->intern.values[i], tally->counts[i] };
    qsort(out, count, sizeof *out, compare_counts);
    *values = out;
    *value_count = count;
    return true;
}

bool spatialite_values(struct view *view, struct arena *arena,
                       const struct selection *selection,
                       const struct field *field, size_t max,
                       struct value_count **values, size_t *value_count,
                       struct error *err)
{
    struct selection whole;
    if (!selection_settle_whole(arena, selection, &whole, err)) return false;
    struct tally tally = { .view = view,
                           .arena = arena,
                           .selection = &whole,
                           .field = field,
                           .max = max,
                           .filter = ARENA_NEW(arena, struct filter) };
    if (!tally.filter)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    intern_init(&tally.intern, arena);
    if (!filter_init(tally.filter, view, &whole, err)) return false;
    bool ok;
    if (!selection_is_sql(&whole))
        ok = tally_rows(&tally, err);
    else if (filter_is_area(whole.collection, field))
        ok = tally_areas(&tally, err);
    else
        ok = tally_column(&tally, false, err);
    return ok && finish(&tally, values, value_count, err);
}
