#include "store/spatialite/select.h"

#include "store/spatialite/filter_sql.h"

static const enum field_role area_roles[LEVEL_COUNT] = { FIELD_BUURTCODE,
                                                         FIELD_WIJKCODE,
                                                         FIELD_GEMEENTECODE };

static enum area_level level_of(const struct field *field)
{
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++)
        if (field->role == area_roles[level]) return level;
    return LEVEL_NONE;
}

bool filter_is_area(const struct collection *collection,
                    const struct field *field)
{
    return table_has_area(collection) && level_of(field) != LEVEL_NONE;
}

enum match ordinal_match(const struct area_ordinals *ordinals, size_t ordinal,
                         const struct selection *selection)
{
    enum match match = MATCH_YES;
    for (size_t i = 0; i < selection->condition_count; i++) {
        const struct condition *condition = &selection->conditions[i];
        enum area_level level = level_of(condition->field);
        if (level == LEVEL_NONE) continue;
        str code = ordinals->codes[level][ordinal];
        if (code.len == 0)
            match = MATCH_UNDECIDED;
        else if (condition->value.type == VALUE_NULL ||
                 !str_equal(code, condition->value.text))
            return MATCH_NO;
    }
    return match;
}

static void take_ordinal(struct filter *filter, int64_t ordinal)
{
    if (filter->range_count > 0) {
        struct ordinal_range *last = &filter->ranges[filter->range_count - 1];
        if (last->last + 1 == ordinal) {
            last->last = ordinal;
            return;
        }
    }
    if (filter->range_count == AREA_RANGES_MAX)
        filter->has_many_ranges = true;
    else
        filter->ranges[filter->range_count++] =
            (struct ordinal_range){ ordinal, ordinal };
}

static bool resolve_areas(struct filter *filter, struct view *view,
                          struct error *err)
{
    const struct selection *selection = filter->selection;
    const struct areas *areas = areas_of(view, selection->collection, err);
    if (!areas) return false;
    size_t count = areas->ordinals->count;
    filter->undecided = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        enum match match = ordinal_match(areas->ordinals, i, selection);
        if (match == MATCH_YES) take_ordinal(filter, (int64_t)i);
        if (match == MATCH_UNDECIDED && filter->undecided == (int64_t)count)
            filter->undecided = (int64_t)i;
    }
    return true;
}

bool filter_init(struct filter *filter, struct view *view,
                 const struct selection *selection, struct error *err)
{
    *filter = (struct filter){ .selection = selection };
    time_bounds_init(&filter->time, selection);
    filter->is_never =
        filter->time.is_asked && !filter->time.start && !filter->time.end;
    for (size_t i = 0; i < selection->condition_count; i++) {
        const struct field *field = selection->conditions[i].field;
        filter->by_area |= filter_is_area(selection->collection, field);
    }
    return !filter->by_area || resolve_areas(filter, view, err);
}

bool filter_is_open(const struct filter *filter)
{
    struct cql_parts parts = filter_parts(filter->selection);
    for (size_t i = 0; i < parts.count; i++)
        if (filter_sql_can_say(filter->selection, parts.parts[i]) ||
            filter_sql_has_range(filter->selection, parts.parts[i]))
            return false;
    return !filter->time.is_asked && filter->selection->condition_count == 0;
}

void where_term(struct where *where)
{
    buf_add_str(where->sql, where->has_terms ? STR(" AND ") : STR(" WHERE "));
    where->has_terms = true;
}

// A failure is the buf's, which remembers it.
void where_bind_value(struct where *where, struct value value)
{
    if (where->binding_count == where->binding_room) {
        size_t room = where->binding_room ? where->binding_room * 2 : 16;
        struct value *more =
            arena_grow(where->sql->arena, where->bindings,
                       where->binding_room * sizeof *more, room * sizeof *more);
        if (!more) {
            where->sql->failure = ERROR_NO_MEMORY;
            return;
        }
        where->bindings = more;
        where->binding_room = room;
    }
    where->bindings[where->binding_count++] = value;
}

void where_bind_int(struct where *where, int64_t value)
{
    where_bind_value(where,
                     (struct value){ .type = VALUE_INT, .integer = value });
}

// A unary plus keeps SQLite from using an index for the term.
static void add_column(struct where *where, str column, bool is_hidden)
{
    if (is_hidden) buf_add_char(where->sql, '+');
    sql_name(where->sql, column);
}

static void add_equal(struct where *where, const struct condition *condition,
                      bool is_hidden)
{
    add_column(where, condition->field->column, is_hidden);
    if (condition->value.type == VALUE_NULL) {
        buf_add_str(where->sql, STR(" IS NULL"));
        return;
    }
    buf_add_str(where->sql, STR(" = ?"));
    where_bind_value(where, condition->value);
}

static void add_range(struct where *where, struct ordinal_range range,
                      bool is_hidden)
{
    add_column(where, STR("area"), is_hidden);
    bool is_one = range.first == range.last;
    buf_add_str(where->sql, is_one ? STR(" = ?") : STR(" BETWEEN ? AND ?"));
    where_bind_int(where, range.first);
    if (!is_one) where_bind_int(where, range.last);
}

static void add_codes(struct where *where, const struct selection *selection,
                      bool is_of_areas)
{
    for (size_t i = 0; i < selection->condition_count; i++) {
        const struct condition *condition = &selection->conditions[i];
        enum area_level level = level_of(condition->field);
        if (level == LEVEL_NONE) continue;
        struct field field = *condition->field;
        if (is_of_areas) field.column = str_from(area_level_code_name(level));
        struct condition same = { &field, condition->value };
        buf_add_str(where->sql, STR(" AND "));
        add_equal(where, &same, true);
    }
}

// Too many ranges to write down: the areas table knows them.
static void add_subselect(struct where *where, struct arena *arena,
                          const struct filter *filter, bool is_hidden)
{
    str table = table_name(arena, filter->selection->collection);
    add_column(where, STR("area"), is_hidden);
    buf_add_str(where->sql, STR(" IN (SELECT ordinal FROM "));
    sql_name(where->sql, arena_printf(arena, "%.*s_areas", STR_ARG(table)));
    buf_add_str(where->sql, STR(" WHERE 1"));
    add_codes(where, filter->selection, true);
    buf_add_char(where->sql, ')');
}

static void add_undecided(struct where *where, const struct filter *filter)
{
    buf_add_str(where->sql, STR("(area IS NULL OR area >= ?)"));
    where_bind_int(where, filter->undecided);
    add_codes(where, filter->selection, false);
}

bool filter_is_one_area(const struct filter *filter)
{
    return filter->range_count == 1 &&
           filter->ranges[0].first == filter->ranges[0].last;
}

static void add_areas(struct where *where, struct arena *arena,
                      const struct filter *filter, enum access access)
{
    bool is_hidden = access == ACCESS_BY_TIME || access == ACCESS_BY_FILTER ||
                     access == ACCESS_BY_LIST ||
                     (access == ACCESS_FID && !filter_is_one_area(filter));
    where_term(where);
    buf_add_char(where->sql, '(');
    if (filter->range_count == 0)
        add_undecided(where, filter);
    else if (filter->has_many_ranges)
        add_subselect(where, arena, filter, is_hidden);
    for (size_t i = 0; i < filter->range_count && !filter->has_many_ranges;
         i++) {
        if (i > 0) buf_add_str(where->sql, STR(" OR "));
        add_range(where, filter->ranges[i], is_hidden);
    }
    buf_add_char(where->sql, ')');
}

static void add_text_bound(struct where *where, const struct field *field,
                           const char *operator, str bound, bool is_hidden)
{
    add_column(where, field->column, is_hidden);
    buf_addf(where->sql, " %s ?", operator);
    where_bind_value(where,
                     (struct value){ .type = VALUE_TEXT, .text = bound });
}

// An instant, or a period by its first day.
static void add_instant(struct where *where, const struct time_bounds *time,
                        bool is_hidden)
{
    where_term(where);
    if (time->to.len)
        add_text_bound(where, time->start, "<=", time->to, is_hidden);
    else {
        add_column(where, time->start->column, true);
        buf_add_str(where->sql, STR(" IS NOT NULL"));
    }
    if (!time->from.len) return;
    where_term(where);
    add_text_bound(where, time->start, ">=", time->from, is_hidden);
}

// `bound`, or nothing there: an open end. NULL stands for a field that the
// collection does not have.
static void add_end(struct where *where, const struct field *field,
                    const char *operator, str bound)
{
    if (!field || !bound.len) return;
    where_term(where);
    buf_add_char(where->sql, '(');
    add_text_bound(where, field, operator, bound, true);
    buf_add_str(where->sql, STR(" OR "));
    add_column(where, field->column, true);
    buf_add_str(where->sql, STR(" IS NULL)"));
}

// A row with neither a start nor an end has no time, and meets none.
static void add_interval(struct where *where, const struct time_bounds *time)
{
    where_term(where);
    buf_add_str(where->sql, STR("coalesce("));
    if (time->start)
        sql_name(where->sql, time->start->column);
    else
        buf_add_str(where->sql, STR("NULL"));
    buf_add_str(where->sql, STR(", "));
    sql_name(where->sql, time->end->column);
    buf_add_str(where->sql, STR(") IS NOT NULL"));
    add_end(where, time->start, "<=", time->to);
    add_end(where, time->end, ">=", time->from);
}

static void add_time(struct where *where, const struct time_bounds *time,
                     enum access access)
{
    bool is_hidden = access != ACCESS_ANY && access != ACCESS_BY_TIME;
    if (time->end)
        add_interval(where, time);
    else
        add_instant(where, time, is_hidden);
}

// What a part says in SQL, or at least the range that it stays within.
static void add_filter(struct where *where, const struct filter *filter,
                       enum access access)
{
    const struct selection *selection = filter->selection;
    struct cql_parts parts = filter_parts(selection);
    for (size_t i = 0; i < parts.count; i++) {
        const struct cql *part = parts.parts[i];
        bool is_hidden = access == ACCESS_BY_FILTER ? part != filter->picked
                                                    : access != ACCESS_ANY;
        bool can_say = filter_sql_can_say(selection, part);
        if (!can_say && !filter_sql_has_range(selection, part)) continue;
        where_term(where);
        if (can_say)
            filter_sql_add(where, part, is_hidden);
        else
            filter_sql_add_range(where, part, is_hidden);
    }
}

void where_add(struct where *where, struct arena *arena,
               const struct filter *filter, enum access access)
{
    const struct selection *selection = filter->selection;
    bool is_hidden =
        access == ACCESS_BY_TIME || access == ACCESS_BY_AREA ||
        access == ACCESS_BY_FILTER || access == ACCESS_BY_LIST ||
        (access == ACCESS_FID && filter->by_area && filter_is_one_area(filter));
    if (filter->is_never) {
        where_term(where);
        buf_add_char(where->sql, '0');
        return;
    }
    if (filter->by_area) add_areas(where, arena, filter, access);
    for (size_t i = 0; i < selection->condition_count; i++) {
        const struct condition *condition = &selection->conditions[i];
        if (filter_is_area(selection->collection, condition->field)) continue;
        where_term(where);
        add_equal(where, condition,
                  is_hidden || (filter->equal && condition != filter->equal));
    }
    if (filter->time.is_asked) add_time(where, &filter->time, access);
    add_filter(where, filter, access);
}

void where_add_picked(struct where *where, struct arena *arena,
                      const struct filter *filter, enum access access)
{
    if (access == ACCESS_BY_AREA) add_areas(where, arena, filter, access);
    if (access == ACCESS_BY_TIME) add_time(where, &filter->time, access);
    if (access == ACCESS_BY_FILTER) {
        where_term(where);
        filter_sql_add_range(where, filter->picked, false);
    }
    if (access == ACCESS_BY_VALUE) {
        where_term(where);
        add_equal(where, filter->equal, false);
    }
}

bool value_bind(sqlite3_stmt *statement, int position, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: return sqlite3_bind_null(statement, position) == SQLITE_OK;
    case VALUE_BOOL:
        return sqlite3_bind_int(statement, position, value.boolean) ==
               SQLITE_OK;
    case VALUE_INT:
        return sqlite3_bind_int64(statement, position, value.integer) ==
               SQLITE_OK;
    case VALUE_REAL:
        return sqlite3_bind_double(statement, position, value.real) ==
               SQLITE_OK;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME:
        return sqlite3_bind_text64(statement, position,
                                   value.text.bytes ? value.text.bytes : "",
                                   value.text.len, SQLITE_TRANSIENT,
                                   SQLITE_UTF8) == SQLITE_OK;
    }
    return false;
}

bool where_bind(const struct where *where, struct view *view,
                sqlite3_stmt *statement, struct error *err)
{
    for (size_t i = 0; i < where->binding_count; i++)
        if (!value_bind(statement, (int)i + 1, where->bindings[i]))
            return view_error(view, sqlite3_errcode(view->db), err);
    return true;
}
