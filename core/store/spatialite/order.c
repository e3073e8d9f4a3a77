#include "store/spatialite/order.h"

#include <stdlib.h>
#include <string.h>

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/cursor_scan.h"
#include "store/spatialite/order_key.h"
#include "store/spatialite/schema.h"

enum { AHEAD_BYTES_MAX = 4 << 20 };

struct order {
    struct view *view;
    struct selection selection;
    struct order_keys keys;
    size_t next;   // of the keys found
    size_t given;  // in all
    bool is_complete;
    bool failed;
    struct error error;
};

// What is left of the selection when the order is not asked.
static struct selection without_order(const struct order *order)
{
    struct selection rows = order->selection;
    rows.sort_count = 0;
    rows.after_keys = NULL;
    rows.after_fid = 0;
    rows.limit = 0;
    return rows;
}

// ---- from all rows

static bool take_rows(struct order *order, struct row_scan *scan,
                      enum order_stop stop)
{
    sqlite3_stmt *row;
    bool ok = true, is_past = false;
    while (ok && !is_past && (row = row_scan_next(scan)))
        ok = order_keys_take(&order->keys, row, stop, &is_past, &order->error);
    if (row_scan_close(scan, ok ? &order->error : NULL)) return ok;
    return false;
}

static bool scan_rows(struct order *order, const struct selection *rows,
                      const struct row_scan_options *options,
                      enum order_stop stop)
{
    struct row_scan *scan =
        row_scan_open(order->view, rows, options, &order->error);
    return scan && take_rows(order, scan, stop);
}

static bool fill_from_all(struct order *order)
{
    struct selection rows = without_order(order);
    struct row_scan_options options = { .columns = order->keys.columns,
                                        .any_order = true };
    return scan_rows(order, &rows, &options, STOP_NEVER);
}

// ---- from an index

static bool is_all(const struct selection *s)
{
    return s->box.count == 0 && !s->time.from.len && !s->time.to.len &&
           s->condition_count == 0 && !s->filter && s->words.len == 0 &&
           !s->has_place && !s->near.is_asked;
}

static const struct field *first_field(const struct order *order)
{
    return order->selection.sorts[0].field;
}

static bool has_index(const struct order *order)
{
    const struct selection *s = &order->selection;
    return s->limit > 0 && is_all(s) && first_field(order) &&
           schema_has_index(s->collection, first_field(order));
}

// The value from which the rows of this round come; null before the first.
static struct value first_value(const struct order *order, bool *is_after_nulls)
{
    struct value value = { .type = VALUE_NULL };
    *is_after_nulls = false;
    if (!order->selection.after_keys) return value;
    value = order->selection.after_keys[0];
    *is_after_nulls = value.type == VALUE_NULL;
    return value;
}

// The rows that have one value in the first sort. When nothing else is sorted
// by they come in order.
static bool take_group(struct order *order, struct value value, bool is_first)
{
    struct selection rows = without_order(order);
    bool is_single = order->selection.sort_count == 1;
    struct row_scan_options options = { .columns = order->keys.columns,
                                        .any_order = !is_single };
    rows.conditions[0] = (struct condition){ first_field(order), value };
    rows.condition_count = 1;
    if (is_single && is_first) rows.after_fid = order->selection.after_fid;
    return scan_rows(order, &rows, &options,
                     is_single ? STOP_WHEN_FULL : STOP_NEVER);
}

static bool take_nulls(struct order *order, bool is_first)
{
    if (top_is_full(&order->keys.top)) {
        order->keys.top.has_dropped = true;
        return true;
    }
    return take_group(order, (struct value){ .type = VALUE_NULL }, is_first);
}

// Few values with many rows each, all of them known.
static bool fill_by_groups(struct order *order)
{
    const struct field *field = first_field(order);
    bool is_descending = order->selection.sorts[0].is_descending;
    bool is_after_nulls;
    struct value from = first_value(order, &is_after_nulls);
    bool has_from = from.type != VALUE_NULL;
    for (size_t i = 0; i < field->choice_count && !is_after_nulls; i++) {
        size_t at = is_descending ? field->choice_count - 1 - i : i;
        struct value value = field->choices[at];
        int side = has_from ? value_compare(value, from) : 1;
        if (has_from && is_descending) side = -side;
        if (side < 0) continue;
        if (top_is_full(&order->keys.top)) {
            order->keys.top.has_dropped = true;
            return true;
        }
        if (!take_group(order, value, side == 0)) return false;
    }
    return take_nulls(order, is_after_nulls);
}

static bool take_range(struct order *order, const struct scan_order *by,
                       enum order_stop stop)
{
    struct selection rows = without_order(order);
    struct row_scan_options options = { .columns = order->keys.columns,
                                        .by = by };
    return scan_rows(order, &rows, &options, stop);
}

// Downwards an index has the last fid of each value first, which matters for
// the value that the page ends in: it is found out beforehand, and its rows
// are taken in their own order.
static bool take_down(struct order *order, struct scan_order *by)
{
    struct arena *arena = arena_create(AHEAD_BYTES_MAX);
    struct scan_sql sql = { .view = order->view,
                            .arena = arena,
                            .selection = &order->selection,
                            .by = by };
    struct value last;
    size_t count = order->keys.top.count_max - order->keys.top.count;
    if (!arena)
        return error_set(&order->error, ERROR_NO_MEMORY, "no room for a query");
    bool ok = scan_sql_ahead(&sql, count, first_field(order)->type, &last,
                             &order->error);
    by->until = last;
    ok = ok && take_range(order, by, STOP_NEVER);
    if (ok && last.type != VALUE_NULL) ok = take_group(order, last, false);
    arena_destroy(arena);
    return ok;
}

// Many values, few rows each.
static bool fill_by_range(struct order *order)
{
    const struct sort *sort = &order->selection.sorts[0];
    bool is_after_nulls, ok = true;
    struct scan_order by = { .column = sort->field->column,
                             .is_descending = sort->is_descending,
                             .from = first_value(order, &is_after_nulls) };
    bool is_single = order->selection.sort_count == 1;
    if (is_single && by.from.type != VALUE_NULL) {
        by.is_after = true;
        ok = take_group(order, by.from, true);
    }
    if (ok && top_is_full(&order->keys.top)) {
        order->keys.top.has_dropped = true;
        return true;
    }
    if (ok && !is_after_nulls) {
        if (!is_single)
            ok = take_range(order, &by, STOP_WHEN_PAST);
        else if (sort->is_descending)
            ok = take_down(order, &by);
        else
            ok = take_range(order, &by, STOP_WHEN_FULL);
    }
    return ok && take_nulls(order, is_after_nulls);
}

// ---- rounds

static bool fill(struct order *order)
{
    size_t limit = order->selection.limit;
    bool ok;
    order->next = 0;
    order_keys_clear(&order->keys, limit ? limit - order->given : 0);
    if (order->given > 0 || !has_index(order))
        ok = fill_from_all(order);
    else if (first_field(order)->choice_count > 0)
        ok = fill_by_groups(order);
    else
        ok = fill_by_range(order);
    if (!ok) return false;
    top_sort(&order->keys.top);
    order->is_complete = !order->keys.top.has_dropped;
    return true;
}

static void destroy(struct order *order)
{
    order_keys_free(&order->keys);
    free(order);
}

struct order *order_open(struct view *view, const struct selection *selection,
                         struct error *err)
{
    struct order *order = calloc(1, sizeof *order);
    if (!order) {
        error_set(err, ERROR_NO_MEMORY, "no room for a query");
        return NULL;
    }
    order->view = view;
    order->selection = *selection;
    if (order_keys_init(&order->keys, &order->selection, err)) {
        if (fill(order)) return order;
        if (err) *err = order->error;
    }
    destroy(order);
    return NULL;
}

bool order_next(struct order *order, int64_t *fid)
{
    const struct top *top = &order->keys.top;
    size_t limit = order->selection.limit;
    if (order->failed || (limit && order->given == limit)) return false;
    if (order->next == top->count) {
        if (order->is_complete || top->count == 0) return false;
        order->failed =
            !order_keys_go_on(&order->keys, &order->error) || !fill(order);
        if (order->failed || top->count == 0) return false;
    }
    *fid = sort_key_fid(top->keys[order->next++]);
    order->given++;
    return true;
}

bool order_close(struct order *order, struct error *err)
{
    bool ok = !order->failed;
    if (!ok && err) *err = order->error;
    destroy(order);
    return ok;
}
