// cql2-text as words: names, texts, numbers and signs.

#ifndef CQL_SCAN_H
#define CQL_SCAN_H

#include "base/arena.h"
#include "base/error.h"

enum token_type {
    TOKEN_END,
    TOKEN_NAME,    // as it stands: a keyword, a property, a function
    TOKEN_QUOTED,  // "a name in quotes"
    TOKEN_TEXT,    // 'text'
    TOKEN_NUMBER,
    TOKEN_SIGN,  // ( ) , + - * / % ^ = <> < <= > >=
};

struct token {
    enum token_type type;
    str text;         // what it says: quotes and escapes undone
    size_t position;  // the character where it begins, from 1
    size_t at;        // and the byte, from 0
};

struct scanner {
    struct arena *arena;
    str source;
    size_t at;        // the byte behind the token
    size_t position;  // and the character
    struct token token;
    struct error *err;
};

// Scans the first token.
bool scan_begin(struct scanner *scanner, struct arena *arena, str source,
                struct error *err) MUST_CHECK;

// Makes the next token the current one.
bool scan_next(struct scanner *scanner) MUST_CHECK;

// Goes on behind byte `at`, which something else has read up to.
bool scan_from(struct scanner *scanner, size_t at) MUST_CHECK;

// The first byte behind the current token that is not white space; 0 at the
// end.
char scan_peek(const struct scanner *scanner);

size_t scan_position(const struct scanner *scanner, size_t at);

// Whether `name` can be written without quotes and is no word of the language.
bool scan_is_plain_name(str name);

#endif
