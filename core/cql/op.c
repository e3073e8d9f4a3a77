#include "cql/op.h"

enum {
    LOGICAL = CQL_CONDITION | CQL_BOOLEAN,
    SCALAR = CQL_BOOLEAN | CQL_NUMBER | CQL_TEXT | CQL_INSTANT,
    ORDERED = CQL_NUMBER | CQL_TEXT | CQL_INSTANT,
    TEMPORAL = CQL_INSTANT | CQL_RANGE,
};

#define PREDICATE(text, json, takes) \
    { \
        text, json, 2, 2, takes, CQL_CONDITION \
    }

static const struct cql_op_row rows[] = {
    [CQL_AND] = { "AND", "and", 2, 0, LOGICAL, CQL_CONDITION },
    [CQL_OR] = { "OR", "or", 2, 0, LOGICAL, CQL_CONDITION },
    [CQL_NOT] = { "NOT", "not", 1, 1, LOGICAL, CQL_CONDITION },
    [CQL_EQ] = PREDICATE("=", "=", SCALAR),
    [CQL_NE] = PREDICATE("<>", "<>", SCALAR),
    [CQL_LT] = PREDICATE("<", "<", SCALAR),
    [CQL_LE] = PREDICATE("<=", "<=", SCALAR),
    [CQL_GT] = PREDICATE(">", ">", SCALAR),
    [CQL_GE] = PREDICATE(">=", ">=", SCALAR),
    [CQL_LIKE] = PREDICATE("LIKE", "like", CQL_TEXT),
    [CQL_BETWEEN] = { "BETWEEN", "between", 3, 3, ORDERED, CQL_CONDITION },
    [CQL_IN] = { "IN", "in", 1, 0, SCALAR, CQL_CONDITION },
    [CQL_IS_NULL] = { "IS NULL", "isNull", 1, 1, CQL_ANYTHING, CQL_CONDITION },
    [CQL_S_INTERSECTS] = PREDICATE("S_INTERSECTS", "s_intersects", CQL_PLACE),
    [CQL_S_EQUALS] = PREDICATE("S_EQUALS", "s_equals", CQL_PLACE),
    [CQL_S_DISJOINT] = PREDICATE("S_DISJOINT", "s_disjoint", CQL_PLACE),
    [CQL_S_TOUCHES] = PREDICATE("S_TOUCHES", "s_touches", CQL_PLACE),
    [CQL_S_WITHIN] = PREDICATE("S_WITHIN", "s_within", CQL_PLACE),
    [CQL_S_OVERLAPS] = PREDICATE("S_OVERLAPS", "s_overlaps", CQL_PLACE),
    [CQL_S_CROSSES] = PREDICATE("S_CROSSES", "s_crosses", CQL_PLACE),
    [CQL_S_CONTAINS] = PREDICATE("S_CONTAINS", "s_contains", CQL_PLACE),
    [CQL_T_AFTER] = PREDICATE("T_AFTER", "t_after", TEMPORAL),
    [CQL_T_BEFORE] = PREDICATE("T_BEFORE", "t_before", TEMPORAL),
    [CQL_T_CONTAINS] = PREDICATE("T_CONTAINS", "t_contains", TEMPORAL),
    [CQL_T_DISJOINT] = PREDICATE("T_DISJOINT", "t_disjoint", TEMPORAL),
    [CQL_T_DURING] = PREDICATE("T_DURING", "t_during", TEMPORAL),
    [CQL_T_EQUALS] = PREDICATE("T_EQUALS", "t_equals", TEMPORAL),
    [CQL_T_FINISHED_BY] = PREDICATE("T_FINISHEDBY", "t_finishedBy", TEMPORAL),
    [CQL_T_FINISHES] = PREDICATE("T_FINISHES", "t_finishes", TEMPORAL),
    [CQL_T_INTERSECTS] = PREDICATE("T_INTERSECTS", "t_intersects", TEMPORAL),
    [CQL_T_MEETS] = PREDICATE("T_MEETS", "t_meets", TEMPORAL),
    [CQL_T_MET_BY] = PREDICATE("T_METBY", "t_metBy", TEMPORAL),
    [CQL_T_OVERLAPPED_BY] =
        PREDICATE("T_OVERLAPPEDBY", "t_overlappedBy", TEMPORAL),
    [CQL_T_OVERLAPS] = PREDICATE("T_OVERLAPS", "t_overlaps", TEMPORAL),
    [CQL_T_STARTED_BY] = PREDICATE("T_STARTEDBY", "t_startedBy", TEMPORAL),
    [CQL_T_STARTS] = PREDICATE("T_STARTS", "t_starts", TEMPORAL),
    [CQL_A_EQUALS] = PREDICATE("A_EQUALS", "a_equals", CQL_LIST),
    [CQL_A_CONTAINS] = PREDICATE("A_CONTAINS", "a_contains", CQL_LIST),
    [CQL_A_CONTAINED_BY] =
        PREDICATE("A_CONTAINEDBY", "a_containedBy", CQL_LIST),
    [CQL_A_OVERLAPS] = PREDICATE("A_OVERLAPS", "a_overlaps", CQL_LIST),
    [CQL_ADD] = { "+", "+", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_SUBTRACT] = { "-", "-", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_MULTIPLY] = { "*", "*", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_DIVIDE] = { "/", "/", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_MODULO] = { "%", "%", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_DIV] = { "div", "div", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_POWER] = { "^", "^", 2, 2, CQL_NUMBER, CQL_NUMBER },
    [CQL_CASEI] = { "CASEI", "casei", 1, 1, CQL_TEXT, CQL_TEXT },
    [CQL_ACCENTI] = { "ACCENTI", "accenti", 1, 1, CQL_TEXT, CQL_TEXT },
    [CQL_FUNCTION] = { "a function", NULL, 0, 0, CQL_ANYTHING, CQL_ANYTHING },
    [CQL_ARRAY] = { "an array", NULL, 0, 0, CQL_ANYTHING, CQL_LIST },
    [CQL_INTERVAL] = { "INTERVAL", NULL, 2, 2, CQL_INSTANT | CQL_NO_END,
                       CQL_RANGE },
    [CQL_OPEN] = { "'..'", NULL, 0, 0, 0, CQL_NO_END },
    [CQL_PROPERTY] = { "a property", NULL, 0, 0, 0, CQL_ANYTHING },
    [CQL_VALUE] = { "a value", NULL, 0, 0, 0, SCALAR },
    [CQL_GEOMETRY] = { "a geometry", NULL, 0, 0, 0, CQL_PLACE },
    [CQL_BBOX] = { "BBOX", NULL, 0, 0, 0, CQL_PLACE },
};

const struct cql_op_row *cql_op_row(enum cql_op op)
{
    return &rows[op];
}

bool cql_op_find(str name, enum cql_op *op)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].json || !str_equal_nocase(name, str_from(rows[i].json)))
            continue;
        *op = (enum cql_op)i;
        return true;
    }
    return false;
}

const char *cql_type_name(unsigned types)
{
    static const struct {
        unsigned types;
        const char *name;
    } names[] = {
        { CQL_NO_END, "'..'" },
        { LOGICAL, "a condition" },
        { CQL_TEXT | CQL_LIST, "text" },
        { TEMPORAL, "a date, time or interval" },
        { ORDERED, "a number, text, date or time" },
        { SCALAR, "a value" },
        { CQL_INSTANT | CQL_NO_END, "a date, time or '..'" },
        { CQL_CONDITION, "a condition" },
        { CQL_BOOLEAN, "true or false" },
        { CQL_NUMBER, "a number" },
        { CQL_TEXT, "text" },
        { CQL_INSTANT, "a date or time" },
        { CQL_RANGE, "an interval" },
        { CQL_PLACE, "a geometry" },
        { CQL_LIST, "an array" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].types == types) return names[i].name;
    return "anything";
}
