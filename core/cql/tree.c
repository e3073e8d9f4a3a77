#include "cql/tree.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"

enum { ROOM_FIRST = 4, SHOWN_MAX = 40 };

// Beyond this not every whole number is a double.
#define WHOLE_MAX 9007199254740992.0

#undef cql_error
bool cql_error(struct error *err, size_t position, const char *format, ...)
{
    char what[ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return error_set(err, ERROR_INVALID, "at character %zu: %s", position,
                     what);
}
#define cql_error(...) error_always(cql_error(__VA_ARGS__))

static void *no_room(struct tree *tree)
{
    error_set(tree->err, ERROR_NO_MEMORY, "no room for a filter");
    return NULL;
}

struct cql *tree_node(struct tree *tree, enum cql_op op, size_t position)
{
    if (tree->node_count >= CQL_NODES_MAX) {
        cql_error(tree->err, position,
                  "the filter has more than %d parts; this is the next",
                  CQL_NODES_MAX);
        return NULL;
    }
    struct cql *node = ARENA_NEW(tree->arena, struct cql);
    if (!node) return no_room(tree);
    tree->node_count++;
    node->op = op;
    node->position = position;
    node->height = 1;
    node->types = cql_op_row(op)->gives;
    return node;
}

static bool push(struct tree *tree, struct operands *operands, struct cql *node)
{
    if (operands->count == operands->room) {
        size_t room = operands->room ? operands->room * 2 : ROOM_FIRST;
        struct cql **items = arena_grow(tree->arena, operands->items,
                                        operands->room * sizeof(struct cql *),
                                        room * sizeof(struct cql *));
        if (!items) return no_room(tree) != NULL;
        operands->items = items;
        operands->room = room;
    }
    operands->items[operands->count++] = node;
    return true;
}

bool operands_add(struct tree *tree, struct operands *operands,
                  struct cql *node)
{
    return node && push(tree, operands, node);
}

static bool check_count(struct tree *tree, const struct cql *node, size_t count)
{
    const struct cql_op_row *row = cql_op_row(node->op);
    bool is_many = row->most && count > row->most;
    if (count >= row->least && !is_many) return true;
    return cql_error(tree->err, node->position,
                     "%s takes %s%d operand%s, and these are %zu", row->text,
                     row->least == row->most ? "" : "at least ", row->least,
                     row->least == 1 ? "" : "s", count);
}

// What stands right of LIKE: text, in CASEI and ACCENTI or not.
static bool is_pattern(const struct cql *node)
{
    while (node->op == CQL_CASEI || node->op == CQL_ACCENTI)
        node = node->children[0];
    return node->op == CQL_VALUE && node->types == CQL_TEXT;
}

static bool check_operand(struct tree *tree, const struct cql *node, size_t i,
                          const struct cql *operand)
{
    const struct cql_op_row *row = cql_op_row(node->op);
    if (operand->height >= CQL_DEPTH_MAX)
        return cql_error(tree->err, node->position,
                         "the filter is nested deeper than %d", CQL_DEPTH_MAX);
    if (!(operand->types & row->takes))
        return cql_error(tree->err, operand->position,
                         "%s takes %s, and this is %s", row->text,
                         cql_type_name(row->takes),
                         cql_type_name(operand->types));
    if (node->op == CQL_LIKE && i == 1 && !is_pattern(operand))
        return cql_error(tree->err, operand->position,
                         "LIKE takes a pattern in quotes, as in 'Smith%%'");
    return true;
}

// The operands of nested ANDs (ORs) in one list.
static bool flatten(struct tree *tree, enum cql_op op,
                    const struct operands *from, struct operands *to)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct cql *item = from->items[i];
        size_t count = item->op == op ? item->child_count : 1;
        struct cql **items = item->op == op ? item->children : &from->items[i];
        for (size_t j = 0; j < count; j++)
            if (!push(tree, to, items[j])) return false;
    }
    return true;
}

struct cql *tree_close(struct tree *tree, struct cql *node,
                       const struct operands *operands)
{
    if (!node || !check_count(tree, node, operands->count)) return NULL;
    struct operands flat = { 0 };
    if (node->op == CQL_AND || node->op == CQL_OR) {
        if (!flatten(tree, node->op, operands, &flat)) return NULL;
        operands = &flat;
    }
    for (size_t i = 0; i < operands->count; i++) {
        const struct cql *operand = operands->items[i];
        if (!check_operand(tree, node, i, operand)) return NULL;
        if (operand->height >= node->height) node->height = operand->height + 1;
    }
    node->children = operands->items;
    node->child_count = operands->count;
    return node;
}

struct cql *tree_join(struct tree *tree, enum cql_op op, size_t position,
                      struct cql *a, struct cql *b)
{
    struct operands operands = { 0 };
    if (!operands_add(tree, &operands, a)) return NULL;
    if (b && !operands_add(tree, &operands, b)) return NULL;
    return tree_close(tree, tree_node(tree, op, position), &operands);
}

// ---- leaves

static struct cql *value_node(struct tree *tree, size_t position,
                              struct value value, unsigned types)
{
    struct cql *node = tree_node(tree, CQL_VALUE, position);
    if (!node) return NULL;
    node->value = value;
    node->types = types;
    return node;
}

static struct cql *text_node(struct tree *tree, size_t position,
                             enum value_type type, str text)
{
    str copy = arena_copy(tree->arena, text);
    if (text.len && !copy.bytes) return no_room(tree);
    if (!copy.bytes) copy = STR("");
    return value_node(tree, position,
                      (struct value){ .type = type, .text = copy },
                      type == VALUE_TEXT ? CQL_TEXT : CQL_INSTANT);
}

struct cql *tree_text(struct tree *tree, size_t position, str text)
{
    return text_node(tree, position, VALUE_TEXT, text);
}

struct cql *tree_bool(struct tree *tree, size_t position, bool value)
{
    return value_node(tree, position,
                      (struct value){ .type = VALUE_BOOL, .boolean = value },
                      CQL_BOOLEAN);
}

static struct value whole_or_real(double real)
{
    if (fabs(real) <= WHOLE_MAX && real == trunc(real))
        return (struct value){ .type = VALUE_INT, .integer = (int64_t)real };
    return (struct value){ .type = VALUE_REAL, .real = real };
}

struct cql *tree_number(struct tree *tree, size_t position, str digits)
{
    struct value value = { .type = VALUE_INT };
    if (!digits.bytes) return no_room(tree);
    if (!str_to_int(digits, &value.integer)) {
        double real;
        if (!str_to_real(digits, &real)) {
            cql_error(tree->err, position,
                      "%.*s is not a number that can be held",
                      digits.len > SHOWN_MAX ? SHOWN_MAX : (int)digits.len,
                      digits.bytes);
            return NULL;
        }
        value = whole_or_real(real);
    }
    return value_node(tree, position, value, CQL_NUMBER);
}

static struct cql *at_position(struct tree *tree, size_t position)
{
    error_context(tree->err, "at character %zu", position);
    return NULL;
}

struct cql *tree_date(struct tree *tree, size_t position, str text)
{
    char date[DATE_LEN + 1];
    if (!date_parse(text, date, tree->err)) return at_position(tree, position);
    return text_node(tree, position, VALUE_DATE, str_from(date));
}

struct cql *tree_timestamp(struct tree *tree, size_t position, str text)
{
    struct timestamp time;
    if (!timestamp_parse(text, &time, tree->err))
        return at_position(tree, position);
    return text_node(tree, position, VALUE_TIME, str_from(time.text));
}

struct cql *tree_end(struct tree *tree, size_t position, str text)
{
    if (str_equal(text, STR(".."))) return tree_node(tree, CQL_OPEN, position);
    if (text.len <= DATE_LEN) return tree_date(tree, position, text);
    return tree_timestamp(tree, position, text);
}

struct cql *tree_property(struct tree *tree, size_t position, str name)
{
    if (name.len == 0) {
        cql_error(tree->err, position, "the name of a property is empty");
        return NULL;
    }
    struct cql *node = tree_node(tree, CQL_PROPERTY, position);
    if (!node) return NULL;
    node->name = arena_copy(tree->arena, name);
    return node->name.bytes ? node : no_room(tree);
}

struct cql *tree_geometry(struct tree *tree, size_t position,
                          const struct geom *geom)
{
    if (geom->type == GEOM_EMPTY) {
        cql_error(tree->err, position, "the geometry is empty");
        return NULL;
    }
    struct cql *node = tree_node(tree, CQL_GEOMETRY, position);
    if (node) node->geom = *geom;
    return node;
}

struct cql *tree_bbox(struct tree *tree, size_t position, const double *numbers,
                      size_t count)
{
    if (count != 4 && count != 6) {
        cql_error(tree->err, position,
                  "a box takes 4 numbers, or 6 with heights, and these are %zu",
                  count);
        return NULL;
    }
    struct cql *node = tree_node(tree, CQL_BBOX, position);
    if (!node) return NULL;
    const double *upper = numbers + count / 2;
    node->box = (struct box){ numbers[0], numbers[1], upper[0], upper[1] };
    return node;
}

// ---- the whole

struct cql *tree_end_of_filter(struct tree *tree, struct cql *root)
{
    if (!root || root->types & (CQL_CONDITION | CQL_BOOLEAN)) return root;
    cql_error(tree->err, root->position,
              "a filter is a condition, and this is %s",
              cql_type_name(root->types));
    return NULL;
}

static size_t characters(str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.bytes[i] & 0xC0) != 0x80) count++;
    return count;
}

bool tree_accepts(str source, struct error *err)
{
    size_t valid = str_valid_utf8(str_slice(source, 0, CQL_BYTES_MAX));
    const char *nul = source.len ? memchr(source.bytes, 0, valid) : NULL;
    if (nul) valid = (size_t)(nul - source.bytes);
    size_t position = characters(str_slice(source, 0, valid)) + 1;
    if (nul) return cql_error(err, position, "a NUL character");
    // What is cut at the limit may end within a character.
    if (source.len > CQL_BYTES_MAX && valid + 3 >= CQL_BYTES_MAX)
        return cql_error(err, position,
                         "the filter has %zu bytes, and at most %d are read",
                         source.len, CQL_BYTES_MAX);
    if (valid < source.len)
        return cql_error(err, position, "the filter is not valid UTF-8");
    return true;
}
