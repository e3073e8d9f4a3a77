// Tile matrix sets (OGC 17-083r4): how the plane of a CRS is cut into tiles.
//
// All four are quadtrees whose rows run downwards from the top left corner.
// Coordinates are in map order (x, y), as everywhere inside the program; the
// order of axes that the standard writes is in `ordered_axes`.

#ifndef TILE_TMS_H
#define TILE_TMS_H

#include "base/json.h"
#include "geo/geom.h"

enum { TMS_ZOOM_MAX = 24, TMS_TILE_PIXELS = 256 };

struct tms {
    const char *id;
    const char *title;
    const char *uri;
    const char *crs_uri;
    const char *scale_set_uri;  // NULL: of no well-known scale set
    int srid;                   // CRS84 is 4326, see geo/crs.h
    const char *ordered_axes[2];
    bool is_y_first;              // in what is written as pointOfOrigin
    bool is_bounded;              // a boundingBox is written
    struct point written_origin;  // the top left corner, as registered
    struct point origin;          // the same, as computed with
    double side;                  // of a tile at zoom 0, in units of the CRS
    int zoom_count;
    uint32_t width, height;            // in tiles, at zoom 0
    const double *scale_denominators;  // as registered, one per zoom
    const double *cell_sizes;
};

struct tile_address {
    uint32_t zoom, row, col;
};

// The tiles from min to max, both included.
struct tile_range {
    uint32_t zoom;
    uint32_t min_row, max_row, min_col, max_col;
};

size_t tms_count(void);
const struct tms *tms_at(size_t i);
const struct tms *tms_find(str id);  // NULL when there is none

uint32_t tms_width(const struct tms *tms, uint32_t zoom);
uint32_t tms_height(const struct tms *tms, uint32_t zoom);

// The side of a tile, in units of the CRS.
double tms_side(const struct tms *tms, uint32_t zoom);

struct box tms_box(const struct tms *tms);  // of all its tiles
struct box tms_tile_box(const struct tms *tms, struct tile_address address);

// The tile that holds `p`: its left and upper edge are its own, and the last
// column and row own their right and lower edge too. False outside.
bool tms_tile_at(const struct tms *tms, uint32_t zoom, struct point p,
                 struct tile_address *out);

// The tiles that share a position with the closed `box`. False when none does.
bool tms_range(const struct tms *tms, uint32_t zoom, struct box box,
               struct tile_range *out);

// Read the numbers of a tile's URL. ERROR_INVALID for what is no number as we
// write it (no sign, no leading zero), ERROR_NOT_FOUND for one outside of the
// matrix; where `tms` is NULL there is none to be outside of.
bool tms_parse_zoom(const struct tms *tms, str text, uint32_t *out,
                    struct error *err) MUST_CHECK;
bool tms_parse_row(const struct tms *tms, uint32_t zoom, str text,
                   uint32_t *out, struct error *err) MUST_CHECK;
bool tms_parse_col(const struct tms *tms, uint32_t zoom, str text,
                   uint32_t *out, struct error *err) MUST_CHECK;

// All three; the first that is wrong.
bool tms_parse_address(const struct tms *tms, str zoom, str row, str col,
                       struct tile_address *out, struct error *err) MUST_CHECK;

// The definition as TMS 2.0 JSON; the members are those of the registered one.
void tms_write_json(const struct tms *tms, struct json *json);

#endif
