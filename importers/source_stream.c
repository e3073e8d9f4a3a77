// A window lies over the text. Positions are counted from the start of the
// text, so that they stay true when the window moves; what lies before `keep`
// may be let go.

#include "importers/source_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "importers/source_json.h"

enum { CHUNK = 256 * 1024, CRS_MAX = 64 * 1024, END = -1, PLACE_MAX = 48 };

enum where { WHERE_BETWEEN, WHERE_IN_FEATURES, WHERE_BEHIND_FEATURES };

struct stream {
    struct byte_reader reader;
    struct arena *arena;
    char *bytes;
    size_t len, capacity;
    uint64_t base;  // position of bytes[0]
    uint64_t at;    // where reading is
    uint64_t keep;  // from here on the window must hold on
    uint64_t line;
    bool is_at_end, has_failed;
    enum where where;
    bool was_collection;  // the document before
    uint64_t elements;    // of the features array, or documents in a sequence
    bool is_in_element;   // reading the last of them
    char type[32];        // of the document, in its quotes
    str crs;
    struct error error;
};

static bool fail(struct stream *s, const char *what)
{
    if (s->has_failed) return false;
    s->has_failed = true;
    return error_set(&s->error, ERROR_SOURCE, "%s at byte %llu (line %llu)",
                     what, (unsigned long long)s->at,
                     (unsigned long long)s->line);
}

// ", in feature 12". A single document is not counted.
static const char *near_feature(const struct stream *s, char out[PLACE_MAX])
{
    bool is_counted = s->where == WHERE_IN_FEATURES ||
                      (s->where == WHERE_BETWEEN && s->elements > 1);
    out[0] = '\0';
    if (is_counted && s->elements)
        snprintf(out, PLACE_MAX, ", %s feature %llu",
                 s->is_in_element ? "in" : "behind",
                 (unsigned long long)s->elements);
    return out;
}

static bool fail_at_end(struct stream *s)
{
    char place[PLACE_MAX];
    if (s->has_failed) return false;
    s->has_failed = true;
    return error_set(&s->error, ERROR_SOURCE,
                     "is cut short: it ends at byte %llu (line %llu)%s, where "
                     "more must follow",
                     (unsigned long long)s->at, (unsigned long long)s->line,
                     near_feature(s, place));
}

// At the sign `c`, which was looked at.
static bool fail_expected(struct stream *s, int c, const char *expected)
{
    const char sign = (char)c;
    char found[JSON_FOUND_MAX], place[PLACE_MAX];
    if (s->has_failed) return false;
    s->has_failed = true;
    json_text_found((str){ &sign, 1 }, found);
    return error_set(&s->error, ERROR_SOURCE,
                     "found %s where %s should be, at byte %llu (line %llu)%s",
                     found, expected, (unsigned long long)s->at,
                     (unsigned long long)s->line, near_feature(s, place));
}

static bool make_room(struct stream *s)
{
    size_t spent = (size_t)(s->keep - s->base);
    if (spent && s->len + CHUNK > s->capacity) {
        memmove(s->bytes, s->bytes + spent, s->len - spent);
        s->len -= spent;
        s->base += spent;
    }
    if (s->len + CHUNK <= s->capacity) return true;
    if (s->len > STREAM_FEATURE_MAX)
        return fail(s, "one feature is larger than 64 MB");
    char *bytes = realloc(s->bytes, s->capacity * 2 + CHUNK);
    if (!bytes) return fail(s, "no memory for a feature");
    s->bytes = bytes;
    s->capacity = s->capacity * 2 + CHUNK;
    return true;
}

static bool fill(struct stream *s)
{
    if (s->is_at_end || s->has_failed || !make_room(s)) return false;
    size_t got = s->reader.read(s->reader.context, s->bytes + s->len, CHUNK);
    s->len += got;
    s->is_at_end = got == 0;
    return got > 0;
}

static int peek(struct stream *s)
{
    if (s->at - s->base >= s->len && !fill(s)) return END;
    return (unsigned char)s->bytes[s->at - s->base];
}

// The next character that is no blank (nor a record separator).
static int peek_sign(struct stream *s)
{
    for (;;) {
        int c = peek(s);
        if (c == '\n') s->line++;
        bool is_blank = c == ' ' || c == '\n' || c == '\r' || c == '\t' ||
                        (c == 0x1e && s->where == WHERE_BETWEEN);
        if (!is_blank) return c;
        s->at++;
    }
}

static bool expect(struct stream *s, int wanted, const char *expected)
{
    int c = peek_sign(s);
    if (c == END) return fail_at_end(s);
    if (c != wanted) return fail_expected(s, c, expected);
    s->at++;
    return true;
}

static str window(const struct stream *s, uint64_t from, uint64_t to)
{
    return (str){ s->bytes + (from - s->base), (size_t)(to - from) };
}

// Over the rest of a string whose first quote was taken.
static bool pass_string(struct stream *s)
{
    for (int c = peek(s); c != END; c = peek(s)) {
        s->at++;
        if (c == '"') return true;
        if (c == '\n') s->line++;
        if (c == '\\' && peek(s) != END) s->at++;
    }
    return fail_at_end(s);
}

static bool is_plain_end(int c)
{
    return c == END || c == ',' || c == '}' || c == ']' || c == ' ' ||
           c == '\n' || c == '\r' || c == '\t';
}

// Over one value, whatever it is. Only brackets and strings are looked at.
static bool pass_value(struct stream *s)
{
    size_t depth = 0;
    int c = peek_sign(s);
    if (c == END) return fail_at_end(s);
    if (c != '{' && c != '[' && c != '"') {
        while (!is_plain_end(peek(s))) s->at++;
        return !s->has_failed;
    }
    do {
        c = peek(s);
        if (c == END) return fail_at_end(s);
        s->at++;
        if (c == '\n') s->line++;
        if (c == '"' && !pass_string(s)) return false;
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
    } while (depth);
    return true;
}

static bool keep_member(struct stream *s, str key, uint64_t from)
{
    str value = window(s, from, s->at);
    if (str_equal(key, STR("\"type\"")) && value.len < sizeof s->type) {
        memcpy(s->type, value.bytes, value.len);
        s->type[value.len] = '\0';
    }
    if (!str_equal(key, STR("\"crs\"")) || value.len > CRS_MAX || s->crs.bytes)
        return true;
    s->crs = arena_copy(s->arena, value);
    return s->crs.bytes || fail(s, "no memory for a member");
}

// One member of a document. True at WHERE_IN_FEATURES when its
// features begin.
static bool read_member(struct stream *s)
{
    char key_bytes[32];
    peek_sign(s);
    uint64_t from = s->at;
    if (!expect(s, '"', "a key in double quotes") || !pass_string(s))
        return false;
    str key = window(s, from, s->at);
    key.len = key.len < sizeof key_bytes ? key.len : sizeof key_bytes;
    memcpy(key_bytes, key.bytes, key.len);
    key.bytes = key_bytes;
    if (!expect(s, ':', "a colon behind the key")) return false;
    int c = peek_sign(s);
    if (c == '[' && str_equal(key, STR("\"features\"")) &&
        s->where == WHERE_BETWEEN) {
        s->at++;
        s->elements = 0;
        s->is_in_element = false;
        s->where = WHERE_IN_FEATURES;
        return true;
    }
    if (s->where == WHERE_BEHIND_FEATURES) s->keep = s->at;
    from = s->at;
    return pass_value(s) && keep_member(s, key, from);
}

// Members up to the end of the document, or to its features.
static bool read_members(struct stream *s, bool is_first)
{
    enum where where = s->where;
    while (s->where == where) {
        int c = peek_sign(s);
        if (c == '}') {
            s->at++;
            return true;
        }
        if (!is_first && !expect(s, ',', "a comma or a closing brace"))
            return false;
        is_first = false;
        if (!read_member(s)) return false;
    }
    return true;
}

static bool begin_document(struct stream *s)
{
    s->keep = s->at;
    int c = peek_sign(s);
    s->keep = s->at;
    if (c == END) return false;
    if (s->was_collection)
        return fail(s, "a second document follows behind the first");
    if (c != '{') return fail_expected(s, c, "a GeoJSON object");
    s->type[0] = '\0';
    s->elements++;
    s->is_in_element = true;
    return true;
}

static bool is_feature_or_geometry(str type)
{
    static const char *const types[] = {
        "\"Feature\"",      "\"Point\"",
        "\"LineString\"",   "\"Polygon\"",
        "\"MultiPoint\"",   "\"MultiLineString\"",
        "\"MultiPolygon\"", "\"GeometryCollection\"",
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_equal(type, str_from(types[i]))) return true;
    return false;
}

// A document without features in it is a feature itself.
static bool read_document(struct stream *s, struct stream_feature *feature)
{
    uint64_t line = s->line;
    uint64_t from = s->at++;
    if (!read_members(s, true) || s->where == WHERE_IN_FEATURES) return false;
    if (!is_feature_or_geometry(str_from(s->type))) {
        char what[80];
        snprintf(what, sizeof what, "%s is no GeoJSON with features, begun",
                 s->type[0] ? s->type : "an object without a type");
        s->at = from;
        return fail(s, what);
    }
    s->is_in_element = false;
    *feature = (struct stream_feature){ window(s, from, s->at), from, line };
    return true;
}

static bool end_collection(struct stream *s)
{
    s->keep = s->at;
    s->where = WHERE_BEHIND_FEATURES;
    if (!read_members(s, false)) return false;
    s->where = WHERE_BETWEEN;
    s->was_collection = true;
    return true;
}

// The next element of the features array; false at its end too.
static bool read_element(struct stream *s, struct stream_feature *feature)
{
    s->keep = s->at;
    int c = peek_sign(s);
    if (c == ']') {
        s->at++;
        end_collection(s);
        return false;
    }
    if (s->elements && !expect(s, ',', "a comma or a closing bracket"))
        return false;
    s->elements++;
    s->is_in_element = true;
    peek_sign(s);
    s->keep = s->at;
    uint64_t from = s->at, line = s->line;
    if (!pass_value(s)) return false;
    s->is_in_element = false;
    *feature = (struct stream_feature){ window(s, from, s->at), from, line };
    return true;
}

struct stream *stream_open(struct byte_reader reader, struct error *err)
{
    struct stream *s = calloc(1, sizeof *s);
    if (s) s->arena = arena_create(1 << 20);
    if (!s || !s->arena) {
        stream_close(s);
        error_set(err, ERROR_NO_MEMORY, "no room to read GeoJSON");
        return NULL;
    }
    s->reader = reader;
    s->line = 1;
    static const int mark[] = { 0xEF, 0xBB, 0xBF };
    for (size_t i = 0; i < 3 && peek(s) == mark[i]; i++) s->at++;
    return s;
}

void stream_close(struct stream *s)
{
    if (!s) return;
    arena_destroy(s->arena);
    free(s->bytes);
    free(s);
}

bool stream_next(struct stream *s, struct stream_feature *feature)
{
    while (!s->has_failed) {
        if (s->where == WHERE_BETWEEN) {
            if (!begin_document(s)) return false;
            if (read_document(s, feature)) return true;
        }
        if (s->where == WHERE_IN_FEATURES && !s->has_failed &&
            read_element(s, feature))
            return true;
    }
    return false;
}

bool stream_failed(const struct stream *s, struct error *err)
{
    if (s->has_failed && err) *err = s->error;
    return s->has_failed;
}

str stream_crs(const struct stream *s)
{
    return s->crs;
}
