// The other source: the rows themselves.

#include "store/spatialite/aggregate_source.h"
#include "store/spatialite/cursor_scan.h"

enum { ROWS_SQL_MAX = 64 * 1024 };

static bool add_columns(const struct plan *plan, str *columns,
                        struct error *err)
{
    struct buf sql;
    buf_init(&sql, plan->arena, ROWS_SQL_MAX);
    buf_add_str(&sql, plan->areas ? STR(", area") : STR(", NULL"));
    plan_add_key_columns(plan, &sql,
                         plan->time ? plan->time->column : STR("fid"));
    for (size_t i = 0; i < plan->field_count; i++) {
        buf_add_str(&sql, STR(", "));
        sql_name(&sql, plan->fields[i]->column);
    }
    return buf_finish(&sql, columns, err);
}

static struct cell_measure read_measure(sqlite3_stmt *row, int column,
                                        bool is_real)
{
    struct cell_measure measure = { 0 };
    if (sqlite3_column_type(row, column) == SQLITE_NULL) return measure;
    measure.known = 1;
    if (is_real)
        measure.sum.real = sqlite3_column_double(row, column);
    else
        measure.sum.integer = sqlite3_column_int64(row, column);
    measure.least = measure.greatest = measure.sum;
    return measure;
}

static bool take_row(struct plan *plan, struct table *table, sqlite3_stmt *row,
                     struct error *err)
{
    uint32_t keys[GROUPINGS_MAX] = { 0 };
    struct cell_measure measures[MEASURES_MAX];
    int first = 2 + (int)plan->key_count;
    int64_t ordinal = sqlite3_column_type(row, 1) == SQLITE_NULL
                          ? CELL_NO_AREA
                          : sqlite3_column_int64(row, 1);
    if (!plan_read_keys(plan, row, 2, keys, err)) return false;
    struct slab *slab = table_slab(table, keys, err);
    if (!slab) return false;
    for (size_t i = 0; i < plan->field_count; i++)
        measures[i] = read_measure(row, first + (int)i, table->is_real[i]);
    int32_t seen = plan_data_area(plan, ordinal);
    if (seen != AREA_NONE) slab_see(slab, seen);
    return slab_add(table, slab, plan_slot(plan, ordinal), 1, measures, err);
}

bool rows_read(struct plan *plan, struct table *table, struct error *err)
{
    struct row_scan_options options = { .any_order = true };
    if (!add_columns(plan, &options.columns, err)) return false;
    struct row_scan *scan =
        row_scan_open(plan->view, &plan->selection, &options, err);
    if (!scan) return false;
    sqlite3_stmt *row;
    while ((row = row_scan_next(scan))) {
        if (take_row(plan, table, row, err)) continue;
        bool closed = row_scan_close(scan, NULL);
        (void)closed;
        return false;
    }
    return row_scan_close(scan, err);
}
