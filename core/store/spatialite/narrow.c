#include "store/spatialite/narrow.h"

#include "store/spatialite/filter_sql.h"
#include "store/spatialite/schema.h"

enum {
    NARROW_SQL_MAX = 256 * 1024,
    EQUAL_ROWS_MAX = 10000,  // more are not counted
    FEW_FIRST = 300,
    FEW_TIMES = 8,
};

static bool has_index(const struct selection *selection,
                      const struct condition *condition)
{
    const struct collection *collection = selection->collection;
    return schema_has_index(collection, condition->field) &&
           !filter_is_area(collection, condition->field);
}

static bool has_time(const struct filter *filter)
{
    return filter->time.is_asked && filter->time.start && !filter->time.end;
}

bool narrow_is_possible(const struct filter *filter)
{
    const struct selection *selection = filter->selection;
    struct cql_parts parts = filter_parts(selection);
    for (size_t i = 0; i < selection->condition_count; i++)
        if (has_index(selection, &selection->conditions[i])) return true;
    for (size_t i = 0; i < parts.count; i++)
        if (filter_sql_has_range(selection, parts.parts[i])) return true;
    return filter->by_area || has_time(filter);
}

// The statement `head`, what access finds, `tail` with `limit` bound.
static sqlite3_stmt *prepare(const struct narrow *narrow, enum access access,
                             const char *head, const char *tail, int64_t limit,
                             struct error *err)
{
    struct buf text;
    str sql;
    struct where where = { .sql = &text };
    const struct selection *selection = narrow->filter->selection;
    buf_init(&text, narrow->arena, NARROW_SQL_MAX);
    buf_add_str(&text, str_from(head));
    sql_name(&text, table_name(narrow->arena, selection->collection));
    where_add_picked(&where, narrow->arena, narrow->filter, access);
    buf_add_str(&text, str_from(tail));
    where_bind_int(&where, limit);
    buf_add_char(&text, '\0');
    if (!buf_finish(&text, &sql, err)) return NULL;
    sqlite3_stmt *statement = view_prepare(narrow->view, sql.bytes, err);
    if (!statement || where_bind(&where, narrow->view, statement, err))
        return statement;
    view_done(narrow->view, statement);
    return NULL;
}

bool narrow_count(const struct narrow *narrow, enum access access, int64_t most,
                  int64_t *count, struct error *err)
{
    sqlite3_stmt *statement =
        prepare(narrow, access, "SELECT count(*) FROM (SELECT 1 FROM ",
                " LIMIT ?)", most + 1, err);
    if (!statement) return false;
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) *count = sqlite3_column_int64(statement, 0);
    view_done(narrow->view, statement);
    return rc == SQLITE_ROW || view_error(narrow->view, rc, err);
}

// What has been found to leave the fewest rows so far.
struct best {
    int64_t most;  // what comes next has to leave fewer than this
    enum access access;
    const struct cql *picked;
    const struct condition *equal;
};

static bool consider(const struct narrow *narrow, enum access access,
                     struct best *best, struct error *err)
{
    int64_t count = 0;
    if (best->most < 1) return true;
    if (!narrow_count(narrow, access, best->most - 1, &count, err))
        return false;
    if (count < best->most)
        *best = (struct best){ count, access, narrow->filter->picked,
                               narrow->filter->equal };
    return true;
}

static bool consider_equals(const struct narrow *narrow, struct best *best,
                            struct error *err)
{
    const struct selection *selection = narrow->filter->selection;
    for (size_t i = 0; i < selection->condition_count; i++) {
        if (!has_index(selection, &selection->conditions[i])) continue;
        narrow->filter->equal = &selection->conditions[i];
        if (!consider(narrow, ACCESS_BY_VALUE, best, err)) return false;
    }
    return true;
}

static bool consider_parts(const struct narrow *narrow, struct best *best,
                           struct error *err)
{
    const struct selection *selection = narrow->filter->selection;
    struct cql_parts parts = filter_parts(selection);
    for (size_t i = 0; i < parts.count; i++) {
        if (!filter_sql_has_range(selection, parts.parts[i])) continue;
        narrow->filter->picked = parts.parts[i];
        if (!consider(narrow, ACCESS_BY_FILTER, best, err)) return false;
    }
    return true;
}

static bool consider_all(const struct narrow *narrow, struct best *best,
                         struct error *err)
{
    const struct filter *filter = narrow->filter;
    return consider_equals(narrow, best, err) &&
           (!filter->by_area || consider(narrow, ACCESS_BY_AREA, best, err)) &&
           (!has_time(filter) || consider(narrow, ACCESS_BY_TIME, best, err)) &&
           consider_parts(narrow, best, err);
}

typedef bool considerer(const struct narrow *narrow, struct best *best,
                        struct error *err);

// A few rows are looked for first, so that nothing large is counted beside
// something small.
static bool find_best(const struct narrow *narrow, considerer *consider_some,
                      int64_t most, struct best *best, struct error *err)
{
    int64_t step = FEW_FIRST;
    bool ok = true;
    *best = (struct best){ .access = ACCESS_ANY };
    for (bool is_last = false; ok && !is_last && best->access == ACCESS_ANY;
         step *= FEW_TIMES) {
        is_last = step >= most;
        best->most = (is_last ? most : step) + 1;
        ok = consider_some(narrow, best, err);
    }
    return ok;
}

bool narrow_find(const struct narrow *narrow, int64_t most, enum access *access,
                 struct error *err)
{
    struct filter *filter = narrow->filter;
    struct best best;
    bool ok = find_best(narrow, consider_all, most, &best, err);
    filter->equal = best.access == ACCESS_BY_VALUE ? best.equal : NULL;
    filter->picked = best.access == ACCESS_BY_FILTER ? best.picked : NULL;
    *access = best.access;
    return ok;
}

bool narrow_choose_equal(const struct narrow *narrow, struct error *err)
{
    const struct selection *selection = narrow->filter->selection;
    struct best best;
    size_t count = 0;
    for (size_t i = 0; i < selection->condition_count; i++)
        count += has_index(selection, &selection->conditions[i]);
    if (count < 2) return true;
    bool ok = find_best(narrow, consider_equals, EQUAL_ROWS_MAX, &best, err);
    narrow->filter->equal = best.equal;
    return ok;
}

bool narrow_add_fids(const struct narrow *narrow, enum access access,
                     struct fid_set *set, struct error *err)
{
    int rc;
    sqlite3_stmt *statement =
        prepare(narrow, access, "SELECT fid FROM ", " LIMIT ?", -1, err);
    if (!statement) return false;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
        fid_set_add(set, sqlite3_column_int64(statement, 0));
    view_done(narrow->view, statement);
    return rc == SQLITE_DONE || view_error(narrow->view, rc, err);
}
