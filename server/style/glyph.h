// The letters of maps, read back: to measure texts, and to draw them.

#ifndef SERVER_STYLE_GLYPH_H
#define SERVER_STYLE_GLYPH_H

#include "base/str.h"

#define FONT_REGULAR "Open Sans Regular"
#define FONT_BOLD "Open Sans Semibold"

enum { GLYPH_EM = 24, GLYPH_AROUND = 3, GLYPH_ASCENDER = 26 };

// In pixels of 24 to the em (styles/make/glyphs.c).
struct glyph {
    int width, height;  // without the 3 pixels around
    int left, top;      // of its box, from the pen and up from the baseline
    int advance;
    const uint8_t *field;  // (width + 6) * (height + 6) distances; NULL: blank
};

// False when the font has no such letter.
bool glyph_find(const char *font, uint32_t code, struct glyph *out);

// Takes the first code point off the front of `text`, which holds some.
uint32_t text_next(str *text);

// In units of `size`, the height of an em.
double text_width(const char *font, str text, double size);

#endif
