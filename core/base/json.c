#include "base/json.h"

#include <math.h>
#include <string.h>

static void begin_value(struct json *json)
{
    if (json->needs_comma) buf_add_char(json->out, ',');
    json->needs_comma = true;
}

static void open_with(struct json *json, char bracket)
{
    begin_value(json);
    buf_add_char(json->out, bracket);
    json->needs_comma = false;
}

static void close_with(struct json *json, char bracket)
{
    buf_add_char(json->out, bracket);
    json->needs_comma = true;
}

void json_object_begin(struct json *json)
{
    open_with(json, '{');
}

void json_object_end(struct json *json)
{
    close_with(json, '}');
}

void json_array_begin(struct json *json)
{
    open_with(json, '[');
}

void json_array_end(struct json *json)
{
    close_with(json, ']');
}

static const uint64_t EACH = 0x0101010101010101;
static const uint64_t HIGH = 0x8080808080808080;

// Whether eight bytes hold one that is not plain: a control character, a
// quote, a backslash, or part of a longer UTF-8 character. In `x - EACH * n`
// the high bit of a byte below n is set; earlier borrows only reach bytes
// behind one that is found anyway.
static bool has_special(uint64_t eight)
{
    uint64_t quote = eight ^ (EACH * '"');
    uint64_t backslash = eight ^ (EACH * '\\');
    uint64_t found =
        (eight - EACH * 0x20) | (quote - EACH) | (backslash - EACH) | eight;
    return found & HIGH;
}

// Whether all of a text is plain, as nearly all are. The last eight bytes may
// be looked at twice.
bool json_is_plain(str s)
{
    uint64_t eight = EACH * '0';
    if (s.len < sizeof eight) {
        if (s.len) memcpy(&eight, s.bytes, s.len);
        return !has_special(eight);
    }
    for (size_t at = 0; at + sizeof eight < s.len; at += sizeof eight) {
        memcpy(&eight, s.bytes + at, sizeof eight);
        if (has_special(eight)) return false;
    }
    memcpy(&eight, s.bytes + s.len - sizeof eight, sizeof eight);
    return !has_special(eight);
}

// The number of leading bytes that may stand between quotes as they are.
static size_t plain_len(str s)
{
    size_t at = 0;
    while (at < s.len) {
        uint64_t eight;
        if (s.len - at >= sizeof eight) {
            memcpy(&eight, s.bytes + at, sizeof eight);
            if (!has_special(eight)) {
                at += sizeof eight;
                continue;
            }
        }
        unsigned char c = (unsigned char)s.bytes[at];
        if (c < 0x20 || c == '"' || c == '\\') break;
        size_t len = c < 0x80 ? 1 : str_utf8_len(str_slice(s, at, s.len));
        if (!len) break;
        at += len;
    }
    return at;
}

static void add_escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"': buf_add_str(out, STR("\\\"")); break;
    case '\\': buf_add_str(out, STR("\\\\")); break;
    case '\n': buf_add_str(out, STR("\\n")); break;
    case '\r': buf_add_str(out, STR("\\r")); break;
    case '\t': buf_add_str(out, STR("\\t")); break;
    default:
        if (c < 0x20)
            buf_addf(out, "\\u%04x", c);
        else
            buf_add_str(out, STR("\xEF\xBF\xBD"));
    }
}

char *json_put_plain(char *to, str s)
{
    *to++ = '"';
    if (s.len) memcpy(to, s.bytes, s.len);
    to += s.len;
    *to++ = '"';
    return to;
}

static void add_quoted(struct buf *out, str s)
{
    if (json_is_plain(s)) {
        char *to = buf_reserve(out, s.len + 2);
        if (to) out->len = (size_t)(json_put_plain(to, s) - out->bytes);
        return;
    }
    buf_add_char(out, '"');
    while (s.len) {
        size_t plain = plain_len(s);
        buf_add(out, s.bytes, plain);
        if (plain == s.len) break;
        add_escape(out, (unsigned char)s.bytes[plain]);
        s = str_slice(s, plain + 1, s.len);
    }
    buf_add_char(out, '"');
}

void json_key(struct json *json, str key)
{
    begin_value(json);
    add_quoted(json->out, key);
    buf_add_char(json->out, ':');
    json->needs_comma = false;
}

void json_str(struct json *json, str value)
{
    begin_value(json);
    add_quoted(json->out, value);
}

void json_int(struct json *json, int64_t value)
{
    begin_value(json);
    buf_add_int(json->out, value);
}

void json_real(struct json *json, double value)
{
    if (!isfinite(value)) {
        json_null(json);
        return;
    }
    begin_value(json);
    buf_add_real(json->out, value);
}

void json_fixed(struct json *json, double value, int decimals)
{
    if (!isfinite(value)) {
        json_null(json);
        return;
    }
    begin_value(json);
    buf_add_fixed(json->out, value, decimals);
}

void json_bool(struct json *json, bool value)
{
    begin_value(json);
    buf_add_str(json->out, value ? STR("true") : STR("false"));
}

void json_null(struct json *json)
{
    begin_value(json);
    buf_add_str(json->out, STR("null"));
}

void json_raw(struct json *json, str text)
{
    begin_value(json);
    buf_add_str(json->out, text);
}

void json_member_str(struct json *json, const char *key, str value)
{
    json_key(json, str_from(key));
    json_str(json, value);
}

void json_member_int(struct json *json, const char *key, int64_t value)
{
    json_key(json, str_from(key));
    json_int(json, value);
}

void json_member_bool(struct json *json, const char *key, bool value)
{
    json_key(json, str_from(key));
    json_bool(json, value);
}
