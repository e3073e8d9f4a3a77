// Bytes of old and foreign encodings as UTF-8.

#ifndef IMPORTERS_ENCODING_H
#define IMPORTERS_ENCODING_H

#include "base/arena.h"
#include "base/error.h"

enum encoding {
    ENCODING_UNKNOWN,
    ENCODING_UTF8,
    ENCODING_WINDOWS_1252,
    ENCODING_ISO_8859_1,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
};

// "utf-8", "windows-1252", "iso-8859-1", "utf-16", "utf-16le", "utf-16be" and
// the usual other names of the same; false when it is none of these. "utf-16"
// is little endian unless a byte order mark says otherwise.
bool encoding_find(str name, enum encoding *out);
const char *encoding_name(enum encoding encoding);
bool encoding_is_utf16(enum encoding encoding);

// What the first bytes of a text tell: a byte order mark, or the zero bytes of
// UTF-16 without one. `bom_len` is the length of the mark.
enum encoding encoding_of_start(str bytes, size_t *bom_len);

// How many of the bytes from the start are ASCII: s.len when all are.
size_t encoding_ascii_prefix(str s);

// A text in an 8-bit encoding as UTF-8. Bytes that Windows-1252 leaves open
// become C1 controls, as in browsers. {NULL, 0} when the arena is spent.
str encoding_8bit_to_utf8(struct arena *arena, enum encoding encoding, str s);

// UTF-16 to UTF-8, piece by piece: half a character at the end of one piece
// waits for the next. `out` needs room for 3 bytes for every 2 of `in`, plus
// 6. A surrogate without its partner becomes the byte FF, which is not valid
// UTF-8, so that whoever checks the text finds it.
struct utf16 {
    bool is_big_endian;
    bool has_byte;
    unsigned char byte;       // the first half of a unit
    unsigned high_surrogate;  // waits for its partner; 0: none
};
size_t utf16_to_utf8(struct utf16 *state, str in, char *out);
size_t utf16_finish(struct utf16 *state, char *out);  // at most 2 bytes

#endif
