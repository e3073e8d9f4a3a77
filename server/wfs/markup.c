#include "server/wfs/markup.h"

#include "base/ascii.h"

static const str replacement = { "\xEF\xBF\xBD", 3 };

static void add_char(struct buf *out, char c, bool is_quoted)
{
    switch (c) {
    case '&': buf_add_str(out, STR("&amp;")); return;
    case '<': buf_add_str(out, STR("&lt;")); return;
    case '>': buf_add_str(out, STR("&gt;")); return;
    case '\r': buf_add_str(out, STR("&#13;")); return;
    case '"':
    case '\n':
    case '\t':
        if (is_quoted)
            buf_addf(out, "&#%d;", c);
        else
            buf_add_char(out, c);
        return;
    default:
        if (c >= 0 && c < ' ')
            buf_add_str(out, replacement);
        else
            buf_add_char(out, c);
    }
}

static bool is_plain(char c)
{
    return c < 0 || (c >= ' ' && c != '&' && c != '<' && c != '>' && c != '"');
}

// U+FFFE and U+FFFF are characters of Unicode that XML leaves out.
static bool is_left_out(str rest)
{
    return rest.len >= 3 && rest.bytes[0] == '\xEF' &&
           rest.bytes[1] == '\xBF' &&
           (rest.bytes[2] == '\xBE' || rest.bytes[2] == '\xBF');
}

static void add(struct buf *out, str text, bool is_quoted)
{
    size_t at = 0;
    while (at < text.len) {
        size_t from = at;
        while (at < text.len && is_plain(text.bytes[at]) &&
               !is_left_out(str_slice(text, at, text.len)))
            at++;
        buf_add(out, text.bytes + from, at - from);
        if (at == text.len) return;
        str rest = str_slice(text, at, text.len);
        if (is_left_out(rest))
            buf_add_str(out, replacement);
        else
            add_char(out, text.bytes[at], is_quoted);
        at += is_left_out(rest) ? 3 : 1;
    }
}

void markup_text(struct buf *out, str text)
{
    add(out, text, false);
}

void markup_quoted(struct buf *out, str text)
{
    add(out, text, true);
}

void markup_attribute(struct buf *out, const char *name, str value)
{
    buf_addf(out, " %s=\"", name);
    markup_quoted(out, value);
    buf_add_char(out, '"');
}

void markup_element(struct buf *out, const char *name, str text)
{
    buf_addf(out, "<%s>", name);
    markup_text(out, text);
    buf_addf(out, "</%s>", name);
}

// ---- names

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7);
}

static bool is_name_char(uint32_t c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// The first character of `s`, which is UTF-8, and its length.
static uint32_t first_char(str s, size_t *len)
{
    uint32_t c = str_utf8_decode(s, len);
    if (*len) return c;
    *len = 1;
    return 0xFFFD;
}

// An underscore that would read back as the start of a number.
static bool begins_escape(str rest)
{
    return rest.len >= 2 && rest.bytes[0] == '_' && rest.bytes[1] == 'x';
}

static void add_name(struct buf *out, str text, bool is_first)
{
    size_t len;
    for (size_t at = 0; at < text.len; at += len, is_first = false) {
        str rest = str_slice(text, at, text.len);
        uint32_t c = first_char(rest, &len);
        bool may_stand = is_first ? is_letter(c) : is_name_char(c);
        if (may_stand && !begins_escape(rest))
            buf_add(out, rest.bytes, len);
        else
            buf_addf(out, "_x%04X_", (unsigned)c);
    }
}

void markup_name(struct buf *out, str text)
{
    add_name(out, text, true);
}

void markup_name_more(struct buf *out, str text)
{
    add_name(out, text, false);
}

str markup_name_copy(struct arena *arena, str text)
{
    struct buf name;
    str done = { 0 };
    buf_init(&name, arena, SIZE_MAX);
    markup_name(&name, text);
    return buf_finish(&name, &done, NULL) ? done : (str){ 0 };
}

enum { HEX_LEAST = 4, HEX_MOST = 6, CODE_POINT_MAX = 0x10FFFF };

// The length of a "_x0020_" that `rest` begins with; 0 when it does not.
static size_t escape_read(str rest, uint32_t *c)
{
    size_t at = 2;
    *c = 0;
    if (!begins_escape(rest)) return 0;
    while (at < rest.len && at < 2 + HEX_MOST && ascii_hex(rest.bytes[at]) >= 0)
        *c = *c << 4 | (uint32_t)ascii_hex(rest.bytes[at++]);
    bool is_whole = at >= 2 + HEX_LEAST && at < rest.len &&
                    rest.bytes[at] == '_' && *c && *c <= CODE_POINT_MAX &&
                    (*c < 0xD800 || *c > 0xDFFF);
    return is_whole ? at + 1 : 0;
}

str markup_name_read(struct arena *arena, str name)
{
    uint32_t c;
    char character[4];
    struct buf text;
    str done = { 0 };
    buf_init(&text, arena, SIZE_MAX);
    for (size_t at = 0; at < name.len;) {
        size_t len = escape_read(str_slice(name, at, name.len), &c);
        if (len)
            buf_add(&text, character, str_utf8_encode(c, character));
        else
            buf_add_char(&text, name.bytes[at]);
        at += len ? len : 1;
    }
    return buf_finish(&text, &done, NULL) ? done : name;
}
