#include "importers/source_json.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

struct reader {
    const char *at, *end;
    const char *expected;  // at `at`, once something is wrong
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

static bool expect(struct reader *r, const char *expected)
{
    r->expected = expected;
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

#define A_VALUE \
    "a value (a text in double quotes, a number, an object, a list, true, " \
    "false or null)"

static bool check_number(struct reader *r)
{
    take(r, '-');
    const char *from = r->at;
    size_t digits = take_digits(r);
    if (!digits) return expect(r, A_VALUE);
    if (digits > 1 && *from == '0') {
        r->at = from;
        return expect(r, "a number without zeros in front");
    }
    if (take(r, '.') && !take_digits(r)) return expect(r, "a digit");
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+')) take(r, '-');
        if (!take_digits(r)) return expect(r, "a digit");
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
    unsigned code;
    if (take(r, 'u')) {
        if (!read_hex(r->at, r->end, &code))
            return expect(r, "four hexadecimal digits");
        if (!code) return expect(r, "another character than NUL");
        r->at += 4;
        return true;
    }
    if (r->at == r->end || !memchr("\"\\/bfnrt", *r->at, 8))
        return expect(r, "an escape: one of \" \\ / b f n r t u");
    r->at++;
    return true;
}

static bool check_string(struct reader *r)
{
    if (!take(r, '"')) return expect(r, "a key in double quotes");
    while (r->at < r->end) {
        char c = *r->at;
        if ((unsigned char)c < 0x20)
            return expect(r, "an escape, such as \\n, or the closing quote");
        r->at++;
        if (c == '"') return true;
        if (c == '\\' && !check_escape(r)) return false;
    }
    return expect(r, "the closing quote");
}

static bool check_word(struct reader *r, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
        return expect(r, A_VALUE);
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
            if (!take(r, ':')) return expect(r, "a colon behind the key");
        }
        if (!check_value(r, depth + 1)) return false;
        r->at = skip_blanks(r->at, r->end);
        if (take(r, close)) return true;
        if (!take(r, ','))
            return expect(r, close == '}' ? "a comma or a closing brace"
                                          : "a comma or a closing bracket");
    }
}

static bool check_value(struct reader *r, int depth)
{
    r->at = skip_blanks(r->at, r->end);
    if (depth > JSON_TEXT_DEPTH_MAX)
        return expect(r, "something nested no deeper than 128");
    if (r->at == r->end) return expect(r, A_VALUE);
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

void json_text_found(str rest, char out[JSON_FOUND_MAX])
{
    enum { SHOWN_MAX = 20 };
    size_t len = 0;
    while (
        len < rest.len && len < SHOWN_MAX &&
        (ascii_is_letter(rest.bytes[len]) || ascii_is_digit(rest.bytes[len])))
        len++;
    char c = rest.len ? rest.bytes[0] : ' ';
    if (!rest.len)
        snprintf(out, JSON_FOUND_MAX, "the end");
    else if (c == '"')
        snprintf(out, JSON_FOUND_MAX, "a double quote");
    else if (len || (c > ' ' && c <= '~'))
        snprintf(out, JSON_FOUND_MAX, "\"%.*s\"", len ? (int)len : 1,
                 rest.bytes);
    else
        snprintf(out, JSON_FOUND_MAX, "the byte 0x%02X", (unsigned char)c);
}

static struct json_place place_of(str text, const struct json_place *from,
                                  size_t at)
{
    struct json_place place = from ? *from : (struct json_place){ 0, 1 };
    place.offset += at;
    for (size_t i = 0; i < at; i++) place.line += text.bytes[i] == '\n';
    return place;
}

static bool refuse(str text, const struct json_place *from,
                   const struct reader *r, struct error *err)
{
    char found[JSON_FOUND_MAX];
    size_t at = (size_t)(r->at - text.bytes);
    struct json_place place = place_of(text, from, at);
    json_text_found(str_slice(text, at, text.len), found);
    return error_set(err, ERROR_SOURCE,
                     "cannot be read as JSON: found %s where %s should be, "
                     "at byte %llu (line %llu)",
                     found, r->expected, (unsigned long long)place.offset,
                     (unsigned long long)place.line);
}

bool json_text_check(str text, const struct json_place *from, struct error *err)
{
    struct reader r = { text.bytes, text.bytes + text.len, NULL };
    bool ok = check_value(&r, 0);
    if (ok) r.at = skip_blanks(r.at, r.end);
    if (ok && r.at < r.end) ok = expect(&r, "the end");
    if (!ok) return refuse(text, from, &r, err);
    size_t valid = str_valid_utf8(text);
    if (valid == text.len) return true;
    struct json_place place = place_of(text, from, valid);
    return error_set(err, ERROR_SOURCE, "not UTF-8 at byte %llu (line %llu)",
                     (unsigned long long)place.offset,
                     (unsigned long long)place.line);
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
