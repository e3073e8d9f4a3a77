// How a geometry becomes part of a tile, step by step:
//
//   snap      every position to the grid of the zoom level   frame.h
//   cut       lines and rings at the tile's margin           clip.c
//   tidy      repeated and straight positions, spikes        pixels.c
//   rebuild   rings that touch or cross, as valid polygons   rebuild.c
//   drop      polygons below the area that was asked for     here
//   write     command integers                               here
//
// Simplifying is snapping. Coarser tiles get a coarser grain: corners snap to
// every 2nd, 4th, 8th … unit. Methods that draw nicer lines, Douglas and
// Peucker's or Visvalingam's, judge a corner by its neighbours in the line
// under their hands. Two areas share a border, but not a line: each ring
// begins elsewhere, and goes on elsewhere where a third area meets, so that
// each would keep other corners, and between them gaps and overlaps would
// open. Where a corner snaps to depends on the corner alone. Every area that
// has it, in every tile that shows it, puts it in the same place, and the edge
// between two such corners is the same edge. (Corners in a straight line with
// their neighbours are dropped after snapping; that moves no edge.)
//
// What that promises ends where snapping makes a ring touch itself. Rebuilding
// may then bend an edge of this ring by half a unit that a neighbour's ring
// keeps: a sixteenth of a pixel on a tile drawn at 256, and only beside a spot
// where the area is less than a unit wide.

#include "tile/mvt_geom.h"

#include <string.h>

#include "tile/clip.h"
#include "tile/rebuild.h"
#include "tile/varint.h"

enum {
    COMMAND_MOVE = 1,
    COMMAND_LINE = 2,
    COMMAND_CLOSE = 7,
    COMMAND_BITS = 3,
    COORDINATE_BYTES_MAX = 3,  // a delta of 15 bits and its sign
};

static enum mvt_type type_of(const struct geom *geom)
{
    enum mvt_type highest = MVT_UNKNOWN;
    switch (geom->type) {
    case GEOM_EMPTY: return MVT_UNKNOWN;
    case GEOM_POINT:
    case GEOM_MULTIPOINT: return MVT_POINT;
    case GEOM_LINE:
    case GEOM_MULTILINE: return MVT_LINE;
    case GEOM_POLYGON:
    case GEOM_MULTIPOLYGON: return MVT_POLYGON;
    case GEOM_COLLECTION: break;
    }
    for (size_t i = 0; i < geom->member_count; i++) {
        enum mvt_type type = type_of(&geom->members[i]);
        if (type > highest) highest = type;
    }
    return highest;
}

struct making {
    const struct tile_frame *frame;
    enum mvt_type type;
    struct pixels *parts;
    bool met;  // something of it meets the tile
};

static void add_points(struct making *making, const struct geom *geom)
{
    for (size_t i = 0; i < geom->point_count; i++) {
        if (!tile_frame_has(making->frame, geom->points[i])) continue;
        struct point p = tile_frame_snap(making->frame, geom->points[i]);
        struct pixel *to = pixels_reserve(making->parts, 1);
        if (!to) return;
        *to = (struct pixel){ (int32_t)p.x, (int32_t)p.y };
        pixels_end_run(making->parts, 1, false);
        making->met = true;
    }
}

static void add_lines(struct making *making, const struct geom *geom)
{
    for (size_t r = 0, start = 0; r < geom->run_count; start = geom->runs[r++])
        clip_line(making->parts, making->frame, geom->points + start,
                  geom->runs[r] - start, &making->met);
}

static void add_rings(struct making *making, const struct geom *geom)
{
    size_t run = 0;
    size_t start = 0;
    for (size_t p = 0; p < geom->polygon_count; p++) {
        size_t shell = run;
        for (; run < geom->polygons[p]; start = geom->runs[run++])
            clip_ring(making->parts, making->frame, geom->points + start,
                      geom->runs[run] - start, run != shell, &making->met);
    }
}

static void add_parts(struct making *making, const struct geom *geom)
{
    for (size_t i = 0; i < geom->member_count; i++)
        add_parts(making, &geom->members[i]);
    if (geom->type == GEOM_COLLECTION || type_of(geom) != making->type) return;
    if (making->type == MVT_POINT)
        add_points(making, geom);
    else if (making->type == MVT_LINE)
        add_lines(making, geom);
    else
        add_rings(making, geom);
}

// Takes out polygons whose shell is too small, with their holes.
static void drop_small(struct pixels *rings, int64_t area_min)
{
    size_t runs = 0;
    size_t points = 0;
    size_t start = 0;
    bool is_kept = true;
    for (size_t r = 0; r < rings->run_count; r++) {
        struct pixel *ring = rings->points + start;
        size_t count = rings->ends[r] - start;
        start += count;
        if (!rings->holes[r])
            is_kept = pixel_ring_area(ring, count) >= 2 * area_min;
        if (!is_kept) continue;
        memmove(rings->points + points, ring, count * sizeof *ring);
        points += count;
        rings->ends[runs] = (uint32_t)points;
        rings->holes[runs++] = rings->holes[r];
    }
    rings->run_count = runs;
    rings->point_count = points;
}

enum mvt_outcome mvt_shape_make(struct arena *arena,
                                const struct tile_frame *frame,
                                const struct geom *geom, int64_t area_min,
                                struct mvt_shape *out)
{
    struct pixels parts;
    struct making making = { frame, type_of(geom), &parts, false };
    if (making.type == MVT_UNKNOWN) return MVT_OUTSIDE;
    pixels_begin(&parts, arena);
    add_parts(&making, geom);
    out->type = making.type;
    if (making.type == MVT_POLYGON) {
        pixels_begin(&out->parts, arena);
        rebuild_polygons(&parts, &out->parts);
        if (area_min > 0) drop_small(&out->parts, area_min);
    } else {
        out->parts = parts;
    }
    if (out->parts.failed) return MVT_FAILED;
    if (out->parts.run_count > 0) return MVT_SHOWN;
    return making.met ? MVT_SMALL : MVT_OUTSIDE;
}

// ---- commands (specification, 4.3)

static uint64_t command(unsigned id, size_t count)
{
    return ((uint64_t)count << COMMAND_BITS) | id;
}

static char *put_delta(char *to, struct pixel p, struct pixel *cursor)
{
    to = varint_put(to, zigzag(p.x - cursor->x));
    to = varint_put(to, zigzag(p.y - cursor->y));
    *cursor = p;
    return to;
}

static char *put_points(char *to, const struct pixels *parts)
{
    struct pixel cursor = { 0, 0 };
    to = varint_put(to, command(COMMAND_MOVE, parts->point_count));
    for (size_t i = 0; i < parts->point_count; i++)
        to = put_delta(to, parts->points[i], &cursor);
    return to;
}

static char *put_runs(char *to, const struct pixels *parts, bool is_closed)
{
    struct pixel cursor = { 0, 0 };
    size_t i = 0;
    for (size_t r = 0; r < parts->run_count; r++) {
        to = varint_put(to, command(COMMAND_MOVE, 1));
        to = put_delta(to, parts->points[i++], &cursor);
        to = varint_put(to, command(COMMAND_LINE, parts->ends[r] - i));
        for (; i < parts->ends[r]; i++)
            to = put_delta(to, parts->points[i], &cursor);
        if (is_closed) to = varint_put(to, command(COMMAND_CLOSE, 1));
    }
    return to;
}

void mvt_shape_write(const struct mvt_shape *shape, struct buf *out)
{
    const struct pixels *parts = &shape->parts;
    size_t room = parts->point_count * 2 * COORDINATE_BYTES_MAX +
                  (parts->run_count * 2 + 1) * VARINT_MAX;
    char *start = buf_reserve(out, room);
    if (!start) return;
    char *end = shape->type == MVT_POINT
                    ? put_points(start, parts)
                    : put_runs(start, parts, shape->type == MVT_POLYGON);
    out->len += (size_t)(end - start);
}
