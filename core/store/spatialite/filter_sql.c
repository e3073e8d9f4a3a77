#include "store/spatialite/filter_sql.h"

#include "store/spatialite/schema.h"

// Beyond this not every whole number is a double, and an index over doubles
// would look up another one.
static const int64_t whole_max = INT64_C(1) << 53;

struct cql_parts filter_parts(const struct selection *selection)
{
    if (!selection->filter) return (struct cql_parts){ 0 };
    return cql_conjuncts(&selection->filter);
}

// ---- what can be said

static bool is_column(const struct cql *node)
{
    return node->op == CQL_PROPERTY && node->field;
}

static enum value_type type_of(const struct cql *node)
{
    if (is_column(node)) return node->field->type;
    return node->op == CQL_VALUE ? node->value.type : VALUE_NULL;
}

static bool is_number(enum value_type type)
{
    return type == VALUE_INT || type == VALUE_REAL;
}

static bool is_small(const struct cql *node)
{
    return node->op != CQL_VALUE || node->value.type != VALUE_INT ||
           (node->value.integer <= whole_max &&
            node->value.integer >= -whole_max);
}

static bool can_compare(const struct cql *a, const struct cql *b)
{
    enum value_type left = type_of(a), right = type_of(b);
    if (left == VALUE_NULL || right == VALUE_NULL) return false;
    if (left == right) return true;
    return is_number(left) && is_number(right) && is_small(a) && is_small(b);
}

// The first operand with each of the others; `only_values`: these are values.
static bool can_compare_all(const struct cql *node, bool only_values)
{
    for (size_t i = 1; i < node->child_count; i++) {
        if (only_values && node->children[i]->op != CQL_VALUE) return false;
        if (!can_compare(node->children[0], node->children[i])) return false;
    }
    return true;
}

static bool can_say(const struct collection *collection, const struct cql *node)
{
    switch ((int)node->op) {
    case CQL_AND:
    case CQL_OR:
    case CQL_NOT:
        for (size_t i = 0; i < node->child_count; i++)
            if (!can_say(collection, node->children[i])) return false;
        return true;
    case CQL_IN: return can_compare_all(node, true);
    case CQL_BETWEEN: return can_compare_all(node, false);
    case CQL_IS_NULL:
        return is_column(node->children[0]) ||
               (node->children[0]->op == CQL_PROPERTY &&
                table_has_geom(collection));
    case CQL_PROPERTY:
    case CQL_VALUE: return type_of(node) == VALUE_BOOL;
    }
    return cql_is_comparison(node->op) && can_compare_all(node, false);
}

bool filter_sql_can_say(const struct selection *selection,
                        const struct cql *part)
{
    return can_say(selection->collection, part);
}

bool selection_is_sql(const struct selection *selection)
{
    struct cql_parts parts = filter_parts(selection);
    for (size_t i = 0; i < parts.count; i++)
        if (!filter_sql_can_say(selection, parts.parts[i])) return false;
    return selection->box.count == 0 && !selection->has_place &&
           !selection->near.is_asked && selection->words.len == 0;
}

// ---- saying it

static void add_scalar(struct where *where, const struct cql *node,
                       bool is_hidden)
{
    if (node->op == CQL_VALUE) {
        buf_add_char(where->sql, '?');
        where_bind_value(where, node->value);
        return;
    }
    if (is_hidden) buf_add_char(where->sql, '+');
    sql_name(where->sql, node->field ? node->field->column : STR("geom"));
}

static void add_node(struct where *where, const struct cql *node,
                     bool is_hidden);

// In halves: SQLite parses a long chain into a tree as deep as it is long, and
// that has a limit.
static void add_chain(struct where *where, const struct cql *node, size_t from,
                      size_t to, bool is_hidden)
{
    if (to - from == 1) {
        add_node(where, node->children[from], is_hidden);
        return;
    }
    size_t middle = from + (to - from) / 2;
    buf_add_char(where->sql, '(');
    add_chain(where, node, from, middle, is_hidden);
    buf_add_str(where->sql, node->op == CQL_AND ? STR(" AND ") : STR(" OR "));
    add_chain(where, node, middle, to, is_hidden);
    buf_add_char(where->sql, ')');
}

static void add_in(struct where *where, const struct cql *node, bool is_hidden)
{
    add_scalar(where, node->children[0], is_hidden);
    buf_add_str(where->sql, STR(" IN ("));
    for (size_t i = 1; i < node->child_count; i++) {
        if (i > 1) buf_add_str(where->sql, STR(", "));
        add_scalar(where, node->children[i], is_hidden);
    }
    buf_add_char(where->sql, ')');
}

static void add_between(struct where *where, const struct cql *node,
                        bool is_hidden)
{
    add_scalar(where, node->children[0], is_hidden);
    buf_add_str(where->sql, STR(" BETWEEN "));
    add_scalar(where, node->children[1], is_hidden);
    buf_add_str(where->sql, STR(" AND "));
    add_scalar(where, node->children[2], is_hidden);
}

static void add_comparison(struct where *where, const struct cql *node,
                           bool is_hidden)
{
    static const char *const signs[] = {
        [CQL_EQ] = " = ",  [CQL_NE] = " <> ", [CQL_LT] = " < ",
        [CQL_LE] = " <= ", [CQL_GT] = " > ",  [CQL_GE] = " >= ",
    };
    add_scalar(where, node->children[0], is_hidden);
    buf_add_str(where->sql, str_from(signs[node->op]));
    add_scalar(where, node->children[1], is_hidden);
}

static void add_node(struct where *where, const struct cql *node,
                     bool is_hidden)
{
    if (node->op == CQL_AND || node->op == CQL_OR) {
        add_chain(where, node, 0, node->child_count, is_hidden);
        return;
    }
    buf_add_char(where->sql, '(');
    if (node->op == CQL_NOT) {
        buf_add_str(where->sql, STR("NOT "));
        add_node(where, node->children[0], is_hidden);
    } else if (node->op == CQL_IN) {
        add_in(where, node, is_hidden);
    } else if (node->op == CQL_BETWEEN) {
        add_between(where, node, is_hidden);
    } else if (node->op == CQL_IS_NULL) {
        add_scalar(where, node->children[0], is_hidden);
        buf_add_str(where->sql, STR(" IS NULL"));
    } else if (cql_is_comparison(node->op)) {
        add_comparison(where, node, is_hidden);
    } else {
        add_scalar(where, node, is_hidden);
    }
    buf_add_char(where->sql, ')');
}

void filter_sql_add(struct where *where, const struct cql *part, bool is_hidden)
{
    add_node(where, part, is_hidden);
}

// ---- ranges

static bool is_indexed(const struct selection *selection,
                       const struct cql *node)
{
    return is_column(node) &&
           schema_has_index(selection->collection, node->field);
}

// The part of a pattern before anything in it has a meaning.
static str pattern_start(const struct cql *part)
{
    const struct cql *pattern = part->children[1];
    if (part->op != CQL_LIKE || !is_column(part->children[0]) ||
        part->children[0]->field->type != VALUE_TEXT ||
        pattern->op != CQL_VALUE)
        return (str){ 0 };
    str text = pattern->value.text;
    size_t len = 0;
    while (len < text.len && text.bytes[len] != '%' && text.bytes[len] != '_' &&
           text.bytes[len] != '\\')
        len++;
    return str_slice(text, 0, len);
}

bool filter_sql_has_range(const struct selection *selection,
                          const struct cql *part)
{
    struct cql_comparison comparison;
    if (part->op == CQL_LIKE)
        return pattern_start(part).len > 0 &&
               is_indexed(selection, part->children[0]);
    if (part->op == CQL_IN || part->op == CQL_BETWEEN)
        return is_indexed(selection, part->children[0]) &&
               can_compare_all(part, true);
    return cql_comparison(part, &comparison) && comparison.op != CQL_NE &&
           schema_has_index(selection->collection, comparison.field) &&
           can_compare_all(part, false);
}

// No byte of UTF-8 is FF, so the last one can be made greater.
static void add_start(struct where *where, const struct cql *part,
                      bool is_hidden)
{
    str start = pattern_start(part);
    str end = arena_copy(where->sql->arena, start);
    char *last = arena_alloc(where->sql->arena, end.len + 1);
    if (!end.bytes || !last) {
        where->sql->failure = ERROR_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < end.len; i++) last[i] = end.bytes[i];
    last[end.len - 1]++;
    end.bytes = last;
    buf_add_char(where->sql, '(');
    add_scalar(where, part->children[0], is_hidden);
    buf_add_str(where->sql, STR(" >= ? AND "));
    add_scalar(where, part->children[0], is_hidden);
    buf_add_str(where->sql, STR(" < ?)"));
    where_bind_value(where,
                     (struct value){ .type = VALUE_TEXT, .text = start });
    where_bind_value(where, (struct value){ .type = VALUE_TEXT, .text = end });
}

void filter_sql_add_range(struct where *where, const struct cql *part,
                          bool is_hidden)
{
    if (part->op == CQL_LIKE)
        add_start(where, part, is_hidden);
    else
        add_node(where, part, is_hidden);
}
