#include "server/style/picture.h"

#include <math.h>
#include <string.h>

#include "cql/json_read.h"
#include "server/compress.h"
#include "server/embedded.h"
#include "server/style/glyph.h"

enum {
    CHANNELS = 3,
    WHITE = 255,
    SHEET_RATIO = 2,
    SHEET_CHANNELS = 4,
    FIELD_RADIUS = 8,
    FIELD_EDGE = 191,  // 255 * (1 - cutoff)
};

bool picture_create(struct arena *arena, double width, double height,
                    double scale, struct picture *out, struct error *err)
{
    *out = (struct picture){ .width = (int)ceil(width * scale),
                             .height = (int)ceil(height * scale),
                             .scale = scale };
    size_t size = (size_t)out->width * (size_t)out->height * CHANNELS;
    out->pixels = arena_alloc(arena, size);
    if (!out->pixels)
        return error_set(err, ERROR_NO_MEMORY, "no room for a picture");
    memset(out->pixels, WHITE, size);
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

static uint8_t channel(str color, size_t i)
{
    if (color.len < 7) return 0;
    return (uint8_t)(hex_digit(color.bytes[1 + i * 2]) * 16 +
                     hex_digit(color.bytes[2 + i * 2]));
}

static void blend(struct picture *picture, int x, int y, const uint8_t *rgb,
                  double cover)
{
    if (x < 0 || y < 0 || x >= picture->width || y >= picture->height) return;
    uint8_t *pixel =
        picture->pixels +
        ((size_t)y * (size_t)picture->width + (size_t)x) * CHANNELS;
    cover = fmin(fmax(cover, 0), 1);
    for (size_t i = 0; i < CHANNELS; i++)
        pixel[i] = (uint8_t)lround(pixel[i] + (rgb[i] - pixel[i]) * cover);
}

// How much of the pixel at `at` lies between the two.
static double overlap(int at, double from, double to)
{
    return fmax(fmin(at + 1.0, to) - fmax(at, from), 0);
}

void picture_rectangle(struct picture *picture, double x, double y,
                       double width, double height, str color)
{
    double s = picture->scale;
    double right = (x + width) * s, bottom = (y + height) * s;
    const uint8_t rgb[] = { channel(color, 0), channel(color, 1),
                            channel(color, 2) };
    for (int row = (int)floor(y * s); row < bottom; row++)
        for (int col = (int)floor(x * s); col < right; col++)
            blend(picture, col, row, rgb,
                  overlap(col, x * s, right) * overlap(row, y * s, bottom));
}

void picture_disc(struct picture *picture, double x, double y, double radius,
                  str color)
{
    double s = picture->scale, r = radius * s;
    const uint8_t rgb[] = { channel(color, 0), channel(color, 1),
                            channel(color, 2) };
    for (int row = (int)floor(y * s - r) - 1; row <= y * s + r; row++)
        for (int col = (int)floor(x * s - r) - 1; col <= x * s + r; col++)
            blend(picture, col, row, rgb,
                  r + 0.5 - hypot(col + 0.5 - x * s, row + 0.5 - y * s));
}

static double field_value(const struct glyph *glyph, int x, int y)
{
    int width = glyph->width + 2 * GLYPH_AROUND;
    int height = glyph->height + 2 * GLYPH_AROUND;
    if (x < 0 || y < 0 || x >= width || y >= height) return 0;
    return glyph->field[y * width + x];
}

// The field between the middles of its pixels.
static double field_between(const struct glyph *glyph, double x, double y)
{
    double left = floor(x), top = floor(y), dx = x - left, dy = y - top;
    int i = (int)left, k = (int)top;
    double upper =
        field_value(glyph, i, k) * (1 - dx) + field_value(glyph, i + 1, k) * dx;
    double lower = field_value(glyph, i, k + 1) * (1 - dx) +
                   field_value(glyph, i + 1, k + 1) * dx;
    return upper * (1 - dy) + lower * dy;
}

// A pixel whose middle lies half a pixel outside of the outline is clear, one
// as far inside is covered. x and y are where the pen stands, in pixels.
static void draw_glyph(struct picture *picture, const struct glyph *glyph,
                       double x, double y, double zoom, const uint8_t *rgb)
{
    double left = x + (glyph->left - GLYPH_AROUND) * zoom;
    double top = y - (glyph->top + GLYPH_AROUND) * zoom;
    double width = (glyph->width + 2 * GLYPH_AROUND) * zoom;
    double height = (glyph->height + 2 * GLYPH_AROUND) * zoom;
    for (int row = (int)floor(top); row < top + height; row++)
        for (int col = (int)floor(left); col < left + width; col++) {
            double value = field_between(glyph, (col + 0.5 - left) / zoom - 0.5,
                                         (row + 0.5 - top) / zoom - 0.5);
            double inside = (value - FIELD_EDGE) * FIELD_RADIUS / WHITE * zoom;
            blend(picture, col, row, rgb, inside + 0.5);
        }
}

void picture_text(struct picture *picture, double x, double y, double size,
                  const char *font, str text, str color)
{
    struct glyph glyph;
    double pen = x * picture->scale;
    double zoom = size * picture->scale / GLYPH_EM;
    const uint8_t rgb[] = { channel(color, 0), channel(color, 1),
                            channel(color, 2) };
    while (text.len) {
        if (!glyph_find(font, text_next(&text), &glyph)) continue;
        if (glyph.field)
            draw_glyph(picture, &glyph, pen, y * picture->scale, zoom, rgb);
        pen += glyph.advance * zoom;
    }
}

static int number_of(const struct json_value *object, const char *key)
{
    int64_t number = 0;
    const struct json_value *value = json_find(object, key);
    return value && str_to_int(value->text, &number) ? (int)number : 0;
}

bool icon_find(struct arena *arena, str name, struct icon *out)
{
    str bytes;
    const struct json_value *sheet, *own = NULL;
    if (!embedded_find(STR("sprites/buurt@2x.json"), &bytes)) return false;
    sheet = json_read(arena, bytes, NULL);
    for (own = sheet ? sheet->first : NULL; own; own = own->next)
        if (str_equal(own->key, name)) break;
    if (!own) return false;
    *out = (struct icon){ number_of(own, "width") / (double)SHEET_RATIO,
                          number_of(own, "height") / (double)SHEET_RATIO,
                          number_of(own, "x"), number_of(own, "y") };
    return true;
}

// Pixel by pixel of the sheet, which has as many to a unit as a picture.
void picture_icon(struct picture *picture, const struct icon *icon, double x,
                  double y, double width, double height)
{
    enum { SHEET_WIDTH = 512 };
    str sheet;
    if (!embedded_find(STR("sprites/buurt@2x.rgba"), &sheet)) return;
    int columns = (int)(fmin(width, icon->width) * SHEET_RATIO);
    int rows = (int)(fmin(height, icon->height) * SHEET_RATIO);
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < columns; col++) {
            size_t at =
                (size_t)(icon->y + row) * SHEET_WIDTH + (size_t)(icon->x + col);
            const uint8_t *rgba =
                (const uint8_t *)sheet.bytes + at * SHEET_CHANNELS;
            blend(picture, (int)lround(x * picture->scale) + col,
                  (int)lround(y * picture->scale) + row, rgba,
                  rgba[CHANNELS] / (double)WHITE);
        }
}

static void add_uint32(struct buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_add_char(out, (char)(value >> shift));
}

static void add_chunk(struct buf *out, str name, str bytes)
{
    add_uint32(out, (uint32_t)bytes.len);
    buf_add_str(out, name);
    buf_add_str(out, bytes);
    add_uint32(out, compress_crc32(compress_crc32(0, name), bytes));
}

// PNG (ISO/IEC 15948): RGB of 8 bits, every line without a filter.
bool picture_write_png(struct arena *arena, const struct picture *picture,
                       struct buf *out, struct error *err)
{
    str head_bytes, packed;
    struct buf head, lines;
    size_t row = (size_t)picture->width * CHANNELS;
    buf_init(&head, arena, 32);
    add_uint32(&head, (uint32_t)picture->width);
    add_uint32(&head, (uint32_t)picture->height);
    buf_add(&head, "\x08\x02\0\0\0", 5);
    buf_init(&lines, arena, (row + 1) * (size_t)picture->height);
    for (int y = 0; y < picture->height; y++) {
        buf_add_char(&lines, 0);
        buf_add(&lines, picture->pixels + (size_t)y * row, row);
    }
    str raw;
    if (!buf_finish(&head, &head_bytes, err) ||
        !buf_finish(&lines, &raw, err) ||
        !compress_zlib(arena, raw, &packed, err))
        return false;
    buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    add_chunk(out, STR("IHDR"), head_bytes);
    add_chunk(out, STR("IDAT"), packed);
    add_chunk(out, STR("IEND"), STR(""));
    return true;
}
