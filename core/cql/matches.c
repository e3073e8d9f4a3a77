#include "cql/matches.h"

#include <stdlib.h>

#include "cql/like.h"
#include "cql/match.h"

enum { KEEP_MAX = 16 << 20, ROW_MAX = 256 << 20 };

// ---- a matcher

// One more than the greatest number: of a part of a tree, its nodes keep those
// they have in the whole.
static size_t end_of_numbers(const struct cql *node)
{
    size_t end = node->number + 1;
    for (size_t i = 0; i < node->child_count; i++) {
        size_t other = end_of_numbers(node->children[i]);
        if (other > end) end = other;
    }
    return end;
}

static bool find_constants(struct cql_matcher *m, const struct cql *node)
{
    bool is_constant = node->op != CQL_PROPERTY;
    for (size_t i = 0; i < node->child_count; i++)
        if (!find_constants(m, node->children[i])) is_constant = false;
    m->known[node->number].is_constant = is_constant;
    return is_constant;
}

struct cql_matcher *cql_matcher_open(const struct cql *expr,
                                     const struct schema *schema,
                                     struct error *err)
{
    struct cql_matcher *m = calloc(1, sizeof *m);
    if (m) m->keep = arena_create(KEEP_MAX);
    if (m) m->row = arena_create(ROW_MAX);
    if (m && m->keep)
        m->known = ARENA_ARRAY(m->keep, struct known, end_of_numbers(expr));
    if (!m || !m->row || !m->known) {
        cql_matcher_close(m);
        error_set(err, ERROR_NO_MEMORY, "no room for a filter");
        return NULL;
    }
    m->expr = expr;
    m->schema = schema;
    find_constants(m, expr);
    return m;
}

void cql_matcher_close(struct cql_matcher *m)
{
    if (!m) return;
    relator_close(m->relator);
    arena_destroy(m->row);
    arena_destroy(m->keep);
    free(m);
}

bool match_failed(struct cql_matcher *m, const char *what)
{
    if (!m->has_failed && what)
        error_set(m->err, ERROR_NO_MEMORY, "no room %s", what);
    m->has_failed = true;
    return false;
}

bool cql_matches(struct cql_matcher *m, const struct feature *feature,
                 bool *matches, struct error *err)
{
    m->feature = feature;
    m->err = err;
    m->has_failed = false;
    *matches = match_truth(m, m->expr) == TRUTH_TRUE;
    m->err = NULL;
    arena_clear(m->row);
    return !m->has_failed;
}

// ---- logic of three values (Kleene)

static enum truth truth_from(bool yes)
{
    return yes ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum truth negated(enum truth truth)
{
    if (truth == TRUTH_UNKNOWN) return TRUTH_UNKNOWN;
    return truth_from(truth == TRUTH_FALSE);
}

// AND ends with the first false, OR with the first true.
static enum truth match_logic(struct cql_matcher *m, const struct cql *node,
                              enum truth ending)
{
    enum truth result = negated(ending);
    for (size_t i = 0; i < node->child_count; i++) {
        enum truth truth = match_truth(m, node->children[i]);
        if (truth == ending) return ending;
        if (truth == TRUTH_UNKNOWN) result = TRUTH_UNKNOWN;
    }
    return result;
}

// ---- comparisons

static enum truth compare(enum cql_op op, struct value a, struct value b)
{
    if (a.type == VALUE_NULL || b.type == VALUE_NULL) return TRUTH_UNKNOWN;
    int order = match_compare(a, b);
    if (op == CQL_EQ) return truth_from(order == 0);
    if (op == CQL_NE) return truth_from(order != 0);
    if (op == CQL_LT) return truth_from(order < 0);
    if (op == CQL_LE) return truth_from(order <= 0);
    if (op == CQL_GT) return truth_from(order > 0);
    return truth_from(order >= 0);
}

static enum truth match_comparison(struct cql_matcher *m,
                                   const struct cql *node)
{
    struct value left = match_value(m, node->children[0]);
    struct value right = match_value(m, node->children[1]);
    return compare(node->op, left, right);
}

static enum truth match_between(struct cql_matcher *m, const struct cql *node)
{
    struct value value = match_value(m, node->children[0]);
    enum truth above =
        compare(CQL_GE, value, match_value(m, node->children[1]));
    enum truth below =
        compare(CQL_LE, value, match_value(m, node->children[2]));
    if (above == TRUTH_FALSE || below == TRUTH_FALSE) return TRUTH_FALSE;
    return above == TRUTH_TRUE ? below : above;
}

static enum truth match_in(struct cql_matcher *m, const struct cql *node)
{
    enum truth result = TRUTH_FALSE;
    struct value value = match_value(m, node->children[0]);
    for (size_t i = 1; i < node->child_count; i++) {
        enum truth truth =
            compare(CQL_EQ, value, match_value(m, node->children[i]));
        if (truth == TRUTH_TRUE) return TRUTH_TRUE;
        if (truth == TRUTH_UNKNOWN) result = TRUTH_UNKNOWN;
    }
    return result;
}

static enum truth match_like(struct cql_matcher *m, const struct cql *node)
{
    struct value text = match_value(m, node->children[0]);
    struct value pattern = match_value(m, node->children[1]);
    if (text.type == VALUE_NULL || pattern.type == VALUE_NULL)
        return TRUTH_UNKNOWN;
    return truth_from(like_matches(pattern.text, text.text));
}

static bool is_null(struct cql_matcher *m, const struct cql *node)
{
    struct match_range range;
    if (node->types == CQL_PLACE) return !match_geometry(m, node);
    if (node->types == CQL_RANGE) return !match_range(m, node, &range);
    if (node->types == CQL_LIST) return false;
    if (node->types == CQL_CONDITION)
        return match_truth(m, node) == TRUTH_UNKNOWN;
    return match_value(m, node).type == VALUE_NULL;
}

// ---- conditions

static enum truth match_boolean(struct cql_matcher *m, const struct cql *node)
{
    struct value value = match_value(m, node);
    if (value.type != VALUE_BOOL) return TRUTH_UNKNOWN;
    return truth_from(value.boolean);
}

enum truth match_truth(struct cql_matcher *m, const struct cql *node)
{
    enum cql_op op = node->op;
    if (op == CQL_AND) return match_logic(m, node, TRUTH_FALSE);
    if (op == CQL_OR) return match_logic(m, node, TRUTH_TRUE);
    if (op == CQL_NOT) return negated(match_truth(m, node->children[0]));
    if (cql_is_comparison(op)) return match_comparison(m, node);
    if (op == CQL_LIKE) return match_like(m, node);
    if (op == CQL_BETWEEN) return match_between(m, node);
    if (op == CQL_IN) return match_in(m, node);
    if (op == CQL_IS_NULL) return truth_from(is_null(m, node->children[0]));
    if (cql_is_spatial(op)) return match_spatial(m, node);
    if (cql_is_temporal(op)) return match_temporal(m, node);
    if (cql_is_list(op)) return match_array(m, node);
    return match_boolean(m, node);
}
