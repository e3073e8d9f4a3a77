// Lines and rings on a tile's grid, as flat arrays.
//
// Run i is points[ends[i-1] .. ends[i]): a line, or a ring whose last position
// is not repeated. A polygon is its shell followed by its holes.

#ifndef TILE_PIXELS_H
#define TILE_PIXELS_H

#include "base/arena.h"

struct pixel {
    int32_t x, y;
};

struct pixels {
    struct arena *arena;
    struct pixel *points;
    uint32_t *ends;
    bool *holes;  // whether run i is a hole
    size_t point_count, point_room;
    size_t run_count, run_room;
    bool failed;  // the arena was spent: what is here is not all
};

void pixels_begin(struct pixels *pixels, struct arena *arena);

// Room for `count` more positions of the run under construction; the caller
// fills it and passes how many it used to pixels_end_run. NULL when failed.
struct pixel *pixels_reserve(struct pixels *pixels, size_t count);
void pixels_end_run(struct pixels *pixels, size_t used, bool is_hole);

static inline size_t pixels_start(const struct pixels *pixels, size_t run)
{
    return run ? pixels->ends[run - 1] : 0;
}

static inline bool pixel_equal(struct pixel a, struct pixel b)
{
    return a.x == b.x && a.y == b.y;
}

// Positive when a, b, c turn as the exterior ring of a vector tile does: to
// the right on the screen, where y grows downwards. 0 when they are in line.
static inline int64_t pixel_turn(struct pixel a, struct pixel b, struct pixel c)
{
    return (int64_t)(b.x - a.x) * (c.y - a.y) -
           (int64_t)(b.y - a.y) * (c.x - a.x);
}

// Twice the area by the surveyor's formula: positive for exterior rings.
int64_t pixel_ring_area(const struct pixel *ring, size_t count);

// Takes out positions that a ring does without: repeated ones, those in line
// with their neighbours, and the tips of spikes. What it encloses, and how
// often, stays the same. Returns how many are left: 0, or 3 and more.
size_t pixel_ring_tidy(struct pixel *ring, size_t count);

// The same for a line, which keeps its spikes: they are part of it. Returns 0,
// or 2 and more.
size_t pixel_line_tidy(struct pixel *line, size_t count);

#endif
