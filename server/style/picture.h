// A small picture in memory, drawn with what maps are drawn with.

#ifndef SERVER_STYLE_PICTURE_H
#define SERVER_STYLE_PICTURE_H

#include "base/buf.h"

// Opaque, RGB with a byte each, rows from the top. Positions and sizes are in
// units of which one is `scale` pixels.
struct picture {
    uint8_t *pixels;
    int width, height;  // in pixels
    double scale;
};

// White all over.
bool picture_create(struct arena *arena, double width, double height,
                    double scale, struct picture *out,
                    struct error *err) MUST_CHECK;

// Colours are "#rrggbb".
void picture_rectangle(struct picture *picture, double x, double y,
                       double width, double height, str color);
void picture_disc(struct picture *picture, double x, double y, double radius,
                  str color);

// `y` is the baseline.
void picture_text(struct picture *picture, double x, double y, double size,
                  const char *font, str text, str color);

// An icon of styles/icons/, at its own size, cut off at width and height.
struct icon {
    double width, height;
    int x, y;  // on the sheet, in its pixels
};
bool icon_find(struct arena *arena, str name, struct icon *out);
void picture_icon(struct picture *picture, const struct icon *icon, double x,
                  double y, double width, double height);

bool picture_write_png(struct arena *arena, const struct picture *picture,
                       struct buf *out, struct error *err) MUST_CHECK;

#endif
