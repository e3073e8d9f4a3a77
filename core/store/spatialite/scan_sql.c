// Rows come in order of fid from the table, or from the index of a column that
// is compared for equality: SQLite's indexes end in the fid, so those are in
// order too. Only a range (a few areas of many, a short time) has no index in
// order of fid: its fids are picked from the index first, the least `limit` of
// them, and then fetched. Which way is taken depends on how much the range
// holds, so that a wide one does not sort the table and a narrow one does not
// read all of it.

#include "store/spatialite/scan_sql.h"

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/filter_sql.h"
#include "store/spatialite/narrow.h"
#include "store/spatialite/schema.h"

enum {
    SQL_MAX = 256 * 1024,
    NARROW_ROWS = 10000,  // so many can be picked and sorted for one page
    LIST_MAX = 32,        // values of an IN that are looked up side by side
};

static void add_source(struct buf *text, const struct scan_sql *sql)
{
    buf_add_str(text, STR(" FROM "));
    sql_name(text, table_name(sql->arena, sql->selection->collection));
}

static sqlite3_stmt *prepare_where(const struct scan_sql *sql,
                                   struct where *where, struct error *err)
{
    str text;
    buf_add_char(where->sql, '\0');
    if (!buf_finish(where->sql, &text, err)) return NULL;
    sqlite3_stmt *statement = view_prepare(sql->view, text.bytes, err);
    if (!statement) return NULL;
    if (where_bind(where, sql->view, statement, err)) return statement;
    view_done(sql->view, statement);
    return NULL;
}

static struct narrow narrow_of(const struct scan_sql *sql)
{
    return (struct narrow){ sql->view, sql->arena, sql->filter };
}

// Whether few enough rows are left to pick them and sort their fids.
static bool is_narrow(const struct scan_sql *sql, enum access access,
                      bool *narrow, struct error *err)
{
    struct narrow index = narrow_of(sql);
    int64_t most = sql->selection->collection->feature_count / 8, count;
    if (access != ACCESS_BY_AREA || most < NARROW_ROWS) most = NARROW_ROWS;
    if (!narrow_count(&index, access, most, &count, err)) return false;
    *narrow = count <= most;
    return true;
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

static bool has_equality(const struct scan_sql *sql)
{
    const struct selection *selection = sql->selection;
    for (size_t i = 0; i < selection->condition_count; i++)
        if (schema_has_index(selection->collection,
                             selection->conditions[i].field))
            return true;
    return false;
}

// An IN whose values are looked up side by side, which no page has to count.
static bool is_list(const struct scan_sql *sql, const struct cql *part)
{
    return part->op == CQL_IN && part->child_count <= LIST_MAX + 1 &&
           !has_equality(sql) && filter_sql_has_range(sql->selection, part);
}

static bool pick_list(const struct scan_sql *sql)
{
    struct cql_parts parts = filter_parts(sql->selection);
    for (size_t i = 0; i < parts.count; i++) {
        if (!is_list(sql, parts.parts[i])) continue;
        sql->filter->picked = parts.parts[i];
        return true;
    }
    return false;
}

// The first part of the filter that leaves few rows is looked up.
static bool pick_part(const struct scan_sql *sql, bool *narrow,
                      struct error *err)
{
    struct cql_parts parts = filter_parts(sql->selection);
    for (size_t i = 0; i < parts.count && !*narrow; i++) {
        if (!filter_sql_has_range(sql->selection, parts.parts[i]) ||
            is_list(sql, parts.parts[i]))
            continue;
        sql->filter->picked = parts.parts[i];
        if (!is_narrow(sql, ACCESS_BY_FILTER, narrow, err)) return false;
    }
    return true;
}

static bool choose_range(const struct scan_sql *sql, enum access *access,
                         struct error *err)
{
    const struct filter *filter = sql->filter;
    bool narrow = false;
    *access = ACCESS_BY_AREA;
    if (filter->by_area && !is_narrow(sql, *access, &narrow, err)) return false;
    if (narrow) return true;
    *access = ACCESS_BY_TIME;
    if (filter->time.is_asked && !filter->time.end &&
        !is_narrow(sql, *access, &narrow, err))
        return false;
    if (narrow) return true;
    *access = ACCESS_BY_FILTER;
    if (!pick_part(sql, &narrow, err)) return false;
    if (narrow) return true;
    *access = pick_list(sql) ? ACCESS_BY_LIST : ACCESS_FID;
    return true;
}

static bool choose_access(const struct scan_sql *sql, enum access *access,
                          struct error *err)
{
    *access = sql->any_order ? ACCESS_ANY : ACCESS_FID;
    if (sql->any_order || sql->by || sql->filter->equal ||
        is_decided(sql->filter))
        return true;
    return choose_range(sql, access, err);
}

// Where fids are picked from another index, the plus keeps SQLite from walking
// the table in order of fid instead.
static void add_paging(struct where *where, const struct scan_sql *sql,
                       bool picks)
{
    if (sql->selection->after_fid <= 0) return;
    where_term(where);
    buf_add_str(where->sql, picks ? STR("+fid > ?") : STR("fid > ?"));
    where_bind_int(where, sql->selection->after_fid);
}

// SQLite drops the order of a subquery that has no limit. What the test of rows
// turns away must not count for it.
static void add_order(struct where *where, const struct scan_sql *sql,
                      bool picks)
{
    if (sql->any_order) return;
    int64_t limit = (int64_t)sql->selection->limit;
    if (!limit || row_test_is_needed(sql->test)) limit = -1;
    buf_add_str(where->sql, picks ? STR(" ORDER BY +fid LIMIT ?")
                                  : STR(" ORDER BY fid LIMIT ?"));
    where_bind_int(where, limit);
}

static void add_bound(struct where *where, const struct scan_order *by,
                      const char *operator, struct value bound)
{
    where_term(where);
    sql_name(where->sql, by->column);
    buf_addf(where->sql, " %s ?", operator);
    where_bind_value(where, bound);
}

static void add_range(struct where *where, const struct scan_order *by)
{
    bool is_down = by->is_descending;
    if (by->from.type == VALUE_NULL) {
        where_term(where);
        sql_name(where->sql, by->column);
        buf_add_str(where->sql, STR(" IS NOT NULL"));
    } else if (by->is_after) {
        add_bound(where, by, is_down ? "<" : ">", by->from);
    } else {
        add_bound(where, by, is_down ? "<=" : ">=", by->from);
    }
    if (by->until.type != VALUE_NULL)
        add_bound(where, by, is_down ? ">" : "<", by->until);
    buf_add_str(where->sql, STR(" ORDER BY "));
    sql_name(where->sql, by->column);
    if (is_down) buf_add_str(where->sql, STR(" DESC"));
}

static void add_table(struct where *where, const struct scan_sql *sql)
{
    buf_add_str(where->sql, STR(") CROSS JOIN "));
    sql_name(where->sql, table_name(sql->arena, sql->selection->collection));
    buf_add_str(where->sql, STR(" ON fid = \"picked fid\""));
}

// The rows of each value come from its index in order of fid; SQLite merges
// them and reads no further than it is asked to.
static void add_list(struct where *where, const struct scan_sql *sql)
{
    const struct cql *list = sql->filter->picked;
    buf_add_str(where->sql, STR(" FROM ("));
    for (size_t i = 1; i < list->child_count; i++) {
        struct cql *sides[] = { list->children[0], list->children[i] };
        struct cql equal = { .op = CQL_EQ,
                             .children = sides,
                             .child_count = 2 };
        where->has_terms = false;
        buf_add_str(where->sql, i > 1 ? STR(" UNION SELECT fid")
                                      : STR("SELECT fid AS \"picked fid\""));
        add_source(where->sql, sql);
        where_term(where);
        filter_sql_add(where, &equal, false);
        add_paging(where, sql, false);
    }
    buf_add_str(where->sql, STR(" ORDER BY 1 LIMIT ?"));
    where_bind_int(where, -1);
    add_table(where, sql);
    where->has_terms = false;
    where_add(where, sql->arena, sql->filter, ACCESS_BY_LIST);
}

sqlite3_stmt *scan_sql_rows(const struct scan_sql *sql, struct error *err)
{
    struct buf text;
    struct where where = { .sql = &text };
    enum access access;
    if (!choose_access(sql, &access, err)) return NULL;
    bool picks = access != ACCESS_ANY && access != ACCESS_FID;
    buf_init(&text, sql->arena, SQL_MAX);
    buf_add_str(&text, STR("SELECT fid"));
    buf_add_str(&text, sql->columns);
    row_test_add_columns(sql->test, &text);
    if (access == ACCESS_BY_LIST) {
        add_list(&where, sql);
        return prepare_where(sql, &where, err);
    }
    if (picks) buf_add_str(&text, STR(" FROM (SELECT fid AS \"picked fid\""));
    add_source(&text, sql);
    where_add(&where, sql->arena, sql->filter, access);
    if (sql->by) {
        add_range(&where, sql->by);
    } else {
        add_paging(&where, sql, picks);
        add_order(&where, sql, picks);
    }
    if (picks) add_table(&where, sql);
    return prepare_where(sql, &where, err);
}

sqlite3_stmt *scan_sql_fetch(const struct scan_sql *sql, bool is_sequential,
                             struct error *err)
{
    struct buf text;
    struct where where = { .sql = &text };
    buf_init(&text, sql->arena, SQL_MAX);
    buf_add_str(&text, STR("SELECT fid"));
    buf_add_str(&text, sql->columns);
    row_test_add_columns(sql->test, &text);
    add_source(&text, sql);
    where_term(&where);
    buf_add_str(&text, is_sequential ? STR("fid >= ?") : STR("fid = ?"));
    where_bind_int(&where, 0);
    where_add(&where, sql->arena, sql->filter, ACCESS_ANY);
    if (is_sequential) buf_add_str(&text, STR(" ORDER BY fid"));
    return prepare_where(sql, &where, err);
}

bool scan_sql_ahead(const struct scan_sql *sql, size_t count,
                    enum value_type type, struct value *value,
                    struct error *err)
{
    struct buf text;
    struct where where = { .sql = &text };
    *value = (struct value){ .type = VALUE_NULL };
    buf_init(&text, sql->arena, SQL_MAX);
    buf_add_str(&text, STR("SELECT "));
    sql_name(&text, sql->by->column);
    add_source(&text, sql);
    add_range(&where, sql->by);
    buf_add_str(&text, STR(" LIMIT 1 OFFSET ?"));
    where_bind_int(&where, (int64_t)count - 1);
    sqlite3_stmt *statement = prepare_where(sql, &where, err);
    if (!statement) return false;
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
        *value = column_value(statement, 0, type);
        if (type == VALUE_TEXT || type == VALUE_DATE || type == VALUE_TIME)
            value->text = arena_copy(sql->arena, value->text);
    }
    view_done(sql->view, statement);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ||
           view_error(sql->view, rc, err);
}
