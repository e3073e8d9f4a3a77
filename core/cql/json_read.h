// Reads JSON (RFC 8259) into a tree, every value with the character where it
// stands. Strict: no duplicate members, no lone surrogates, no NUL.

#ifndef CQL_JSON_READ_H
#define CQL_JSON_READ_H

#include "base/arena.h"
#include "base/error.h"

// Each level of an expression takes two: an object, and its array of operands.
enum { JSON_DEPTH_MAX = 160 };

enum json_type {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_value {
    enum json_type type;
    bool boolean;
    size_t position;  // the character, from 1
    str text;         // JSON_TEXT unescaped; JSON_NUMBER as it stands
    str key;          // of a member of an object
    struct json_value *first, *next;  // what it holds; its next sibling
    size_t count;                     // of what it holds
};

// `source` must be valid UTF-8. NULL on failure.
struct json_value *json_read(struct arena *arena, str source,
                             struct error *err) MUST_CHECK;

// NULL when the object has no such member, or is no object.
const struct json_value *json_find(const struct json_value *object,
                                   const char *key);

// "an array": what it is, in a message.
const char *json_type_name(enum json_type type);

#endif
