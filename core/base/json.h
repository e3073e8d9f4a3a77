// Writes JSON: commas, quotes and escapes are this module's business.
//
//   struct json json = { .out = &buf };
//   json_object_begin(&json);
//   json_key(&json, STR("type"));
//   json_str(&json, STR("Feature"));
//   json_object_end(&json);
//
// Failures are remembered by the buf. Invalid UTF-8 becomes U+FFFD, so that
// the result is always valid JSON (RFC 8259).

#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

struct json {
    struct buf *out;
    bool needs_comma;
};

void json_object_begin(struct json *json);
void json_object_end(struct json *json);
void json_array_begin(struct json *json);
void json_array_end(struct json *json);

void json_key(struct json *json, str key);

void json_str(struct json *json, str value);
void json_int(struct json *json, int64_t value);
void json_real(struct json *json, double value);  // not finite: null
void json_fixed(struct json *json, double value, int decimals);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);
void json_raw(struct json *json, str text);  // ready-made JSON

// For loops over a great many short texts. Whether nothing in `value` must be
// escaped or checked, which json_str does; and such a text with its quotes to
// `to`, which has room for two bytes more than it. Returns the end.
bool json_is_plain(str value);
char *json_put_plain(char *to, str value);

// json_key and a value in one.
void json_member_str(struct json *json, const char *key, str value);
void json_member_int(struct json *json, const char *key, int64_t value);
void json_member_bool(struct json *json, const char *key, bool value);

#endif
