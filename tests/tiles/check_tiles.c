// Makes every tile of a tileset that covers a box, as the server does, and
// holds each to the strict check and to its left and upper neighbour:
//
//   check_tiles DATABASE ADDRESS MINLON,MINLAT,MAXLON,MAXLAT ZOOM ROWS
//
// from zoom 0 to ZOOM. ADDRESS is that of a tileset, with conditions behind a
// question mark. Of every ROWS rows two are looked at; 2 is all of them. Prints
// what it did, and what is wrong; then it ends with status 1.
//
// A tile below an empty one, of which nothing was left out as too small, is
// known to be empty: its box with the margin lies 32 units of the other's
// inside the other's. One of so many is made nonetheless, to see that it is.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "geo/crs.h"
#include "server/tileset.h"
#include "tests/tiles/check_tiles.h"

enum { WRONG_MAX = 20, STEPS = 32, ALL_ROWS = 2, PROOFS_A_TRIAL = 50 };

static struct asking asking;
static uint32_t rows;
static size_t wrong, made_tiles, proved, compared;

struct level {
    struct tile_range range;
    bool *is_empty;  // one for each tile of the range
};

static void complain(struct tile_address a, const char *what)
{
    if (wrong++ < WRONG_MAX)
        fprintf(stderr, "%s %" PRIu32 "/%" PRIu32 "/%" PRIu32 ": %s\n",
                asking.tms->id, a.zoom, a.row, a.col, what);
}

static bool *place_of(const struct level *level, uint32_t row, uint32_t col)
{
    const struct tile_range *range = &level->range;
    size_t width = range->max_col - range->min_col + 1;
    bool is_within = level->is_empty && row >= range->min_row &&
                     row <= range->max_row && col >= range->min_col &&
                     col <= range->max_col;
    return is_within ? &level->is_empty[(row - range->min_row) * width +
                                        (col - range->min_col)]
                     : NULL;
}

static bool is_below_empty(const struct level *above, struct tile_address a)
{
    const bool *is_empty = place_of(above, a.row / 2, a.col / 2);
    return is_empty && *is_empty &&
           asking_is_alike(&asking, a.zoom, above->range.zoom);
}

static void make(struct checked *out, bool *is_empty)
{
    struct error err = { 0 };
    made_tiles++;
    if (!checked_make(&asking, out, &err)) complain(out->address, err.message);
    *is_empty =
        !out->made.bytes.len && !out->made.too_small && !out->made.reduced.len;
}

static void find_tile(const struct level *above, struct checked *out,
                      bool *is_empty)
{
    if (!is_below_empty(above, out->address)) {
        make(out, is_empty);
        return;
    }
    *is_empty = true;
    out->is_known = true;
    if (proved++ % PROOFS_A_TRIAL) return;
    make(out, is_empty);
    if (!*is_empty)
        complain(out->address, "there is something below an empty tile");
}

static void compare(const struct checked *a, const struct checked *b, int dx,
                    int dy)
{
    const char *fault = asking_has_margins(&asking)
                            ? neighbours_compare(a, b, dx, dy, &compared)
                            : NULL;
    if (fault) complain(a->address, fault);
}

static void check_row(const struct level *above, const struct level *level,
                      uint32_t row, struct checked *uppers)
{
    struct checked left = { 0 };
    const struct tile_range *range = &level->range;
    for (uint32_t col = range->min_col; col <= range->max_col; col++) {
        struct checked own = { .address = { range->zoom, row, col } };
        struct checked *upper = &uppers[col - range->min_col];
        find_tile(above, &own, place_of(level, row, col));
        compare(&left, &own, TILE_EXTENT, 0);
        if (upper->address.row + 1 == row) compare(upper, &own, 0, TILE_EXTENT);
        checked_forget(upper);
        *upper = own;
        left = own;
    }
}

// `level` gets what is empty.
static bool check_zoom(const struct level *above, struct level *level)
{
    const struct tile_range *range = &level->range;
    size_t width = range->max_col - range->min_col + 1;
    size_t height = range->max_row - range->min_row + 1;
    struct checked *uppers = calloc(width, sizeof *uppers);
    level->is_empty = calloc(width * height, sizeof *level->is_empty);
    bool ok = uppers && level->is_empty;
    for (uint32_t row = range->min_row; ok && row <= range->max_row; row++)
        if ((row - range->min_row) % rows < ALL_ROWS)
            check_row(above, level, row, uppers);
    for (size_t i = 0; ok && i < width; i++) checked_forget(&uppers[i]);
    free(uppers);
    return ok;
}

static bool check_zooms(struct box degrees, uint32_t last, struct error *err)
{
    const struct tms *tms = asking.tms;
    struct box box = degrees;
    struct level above = { 0 };
    struct crs_transform *way = crs_borrow(CRS_WGS84, tms->srid, err);
    bool ok = way && crs_box(way, degrees, STEPS, &box, err);
    crs_return(way);
    for (uint32_t zoom = 0;
         ok && zoom <= last && zoom < (uint32_t)tms->zoom_count; zoom++) {
        struct level level = { 0 };
        if (!tms_range(tms, zoom, box, &level.range)) continue;
        if (!check_zoom(&above, &level))
            ok = error_set(err, ERROR_NO_MEMORY, "no memory for a zoom");
        free(above.is_empty);
        above = level;
    }
    free(above.is_empty);
    return ok;
}

static bool read_box(str text, struct box *out)
{
    double *numbers[] = { &out->min_x, &out->min_y, &out->max_x, &out->max_y };
    for (size_t i = 0; i < 4; i++) {
        str part;
        if (!str_next(&text, ',', &part) || !str_to_real(part, numbers[i]))
            return false;
    }
    return true;
}

int main(int count, char **arguments)
{
    struct box box;
    int64_t zoom, every;
    struct error err = { 0 };
    if (count != 6 || !read_box(str_from(arguments[3]), &box) ||
        !str_to_int(str_from(arguments[4]), &zoom) || zoom < 0 ||
        !str_to_int(str_from(arguments[5]), &every) || every < ALL_ROWS)
        return 2;
    rows = (uint32_t)every;
    if (!asking_open(&asking, arguments[1], str_from(arguments[2]), &err) ||
        !check_zooms(box, (uint32_t)zoom, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%zu tiles made, %zu below empty ones, %zu corners compared, "
           "%zu wrong\n",
           made_tiles, proved, compared, wrong);
    return wrong || (asking_has_margins(&asking) && !compared);
}
