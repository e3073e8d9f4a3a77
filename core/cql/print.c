#include "base/timestamp.h"
#include "cql/scan.h"
#include "cql/tree.h"
#include "geo/wkt.h"

static void print(struct buf *out, const struct cql *node);

// ---- texts and names

static void print_name(struct buf *out, str name)
{
    if (scan_is_plain_name(name)) {
        buf_add_str(out, name);
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.bytes[i] == '"') buf_add_char(out, '"');
        buf_add_char(out, name.bytes[i]);
    }
    buf_add_char(out, '"');
}

// A quote behind a backslash is written \', since \'' would be one quote and
// the end. A backslash at the end needs the form U&'…'.
static void print_text(struct buf *out, str text)
{
    bool is_unicode = str_ends(text, STR("\\"));
    buf_add_str(out, is_unicode ? STR("U&'") : STR("'"));
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        bool follows = i > 0 && text.bytes[i - 1] == '\\';
        if (c == '\\' && is_unicode) buf_add_char(out, '\\');
        if (c == '\'') buf_add_char(out, follows && !is_unicode ? '\\' : '\'');
        buf_add_char(out, c);
    }
    buf_add_char(out, '\'');
}

// ---- literals

static void print_quoted(struct buf *out, str text)
{
    buf_add_char(out, '\'');
    buf_add_str(out, text);
    buf_add_char(out, '\'');
}

// "2026-03-18T06:30:00.000Z" without its milliseconds where there are none.
static void print_instant(struct buf *out, str text)
{
    str shorter = str_slice(text, 0, text.len - 5);
    bool is_whole = text.len == TIMESTAMP_LEN && str_ends(text, STR(".000Z"));
    buf_add_char(out, '\'');
    buf_add_str(out, is_whole ? shorter : text);
    buf_add_str(out, is_whole ? STR("Z'") : STR("'"));
}

static void print_value(struct buf *out, const struct value *value)
{
    switch (value->type) {
    case VALUE_NULL: break;
    case VALUE_BOOL:
        buf_add_str(out, value->boolean ? STR("TRUE") : STR("FALSE"));
        break;
    case VALUE_INT: buf_add_int(out, value->integer); break;
    case VALUE_REAL: buf_add_real(out, value->real); break;
    case VALUE_TEXT: print_text(out, value->text); break;
    case VALUE_DATE:
        buf_add_str(out, STR("DATE("));
        print_quoted(out, value->text);
        buf_add_char(out, ')');
        break;
    case VALUE_TIME:
        buf_add_str(out, STR("TIMESTAMP("));
        print_instant(out, value->text);
        buf_add_char(out, ')');
        break;
    }
}

static void print_bbox(struct buf *out, struct box box)
{
    const double numbers[] = { box.min_x, box.min_y, box.max_x, box.max_y };
    buf_add_str(out, STR("BBOX("));
    for (int i = 0; i < 4; i++) {
        if (i) buf_add_str(out, STR(", "));
        buf_add_real(out, numbers[i]);
    }
    buf_add_char(out, ')');
}

// The ends stand without their DATE( ) and TIMESTAMP( ).
static void print_end(struct buf *out, const struct cql *end)
{
    if (end->op == CQL_OPEN)
        buf_add_str(out, STR("'..'"));
    else if (end->op == CQL_VALUE)
        print_instant(out, end->value.text);
    else
        print(out, end);
}

static void print_interval(struct buf *out, const struct cql *node)
{
    buf_add_str(out, STR("INTERVAL("));
    print_end(out, node->children[0]);
    buf_add_str(out, STR(", "));
    print_end(out, node->children[1]);
    buf_add_char(out, ')');
}

// ---- operators

static bool is_binary(enum cql_op op)
{
    return (op >= CQL_EQ && op <= CQL_GE) || (op >= CQL_ADD && op <= CQL_POWER);
}

// What needs no parentheses within another operator.
static bool is_closed(const struct cql *node)
{
    return node->op > CQL_IS_NULL && !is_binary(node->op);
}

static void print_operand(struct buf *out, const struct cql *node)
{
    if (!is_closed(node)) buf_add_char(out, '(');
    print(out, node);
    if (!is_closed(node)) buf_add_char(out, ')');
}

static void print_list(struct buf *out, const struct cql *node, size_t from)
{
    buf_add_char(out, '(');
    for (size_t i = from; i < node->child_count; i++) {
        if (i > from) buf_add_str(out, STR(", "));
        print(out, node->children[i]);
    }
    buf_add_char(out, ')');
}

// AND binds before OR, so that only an OR within an AND is put in parentheses.
static void print_logic(struct buf *out, const struct cql *node)
{
    for (size_t i = 0; i < node->child_count; i++) {
        const struct cql *child = node->children[i];
        if (i) buf_addf(out, " %s ", cql_op_row(node->op)->text);
        if (child->op == CQL_OR)
            print_operand(out, child);
        else
            print(out, child);
    }
}

static void print_worded(struct buf *out, const struct cql *node, bool is_not)
{
    print_operand(out, node->children[0]);
    if (node->op == CQL_IS_NULL) {
        buf_add_str(out, is_not ? STR(" IS NOT NULL") : STR(" IS NULL"));
        return;
    }
    buf_addf(out, " %s%s ", is_not ? "NOT " : "", cql_op_row(node->op)->text);
    if (node->op == CQL_IN) {
        print_list(out, node, 1);
        return;
    }
    print_operand(out, node->children[1]);
    if (node->op != CQL_BETWEEN) return;
    buf_add_str(out, STR(" AND "));
    print_operand(out, node->children[2]);
}

static bool is_worded(enum cql_op op)
{
    return op >= CQL_LIKE && op <= CQL_IS_NULL;
}

static void print_not(struct buf *out, const struct cql *node)
{
    const struct cql *child = node->children[0];
    if (is_worded(child->op)) {
        print_worded(out, child, true);
        return;
    }
    buf_add_str(out, STR("NOT "));
    print_operand(out, child);
}

static void print_binary(struct buf *out, const struct cql *node)
{
    print_operand(out, node->children[0]);
    buf_addf(out, " %s ", cql_op_row(node->op)->text);
    print_operand(out, node->children[1]);
}

// An array of one is written (a,), except where only an array can stand.
static void print_array(struct buf *out, const struct cql *node, bool is_sure)
{
    if (node->child_count != 1 || is_sure) {
        print_list(out, node, 0);
        return;
    }
    buf_add_char(out, '(');
    print(out, node->children[0]);
    buf_add_str(out, STR(",)"));
}

static void print_array_predicate(struct buf *out, const struct cql *node)
{
    buf_addf(out, "%s(", cql_op_row(node->op)->text);
    for (size_t i = 0; i < 2; i++) {
        const struct cql *child = node->children[i];
        if (i) buf_add_str(out, STR(", "));
        if (child->op == CQL_ARRAY)
            print_array(out, child, true);
        else
            print(out, child);
    }
    buf_add_char(out, ')');
}

static void print_call(struct buf *out, const struct cql *node)
{
    if (node->op == CQL_FUNCTION)
        print_name(out, node->name);
    else
        buf_add_str(out, str_from(cql_op_row(node->op)->text));
    print_list(out, node, 0);
}

static void print_operator(struct buf *out, const struct cql *node)
{
    enum cql_op op = node->op;
    if (op == CQL_NOT)
        print_not(out, node);
    else if (op <= CQL_OR)
        print_logic(out, node);
    else if (is_worded(op))
        print_worded(out, node, false);
    else if (is_binary(op))
        print_binary(out, node);
    else if (op >= CQL_A_EQUALS && op <= CQL_A_OVERLAPS)
        print_array_predicate(out, node);
    else
        print_call(out, node);
}

static void print(struct buf *out, const struct cql *node)
{
    enum cql_op op = node->op;
    if (op < CQL_ARRAY)
        print_operator(out, node);
    else if (op == CQL_ARRAY)
        print_array(out, node, false);
    else if (op == CQL_INTERVAL)
        print_interval(out, node);
    else if (op == CQL_PROPERTY)
        print_name(out, node->name);
    else if (op == CQL_VALUE)
        print_value(out, &node->value);
    else if (op == CQL_BBOX)
        print_bbox(out, node->box);
    else if (op == CQL_GEOMETRY)
        wkt_print(out, &node->geom);
}

void cql_print(const struct cql *expr, struct buf *out)
{
    print(out, expr);
}
