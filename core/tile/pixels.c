#include "tile/pixels.h"

#include <string.h>

enum { ROOM_FIRST = 4 };

void pixels_begin(struct pixels *pixels, struct arena *arena)
{
    *pixels = (struct pixels){ .arena = arena };
}

static size_t room_for(size_t room, size_t wanted)
{
    if (room < ROOM_FIRST) room = ROOM_FIRST;
    while (room < wanted) room *= 2;
    return room;
}

struct pixel *pixels_reserve(struct pixels *pixels, size_t count)
{
    size_t wanted = pixels->point_count + count;
    if (wanted >= UINT32_MAX / 2) pixels->failed = true;
    if (pixels->failed) return NULL;
    if (wanted > pixels->point_room || !pixels->points) {
        size_t room = room_for(pixels->point_room, wanted);
        size_t size = sizeof *pixels->points;
        struct pixel *points =
            arena_grow(pixels->arena, pixels->points, pixels->point_room * size,
                       room * size);
        if (!points) {
            pixels->failed = true;
            return NULL;
        }
        pixels->points = points;
        pixels->point_room = room;
    }
    return pixels->points + pixels->point_count;
}

static bool make_run_room(struct pixels *pixels)
{
    size_t old = pixels->run_room;
    size_t room = room_for(old, pixels->run_count + 1);
    uint32_t *ends = arena_grow(pixels->arena, pixels->ends, old * sizeof *ends,
                                room * sizeof *ends);
    if (!ends) return false;
    pixels->ends = ends;
    bool *holes = arena_grow(pixels->arena, pixels->holes, old * sizeof *holes,
                             room * sizeof *holes);
    if (!holes) return false;
    pixels->holes = holes;
    pixels->run_room = room;
    return true;
}

void pixels_end_run(struct pixels *pixels, size_t used, bool is_hole)
{
    if (pixels->failed || used == 0) return;
    if (pixels->run_count == pixels->run_room && !make_run_room(pixels)) {
        pixels->failed = true;
        return;
    }
    pixels->point_count += used;
    pixels->ends[pixels->run_count] = (uint32_t)pixels->point_count;
    pixels->holes[pixels->run_count++] = is_hole;
}

int64_t pixel_ring_area(const struct pixel *ring, size_t count)
{
    int64_t sum = 0;
    if (count == 0) return 0;
    struct pixel a = ring[count - 1];
    for (size_t i = 0; i < count; i++) {
        struct pixel b = ring[i];
        sum += (int64_t)a.x * b.y - (int64_t)b.x * a.y;
        a = b;
    }
    return sum;
}

// Drops positions at the end of an open chain until its last three turn.
static size_t settle(struct pixel *p, size_t n)
{
    for (;;) {
        if (n >= 2 && pixel_equal(p[n - 1], p[n - 2])) {
            n--;
        } else if (n >= 3 && pixel_turn(p[n - 3], p[n - 2], p[n - 1]) == 0) {
            p[n - 2] = p[n - 1];
            n--;
        } else {
            return n;
        }
    }
}

size_t pixel_ring_tidy(struct pixel *ring, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        ring[n++] = ring[i];
        n = settle(ring, n);
    }
    size_t from = 0;
    while (n - from >= 3) {
        struct pixel first = ring[from];
        struct pixel last = ring[n - 1];
        if (pixel_equal(first, last) ||
            pixel_turn(ring[n - 2], last, first) == 0)
            n--;
        else if (pixel_turn(last, first, ring[from + 1]) == 0)
            from++;
        else
            break;
    }
    if (n - from < 3) return 0;
    if (from) memmove(ring, ring + from, (n - from) * sizeof *ring);
    return n - from;
}

static bool is_passed(struct pixel a, struct pixel b, struct pixel c)
{
    int64_t forward =
        (int64_t)(b.x - a.x) * (c.x - b.x) + (int64_t)(b.y - a.y) * (c.y - b.y);
    return forward > 0 && pixel_turn(a, b, c) == 0;
}

size_t pixel_line_tidy(struct pixel *line, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (n >= 1 && pixel_equal(line[n - 1], line[i])) continue;
        if (n >= 2 && is_passed(line[n - 2], line[n - 1], line[i])) n--;
        line[n++] = line[i];
    }
    return n < 2 ? 0 : n;
}
