// The grammar of cql2-text (OGC 21-065r2, Annex B), rule by rule under the
// names of the standard. What it leaves open to a reader of its rules, the
// types of operands, tree.h decides.
//
// More than the standard asks, because others write it: a property as a
// condition of its own, IN(x, 'a', 'b') and LIKE(x, 'a%'), dates and texts in
// BETWEEN, and (a,) for an array of one where (a) would be a group.

#include "cql/grammar.h"

#include "cql/tree.h"

bool is_sign(const struct grammar *g, const char *sign)
{
    return g->scanner.token.type == TOKEN_SIGN &&
           str_equal(g->scanner.token.text, str_from(sign));
}

bool is_word(const struct grammar *g, const char *word)
{
    return g->scanner.token.type == TOKEN_NAME &&
           str_equal_nocase(g->scanner.token.text, str_from(word));
}

bool expect_sign(struct grammar *g, const char *sign)
{
    if (is_sign(g, sign)) return scan_next(&g->scanner);
    return unexpected(g, sign);
}

bool unexpected(struct grammar *g, const char *wanted)
{
    enum { SHOWN_MAX = 40 };
    const struct token *token = &g->scanner.token;
    str found = str_slice(token->text, 0, SHOWN_MAX);
    found = str_slice(found, 0, str_valid_utf8(found));
    if (token->type == TOKEN_END)
        return cql_error(g->tree.err, token->position,
                         "the filter ends where %s is expected", wanted);
    return cql_error(g->tree.err, token->position,
                     "%s is expected, and this is %.*s", wanted,
                     STR_ARG(found));
}

// Whether the word stands here; then it is taken.
static bool take_word(struct grammar *g, const char *word, bool *failed)
{
    if (*failed || !is_word(g, word)) return false;
    *failed = !scan_next(&g->scanner);
    return !*failed;
}

// ---- logic

typedef struct cql *rule(struct grammar *);

// term [ { word term } ]
static struct cql *joined(struct grammar *g, rule *term, const char *word,
                          enum cql_op op)
{
    size_t position = g->scanner.token.position;
    struct cql *first = term(g);
    if (!first || !is_word(g, word)) return first;
    struct operands operands = { 0 };
    if (!operands_add(&g->tree, &operands, first)) return NULL;
    while (is_word(g, word)) {
        if (!scan_next(&g->scanner)) return NULL;
        if (!operands_add(&g->tree, &operands, term(g))) return NULL;
    }
    return tree_close(&g->tree, tree_node(&g->tree, op, position), &operands);
}

static struct cql *predicate(struct grammar *g);

static struct cql *boolean_factor(struct grammar *g)
{
    size_t position = g->scanner.token.position;
    if (!is_word(g, "NOT")) return predicate(g);
    if (!scan_next(&g->scanner)) return NULL;
    return tree_join(&g->tree, CQL_NOT, position, predicate(g), NULL);
}

static struct cql *boolean_term(struct grammar *g)
{
    return joined(g, boolean_factor, "AND", CQL_AND);
}

struct cql *boolean_expression(struct grammar *g)
{
    return joined(g, boolean_term, "OR", CQL_OR);
}

// ---- comparison predicates

static bool comparison_operator(const struct grammar *g, enum cql_op *op)
{
    for (int i = CQL_EQ; i <= CQL_GE; i++) {
        if (!is_sign(g, cql_op_row((enum cql_op)i)->text)) continue;
        *op = (enum cql_op)i;
        return true;
    }
    return false;
}

static struct cql *binary_comparison_predicate(struct grammar *g,
                                               struct cql *left, enum cql_op op)
{
    size_t position = g->scanner.token.position;
    if (!scan_next(&g->scanner)) return NULL;
    struct cql *right = arithmetic_expression(g);
    if (!right) return NULL;
    return tree_join(&g->tree, op, position, left, right);
}

static struct cql *is_like_predicate(struct grammar *g, struct cql *left,
                                     size_t position)
{
    struct cql *pattern = arithmetic_expression(g);
    if (!pattern) return NULL;
    return tree_join(&g->tree, CQL_LIKE, position, left, pattern);
}

static struct cql *is_between_predicate(struct grammar *g, struct cql *left,
                                        size_t position)
{
    struct operands operands = { 0 };
    if (!operands_add(&g->tree, &operands, left) ||
        !operands_add(&g->tree, &operands, arithmetic_expression(g)))
        return NULL;
    if (!is_word(g, "AND")) {
        unexpected(g, "AND, between the two ends of BETWEEN,");
        return NULL;
    }
    if (!scan_next(&g->scanner) ||
        !operands_add(&g->tree, &operands, arithmetic_expression(g)))
        return NULL;
    return tree_close(&g->tree, tree_node(&g->tree, CQL_BETWEEN, position),
                      &operands);
}

static struct cql *is_in_list_predicate(struct grammar *g, struct cql *left,
                                        size_t position)
{
    struct operands operands = { 0 };
    if (!operands_add(&g->tree, &operands, left) || !expect_sign(g, "(") ||
        !list_until(g, &operands, arithmetic_expression))
        return NULL;
    return tree_close(&g->tree, tree_node(&g->tree, CQL_IN, position),
                      &operands);
}

// IS [NOT] NULL, behind IS.
static struct cql *is_null_predicate(struct grammar *g, struct cql *left,
                                     size_t position)
{
    bool failed = false;
    bool is_not = take_word(g, "NOT", &failed);
    if (!failed && !take_word(g, "NULL", &failed) && !failed)
        failed = !unexpected(g, "NULL");
    if (failed) return NULL;
    struct cql *node = tree_join(&g->tree, CQL_IS_NULL, position, left, NULL);
    if (!is_not || !node) return node;
    return tree_join(&g->tree, CQL_NOT, position, node, NULL);
}

// [NOT] LIKE, BETWEEN, IN
static struct cql *worded_predicate(struct grammar *g, struct cql *left,
                                    size_t position)
{
    bool failed = false;
    bool is_not = take_word(g, "NOT", &failed);
    struct cql *node = NULL;
    if (take_word(g, "LIKE", &failed))
        node = is_like_predicate(g, left, position);
    else if (take_word(g, "BETWEEN", &failed))
        node = is_between_predicate(g, left, position);
    else if (take_word(g, "IN", &failed))
        node = is_in_list_predicate(g, left, position);
    else if (!failed)
        unexpected(g, "LIKE, BETWEEN or IN");
    if (!is_not || !node) return node;
    return tree_join(&g->tree, CQL_NOT, position, node, NULL);
}

static struct cql *predicate(struct grammar *g)
{
    enum cql_op op;
    struct cql *left = arithmetic_expression(g);
    size_t position = g->scanner.token.position;
    bool failed = false;
    if (!left) return NULL;
    if (comparison_operator(g, &op))
        return binary_comparison_predicate(g, left, op);
    if (take_word(g, "IS", &failed))
        return is_null_predicate(g, left, position);
    if (failed) return NULL;
    if (is_word(g, "NOT") || is_word(g, "LIKE") || is_word(g, "BETWEEN") ||
        is_word(g, "IN"))
        return worded_predicate(g, left, position);
    return left;
}

// ---- arithmetic

// operand [ { sign operand } ], for the operators from `first` to `last`.
static struct cql *chained(struct grammar *g, rule *operand, enum cql_op first,
                           enum cql_op last)
{
    struct cql *left = operand(g);
    while (left) {
        enum cql_op op = first;
        while (op <= last && !is_sign(g, cql_op_row(op)->text) &&
               !(op == CQL_DIV && is_word(g, "div")))
            op++;
        if (op > last) break;
        size_t position = g->scanner.token.position;
        if (!scan_next(&g->scanner)) return NULL;
        struct cql *right = operand(g);
        if (!right) return NULL;
        left = tree_join(&g->tree, op, position, left, right);
    }
    return left;
}

// [ sign ] operand: a number with its sign, or -1 times what it stands before.
static struct cql *arithmetic_factor(struct grammar *g)
{
    struct token sign = g->scanner.token;
    bool is_minus = is_sign(g, "-");
    if (!is_minus && !is_sign(g, "+")) return argument_operand(g);
    if (!scan_next(&g->scanner)) return NULL;
    if (g->scanner.token.type == TOKEN_NUMBER) {
        str digits = arena_printf(g->tree.arena, "%s%.*s", is_minus ? "-" : "",
                                  STR_ARG(g->scanner.token.text));
        if (!scan_next(&g->scanner)) return NULL;
        return tree_number(&g->tree, sign.position, digits);
    }
    if (!is_minus) {
        unexpected(g, "a number");
        return NULL;
    }
    struct cql *operand = argument_operand(g);
    if (!operand) return NULL;
    return tree_join(&g->tree, CQL_MULTIPLY, sign.position,
                     tree_number(&g->tree, sign.position, STR("-1")), operand);
}

static struct cql *power_term(struct grammar *g)
{
    struct cql *base = arithmetic_factor(g);
    size_t position = g->scanner.token.position;
    if (!base || !is_sign(g, "^")) return base;
    if (!scan_next(&g->scanner)) return NULL;
    struct cql *exponent = arithmetic_factor(g);
    if (!exponent) return NULL;
    return tree_join(&g->tree, CQL_POWER, position, base, exponent);
}

static struct cql *arithmetic_term(struct grammar *g)
{
    return chained(g, power_term, CQL_MULTIPLY, CQL_DIV);
}

struct cql *arithmetic_expression(struct grammar *g)
{
    return chained(g, arithmetic_term, CQL_ADD, CQL_SUBTRACT);
}

// ---- the whole

struct cql *cql_parse_text(struct arena *arena, str text, struct error *err)
{
    struct grammar g = { .tree = { .arena = arena, .err = err } };
    if (!tree_accepts(text, err) || !scan_begin(&g.scanner, arena, text, err))
        return NULL;
    if (g.scanner.token.type == TOKEN_END) {
        cql_error(err, 1, "the filter is empty");
        return NULL;
    }
    struct cql *root = boolean_expression(&g);
    if (root && g.scanner.token.type != TOKEN_END) {
        bool is_name = g.scanner.token.type == TOKEN_NAME;
        unexpected(&g, is_name ? "AND, OR or the end (names with blanks stand "
                                 "in \"double quotes\")"
                               : "AND, OR or the end");
        return NULL;
    }
    return tree_end_of_filter(&g.tree, root);
}
