// Reading features: which ones, in what order, how many.

#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "base/timestamp.h"
#include "cql/cql.h"
#include "store/store.h"

// Features whose geometry meets any of these boxes; edges count. srid is one
// that geometries can be given in, coordinates in map order. A box over the
// antimeridian comes as two.
struct box_filter {
    int srid;
    struct box boxes[2];
    size_t count;   // 0: no filter
    bool is_rough;  // some that lie just beside will do too: nothing but the
                    // spatial index is asked
};

// property = value. A null value selects rows without one.
struct condition {
    const struct field *field;
    struct value value;  // of the field's type, or VALUE_NULL
};

// One key of an order. Nulls come last either way.
struct sort {
    const struct field *field;  // NULL: the feature's id
    bool is_descending;
};

// Features by their true distance from a point, nearest first, ties by fid;
// those without a place are left out. Cannot be sorted as well.
struct near {
    bool is_asked;
    struct point from;  // longitude, latitude
    double within_m;    // 0: however far
};

enum { CONDITIONS_MAX = 32, SORTS_MAX = 8 };

// Everything a request can ask for, already checked. Rows come in the order of
// feature.fid, which is stable within one version of the dataset, unless
// `sorts` or `near` asks for another; fid then decides between equals.
struct selection {
    const struct collection *collection;  // of the view's catalog
    struct box_filter box;
    struct time_range time;  // both ends empty: no filter
    struct condition conditions[CONDITIONS_MAX];
    size_t condition_count;
    const struct cql *filter;  // checked, in CRS84; NULL: all. Has to stay
                               // until a cursor is closed
    str words;           // terms between commas, one of which occurs in a text
                         // field, case and accents aside; empty: all
    bool has_place;      // only features that hold `place`, borders included;
                         // of areas the one with the lowest code
    struct point place;  // longitude, latitude
    struct near near;
    struct sort sorts[SORTS_MAX];
    size_t sort_count;
    int64_t after_fid;  // keyset paging: only what comes after this row
    const struct value *after_keys;  // the row's sort values (or, with near,
                                     // its distance); NULL without an order
    const bool *wanted;  // per field: read it; the others come as VALUE_NULL.
                         // NULL: all
    size_t limit;        // 0: all
    int srid;            // of the geometries that come back, map order: CRS84,
                         // RD, Web Mercator, LAEA Europe; 0 is CRS84
    bool skip_geometry;  // they stay GEOM_EMPTY
    bool keeps_beyond;   // what has no exact coordinates in srid comes without,
                         // as feature.is_beyond; else it is an error
};

struct cursor;

// Rows come one at a time, and each stays valid until the next call.
//
//   struct cursor *cursor = cursor_open(view, &selection, err);
//   if (!cursor) return false;
//   while (cursor_next(cursor, &feature)) ...
//   return cursor_close(cursor, err);
//
// cursor_next is false at the end and after a failure alike; cursor_close
// tells the two apart.
struct cursor *cursor_open(struct view *view, const struct selection *selection,
                           struct error *err) MUST_CHECK;
bool cursor_next(struct cursor *cursor, struct feature *feature);
bool cursor_close(struct cursor *cursor, struct error *err) MUST_CHECK;

// How many features the selection holds, its after_fid and limit aside. Exact.
bool store_count(struct view *view, const struct selection *selection,
                 int64_t *count, struct error *err) MUST_CHECK;

// One feature by its id (text as in a URL). ERROR_NOT_FOUND when there is
// none. Lives in `arena`; srid and skip_geometry as in a selection.
bool store_get(struct view *view, struct arena *arena,
               const struct selection *selection, str id,
               struct feature *feature, struct error *err) MUST_CHECK;

struct value_count {
    struct value value;
    int64_t count;
};

// The distinct values of `field` under the selection, null included where it
// occurs, in order of value (null last). More than `max` is ERROR_TOO_LARGE.
bool store_values(struct view *view, struct arena *arena,
                  const struct selection *selection, const struct field *field,
                  size_t max, struct value_count **values, size_t *value_count,
                  struct error *err) MUST_CHECK;

#endif
