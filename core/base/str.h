// A piece of text: bytes and their number, never owned, never NUL-terminated
// by promise. Passed by value, like a number. Text is UTF-8.

#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *bytes;
    size_t len;
} str;

#define STR(literal) ((str){ "" literal, sizeof(literal) - 1 })

// For printf: printf("%.*s", STR_ARG(s)).
#define STR_ARG(s) ((int)(s).len), ((s).bytes ? (s).bytes : "")

str str_from(const char *text);  // NULL gives the empty str

bool str_equal(str a, str b);
bool str_equal_nocase(str a, str b);  // ASCII letters only
int str_compare(str a, str b);        // by byte, which is by code point
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);

str str_slice(str s, size_t from, size_t to);  // ends are clamped to s
str str_trim(str s);                           // ASCII white space

// The position of the first `c`, or s.len.
size_t str_find_char(str s, char c);

// Takes the part before the first `separator` off the front of `rest`.
// False when `rest` is spent; an empty text has one empty part.
//     while (str_next(&rest, ',', &part)) ...
// `rest->bytes` becomes NULL behind the last part.
bool str_next(str *rest, char separator, str *part);

// FNV-1a, 64 bits: stable over runs and machines.
uint64_t str_hash(str s);

// For tables in memory: several times as fast, and not the same everywhere.
uint64_t str_hash_here(str s);

// The number of leading bytes that are valid UTF-8 (RFC 3629): s.len when all
// are. Overlong forms, surrogates and code points above 10FFFF are invalid.
size_t str_valid_utf8(str s);

// The number of bytes of the first character of `s`; 0 when `s` is empty or
// begins with invalid UTF-8.
size_t str_utf8_len(str s);

// The first character of `s` and its number of bytes; 0 and 0 likewise.
uint32_t str_utf8_decode(str s, size_t *len);
// Writes a character (up to 10FFFF) as 1 to 4 bytes; returns how many.
size_t str_utf8_encode(uint32_t character, char *out);

// Numbers, independent of the locale. The whole text must be the number.
// Integers: an optional sign and digits. Reals: JSON's grammar, with a leading
// "+", ".5" and "5." allowed; infinities, NaN and overflow are refused.
bool str_to_int(str s, int64_t *out);
bool str_to_real(str s, double *out);

#endif
