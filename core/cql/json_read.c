#include "cql/json_read.h"

#include "base/ascii.h"
#include "cql/tree.h"

struct reader {
    struct arena *arena;
    str source;
    size_t at;
    size_t counted_at, counted;  // up to which byte characters are counted
    size_t depth;
    struct error *err;
};

// ---- places

static size_t position_at(struct reader *r, size_t at)
{
    for (; r->counted_at < at && r->counted_at < r->source.len; r->counted_at++)
        if (((unsigned char)r->source.bytes[r->counted_at] & 0xC0) != 0x80)
            r->counted++;
    return r->counted + 1;
}

static bool fail(struct reader *r, const char *what)
{
    return cql_error(r->err, position_at(r, r->at), "%s%s", what,
                     r->at >= r->source.len ? ", and the JSON ends" : "");
}

static char peek(struct reader *r)
{
    while (r->at < r->source.len &&
           (r->source.bytes[r->at] == ' ' || r->source.bytes[r->at] == '\t' ||
            r->source.bytes[r->at] == '\n' || r->source.bytes[r->at] == '\r'))
        r->at++;
    return r->at < r->source.len ? r->source.bytes[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c) return false;
    r->at++;
    return true;
}

static bool expect(struct reader *r, char c)
{
    char what[] = "\" \" is expected";
    what[1] = c;
    return take(r, c) || fail(r, what);
}

// ---- texts

// The four digits behind "\u".
static bool read_unit(struct reader *r, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, r->at++) {
        int digit =
            r->at < r->source.len ? ascii_hex(r->source.bytes[r->at]) : -1;
        if (digit < 0) return fail(r, "four hexadecimal digits are expected");
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

static bool read_code_point(struct reader *r, uint32_t *c)
{
    uint32_t low;
    if (!read_unit(r, c)) return false;
    if (*c == 0) return fail(r, "a NUL character stands before this");
    if (*c < 0xD800 || *c > 0xDFFF) return true;
    bool has_low = *c < 0xDC00 && r->at + 1 < r->source.len &&
                   r->source.bytes[r->at] == '\\' &&
                   r->source.bytes[r->at + 1] == 'u';
    if (!has_low) return fail(r, "half a surrogate pair stands before this");
    r->at += 2;
    if (!read_unit(r, &low)) return false;
    if (low < 0xDC00 || low > 0xDFFF)
        return fail(r, "half a surrogate pair stands before this");
    *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

// Behind the backslash.
static bool read_escape(struct reader *r, char *out, size_t *count)
{
    static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    char c = r->at < r->source.len ? r->source.bytes[r->at] : '\0';
    uint32_t code_point;
    if (c == 'u') {
        r->at++;
        if (!read_code_point(r, &code_point)) return false;
        *count += str_utf8_encode(code_point, out + *count);
        return true;
    }
    for (size_t i = 0; c && i < sizeof escapes - 1; i += 2) {
        if (escapes[i] != c) continue;
        out[(*count)++] = escapes[i + 1];
        r->at++;
        return true;
    }
    return fail(r, "no such escape in a JSON string");
}

// From its opening quote. What is unescaped is never longer than what is
// escaped.
static bool read_string(struct reader *r, str *out)
{
    size_t end = r->at + 1;
    while (end < r->source.len && r->source.bytes[end] != '"')
        end += r->source.bytes[end] == '\\' ? 2 : 1;
    if (end >= r->source.len) return fail(r, "a string is not closed");
    char *bytes = arena_alloc(r->arena, end - r->at);
    size_t count = 0;
    if (!bytes)
        return error_set(r->err, ERROR_NO_MEMORY, "no room for a filter");
    for (r->at++; r->at < end;) {
        unsigned char c = (unsigned char)r->source.bytes[r->at];
        if (c < 0x20) return fail(r, "a control character in a string");
        r->at++;
        if (c != '\\')
            bytes[count++] = (char)c;
        else if (!read_escape(r, bytes, &count))
            return false;
    }
    r->at = end + 1;
    *out = (str){ bytes, count };
    return true;
}

// ---- numbers and words

static size_t digits(struct reader *r)
{
    size_t from = r->at;
    while (r->at < r->source.len && ascii_is_digit(r->source.bytes[r->at]))
        r->at++;
    return r->at - from;
}

static bool take_byte(struct reader *r, const char *any)
{
    for (; r->at < r->source.len && *any; any++) {
        if (r->source.bytes[r->at] != *any) continue;
        r->at++;
        return true;
    }
    return false;
}

static bool read_number(struct reader *r, struct json_value *value)
{
    size_t from = r->at;
    (void)take_byte(r, "-");
    size_t first = r->at;
    size_t whole = digits(r);
    if (whole == 0) return fail(r, "a value is expected");
    if (whole > 1 && r->source.bytes[first] == '0')
        return fail(r, "a number begins with 0");
    if (take_byte(r, ".") && digits(r) == 0)
        return fail(r, "a digit is expected");
    if (take_byte(r, "eE")) {
        (void)take_byte(r, "+-");
        if (digits(r) == 0) return fail(r, "a digit is expected");
    }
    value->type = JSON_NUMBER;
    value->text = str_slice(r->source, from, r->at);
    return true;
}

static bool take_word(struct reader *r, str word)
{
    if (!str_starts(str_slice(r->source, r->at, r->source.len), word))
        return false;
    r->at += word.len;
    return true;
}

static bool read_word(struct reader *r, struct json_value *value)
{
    value->type = JSON_BOOL;
    if (take_word(r, STR("false"))) return true;
    value->boolean = true;
    if (take_word(r, STR("true"))) return true;
    value->type = JSON_NULL;
    return take_word(r, STR("null")) || fail(r, "a value is expected");
}

// ---- arrays and objects

static struct json_value *read_value(struct reader *r);

// The members, behind the opening bracket. `last` is where the next one goes.
static bool read_array(struct reader *r, struct json_value *array)
{
    struct json_value **last = &array->first;
    array->type = JSON_ARRAY;
    r->at++;
    if (take(r, ']')) return true;
    do {
        struct json_value *item = read_value(r);
        if (!item) return false;
        *last = item;
        last = &item->next;
        array->count++;
    } while (take(r, ','));
    return expect(r, ']');
}

enum { MEMBERS_MAX = 64 };

static bool read_member(struct reader *r, struct json_value *object,
                        struct json_value ***last)
{
    str key;
    if (peek(r) != '"') return fail(r, "the name of a member is expected");
    if (object->count == MEMBERS_MAX)
        return fail(r, "an object has too many members");
    if (!read_string(r, &key)) return false;
    for (const struct json_value *m = object->first; m; m = m->next)
        if (str_equal(m->key, key))
            return fail(r, "the member before this stands here twice");
    if (!expect(r, ':')) return false;
    struct json_value *member = read_value(r);
    if (!member) return false;
    member->key = key;
    **last = member;
    *last = &member->next;
    object->count++;
    return true;
}

static bool read_object(struct reader *r, struct json_value *object)
{
    struct json_value **last = &object->first;
    object->type = JSON_OBJECT;
    r->at++;
    if (take(r, '}')) return true;
    do {
        if (!read_member(r, object, &last)) return false;
    } while (take(r, ','));
    return expect(r, '}');
}

static bool read_any(struct reader *r, struct json_value *value)
{
    switch (peek(r)) {
    case '{': return read_object(r, value);
    case '[': return read_array(r, value);
    case '"': value->type = JSON_TEXT; return read_string(r, &value->text);
    case 't':
    case 'f':
    case 'n': return read_word(r, value);
    default: return read_number(r, value);
    }
}

static struct json_value *read_value(struct reader *r)
{
    struct json_value *value = ARENA_NEW(r->arena, struct json_value);
    (void)peek(r);
    if (!value) {
        error_set(r->err, ERROR_NO_MEMORY, "no room for a filter");
        return NULL;
    }
    value->position = position_at(r, r->at);
    if (r->depth >= JSON_DEPTH_MAX) {
        fail(r, "the JSON is nested too deeply");
        return NULL;
    }
    r->depth++;
    bool done = read_any(r, value);
    r->depth--;
    return done ? value : NULL;
}

struct json_value *json_read(struct arena *arena, str source, struct error *err)
{
    struct reader r = { .arena = arena, .source = source, .err = err };
    struct json_value *value = read_value(&r);
    if (!value) return NULL;
    (void)peek(&r);
    if (r.at == source.len) return value;
    fail(&r, "something follows the JSON");
    return NULL;
}

const struct json_value *json_find(const struct json_value *object,
                                   const char *key)
{
    if (object->type != JSON_OBJECT) return NULL;
    for (const struct json_value *m = object->first; m; m = m->next)
        if (str_equal(m->key, str_from(key))) return m;
    return NULL;
}

const char *json_type_name(enum json_type type)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",       [JSON_BOOL] = "true or false",
        [JSON_NUMBER] = "a number", [JSON_TEXT] = "a string",
        [JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object",
    };
    return names[type];
}
