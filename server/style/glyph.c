#include "server/style/glyph.h"

#include <stdio.h>

#include "server/embedded.h"
#include "tile/varint.h"
#include "tile/wire.h"

enum { RANGE = 256, NAME_MAX = 120, REPLACEMENT = 0xfffd };
enum {
    GLYPH_ID = 1,
    GLYPH_FIELD,
    GLYPH_WIDTH,
    GLYPH_HEIGHT,
    GLYPH_LEFT,
    GLYPH_TOP,
    GLYPH_ADVANCE
};

// One glyph; false when it is not that of `code`.
static bool read_glyph(struct wire wire, uint32_t code, struct glyph *out)
{
    struct wire_field field;
    bool is_it = false;
    *out = (struct glyph){ 0 };
    while (wire.at < wire.end && wire_next(&wire, &field, NULL)) {
        switch (field.number) {
        case GLYPH_ID: is_it = field.value == code; break;
        case GLYPH_FIELD: out->field = wire.base + field.inside.at; break;
        case GLYPH_WIDTH: out->width = (int)field.value; break;
        case GLYPH_HEIGHT: out->height = (int)field.value; break;
        case GLYPH_LEFT: out->left = (int)unzigzag(field.value); break;
        case GLYPH_TOP:
            out->top = (int)unzigzag(field.value) + GLYPH_ASCENDER;
            break;
        case GLYPH_ADVANCE: out->advance = (int)field.value; break;
        default: break;
        }
    }
    return is_it;
}

bool glyph_find(const char *font, uint32_t code, struct glyph *out)
{
    str bytes;
    char name[NAME_MAX];
    struct wire_field stack, field;
    uint32_t first = code / RANGE * RANGE;
    snprintf(name, sizeof name, "fonts/%s/%u-%u.pbf", font, first,
             first + RANGE - 1);
    if (!embedded_find(str_from(name), &bytes)) return false;
    struct wire wire = { (const uint8_t *)bytes.bytes, 0, bytes.len };
    if (!wire_next(&wire, &stack, NULL)) return false;
    while (stack.inside.at < stack.inside.end &&
           wire_next(&stack.inside, &field, NULL))
        if (field.number == 3 && read_glyph(field.inside, code, out))
            return true;
    return false;
}

uint32_t text_next(str *text)
{
    size_t len;
    uint32_t code = str_utf8_decode(*text, &len);
    *text = str_slice(*text, len ? len : 1, text->len);
    return len ? code : (uint32_t)REPLACEMENT;
}

double text_width(const char *font, str text, double size)
{
    struct glyph glyph;
    double width = 0;
    while (text.len)
        if (glyph_find(font, text_next(&text), &glyph)) width += glyph.advance;
    return width * size / GLYPH_EM;
}
