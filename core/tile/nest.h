// Which ring lies in which: for rings that cross nowhere and touch in corners
// at most.

#ifndef TILE_NEST_H
#define TILE_NEST_H

#include "tile/pixels.h"

// Whether a line from just left of p, just beyond p.y, meets the edge.
static inline bool pixel_sees_edge(struct pixel a, struct pixel b,
                                   struct pixel p)
{
    if ((a.y > p.y) == (b.y > p.y)) return false;
    return (a.y < b.y ? pixel_turn(a, b, p) : pixel_turn(b, a, p)) < 0;
}

// Whether rings that touch nowhere are polygons as they stand: every shell
// outside of all other rings, every hole in its own shell and no other ring.
bool nest_is_plain(const struct pixels *rings);

// Puts holes behind their shells. walks[i] says from which walk along a border
// ring i comes: a hole belongs to the shell of its walk; a walk without a shell
// belongs to the smallest shell around it. False when the arena is spent.
bool nest_polygons(const struct pixels *rings, const uint32_t *walks,
                   struct pixels *out);

#endif
