#include "cql/fold.h"

#include <limits.h>
#include <string.h>
#include <utf8proc.h>

// One byte of UTF-8 makes at most so many code points, folded and taken apart.
enum { GROWTH_MAX = 3, BYTES_MAX = INT_MAX / 64, CHARACTER_MAX = 4 };

static bool is_ascii(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.bytes[i] >= 0x80) return false;
    return true;
}

static str ascii_mapped(struct arena *arena, str text, char first, int offset)
{
    char *bytes = arena_alloc(arena, text.len + 1);
    if (!bytes) return (str){ 0 };
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        bool is_mapped = c >= first && c <= first + 25;
        bytes[i] = (char)(is_mapped ? c + offset : c);
    }
    return (str){ bytes, text.len };
}

static size_t without_marks(utf8proc_int32_t *points, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (utf8proc_category(points[i]) != UTF8PROC_CATEGORY_MN)
            points[kept++] = points[i];
    return kept;
}

// Takes the text apart by `options`, drops marks or not, and composes it.
static str recomposed(struct arena *arena, str text, utf8proc_option_t options,
                      bool drops_marks)
{
    if (text.len > BYTES_MAX) return text;
    size_t room = text.len * GROWTH_MAX + GROWTH_MAX;
    utf8proc_int32_t *points = ARENA_ARRAY(arena, utf8proc_int32_t, room);
    if (!points) return (str){ 0 };
    utf8proc_ssize_t count = utf8proc_decompose(
        (const utf8proc_uint8_t *)text.bytes, (utf8proc_ssize_t)text.len,
        points, (utf8proc_ssize_t)room, options);
    if (count < 0 || (size_t)count >= room) return text;
    if (drops_marks)
        count = (utf8proc_ssize_t)without_marks(points, (size_t)count);
    utf8proc_ssize_t len =
        utf8proc_reencode(points, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len < 0) return text;
    return (str){ (const char *)points, (size_t)len };
}

str fold_case(struct arena *arena, str text)
{
    if (is_ascii(text)) return ascii_mapped(arena, text, 'A', 'a' - 'A');
    return recomposed(arena, text,
                      UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD,
                      false);
}

str fold_accents(struct arena *arena, str text)
{
    if (is_ascii(text)) return text;
    return recomposed(arena, text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, true);
}

static str each_letter(struct arena *arena, str text,
                       utf8proc_int32_t (*map)(utf8proc_int32_t))
{
    char *bytes = arena_alloc(arena, text.len * CHARACTER_MAX + 1);
    size_t count = 0;
    if (!bytes) return (str){ 0 };
    for (size_t at = 0; at < text.len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t len =
            utf8proc_iterate((const utf8proc_uint8_t *)text.bytes + at,
                             (utf8proc_ssize_t)(text.len - at), &c);
        if (len <= 0) return text;
        count += (size_t)utf8proc_encode_char(
            map(c), (utf8proc_uint8_t *)bytes + count);
        at += (size_t)len;
    }
    return (str){ bytes, count };
}

str fold_lower(struct arena *arena, str text)
{
    if (is_ascii(text)) return ascii_mapped(arena, text, 'A', 'a' - 'A');
    return each_letter(arena, text, utf8proc_tolower);
}

str fold_upper(struct arena *arena, str text)
{
    if (is_ascii(text)) return ascii_mapped(arena, text, 'a', 'A' - 'a');
    return each_letter(arena, text, utf8proc_toupper);
}
