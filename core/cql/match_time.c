// The 15 relations between instants and intervals (OWL-Time): conditions on
// their four ends. An instant is an interval whose ends are the same.

#include "cql/match.h"

static bool is_null_end(const struct cql *end, struct value value)
{
    return end->op != CQL_OPEN && value.type == VALUE_NULL;
}

static struct value end_value(struct cql_matcher *m, const struct cql *end)
{
    return end->op == CQL_OPEN ? (struct value){ .type = VALUE_NULL }
                               : match_value(m, end);
}

bool match_range(struct cql_matcher *m, const struct cql *node,
                 struct match_range *out)
{
    if (node->op != CQL_INTERVAL) {
        out->from = out->to = match_value(m, node);
        return out->from.type != VALUE_NULL;
    }
    const struct cql *from = node->children[0];
    const struct cql *to = node->children[1];
    out->from = end_value(m, from);
    out->to = end_value(m, to);
    return !is_null_end(from, out->from) && !is_null_end(to, out->to);
}

// An end of an interval: open, it lies before or after every time.
enum side { SIDE_FROM, SIDE_TO };

static int rank(struct value end, enum side side)
{
    if (end.type != VALUE_NULL) return 0;
    return side == SIDE_FROM ? -1 : 1;
}

static int compare_ends(struct value a, enum side a_side, struct value b,
                        enum side b_side)
{
    int a_rank = rank(a, a_side);
    int b_rank = rank(b, b_side);
    if (a_rank || b_rank) return (a_rank > b_rank) - (a_rank < b_rank);
    int order = match_compare(a, b);
    return (order > 0) - (order < 0);
}

// How each end of `a` lies to each of `b`: -1 before, 0 the same, 1 after.
struct ends {
    int from_from, from_to, to_from, to_to;
};

static bool holds(enum cql_op op, struct ends e)
{
    bool is_apart = e.to_from < 0 || e.from_to > 0;
    if (op == CQL_T_AFTER) return e.from_to > 0;
    if (op == CQL_T_BEFORE) return e.to_from < 0;
    if (op == CQL_T_DISJOINT) return is_apart;
    if (op == CQL_T_INTERSECTS) return !is_apart;
    if (op == CQL_T_EQUALS) return e.from_from == 0 && e.to_to == 0;
    if (op == CQL_T_CONTAINS) return e.from_from < 0 && e.to_to > 0;
    if (op == CQL_T_DURING) return e.from_from > 0 && e.to_to < 0;
    if (op == CQL_T_STARTS) return e.from_from == 0 && e.to_to < 0;
    if (op == CQL_T_STARTED_BY) return e.from_from == 0 && e.to_to > 0;
    if (op == CQL_T_FINISHES) return e.from_from > 0 && e.to_to == 0;
    if (op == CQL_T_FINISHED_BY) return e.from_from < 0 && e.to_to == 0;
    if (op == CQL_T_MEETS) return e.to_from == 0;
    if (op == CQL_T_MET_BY) return e.from_to == 0;
    if (op == CQL_T_OVERLAPS)
        return e.from_from < 0 && e.to_from > 0 && e.to_to < 0;
    return e.from_from > 0 && e.from_to < 0 && e.to_to > 0;  // overlapped by
}

enum truth match_temporal(struct cql_matcher *m, const struct cql *node)
{
    struct match_range a;
    struct match_range b;
    if (!match_range(m, node->children[0], &a) ||
        !match_range(m, node->children[1], &b))
        return TRUTH_UNKNOWN;
    struct ends ends = {
        compare_ends(a.from, SIDE_FROM, b.from, SIDE_FROM),
        compare_ends(a.from, SIDE_FROM, b.to, SIDE_TO),
        compare_ends(a.to, SIDE_TO, b.from, SIDE_FROM),
        compare_ends(a.to, SIDE_TO, b.to, SIDE_TO),
    };
    return holds(node->op, ends) ? TRUTH_TRUE : TRUTH_FALSE;
}
