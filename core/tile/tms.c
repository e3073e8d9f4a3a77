#include "tile/tms.h"

#include <inttypes.h>
#include <math.h>

#include "base/ascii.h"

enum { ADDRESS_DIGITS_MAX = 9 };

uint32_t tms_width(const struct tms *tms, uint32_t zoom)
{
    return tms->width << zoom;
}

uint32_t tms_height(const struct tms *tms, uint32_t zoom)
{
    return tms->height << zoom;
}

double tms_side(const struct tms *tms, uint32_t zoom)
{
    return tms->side / (double)(1U << zoom);
}

struct box tms_box(const struct tms *tms)
{
    return (struct box){
        .min_x = tms->origin.x,
        .min_y = tms->origin.y - tms->side * tms->height,
        .max_x = tms->origin.x + tms->side * tms->width,
        .max_y = tms->origin.y,
    };
}

struct box tms_tile_box(const struct tms *tms, struct tile_address address)
{
    double side = tms_side(tms, address.zoom);
    double col = address.col;
    double row = address.row;
    return (struct box){
        .min_x = tms->origin.x + side * col,
        .min_y = tms->origin.y - side * (row + 1),
        .max_x = tms->origin.x + side * (col + 1),
        .max_y = tms->origin.y - side * row,
    };
}

// The tile in which `offset` from the origin lies, which may be before the
// first or behind the last. The same product as tile_frame_unit's, so that
// both agree on whose a point is: scaling by powers of two rounds nothing.
static double step(double offset, const struct tms *tms, uint32_t zoom)
{
    return floor(offset * ((double)(1U << zoom) / tms->side));
}

static bool find_step(double at, uint32_t count, double offset, double extent,
                      uint32_t *out)
{
    if (at == count && offset == extent) at = count - 1;
    if (!(at >= 0 && at < count)) return false;
    *out = (uint32_t)at;
    return true;
}

bool tms_tile_at(const struct tms *tms, uint32_t zoom, struct point p,
                 struct tile_address *out)
{
    double dx = p.x - tms->origin.x;
    double dy = tms->origin.y - p.y;
    struct tile_address found = { .zoom = zoom };
    if (!find_step(step(dx, tms, zoom), tms_width(tms, zoom), dx,
                   tms->side * tms->width, &found.col) ||
        !find_step(step(dy, tms, zoom), tms_height(tms, zoom), dy,
                   tms->side * tms->height, &found.row))
        return false;
    *out = found;
    return true;
}

static uint32_t clamp_step(double at, uint32_t count)
{
    if (!(at > 0)) return 0;
    return at < count ? (uint32_t)at : count - 1;
}

bool tms_range(const struct tms *tms, uint32_t zoom, struct box box,
               struct tile_range *out)
{
    uint32_t width = tms_width(tms, zoom);
    uint32_t height = tms_height(tms, zoom);
    if (!box_intersects(box, tms_box(tms))) return false;
    *out = (struct tile_range){
        .zoom = zoom,
        .min_row =
            clamp_step(step(tms->origin.y - box.max_y, tms, zoom), height),
        .max_row =
            clamp_step(step(tms->origin.y - box.min_y, tms, zoom), height),
        .min_col =
            clamp_step(step(box.min_x - tms->origin.x, tms, zoom), width),
        .max_col =
            clamp_step(step(box.max_x - tms->origin.x, tms, zoom), width),
    };
    return true;
}

static bool parse_number(str text, const char *what, uint32_t *out,
                         struct error *err)
{
    bool is_number = text.len > 0 && (text.len == 1 || text.bytes[0] != '0');
    uint32_t number = 0;
    for (size_t i = 0; is_number && i < text.len; i++) {
        char c = text.bytes[i];
        is_number = ascii_is_digit(c);
        if (i < ADDRESS_DIGITS_MAX) number = number * 10 + (uint32_t)(c - '0');
    }
    if (!is_number)
        return error_set(err, ERROR_INVALID,
                         "%s must be a whole number, not \"%.*s\"", what,
                         STR_ARG(str_slice(text, 0, 20)));
    *out = text.len > ADDRESS_DIGITS_MAX ? UINT32_MAX : number;
    return true;
}

bool tms_parse_zoom(const struct tms *tms, str text, uint32_t *out,
                    struct error *err)
{
    if (!parse_number(text, "tileMatrix", out, err)) return false;
    if (!tms || *out < (uint32_t)tms->zoom_count) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "%s has the tile matrices 0 to %d, not %.*s", tms->id,
                     tms->zoom_count - 1, STR_ARG(str_slice(text, 0, 20)));
}

bool tms_parse_row(const struct tms *tms, uint32_t zoom, str text,
                   uint32_t *out, struct error *err)
{
    if (!parse_number(text, "tileRow", out, err)) return false;
    if (!tms || *out < tms_height(tms, zoom)) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "tile matrix %" PRIu32 " of %s has the rows 0 to %" PRIu32
                     ", not %.*s",
                     zoom, tms->id, tms_height(tms, zoom) - 1,
                     STR_ARG(str_slice(text, 0, 20)));
}

bool tms_parse_col(const struct tms *tms, uint32_t zoom, str text,
                   uint32_t *out, struct error *err)
{
    if (!parse_number(text, "tileCol", out, err)) return false;
    if (!tms || *out < tms_width(tms, zoom)) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "tile matrix %" PRIu32
                     " of %s has the columns 0 to %" PRIu32 ", not %.*s",
                     zoom, tms->id, tms_width(tms, zoom) - 1,
                     STR_ARG(str_slice(text, 0, 20)));
}

bool tms_parse_address(const struct tms *tms, str zoom, str row, str col,
                       struct tile_address *out, struct error *err)
{
    struct tile_address got;
    if (!tms_parse_zoom(tms, zoom, &got.zoom, err) ||
        !tms_parse_row(tms, got.zoom, row, &got.row, err) ||
        !tms_parse_col(tms, got.zoom, col, &got.col, err))
        return false;
    *out = got;
    return true;
}
