// The words of the language, and what each takes and gives.

#ifndef CQL_OP_H
#define CQL_OP_H

#include "base/str.h"

enum cql_op {
    CQL_AND,
    CQL_OR,
    CQL_NOT,
    CQL_EQ,
    CQL_NE,
    CQL_LT,
    CQL_LE,
    CQL_GT,
    CQL_GE,
    CQL_LIKE,     // text, pattern
    CQL_BETWEEN,  // value, lower, upper
    CQL_IN,       // value, then the list
    CQL_IS_NULL,
    CQL_S_INTERSECTS,
    CQL_S_EQUALS,
    CQL_S_DISJOINT,
    CQL_S_TOUCHES,
    CQL_S_WITHIN,
    CQL_S_OVERLAPS,
    CQL_S_CROSSES,
    CQL_S_CONTAINS,
    CQL_T_AFTER,
    CQL_T_BEFORE,
    CQL_T_CONTAINS,
    CQL_T_DISJOINT,
    CQL_T_DURING,
    CQL_T_EQUALS,
    CQL_T_FINISHED_BY,
    CQL_T_FINISHES,
    CQL_T_INTERSECTS,
    CQL_T_MEETS,
    CQL_T_MET_BY,
    CQL_T_OVERLAPPED_BY,
    CQL_T_OVERLAPS,
    CQL_T_STARTED_BY,
    CQL_T_STARTS,
    CQL_A_EQUALS,
    CQL_A_CONTAINS,
    CQL_A_CONTAINED_BY,
    CQL_A_OVERLAPS,
    CQL_ADD,
    CQL_SUBTRACT,
    CQL_MULTIPLY,
    CQL_DIVIDE,
    CQL_MODULO,
    CQL_DIV,
    CQL_POWER,
    CQL_CASEI,
    CQL_ACCENTI,
    CQL_FUNCTION,
    CQL_ARRAY,
    CQL_INTERVAL,  // two of: instant, property, function, CQL_OPEN
    CQL_OPEN,      // '..', the open end of an interval
    CQL_PROPERTY,
    CQL_VALUE,
    CQL_GEOMETRY,
    CQL_BBOX,
};

// What an expression may be: a set of these. A property can be anything until
// cql_check; a text field may also be read as an array (it holds JSON).
enum cql_type {
    CQL_CONDITION = 1,  // AND, =, S_INTERSECTS …
    CQL_BOOLEAN = 2,    // true, false and what holds one
    CQL_NUMBER = 4,
    CQL_TEXT = 8,
    CQL_INSTANT = 16,
    CQL_RANGE = 32,  // INTERVAL(…)
    CQL_PLACE = 64,
    CQL_LIST = 128,
    CQL_NO_END = 256,
    CQL_ANYTHING = 511 - CQL_NO_END,
};

// What the parsers, the check and the printer know of each operator.
struct cql_op_row {
    const char *text;  // as in cql2-text
    const char *json;  // as in cql2-json; NULL: it has another shape there
    unsigned char least, most;  // operands; most 0: no limit
    unsigned takes;  // what each operand may be: a set of enum cql_type
    unsigned gives;
};
const struct cql_op_row *cql_op_row(enum cql_op op);

// The operator with this name in cql2-json, letter case aside. False when it
// is none, and so a function.
bool cql_op_find(str name, enum cql_op *op);

// "a number", "a geometry": what a set of types is called in a message.
const char *cql_type_name(unsigned types);

static inline bool cql_is_spatial(enum cql_op op)
{
    return op >= CQL_S_INTERSECTS && op <= CQL_S_CONTAINS;
}
static inline bool cql_is_temporal(enum cql_op op)
{
    return op >= CQL_T_AFTER && op <= CQL_T_STARTS;
}
static inline bool cql_is_list(enum cql_op op)
{
    return op >= CQL_A_EQUALS && op <= CQL_A_OVERLAPS;
}
static inline bool cql_is_comparison(enum cql_op op)
{
    return op >= CQL_EQ && op <= CQL_GE;
}
#endif
