// What the two halves of the grammar of cql2-text share: parse_text.c has the
// operators, parse_operand.c what stands between them.

#ifndef CQL_GRAMMAR_H
#define CQL_GRAMMAR_H

#include "cql/scan.h"
#include "cql/tree.h"

struct grammar {
    struct scanner scanner;
    struct tree tree;
    size_t depth;  // of expressions within expressions
};

bool is_sign(const struct grammar *g, const char *sign);
bool is_word(const struct grammar *g, const char *word);
bool expect_sign(struct grammar *g, const char *sign) MUST_CHECK;

// "… is expected, and this is …". Always false.
bool unexpected(struct grammar *g, const char *wanted);

// Each returns NULL on failure.
struct cql *boolean_expression(struct grammar *g);
struct cql *arithmetic_expression(struct grammar *g);
struct cql *argument_operand(struct grammar *g);

// Operands with commas between them, up to and with the ")"; there may be none.
bool list_until(struct grammar *g, struct operands *operands,
                struct cql *(*operand)(struct grammar *)) MUST_CHECK;

#endif
