// The borders of many areas as pieces that each stand once.
//
// An arc is a piece of border between two places where three or more borders
// meet, or a whole ring that meets none. Areas that share a border name the
// same arc, one of them the other way round.

#ifndef GEO_ARCS_H
#define GEO_ARCS_H

#include "geo/geom.h"

enum { ARC_EXACT = 255 };  // a level: nothing is left out

struct arc {
    size_t first, count;  // in `vertices`; both ends included
    unsigned char level;  // its tolerance is halved this many times
    bool is_needed;       // some area would be gone without it
    bool is_changed;      // since the areas were last looked at
};

struct arc_use {
    uint32_t arc;
    bool is_reversed;
};

struct arc_ring {
    size_t first, count;  // in `uses`
};

struct arcs {
    struct arena *arena;
    struct point *points;  // each position once
    size_t point_count;
    uint32_t *vertices;  // of arcs: numbers of points
    bool *is_kept;       // by place in `vertices`
    size_t vertex_count;
    struct arc *arcs;
    size_t arc_count;
    struct arc_use *uses;  // of rings
    size_t use_count;
    struct arc_ring *rings;  // of all areas, in order
    size_t ring_count;
};

// The rings of (multi)polygons; other geometries have none.
bool arcs_build(struct arcs *arcs, struct arena *arena,
                const struct geom *areas, size_t count,
                struct error *err) MUST_CHECK;

// Marks which vertices of an arc are kept (Douglas and Peucker, in metres on a
// plane around the arc), by its level. `stack` has room for two numbers for
// each of its vertices.
void arc_simplify(struct arcs *arcs, struct arc *arc, double tolerance_m,
                  size_t *stack);

#endif
