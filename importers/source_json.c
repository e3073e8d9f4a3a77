#include "importers/source_json.h"

#include <string.h>

#include "base/ascii.h"

struct reader {
    const char *at, *end;
    const char *problem;  // what is wrong at `at`
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && is_blank(*p)) p++;
    return p;
}

static bool fail(struct reader *r, const char *problem)
{
    if (!r->problem) r->problem = problem;
    return false;
}

static bool take(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c) return false;
    r->at++;
    return true;
}

static size_t take_digits(struct reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && ascii_is_digit(*r->at)) r->at++;
    return (size_t)(r->at - from);
}

static bool check_number(struct reader *r)
{
    take(r, '-');
    bool is_zero = r->at < r->end && *r->at == '0';
    size_t digits = take_digits(r);
    if (!digits || (is_zero && digits > 1))
        return fail(r, "what stands here is no value");
    if (take(r, '.') && !take_digits(r)) return fail(r, "no digits here");
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+')) take(r, '-');
        if (!take_digits(r)) return fail(r, "no digits here");
    }
    return true;
}

static bool read_hex(const char *p, const char *end, unsigned *code)
{
    *code = 0;
    if (end - p < 4) return false;
    for (int i = 0; i < 4; i++) {
        int digit = ascii_hex(p[i]);
        if (digit < 0) return false;
        *code = *code << 4 | (unsigned)digit;
    }
    return true;
}

static bool check_escape(struct reader *r)
{
    if (r->at == r->end) return fail(r, "a text that is not closed");
    char c = *r->at++;
    if (c != 'u')
        return memchr("\"\\/bfnrt", c, 8) || fail(r, "no escape of JSON");
    unsigned code;
    if (!read_hex(r->at, r->end, &code)) return fail(r, "no escape of JSON");
    if (!code) return fail(r, "a NUL character");
    r->at += 4;
    return true;
}

static bool check_string(struct reader *r)
{
    if (!take(r, '"')) return fail(r, "a key without quotes");
    while (r->at < r->end) {
        char c = *r->at;
        if ((unsigned char)c < 0x20) return fail(r, "a control character");
        r->at++;
        if (c == '"') return true;
        if (c == '\\' && !check_escape(r)) return false;
    }
    return fail(r, "a text that is not closed");
}

static bool check_word(struct reader *r, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
        return fail(r, "what stands here is no value");
    r->at += len;
    return true;
}

static bool check_value(struct reader *r, int depth);

static bool check_list(struct reader *r, char close, int depth)
{
    r->at = skip_blanks(r->at + 1, r->end);
    if (take(r, close)) return true;
    for (;;) {
        r->at = skip_blanks(r->at, r->end);
        if (close == '}') {
            if (!check_string(r)) return false;
            r->at = skip_blanks(r->at, r->end);
            if (!take(r, ':')) return fail(r, "no colon behind a key");
        }
        if (!check_value(r, depth + 1)) return false;
        r->at = skip_blanks(r->at, r->end);
        if (take(r, close)) return true;
        if (!take(r, ',')) return fail(r, "neither a comma nor the end");
    }
}

static bool check_value(struct reader *r, int depth)
{
    r->at = skip_blanks(r->at, r->end);
    if (depth > JSON_TEXT_DEPTH_MAX) return fail(r, "nested deeper than 128");
    if (r->at == r->end) return fail(r, "it ends");
    switch (*r->at) {
    case '{': return check_list(r, '}', depth);
    case '[': return check_list(r, ']', depth);
    case '"': return check_string(r);
    case 't': return check_word(r, "true");
    case 'f': return check_word(r, "false");
    case 'n': return check_word(r, "null");
    default: return check_number(r);
    }
}

bool json_text_check(str text, uint64_t offset, struct error *err)
{
    struct reader r = { text.bytes, text.bytes + text.len, NULL };
    bool ok = check_value(&r, 0);
    r.at = skip_blanks(r.at, r.end);
    if (ok && r.at < r.end) ok = fail(&r, "more behind the value");
    if (!ok)
        return error_set(err, ERROR_SOURCE,
                         "cannot be read as JSON: %s, at byte %llu", r.problem,
                         (unsigned long long)offset +
                             (unsigned long long)(r.at - text.bytes));
    size_t valid = str_valid_utf8(text);
    if (valid == text.len) return true;
    return error_set(err, ERROR_SOURCE, "not UTF-8 at byte %llu",
                     (unsigned long long)offset + valid);
}

enum json_text_kind json_text_kind(str value)
{
    switch (value.len ? value.bytes[0] : 'n') {
    case '{': return JSON_TEXT_OBJECT;
    case '[': return JSON_TEXT_ARRAY;
    case '"': return JSON_TEXT_STRING;
    case 't':
    case 'f': return JSON_TEXT_BOOL;
    case 'n': return JSON_TEXT_NULL;
    default: return JSON_TEXT_NUMBER;
    }
}

static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\') p++;
    return p < end ? p + 1 : end;
}

// Behind the value that begins at p.
static const char *skip_value(const char *p, const char *end)
{
    if (p < end && *p == '"') return skip_string(p, end);
    size_t depth = 0;
    while (p < end) {
        char c = *p;
        if (c == '"') {
            p = skip_string(p, end);
            continue;
        }
        bool closes = c == '}' || c == ']';
        if (!depth && (closes || c == ',' || is_blank(c))) return p;
        p++;
        if (c == '{' || c == '[') depth++;
        if (closes && !--depth) return p;
    }
    return p;
}

// Behind the bracket that opens a list or the comma that goes before its next
// entry; NULL at its end.
static const char *next_entry(str *rest)
{
    const char *end = rest->bytes + rest->len;
    const char *p = skip_blanks(rest->bytes, end);
    if (p == end || *p == '}' || *p == ']') return NULL;
    p = skip_blanks(p + 1, end);
    return p == end || *p == '}' || *p == ']' ? NULL : p;
}

static void take_value(str *rest, const char *p, str *value)
{
    const char *end = rest->bytes + rest->len;
    const char *behind = skip_value(p, end);
    *value = (str){ p, (size_t)(behind - p) };
    *rest = (str){ behind, (size_t)(end - behind) };
}

bool json_text_element(str *rest, str *value)
{
    const char *p = next_entry(rest);
    if (!p) return false;
    take_value(rest, p, value);
    return true;
}

bool json_text_member(str *rest, str *key, str *value)
{
    const char *p = next_entry(rest);
    if (!p) return false;
    const char *end = rest->bytes + rest->len;
    const char *behind = skip_string(p, end);
    *key = (str){ p, (size_t)(behind - p) };
    p = skip_blanks(behind, end);
    take_value(rest, skip_blanks(p + 1, end), value);
    return true;
}

str json_text_find(str object, const char *wanted)
{
    str key, value, found = { 0 };
    if (json_text_kind(object) != JSON_TEXT_OBJECT) return found;
    while (json_text_member(&object, &key, &value))
        if (str_equal(str_slice(key, 1, key.len - 1), str_from(wanted)))
            found = value;
    return found;
}

// A \u escape at p, and the one behind it when the two make one character.
static const char *read_unicode(const char *p, const char *end, unsigned *code)
{
    unsigned low;
    if (!read_hex(p, end, code)) return end;
    p += 4;
    if (*code < 0xD800 || *code > 0xDFFF) return p;
    bool has_low = *code < 0xDC00 && end - p >= 6 && p[0] == '\\' &&
                   p[1] == 'u' && read_hex(p + 2, end, &low) && low >= 0xDC00 &&
                   low <= 0xDFFF;
    *code =
        has_low ? 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
    return has_low ? p + 6 : p;
}

str json_text_string(struct arena *arena, str value)
{
    str inside = str_slice(value, 1, value.len - 1);
    if (str_find_char(inside, '\\') == inside.len) return inside;
    static const char names[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    char *out = arena_alloc(arena, inside.len);
    if (!out) return (str){ 0 };
    size_t len = 0;
    const char *p = inside.bytes, *end = p + inside.len;
    while (p < end) {
        if (*p != '\\') {
            out[len++] = *p++;
            continue;
        }
        char c = p[1];
        p += 2;
        if (c == 'u') {
            unsigned code;
            p = read_unicode(p, end, &code);
            len += str_utf8_encode(code, out + len);
        } else {
            const char *name = memchr(names, c, sizeof names - 1);
            out[len++] = name ? meanings[name - names] : c;
        }
    }
    return (str){ out, len };
}
