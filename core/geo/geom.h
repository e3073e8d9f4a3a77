// Geometry as flat arrays: no tree of little objects, nothing to free.
//
//   points     every position of the geometry, in order
//   runs       run i is points[runs[i-1] .. runs[i]): a line, a ring, or the
//              single position of a point
//   polygons   polygon i owns the runs from polygons[i-1] up to polygons[i];
//              its first run is the shell, the rest are holes
//
// runs[i] and polygons[i] are the ends; the start of the first is 0. A ring
// repeats its first position at the end, as in WKB and GeoJSON. Heights and
// measures are dropped on the way in.

#ifndef GEO_GEOM_H
#define GEO_GEOM_H

#include "base/arena.h"
#include "base/error.h"

enum geom_type {  // the numbers of WKB
    GEOM_EMPTY = 0,
    GEOM_POINT = 1,
    GEOM_LINE = 2,
    GEOM_POLYGON = 3,
    GEOM_MULTIPOINT = 4,
    GEOM_MULTILINE = 5,
    GEOM_MULTIPOLYGON = 6,
    GEOM_COLLECTION = 7,
};

struct point {
    double x, y;
};

struct box {
    double min_x, min_y, max_x, max_y;
};

struct geom {
    enum geom_type type;
    size_t point_count, run_count, polygon_count, member_count;
    struct point *points;
    size_t *runs;
    size_t *polygons;
    struct geom *members;  // GEOM_COLLECTION only; the arrays above are empty
};

// A box that holds nothing: min above max. box_add_* grows it.
struct box box_nothing(void);
bool box_is_nothing(struct box box);
bool box_intersects(struct box a, struct box b);  // edges count
bool box_contains(struct box outer, struct box inner);
bool box_has_point(struct box box, struct point p);  // edges count
struct box box_join(struct box a, struct box b);
struct box box_add_point(struct box box, struct point p);
struct box box_grow(struct box box, double margin);

struct box geom_box(const struct geom *geom);  // box_nothing when empty

// "Point", "MultiPolygon": GeoJSON's name, NULL for GEOM_EMPTY.
const char *geom_type_name(enum geom_type type);

// A point; lives in `arena`, GEOM_EMPTY when that is spent.
struct geom geom_from_point(struct arena *arena, struct point p);

// A copy in arrays of just the size; false when `arena` is spent.
bool geom_clone(struct arena *arena, const struct geom *geom, struct geom *out);

// Whether any position of the closed geometry lies in the closed box: exact in
// double arithmetic on the coordinates given, polygons with their insides.
bool geom_meets_box(const struct geom *geom, struct box box);

// Where `p` lies: inside, on the border, or outside of a (multi)polygon.
// Even-odd rule over all rings, open ones closed; the border test is exact for
// the coordinates given (orientation evaluated with a filter and, where that
// cannot decide, in extended precision).
enum place { PLACE_OUTSIDE, PLACE_BORDER, PLACE_INSIDE };
enum place geom_place(const struct geom *geom, struct point p);

// Calls `visit` for every position, members included, so that it may change
// them: reprojection and swapping of axes. Stops at the first false.
bool geom_each_point(struct geom *geom, bool (*visit)(struct point *, void *),
                     void *context);

// The number of positions, members included.
size_t geom_point_total(const struct geom *geom);

#endif
