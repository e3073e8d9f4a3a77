#include "importers/encoding.h"

#include <string.h>

struct encoding_alias {
    const char *name;
    enum encoding encoding;
};

// The first name of each encoding is the one that is shown.
static const struct encoding_alias aliases[] = {
    { "utf-8", ENCODING_UTF8 },
    { "utf8", ENCODING_UTF8 },
    { "ascii", ENCODING_UTF8 },
    { "us-ascii", ENCODING_UTF8 },
    { "windows-1252", ENCODING_WINDOWS_1252 },
    { "cp1252", ENCODING_WINDOWS_1252 },
    { "ansi", ENCODING_WINDOWS_1252 },
    { "iso-8859-1", ENCODING_ISO_8859_1 },
    { "iso8859-1", ENCODING_ISO_8859_1 },
    { "latin1", ENCODING_ISO_8859_1 },
    { "latin-1", ENCODING_ISO_8859_1 },
    { "utf-16le", ENCODING_UTF16LE },
    { "utf-16", ENCODING_UTF16LE },
    { "utf16", ENCODING_UTF16LE },
    { "utf-16be", ENCODING_UTF16BE },
};

enum { ALIAS_COUNT = sizeof aliases / sizeof *aliases };

// Windows-1252 in 80 … 9F; 0: left open by the standard.
static const unsigned short upper_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

bool encoding_find(str name, enum encoding *out)
{
    for (size_t i = 0; i < ALIAS_COUNT; i++)
        if (str_equal_nocase(name, str_from(aliases[i].name))) {
            *out = aliases[i].encoding;
            return true;
        }
    return false;
}

const char *encoding_name(enum encoding encoding)
{
    for (size_t i = 0; i < ALIAS_COUNT; i++)
        if (aliases[i].encoding == encoding) return aliases[i].name;
    return "unknown";
}

bool encoding_is_utf16(enum encoding encoding)
{
    return encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE;
}

// Latin text in UTF-16 has a zero in nearly every other byte.
static enum encoding utf16_without_mark(str bytes)
{
    size_t zeros[2] = { 0, 0 };
    size_t len = bytes.len & ~(size_t)1;
    for (size_t i = 0; i < len; i++)
        if (!bytes.bytes[i]) zeros[i & 1]++;
    if (len >= 8 && zeros[1] > len / 2 * 8 / 10 && zeros[0] <= len / 20)
        return ENCODING_UTF16LE;
    if (len >= 8 && zeros[0] > len / 2 * 8 / 10 && zeros[1] <= len / 20)
        return ENCODING_UTF16BE;
    return ENCODING_UNKNOWN;
}

enum encoding encoding_of_start(str bytes, size_t *bom_len)
{
    *bom_len = 3;
    if (str_starts(bytes, STR("\xEF\xBB\xBF"))) return ENCODING_UTF8;
    *bom_len = 2;
    if (str_starts(bytes, STR("\xFF\xFE"))) return ENCODING_UTF16LE;
    if (str_starts(bytes, STR("\xFE\xFF"))) return ENCODING_UTF16BE;
    *bom_len = 0;
    return utf16_without_mark(bytes);
}

size_t encoding_ascii_prefix(str s)
{
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        uint64_t word;
        memcpy(&word, s.bytes + i, 8);
        if (word & UINT64_C(0x8080808080808080)) break;
    }
    while (i < s.len && !((unsigned char)s.bytes[i] & 0x80)) i++;
    return i;
}

str encoding_8bit_to_utf8(struct arena *arena, enum encoding encoding, str s)
{
    char *out = arena_alloc(arena, s.len * 3 + 1);
    if (!out) return (str){ 0 };
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned code = (unsigned char)s.bytes[i];
        bool is_c1 = code >= 0x80 && code < 0xA0;
        if (encoding == ENCODING_WINDOWS_1252 && is_c1 &&
            upper_1252[code - 0x80])
            code = upper_1252[code - 0x80];
        len += str_utf8_encode(code, out + len);
    }
    return (str){ out, len };
}

// One whole unit of 16 bits.
static size_t add_unit(struct utf16 *state, unsigned unit, char *out)
{
    size_t len = 0;
    unsigned high = state->high_surrogate;
    state->high_surrogate = 0;
    if (high && unit >= 0xDC00 && unit < 0xE000)
        return str_utf8_encode(
            0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), out);
    if (high) out[len++] = (char)0xFF;
    if (unit >= 0xD800 && unit < 0xDC00) {
        state->high_surrogate = unit;
        return len;
    }
    if (unit >= 0xDC00 && unit < 0xE000) {
        out[len++] = (char)0xFF;
        return len;
    }
    return len + str_utf8_encode(unit, out + len);
}

size_t utf16_to_utf8(struct utf16 *state, str in, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < in.len; i++) {
        unsigned char byte = (unsigned char)in.bytes[i];
        if (!state->has_byte) {
            state->has_byte = true;
            state->byte = byte;
            continue;
        }
        state->has_byte = false;
        unsigned unit = state->is_big_endian
                            ? (unsigned)state->byte << 8 | byte
                            : (unsigned)byte << 8 | state->byte;
        len += add_unit(state, unit, out + len);
    }
    return len;
}

size_t utf16_finish(struct utf16 *state, char *out)
{
    size_t len = 0;
    if (state->high_surrogate) out[len++] = (char)0xFF;
    if (state->has_byte) out[len++] = (char)0xFF;
    state->high_surrogate = 0;
    state->has_byte = false;
    return len;
}
