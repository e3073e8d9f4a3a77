// The precomputed source: `<table>_counts`.

#include <stdio.h>

#include "base/timestamp.h"
#include "store/spatialite/aggregate_source.h"
#include "store/spatialite/counts.h"
#include "store/spatialite/select.h"

enum { CELLS_SQL_MAX = 128 * 1024, MONTH_LEN = 7 };

struct cells_reader {
    struct plan *plan;
    struct table *table;
    struct cell_layout layout;
    size_t measures[MEASURES_MAX];  // by field of the plan: number in a cell
    bool *is_wanted;                // by ordinal; NULL: all are
    struct cell cell;
};

// The months of a time filter, "2023-01" to "2023-12"; empty where open.
struct months {
    bool is_asked;
    str from, to;
};

static bool has_counts(const struct collection *collection)
{
    if (table_has_area(collection)) return true;
    for (size_t i = 0; i < collection->schema.count; i++)
        if (collection->schema.fields[i].is_category) return true;
    return false;
}

static bool is_last_day(str date)
{
    int64_t year, month, day;
    if (!str_to_int(str_slice(date, 0, 4), &year) ||
        !str_to_int(str_slice(date, 5, 7), &month) ||
        !str_to_int(str_slice(date, 8, DATE_LEN), &day))
        return false;
    return !date_is_valid((int)year, (int)month, (int)day + 1);
}

// Whether a bound of the time filter falls between two months, or beyond all
// that there is, where any month will do.
static bool is_whole_from(const struct collection *c, str from)
{
    str day = str_slice(from, 0, DATE_LEN);
    if (c->time_from.len >= DATE_LEN &&
        str_compare(day, str_slice(c->time_from, 0, DATE_LEN)) < 0)
        return true;
    str rest = str_slice(from, MONTH_LEN, from.len);
    return str_equal(rest, STR("-01")) ||
           str_equal(rest, STR("-01T00:00:00.000Z"));
}

static bool is_whole_to(const struct collection *c, str to)
{
    str day = str_slice(to, 0, DATE_LEN);
    if (c->period == PERIOD_MONTH || c->period == PERIOD_QUARTER ||
        c->period == PERIOD_YEAR)
        return true;
    if (c->time_to.len >= DATE_LEN &&
        str_compare(day, str_slice(c->time_to, 0, DATE_LEN)) > 0)
        return true;
    str rest = str_slice(to, DATE_LEN, to.len);
    return is_last_day(day) &&
           (rest.len == 0 || str_equal(rest, STR("T23:59:59.999Z")));
}

static bool months_of(const struct plan *plan, struct time_bounds *bounds,
                      struct months *months)
{
    time_bounds_init(bounds, &plan->selection);
    *months = (struct months){ .is_asked = bounds->is_asked };
    if (!bounds->is_asked) return true;
    if (!bounds->start || bounds->end) return false;
    if (bounds->from.len && !is_whole_from(plan->collection, bounds->from))
        return false;
    if (bounds->to.len && !is_whole_to(plan->collection, bounds->to))
        return false;
    months->from = str_slice(bounds->from, 0, MONTH_LEN);
    months->to = str_slice(bounds->to, 0, MONTH_LEN);
    return true;
}

static bool wants_rollup(const struct plan *plan, const struct months *months)
{
    bool wants = plan->key_count == 0 && !months->is_asked;
    for (size_t i = 0; i < plan->selection.condition_count; i++)
        if (!filter_is_area(plan->collection,
                            plan->selection.conditions[i].field))
            wants = false;
    return wants;
}

// Counts that would have been too large were not made; the rollup alone may be
// there.
static bool has_rows(const struct plan *plan, bool is_rollup, bool *has,
                     struct error *err)
{
    str table = table_name(plan->arena, plan->collection);
    str sql = arena_printf(plan->arena,
                           "SELECT 1 FROM \"%.*s_counts\" WHERE rollup = %d"
                           " LIMIT 1",
                           STR_ARG(table), is_rollup);
    if (!sql.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    sqlite3_stmt *row = view_prepare(plan->view, sql.bytes, err);
    if (!row) return false;
    int rc = sqlite3_step(row);
    *has = rc == SQLITE_ROW;
    view_done(plan->view, row);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ||
           view_error(plan->view, rc, err);
}

bool cells_can_answer(struct plan *plan, bool *can, struct error *err)
{
    struct months months;
    struct time_bounds bounds;
    *can = false;
    const struct selection *selection = &plan->selection;
    if (selection->box.count > 0 || selection->has_place ||
        selection->near.is_asked || selection->filter || selection->words.len)
        return true;
    if (!has_counts(plan->collection)) return true;
    if (!months_of(plan, &bounds, &months)) return true;
    for (size_t i = 0; i < plan->selection.condition_count; i++) {
        const struct field *field = plan->selection.conditions[i].field;
        if (!field->is_category && !filter_is_area(plan->collection, field))
            return true;
    }
    struct filter *filter = ARENA_NEW(plan->arena, struct filter);
    if (!filter) return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    if (!filter_init(filter, plan->view, &plan->selection, err)) return false;
    if (filter->by_area && filter->range_count == 0) return true;
    return has_rows(plan, wants_rollup(plan, &months), can, err);
}

static void add_condition(struct buf *sql, struct where *where,
                          const struct condition *condition)
{
    where_term(where);
    sql_name(sql, condition->field->column);
    bool is_null = condition->value.type == VALUE_NULL;
    buf_add_str(sql, is_null ? STR(" IS NULL") : STR(" = ?"));
    if (!is_null) where_bind_value(where, condition->value);
}

static void add_month(struct buf *sql, struct where *where, const char *term,
                      str month)
{
    if (!month.len) return;
    where_term(where);
    buf_add_str(sql, str_from(term));
    where_bind_value(where,
                     (struct value){ .type = VALUE_TEXT, .text = month });
}

static void add_conditions(const struct plan *plan, struct buf *sql,
                           struct where *where, const struct months *months)
{
    where_term(where);
    buf_addf(sql, "rollup = %d", wants_rollup(plan, months));
    for (size_t i = 0; i < plan->selection.condition_count; i++) {
        const struct condition *condition = &plan->selection.conditions[i];
        if (!filter_is_area(plan->collection, condition->field))
            add_condition(sql, where, condition);
    }
    if (!months->is_asked) return;
    where_term(where);
    buf_add_str(sql, STR("period IS NOT NULL"));
    add_month(sql, where, "period >= ?", months->from);
    add_month(sql, where, "period <= ?", months->to);
}

static sqlite3_stmt *prepare(const struct plan *plan, struct error *err)
{
    struct buf sql;
    str text;
    struct months months;
    struct time_bounds bounds;
    struct where where = { .sql = &sql };
    if (!months_of(plan, &bounds, &months)) return NULL;
    buf_init(&sql, plan->arena, CELLS_SQL_MAX);
    buf_add_str(&sql, STR("SELECT cells"));
    plan_add_key_columns(plan, &sql, STR("period"));
    buf_add_str(&sql, STR(" FROM "));
    str table = table_name(plan->arena, plan->collection);
    sql_name(&sql, arena_printf(plan->arena, "%.*s_counts", STR_ARG(table)));
    add_conditions(plan, &sql, &where, &months);
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return NULL;
    sqlite3_stmt *statement = view_prepare(plan->view, text.bytes, err);
    if (!statement) return NULL;
    if (where_bind(&where, plan->view, statement, err)) return statement;
    view_done(plan->view, statement);
    return NULL;
}

static bool find_measures(struct cells_reader *reader, struct error *err)
{
    const struct plan *plan = reader->plan;
    const struct schema *schema = &plan->collection->schema;
    if (!cell_layout_init(&reader->layout, schema, err)) return false;
    for (size_t i = 0; i < plan->field_count; i++) {
        size_t field = schema_index(schema, plan->fields[i]), at = 0;
        while (at < reader->layout.measure_count &&
               reader->layout.fields[at] != field)
            at++;
        if (at == reader->layout.measure_count)
            return error_set(err, ERROR_INTERNAL, "a measure without cells");
        reader->measures[i] = at;
    }
    return true;
}

static bool choose_ordinals(struct cells_reader *reader, struct error *err)
{
    const struct plan *plan = reader->plan;
    bool by_area = false;
    for (size_t i = 0; i < plan->selection.condition_count; i++)
        by_area |= filter_is_area(plan->collection,
                                  plan->selection.conditions[i].field);
    if (!by_area) return true;
    size_t count = plan->areas->ordinals->count;
    reader->is_wanted = ARENA_ARRAY(plan->arena, bool, count + 1);
    if (!reader->is_wanted)
        return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
    for (size_t i = 0; i < count; i++)
        reader->is_wanted[i] = ordinal_match(plan->areas->ordinals, i,
                                             &plan->selection) == MATCH_YES;
    return true;
}

static bool is_wanted(const struct cells_reader *reader, int64_t area)
{
    if (!reader->is_wanted) return true;
    return area >= 0 && (size_t)area < reader->plan->areas->ordinals->count &&
           reader->is_wanted[area];
}

static bool take_cells(struct cells_reader *reader, str blob,
                       struct slab **slab, const uint32_t *keys,
                       struct error *err)
{
    const struct plan *plan = reader->plan;
    struct cell *cell = &reader->cell;
    struct cell_measure measures[MEASURES_MAX];
    struct cells cells = cells_over(&reader->layout, blob);
    while (cells_next(&cells, cell)) {
        if (!is_wanted(reader, cell->area)) continue;
        if (!*slab && !(*slab = table_slab(reader->table, keys, err)))
            return false;
        for (size_t i = 0; i < plan->field_count; i++)
            measures[i] = cell->measures[reader->measures[i]];
        if (!slab_add(reader->table, *slab, plan_slot(plan, cell->area),
                      cell->count, measures, err))
            return false;
        int32_t seen = plan_data_area(plan, cell->area);
        if (seen != AREA_NONE) slab_see(*slab, seen);
    }
    return !cells.is_broken ||
           error_set(err, ERROR_CORRUPT, "the counts of %.*s cannot be read",
                     STR_ARG(plan->collection->id));
}

static bool take_row(struct cells_reader *reader, sqlite3_stmt *row,
                     struct error *err)
{
    struct slab *slab = NULL;
    uint32_t keys[GROUPINGS_MAX] = { 0 };
    if (view_is_late(reader->plan->view)) {
        reader->plan->view->timed_out = true;
        return view_error(reader->plan->view, SQLITE_INTERRUPT, err);
    }
    if (!plan_read_keys(reader->plan, row, 1, keys, err)) return false;
    str blob = { .bytes = sqlite3_column_blob(row, 0) };
    blob.len = (size_t)sqlite3_column_bytes(row, 0);
    return take_cells(reader, blob, &slab, keys, err);
}

bool cells_read(struct plan *plan, struct table *table, struct error *err)
{
    struct cells_reader *reader = ARENA_NEW(plan->arena, struct cells_reader);
    if (!reader) return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    reader->plan = plan;
    reader->table = table;
    if (!find_measures(reader, err) || !choose_ordinals(reader, err))
        return false;
    sqlite3_stmt *row = prepare(plan, err);
    if (!row) return false;
    int rc = SQLITE_DONE;
    bool ok = true;
    while (ok && (rc = sqlite3_step(row)) == SQLITE_ROW)
        ok = take_row(reader, row, err);
    if (ok && rc != SQLITE_DONE) ok = view_error(plan->view, rc, err);
    view_done(plan->view, row);
    return ok;
}
