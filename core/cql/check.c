#include "cql/check.h"

#include "base/timestamp.h"
#include "cql/names.h"
#include "cql/place.h"
#include "cql/tree.h"

struct check {
    struct arena *arena;
    const struct cql_scope *scope;
    size_t number;  // of the next node
    struct error *err;
};

static const unsigned types_of_values[] = {
    [VALUE_NULL] = 0,
    [VALUE_BOOL] = CQL_BOOLEAN,
    [VALUE_INT] = CQL_NUMBER,
    [VALUE_REAL] = CQL_NUMBER,
    [VALUE_TEXT] = CQL_TEXT | CQL_LIST,
    [VALUE_DATE] = CQL_INSTANT,
    [VALUE_TIME] = CQL_INSTANT,
};

// ---- names

static bool is_geometry_name(str name)
{
    return str_equal(name, STR("geometry")) || str_equal(name, STR("geom"));
}

static bool resolve_property(struct check *check, struct cql *node)
{
    const struct cql_scope *scope = check->scope;
    const struct field *field = scope->find
                                    ? scope->find(scope->schema, node->name)
                                    : schema_find(scope->schema, node->name);
    node->field = field;
    if (field) {
        node->types = types_of_values[field->type];
        return true;
    }
    if (is_geometry_name(node->name) && scope->has_geometry) {
        node->types = CQL_PLACE;
        return true;
    }
    return names_unknown(check->arena, node, scope, check->err);
}

static bool resolve_function(struct check *check, struct cql *node)
{
    size_t count;
    const struct cql_function *functions = cql_functions(&count);
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(node->name, str_from(functions[i].name)))
            node->function = &functions[i];
    if (!node->function)
        return cql_error(check->err, node->position,
                         "there is no function %.*s; GET /functions lists them",
                         STR_ARG(node->name));
    if (node->child_count != 1)
        return cql_error(check->err, node->position,
                         "%s takes one operand, and these are %zu",
                         node->function->name, node->child_count);
    const struct cql *operand = node->children[0];
    if (!(operand->types & node->function->takes))
        return cql_error(check->err, operand->position,
                         "%s takes %s, and this is %s", node->function->name,
                         cql_type_name(node->function->takes),
                         cql_type_name(operand->types));
    node->types = node->function->returns;
    return true;
}

// ---- types

// Text beside a date or time is one.
static bool coerce_text(struct check *check, struct cql *node)
{
    struct timestamp time;
    char date[DATE_LEN + 1];
    struct value *value = &node->value;
    value->text = date_without_bare_t(value->text);
    bool is_date = value->text.len <= DATE_LEN;
    bool done = is_date ? date_parse(value->text, date, check->err)
                        : timestamp_parse(value->text, &time, check->err);
    if (!done)
        return error_context(check->err, "at character %zu", node->position);
    value->type = is_date ? VALUE_DATE : VALUE_TIME;
    value->text =
        arena_copy(check->arena, str_from(is_date ? date : time.text));
    node->types = CQL_INSTANT;
    return value->text.bytes ||
           error_set(check->err, ERROR_NO_MEMORY, "no room for a filter");
}

static bool coerce_texts(struct check *check, struct cql *node)
{
    bool has_instant = false;
    for (size_t i = 0; i < node->child_count; i++)
        has_instant |= node->children[i]->types == CQL_INSTANT;
    for (size_t i = 0; has_instant && i < node->child_count; i++) {
        struct cql *child = node->children[i];
        bool is_text = child->op == CQL_VALUE && child->types == CQL_TEXT;
        if (is_text && !coerce_text(check, child)) return false;
    }
    return true;
}

// What is compared must be of one type.
static bool check_alike(struct check *check, const struct cql *node)
{
    unsigned types = node->children[0]->types;
    for (size_t i = 1; i < node->child_count; i++) {
        const struct cql *child = node->children[i];
        if (!(types & child->types))
            return cql_error(check->err, child->position,
                             "%s compares %s with %s",
                             cql_op_row(node->op)->text, cql_type_name(types),
                             cql_type_name(child->types));
        types &= child->types;
    }
    return true;
}

static bool check_operands(struct check *check, const struct cql *node)
{
    const struct cql_op_row *row = cql_op_row(node->op);
    for (size_t i = 0; i < node->child_count; i++) {
        const struct cql *child = node->children[i];
        if (!(child->types & row->takes))
            return cql_error(check->err, child->position,
                             "%s takes %s, and this is %s", row->text,
                             cql_type_name(row->takes),
                             cql_type_name(child->types));
    }
    return true;
}

static bool check_interval(struct check *check, const struct cql *node)
{
    const struct cql *from = node->children[0];
    const struct cql *to = node->children[1];
    if (!check_operands(check, node)) return false;
    // A date sorts before the times of its day.
    if (from->op != CQL_VALUE || to->op != CQL_VALUE ||
        str_compare(from->value.text, to->value.text) <= 0 ||
        str_starts(from->value.text, to->value.text))
        return true;
    return cql_error(check->err, node->position,
                     "the interval ends before it begins");
}

static bool check_pattern(struct check *check, const struct cql *node)
{
    const struct cql *pattern = node->children[1];
    while (pattern->op != CQL_VALUE) pattern = pattern->children[0];
    if (pattern->value.text.len <= CQL_PATTERN_MAX) return true;
    return cql_error(check->err, pattern->position,
                     "the pattern has %zu bytes, and at most %d are matched",
                     pattern->value.text.len, CQL_PATTERN_MAX);
}

// ---- each node, from the leaves up

static bool check_comparison(struct check *check, struct cql *node)
{
    return coerce_texts(check, node) && check_operands(check, node) &&
           check_alike(check, node);
}

static bool check_operator(struct check *check, struct cql *node)
{
    if (cql_is_comparison(node->op) || node->op == CQL_BETWEEN ||
        node->op == CQL_IN)
        return check_comparison(check, node);
    if (!check_operands(check, node)) return false;
    return node->op != CQL_LIKE || check_pattern(check, node);
}

static bool check_node(struct check *check, struct cql *node)
{
    node->number = check->number++;
    for (size_t i = 0; i < node->child_count; i++)
        if (!check_node(check, node->children[i])) return false;
    if (node->op == CQL_PROPERTY) return resolve_property(check, node);
    if (node->op == CQL_FUNCTION) return resolve_function(check, node);
    if (node->op == CQL_INTERVAL) return check_interval(check, node);
    if (node->op == CQL_GEOMETRY || node->op == CQL_BBOX)
        return place_check(check->arena, node, check->err);
    if (node->op == CQL_VALUE || node->op == CQL_OPEN) return true;
    return check_operator(check, node);
}

bool cql_check(struct arena *arena, struct cql *expr,
               const struct cql_scope *scope, struct error *err)
{
    struct check check = { .arena = arena, .scope = scope, .err = err };
    if (!check_node(&check, expr)) return false;
    if (expr->types & (CQL_CONDITION | CQL_BOOLEAN)) return true;
    return cql_error(err, expr->position,
                     "a filter is a condition, and this is %s",
                     cql_type_name(expr->types));
}
