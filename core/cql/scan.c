#include "cql/scan.h"

#include "base/ascii.h"
#include "cql/tree.h"

struct range {
    uint32_t first, last;
};

// The rules identifierStart, identifierPart and whitespace of the standard.
static const struct range starts[] = {
    { ':', ':' },         { 'A', 'Z' },       { '_', '_' },
    { 'a', 'z' },         { 0xC0, 0xD6 },     { 0xD8, 0xF6 },
    { 0xF8, 0x2FF },      { 0x370, 0x37D },   { 0x37F, 0x1FFE },
    { 0x200C, 0x200D },   { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
    { 0x3001, 0xD7FF },   { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD },
    { 0x10000, 0xEFFFF },
};
static const struct range parts[] = {
    { '.', '.' },
    { '0', '9' },
    { 0x300, 0x36F },
    { 0x203F, 0x2040 },
};
static const struct range blanks[] = {
    { 0x09, 0x0D },     { 0x20, 0x20 },     { 0x85, 0x85 },
    { 0xA0, 0xA0 },     { 0x1680, 0x1680 }, { 0x2000, 0x200A },
    { 0x2028, 0x2029 }, { 0x202F, 0x202F }, { 0x205F, 0x205F },
    { 0x3000, 0x3000 },
};

#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof *(ranges))

static bool is_in(uint32_t c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

// The character at byte `at` of valid UTF-8, and its length; 0 at the end.
static uint32_t decode(str source, size_t at, size_t *len)
{
    return str_utf8_decode(str_slice(source, at, source.len), len);
}

static bool is_part(uint32_t c)
{
    return IS_IN(c, starts) || IS_IN(c, parts);
}

static char byte_at(const struct scanner *s, size_t at)
{
    return at < s->source.len ? s->source.bytes[at] : '\0';
}

// ---- moving

static void skip_blanks(struct scanner *s)
{
    size_t len;
    while (IS_IN(decode(s->source, s->at, &len), blanks)) {
        s->at += len;
        s->position++;
    }
}

size_t scan_position(const struct scanner *s, size_t at)
{
    size_t position = s->token.position;
    for (size_t i = s->token.at; i < at && i < s->source.len; i++)
        if (((unsigned char)s->source.bytes[i] & 0xC0) != 0x80) position++;
    return position;
}

// Ends the token at byte `end`.
static bool finish(struct scanner *s, enum token_type type, size_t end,
                   str text)
{
    s->token.type = type;
    s->token.text = text;
    s->position = scan_position(s, end);
    s->at = end;
    return true;
}

// ---- each kind

static bool scan_name(struct scanner *s)
{
    size_t at = s->at;
    size_t len;
    while (is_part(decode(s->source, at, &len))) at += len;
    return finish(s, TOKEN_NAME, at, str_slice(s->source, s->at, at));
}

// Digits, a point, digits, E, a sign, digits: what of it there is.
static bool scan_number(struct scanner *s)
{
    size_t at = s->at;
    while (ascii_is_digit(byte_at(s, at))) at++;
    if (byte_at(s, at) == '.') at++;
    while (ascii_is_digit(byte_at(s, at))) at++;
    if (byte_at(s, at) == 'e' || byte_at(s, at) == 'E') {
        size_t exponent = at + 1;
        char sign = byte_at(s, exponent);
        if (sign == '+' || sign == '-') exponent++;
        if (ascii_is_digit(byte_at(s, exponent))) at = exponent;
        while (ascii_is_digit(byte_at(s, at))) at++;
    }
    return finish(s, TOKEN_NUMBER, at, str_slice(s->source, s->at, at));
}

static bool no_end(struct scanner *s, char quote)
{
    return cql_error(s->err, s->token.position,
                     "what opens with %c here is not closed", quote);
}

// Two bytes at `at` that stand for the second of them: a doubled quote, and \'
// in a text. In U&'…', as in SQL, a doubled backslash is one.
enum quoting { QUOTED_NAME, QUOTED_TEXT, QUOTED_UNICODE };

static bool is_pair(const struct scanner *s, size_t at, enum quoting quoting)
{
    char quote = quoting == QUOTED_NAME ? '"' : '\'';
    char first = byte_at(s, at);
    char second = byte_at(s, at + 1);
    if (first == quote) return second == quote;
    if (first != '\\') return false;
    if (quoting == QUOTED_UNICODE) return second == '\\';
    return quoting == QUOTED_TEXT && second == '\'';
}

// What is quoted from byte `from` on. U&'…' is the only way to write a text
// that ends with a backslash, since \' is a quote to the standard.
static bool scan_quoted(struct scanner *s, size_t from, enum quoting quoting)
{
    str source = s->source;
    char quote = quoting == QUOTED_NAME ? '"' : '\'';
    size_t end = from;
    while (end < source.len &&
           (is_pair(s, end, quoting) || source.bytes[end] != quote))
        end += is_pair(s, end, quoting) ? 2 : 1;
    if (end >= source.len) return no_end(s, quote);
    char *bytes = arena_alloc(s->arena, end - from + 1);
    size_t count = 0;
    if (!bytes)
        return error_set(s->err, ERROR_NO_MEMORY, "no room for a filter");
    for (size_t at = from; at < end; at++) {
        if (is_pair(s, at, quoting)) at++;
        bytes[count++] = source.bytes[at];
    }
    return finish(s, quoting == QUOTED_NAME ? TOKEN_QUOTED : TOKEN_TEXT,
                  end + 1, (str){ bytes, count });
}

static bool scan_sign(struct scanner *s, uint32_t c, size_t len)
{
    static const char *const signs[] = { "<>", "<=", ">=", "<", ">",
                                         "=",  "(",  ")",  ",", "+",
                                         "-",  "*",  "/",  "%", "^" };
    str rest = str_slice(s->source, s->at, s->source.len);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        str sign = str_from(signs[i]);
        if (str_starts(rest, sign))
            return finish(s, TOKEN_SIGN, s->at + sign.len, sign);
    }
    if (c < 0x20) return cql_error(s->err, s->position, "a control character");
    return cql_error(s->err, s->position, "%.*s means nothing here", (int)len,
                     rest.bytes);
}

bool scan_next(struct scanner *s)
{
    size_t len;
    skip_blanks(s);
    uint32_t c = decode(s->source, s->at, &len);
    s->token.position = s->position;
    s->token.at = s->at;
    if (s->at >= s->source.len) return finish(s, TOKEN_END, s->at, STR(""));
    if (str_starts(str_slice(s->source, s->at, s->source.len), STR("U&'")))
        return scan_quoted(s, s->at + 3, QUOTED_UNICODE);
    if (IS_IN(c, starts)) return scan_name(s);
    if (c == '"') return scan_quoted(s, s->at + 1, QUOTED_NAME);
    if (c == '\'') return scan_quoted(s, s->at + 1, QUOTED_TEXT);
    if (c == '.' || ascii_is_digit(byte_at(s, s->at))) return scan_number(s);
    return scan_sign(s, c, len);
}

bool scan_begin(struct scanner *s, struct arena *arena, str source,
                struct error *err)
{
    *s = (struct scanner){
        .arena = arena, .source = source, .position = 1, .err = err
    };
    return scan_next(s);
}

bool scan_from(struct scanner *s, size_t at)
{
    s->position = scan_position(s, at);
    s->at = at;
    return scan_next(s);
}

char scan_peek(const struct scanner *s)
{
    struct scanner copy = *s;
    skip_blanks(&copy);
    return byte_at(&copy, copy.at);
}

// ---- names

// Words that mean something of their own, here or there.
static const char *const words[] = {
    "AND",
    "OR",
    "NOT",
    "LIKE",
    "BETWEEN",
    "IN",
    "IS",
    "NULL",
    "TRUE",
    "FALSE",
    "DIV",
    "CASEI",
    "ACCENTI",
    "DATE",
    "TIMESTAMP",
    "INTERVAL",
    "BBOX",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTIPOLYGON",
    "MULTILINESTRING",
    "GEOMETRYCOLLECTION",
};

bool scan_is_plain_name(str name)
{
    size_t len;
    enum cql_op op;
    if (!IS_IN(decode(name, 0, &len), starts)) return false;
    for (size_t at = 0; at < name.len; at += len)
        if (!is_part(decode(name, at, &len))) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(name, str_from(words[i]))) return false;
    return !cql_op_find(name, &op);
}
