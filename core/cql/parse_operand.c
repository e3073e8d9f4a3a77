// The operands of cql2-text: literals, properties, functions, groups, arrays.

#include "cql/grammar.h"
#include "geo/wkt.h"

bool list_until(struct grammar *g, struct operands *operands,
                struct cql *(*operand)(struct grammar *))
{
    while (!is_sign(g, ")")) {
        if (!operands_add(&g->tree, operands, operand(g))) return false;
        if (is_sign(g, ")")) break;
        if (!is_sign(g, ",")) return unexpected(g, ", or )");
        if (!scan_next(&g->scanner)) return false;
    }
    return scan_next(&g->scanner);
}

// ---- arrays and groups

// Behind its "(".
static struct cql *array_expression(struct grammar *g, size_t position)
{
    struct operands operands = { 0 };
    if (!list_until(g, &operands, boolean_expression)) return NULL;
    return tree_close(&g->tree, tree_node(&g->tree, CQL_ARRAY, position),
                      &operands);
}

// "(" expression ")", unless a comma makes it an array.
static struct cql *group_or_array(struct grammar *g)
{
    size_t position = g->scanner.token.position;
    struct operands operands = { 0 };
    if (!scan_next(&g->scanner)) return NULL;
    if (is_sign(g, ")")) return array_expression(g, position);
    struct cql *first = boolean_expression(g);
    if (!first) return NULL;
    if (!is_sign(g, ",")) return expect_sign(g, ")") ? first : NULL;
    if (!scan_next(&g->scanner) || !operands_add(&g->tree, &operands, first) ||
        !list_until(g, &operands, boolean_expression))
        return NULL;
    return tree_close(&g->tree, tree_node(&g->tree, CQL_ARRAY, position),
                      &operands);
}

// Where only an array can stand, (a) is one.
static struct cql *array_operand(struct grammar *g)
{
    size_t position = g->scanner.token.position;
    if (!is_sign(g, "(")) return boolean_expression(g);
    if (!scan_next(&g->scanner)) return NULL;
    return array_expression(g, position);
}

// ---- literals with a word before them: DATE('…')

// The text in parentheses; the current token is behind the word.
static bool quoted_argument(struct grammar *g, struct token *text)
{
    if (!expect_sign(g, "(")) return false;
    *text = g->scanner.token;
    if (text->type != TOKEN_TEXT) return unexpected(g, "a text in quotes");
    return scan_next(&g->scanner) && expect_sign(g, ")");
}

static struct cql *date_instant(struct grammar *g)
{
    struct token text;
    if (!quoted_argument(g, &text)) return NULL;
    return tree_date(&g->tree, text.position, text.text);
}

static struct cql *timestamp_instant(struct grammar *g)
{
    struct token text;
    if (!quoted_argument(g, &text)) return NULL;
    return tree_timestamp(&g->tree, text.position, text.text);
}

static struct cql *instant_parameter(struct grammar *g)
{
    struct token token = g->scanner.token;
    if (token.type != TOKEN_TEXT) return argument_operand(g);
    if (!scan_next(&g->scanner)) return NULL;
    return tree_end(&g->tree, token.position, token.text);
}

static struct cql *interval_instance(struct grammar *g)
{
    size_t position = g->scanner.token.position;
    struct operands operands = { 0 };
    if (!expect_sign(g, "(") || !list_until(g, &operands, instant_parameter))
        return NULL;
    return tree_close(&g->tree, tree_node(&g->tree, CQL_INTERVAL, position),
                      &operands);
}

static bool signed_number(struct grammar *g, double *out)
{
    bool is_minus = is_sign(g, "-");
    if ((is_minus || is_sign(g, "+")) && !scan_next(&g->scanner)) return false;
    const struct token *token = &g->scanner.token;
    if (token->type != TOKEN_NUMBER) return unexpected(g, "a number");
    if (!str_to_real(token->text, out))
        return cql_error(g->tree.err, token->position,
                         "the number cannot be held");
    if (is_minus) *out = -*out;
    return scan_next(&g->scanner);
}

static struct cql *bbox_tagged_text(struct grammar *g)
{
    enum { NUMBERS_MAX = 6 };
    double numbers[NUMBERS_MAX];
    size_t count = 0;
    size_t position = g->scanner.token.position;
    if (!expect_sign(g, "(")) return NULL;
    while (count < NUMBERS_MAX) {
        if (!signed_number(g, &numbers[count++])) return NULL;
        if (!is_sign(g, ",")) break;
        if (!scan_next(&g->scanner)) return NULL;
    }
    if (!expect_sign(g, ")")) return NULL;
    return tree_bbox(&g->tree, position, numbers, count);
}

// The reader of WKT goes over the text itself.
static struct cql *geometry_literal(struct grammar *g)
{
    struct scanner *s = &g->scanner;
    struct geom geom;
    size_t at = s->token.at;
    size_t position = s->token.position;
    if (!wkt_parse_at(g->tree.arena, s->source, &at, &geom, g->tree.err)) {
        error_context(g->tree.err, "at character %zu", scan_position(s, at));
        return NULL;
    }
    if (!scan_from(s, at)) return NULL;
    return tree_geometry(&g->tree, position, &geom);
}

// ---- calls

// S_…(a, b), T_…, A_…, CASEI(a), ACCENTI(a), IN(a, …), LIKE(a, 'b'): the
// current token is behind the word.
static struct cql *call_of_operator(struct grammar *g, enum cql_op op,
                                    size_t position)
{
    struct operands operands = { 0 };
    bool takes_arrays = op >= CQL_A_EQUALS && op <= CQL_A_OVERLAPS;
    if (!expect_sign(g, "(") ||
        !list_until(g, &operands,
                    takes_arrays ? array_operand : boolean_expression))
        return NULL;
    struct cql *list = operands.count == 2 ? operands.items[1] : NULL;
    if (op == CQL_IN && list && list->op == CQL_ARRAY) {
        operands.count = 1;
        for (size_t i = 0; i < list->child_count; i++)
            if (!operands_add(&g->tree, &operands, list->children[i]))
                return NULL;
    }
    return tree_close(&g->tree, tree_node(&g->tree, op, position), &operands);
}

static struct cql *function(struct grammar *g, struct token name)
{
    struct operands operands = { 0 };
    if (!expect_sign(g, "(") || !list_until(g, &operands, boolean_expression))
        return NULL;
    struct cql *node = tree_node(&g->tree, CQL_FUNCTION, name.position);
    if (!node) return NULL;
    node->name = arena_copy(g->tree.arena, name.text);
    return tree_close(&g->tree, node, &operands);
}

static bool is_operator_call(str word, enum cql_op *op)
{
    static const enum cql_op others[] = { CQL_CASEI, CQL_ACCENTI, CQL_IN,
                                          CQL_LIKE };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        *op = others[i];
        if (str_equal_nocase(word, str_from(cql_op_row(*op)->text)))
            return true;
    }
    for (int i = CQL_S_INTERSECTS; i <= CQL_A_OVERLAPS; i++) {
        *op = (enum cql_op)i;
        if (str_equal_nocase(word, str_from(cql_op_row(*op)->text)))
            return true;
    }
    return false;
}

// What a word before "(" opens.
static struct cql *worded(struct grammar *g, struct token word)
{
    static const struct {
        const char *word;
        struct cql *(*rule)(struct grammar *);
    } literals[] = {
        { "DATE", date_instant },
        { "TIMESTAMP", timestamp_instant },
        { "INTERVAL", interval_instance },
        { "BBOX", bbox_tagged_text },
    };
    enum cql_op op;
    if (!scan_next(&g->scanner)) return NULL;
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++)
        if (str_equal_nocase(word.text, str_from(literals[i].word)))
            return literals[i].rule(g);
    if (is_operator_call(word.text, &op))
        return call_of_operator(g, op, word.position);
    return function(g, word);
}

// ---- names

static bool is_keyword(const struct grammar *g)
{
    static const char *const keywords[] = { "AND",  "OR",      "NOT",
                                            "LIKE", "BETWEEN", "IN",
                                            "IS",   "NULL",    "DIV" };
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (is_word(g, keywords[i])) return true;
    return false;
}

// POINT(…), POINT Z (…): a word of WKT before what can follow one.
static bool is_geometry_literal(const struct grammar *g)
{
    if (wkt_type(g->scanner.token.text) == GEOM_EMPTY) return false;
    char next = scan_peek(&g->scanner);
    return next == '(' || next == 'Z' || next == 'z' || next == 'M' ||
           next == 'm' || next == 'E' || next == 'e';
}

static struct cql *name(struct grammar *g)
{
    struct token token = g->scanner.token;
    bool opens = scan_peek(&g->scanner) == '(';
    bool is_plain = token.type == TOKEN_NAME;
    if (is_plain && is_geometry_literal(g)) return geometry_literal(g);
    if (is_plain && opens && !is_word(g, "AND") && !is_word(g, "OR") &&
        !is_word(g, "NOT"))
        return worded(g, token);
    if (is_plain && is_keyword(g)) {
        unexpected(g, "a property, a value or a function");
        return NULL;
    }
    if (!scan_next(&g->scanner)) return NULL;
    if (!is_plain && opens) return function(g, token);
    if (is_plain && str_equal_nocase(token.text, STR("TRUE")))
        return tree_bool(&g->tree, token.position, true);
    if (is_plain && str_equal_nocase(token.text, STR("FALSE")))
        return tree_bool(&g->tree, token.position, false);
    return tree_property(&g->tree, token.position, token.text);
}

static struct cql *any_operand(struct grammar *g)
{
    struct token token = g->scanner.token;
    switch (token.type) {
    case TOKEN_NAME:
    case TOKEN_QUOTED: return name(g);
    case TOKEN_TEXT:
        if (!scan_next(&g->scanner)) return NULL;
        return tree_text(&g->tree, token.position, token.text);
    case TOKEN_NUMBER:
        if (!scan_next(&g->scanner)) return NULL;
        return tree_number(&g->tree, token.position, token.text);
    case TOKEN_SIGN:
        if (is_sign(g, "(")) return group_or_array(g);
        break;
    case TOKEN_END: break;
    }
    unexpected(g, "a property, a value or a function");
    return NULL;
}

// Every expression within an expression passes here.
struct cql *argument_operand(struct grammar *g)
{
    if (g->depth >= CQL_DEPTH_MAX) {
        cql_error(g->tree.err, g->scanner.token.position,
                  "the filter is nested deeper than %d", CQL_DEPTH_MAX);
        return NULL;
    }
    g->depth++;
    struct cql *node = any_operand(g);
    g->depth--;
    return node;
}
