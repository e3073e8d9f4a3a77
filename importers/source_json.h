// JSON that others wrote, read in place: nothing is built, values are pieces
// of the text. json_text_check looks at a text once; the other functions trust
// that it did.
//
//   if (!json_text_check(text, NULL, err)) return false;
//   while (json_text_member(&text, &key, &value)) ...

#ifndef IMPORTERS_SOURCE_JSON_H
#define IMPORTERS_SOURCE_JSON_H

#include "base/arena.h"
#include "base/error.h"

enum { JSON_TEXT_DEPTH_MAX = 128 };

// That the text is one value by RFC 8259, in UTF-8, without NUL characters,
// and not nested deeper than JSON_TEXT_DEPTH_MAX. The message says what was
// found, what is expected, and where: in a file in which the text begins at
// `from`; NULL when it is all there is.
struct json_place {
    uint64_t offset;  // in bytes, from 0
    uint64_t line;    // from 1
};
bool json_text_check(str text, const struct json_place *from,
                     struct error *err) MUST_CHECK;

// What stands at the start of `rest`, for messages: `"NaN"`, `a double quote`,
// `the byte 0xC3`, `the end`.
enum { JSON_FOUND_MAX = 32 };
void json_text_found(str rest, char out[JSON_FOUND_MAX]);

enum json_text_kind {
    JSON_TEXT_NULL,
    JSON_TEXT_BOOL,
    JSON_TEXT_NUMBER,
    JSON_TEXT_STRING,
    JSON_TEXT_ARRAY,
    JSON_TEXT_OBJECT,
};

enum json_text_kind json_text_kind(str value);

// Takes the next member (or element) off an object (or array) that begins at
// `rest`, which is the whole of it in the first call. `key` is as written, in
// its quotes. False behind the last.
bool json_text_member(str *rest, str *key, str *value);
bool json_text_element(str *rest, str *value);

// The last member called `key` (as with JSON.parse): {NULL, 0} without one.
str json_text_find(str object, const char *key);

// A string without quotes and escapes: lives in `arena` when it had escapes,
// else a piece of the text. A surrogate without its partner becomes U+FFFD.
// {NULL, 0} when the arena is spent.
str json_text_string(struct arena *arena, str value);

#endif
