// Makes the glyphs that MapLibre draws text with, from a font: one file for
// each range of 256 code points.
//
//   glyphs FONT NAME FOLDER 0 256 8192     FOLDER/0-255.pbf, …
//
// A glyph is a signed distance field: 24 pixels to the em and 3 pixels around
// it; a byte of 191 is on the outline, and 255 / 8 less is a pixel further out
// (radius 8, cutoff 0.25). The file is a protocol buffer:
//
//   glyphs    { repeated fontstack = 1 }
//   fontstack { string name = 1; string range = 2; repeated glyph = 3 }
//   glyph     { uint32 id = 1; bytes bitmap = 2; uint32 width = 3,
//               height = 4; sint32 left = 5, top = 6; uint32 advance = 7 }
//
// Width and height are without the 3 pixels around; `top` counts from the
// ascender of the font.

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EM_PIXELS = 24,
    AROUND = 3,
    RADIUS = 8,
    CURVE_STEPS = 8,
    RANGE = 256,
    EDGES_MAX = 20000,
    PATH_ROOM = 4096
};
static const double CUTOFF = 0.25, UNITS = 64;  // of FreeType, in a pixel

struct bytes {
    unsigned char *at;
    size_t len, room;
};

struct edge {
    double ax, ay, bx, by;
};

struct outline {
    struct edge edges[EDGES_MAX];
    size_t count;
    double x, y;  // the pen
};

static void give_up(const char *what, const char *which)
{
    fprintf(stderr, "glyphs: %s: %s\n", which, what);
    exit(1);
}

static void add(struct bytes *out, const void *from, size_t len)
{
    if (out->len + len > out->room) {
        out->room = (out->len + len) * 2;
        out->at = realloc(out->at, out->room);
        if (!out->at) give_up("memory is out", "realloc");
    }
    if (len) memcpy(out->at + out->len, from, len);
    out->len += len;
}

static void add_varint(struct bytes *out, uint64_t value)
{
    unsigned char byte;
    for (; value >= 0x80; value >>= 7) {
        byte = (unsigned char)(value | 0x80);
        add(out, &byte, 1);
    }
    byte = (unsigned char)value;
    add(out, &byte, 1);
}

static void add_number(struct bytes *out, unsigned field, uint64_t value)
{
    add_varint(out, field << 3);
    add_varint(out, value);
}

static void add_signed(struct bytes *out, unsigned field, int value)
{
    uint32_t bits = (uint32_t)value;
    add_number(out, field, value < 0 ? ~(bits << 1) : bits << 1);
}

static void add_bytes(struct bytes *out, unsigned field, const void *from,
                      size_t len)
{
    add_varint(out, field << 3 | 2);
    add_varint(out, len);
    add(out, from, len);
}

static int line_to(const FT_Vector *to, void *user)
{
    struct outline *o = user;
    double x = (double)to->x / UNITS, y = (double)to->y / UNITS;
    if (o->count == EDGES_MAX) return 1;
    o->edges[o->count++] = (struct edge){ o->x, o->y, x, y };
    o->x = x;
    o->y = y;
    return 0;
}

static int move_to(const FT_Vector *to, void *user)
{
    struct outline *o = user;
    o->x = (double)to->x / UNITS;
    o->y = (double)to->y / UNITS;
    return 0;
}

static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to,
                    void *user)
{
    struct outline *o = user;
    FT_Vector from = { lround(o->x * UNITS), lround(o->y * UNITS) };
    for (int i = 1; i <= CURVE_STEPS; i++) {
        double t = (double)i / CURVE_STEPS, s = 1 - t;
        double w[4] = { s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t };
        FT_Vector p = {
            lround(w[0] * (double)from.x + w[1] * (double)a->x +
                   w[2] * (double)b->x + w[3] * (double)to->x),
            lround(w[0] * (double)from.y + w[1] * (double)a->y +
                   w[2] * (double)b->y + w[3] * (double)to->y),
        };
        if (line_to(&p, user)) return 1;
    }
    return 0;
}

// The same curve with two control points.
static int conic_to(const FT_Vector *control, const FT_Vector *to, void *user)
{
    struct outline *o = user;
    FT_Vector a = { lround((o->x * UNITS + 2 * (double)control->x) / 3),
                    lround((o->y * UNITS + 2 * (double)control->y) / 3) };
    FT_Vector b = { (to->x + 2 * control->x) / 3,
                    (to->y + 2 * control->y) / 3 };
    return cubic_to(&a, &b, to, user);
}

static double distance_to(const struct edge *e, double x, double y)
{
    double dx = e->bx - e->ax, dy = e->by - e->ay;
    double square = dx * dx + dy * dy;
    double t = square > 0 ? ((x - e->ax) * dx + (y - e->ay) * dy) / square : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(x - e->ax - t * dx, y - e->ay - t * dy);
}

// How often the edge winds around the place (non-zero rule).
static int winding(const struct edge *e, double x, double y)
{
    double side = (e->bx - e->ax) * (y - e->ay) - (x - e->ax) * (e->by - e->ay);
    if (e->ay <= y && e->by > y && side > 0) return 1;
    if (e->ay > y && e->by <= y && side < 0) return -1;
    return 0;
}

static unsigned char field_at(const struct outline *o, double x, double y)
{
    int turns = 0;
    double nearest = RADIUS;
    for (size_t i = 0; i < o->count; i++) {
        turns += winding(&o->edges[i], x, y);
        nearest = fmin(nearest, distance_to(&o->edges[i], x, y));
    }
    double outside = turns ? -nearest : nearest;
    double value = 255 - 255 * (outside / RADIUS + CUTOFF);
    return (unsigned char)lround(fmin(fmax(value, 0), 255));
}

static void find_outline(FT_Face face, struct outline *out)
{
    const FT_Outline_Funcs how = { move_to, line_to, conic_to, cubic_to, 0, 0 };
    out->count = 0;
    if (FT_Outline_Decompose(&face->glyph->outline, &how, out))
        give_up("an outline has too many corners", face->family_name);
}

static int to_pixels(FT_Pos units, bool up)
{
    double pixels = (double)units / UNITS;
    return (int)(up ? ceil(pixels) : floor(pixels));
}

static void add_glyph(struct bytes *stack, FT_Face face, unsigned code,
                      struct outline *outline)
{
    FT_BBox box;
    struct bytes glyph = { 0 }, bitmap = { 0 };
    find_outline(face, outline);
    FT_Outline_Get_CBox(&face->glyph->outline, &box);
    int left = to_pixels(box.xMin, false), right = to_pixels(box.xMax, true);
    int low = to_pixels(box.yMin, false), high = to_pixels(box.yMax, true);
    for (int y = high + AROUND - 1; outline->count && y >= low - AROUND; y--)
        for (int x = left - AROUND; x < right + AROUND; x++) {
            unsigned char value = field_at(outline, x + 0.5, y + 0.5);
            add(&bitmap, &value, 1);
        }
    add_number(&glyph, 1, code);
    if (outline->count) add_bytes(&glyph, 2, bitmap.at, bitmap.len);
    add_number(&glyph, 3, outline->count ? (uint64_t)(right - left) : 0);
    add_number(&glyph, 4, outline->count ? (uint64_t)(high - low) : 0);
    add_signed(&glyph, 5, left);
    add_signed(&glyph, 6, high - to_pixels(face->size->metrics.ascender, true));
    add_number(&glyph, 7,
               (uint64_t)lround((double)face->glyph->advance.x / UNITS));
    add_bytes(stack, 3, glyph.at, glyph.len);
    free(glyph.at);
    free(bitmap.at);
}

static void write_file(const char *folder, unsigned first,
                       const struct bytes *stack)
{
    char path[PATH_ROOM];
    struct bytes all = { 0 };
    add_bytes(&all, 1, stack->at, stack->len);
    snprintf(path, sizeof path, "%s/%u-%u.pbf", folder, first,
             first + RANGE - 1);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(all.at, 1, all.len, file) != all.len || fclose(file))
        give_up("cannot be written", path);
    free(all.at);
}

static void write_range(FT_Face face, const char *name, const char *folder,
                        unsigned first, struct outline *outline)
{
    char range[32];
    struct bytes stack = { 0 };
    snprintf(range, sizeof range, "%u-%u", first, first + RANGE - 1);
    add_bytes(&stack, 1, name, strlen(name));
    add_bytes(&stack, 2, range, strlen(range));
    for (unsigned code = first; code < first + RANGE; code++) {
        FT_UInt index = FT_Get_Char_Index(face, code);
        if (!index) continue;
        if (FT_Load_Glyph(face, index, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP))
            give_up("a glyph cannot be read", name);
        add_glyph(&stack, face, code, outline);
    }
    write_file(folder, first, &stack);
    free(stack.at);
}

int main(int argc, char **argv)
{
    FT_Face face;
    FT_Library library;
    if (argc < 5) give_up("FONT NAME FOLDER FIRST... are needed", argv[0]);
    struct outline *outline = malloc(sizeof *outline);
    if (!outline) give_up("memory is out", argv[0]);
    if (FT_Init_FreeType(&library) || FT_New_Face(library, argv[1], 0, &face) ||
        FT_Set_Pixel_Sizes(face, 0, EM_PIXELS))
        give_up("cannot be read as a font", argv[1]);
    for (int i = 4; i < argc; i++)
        write_range(face, argv[2], argv[3],
                    (unsigned)strtoul(argv[i], NULL, 10), outline);
    free(outline);
    FT_Done_FreeType(library);
    return 0;
}
