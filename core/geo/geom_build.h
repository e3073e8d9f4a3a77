// A geometry under construction: positions first, then what they form.
//
//   struct geom_build build;
//   geom_build_begin(&build, arena);
//   for (each ring) { geom_build_add(&build, p) …; geom_build_run(&build); }
//   geom_build_polygon(&build);
//   struct geom geom;
//   if (!geom_build_end(&build, GEOM_POLYGON, &geom, err)) …
//
// Adding never needs a check: a build that outgrows its arena says so at the
// end.

#ifndef GEO_GEOM_BUILD_H
#define GEO_GEOM_BUILD_H

#include "geo/geom.h"

struct geom_build {
    struct arena *arena;
    struct geom geom;
    size_t point_room, run_room, polygon_room, member_room;
    bool failed;
};

void geom_build_begin(struct geom_build *build, struct arena *arena);
void geom_build_add(struct geom_build *build, struct point p);
void geom_build_run(struct geom_build *build);      // ends a line or ring
void geom_build_polygon(struct geom_build *build);  // ends a polygon
void geom_build_member(struct geom_build *build, const struct geom *member);

// Why the run that was added last cannot be a line, or a ring: too few
// positions, or not closed. NULL when it can.
const char *geom_build_line_fault(const struct geom_build *build);
const char *geom_build_ring_fault(const struct geom_build *build);

// A geometry without any position is GEOM_EMPTY.
bool geom_build_end(struct geom_build *build, enum geom_type type,
                    struct geom *out, struct error *err) MUST_CHECK;

#endif
