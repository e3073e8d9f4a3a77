// One area, prepared for many questions of "where does this point lie": its
// edges sorted into horizontal slabs, so that a question looks only at the few
// edges beside the point. The answers are those of geom_place.

#ifndef GEO_SLABS_H
#define GEO_SLABS_H

#include "geo/geom.h"

struct slabs {
    struct box box;  // box_nothing: an area without ground
    struct point *points;
    double scale;     // slabs per unit of y
    uint32_t count;   // of slabs
    uint32_t *ends;   // slab i has the edges [ends[i-1], ends[i])
    uint32_t *edges;  // edge e runs from points[e] to points[e + 1]
};

// Copies the rings of a (multi)polygon into `arena`; `spare` holds what is
// only needed meanwhile. Fails on positions that are not numbers.
bool slabs_build(struct arena *arena, struct arena *spare,
                 const struct geom *geom, struct slabs *out,
                 struct error *err) MUST_CHECK;

enum place slabs_place(const struct slabs *slabs, struct point p);

// The edge `visit`ed is points[e] to points[e + 1]; each edge once.
void slabs_each_edge(const struct slabs *slabs,
                     void (*visit)(struct point a, struct point b, void *),
                     void *context);

#endif
