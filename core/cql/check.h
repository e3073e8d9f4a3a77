// What a parsed filter means for one collection.

#ifndef CQL_CHECK_H
#define CQL_CHECK_H

#include "cql/cql.h"
#include "geo/crs.h"

// The names that a filter may use. The geometry is `geometry` or `geom`.
struct cql_scope {
    const struct schema *schema;
    // How a name is looked up; NULL for schema_find.
    const struct field *(*find)(const struct schema *schema, str name);
    bool has_geometry;
};

// Resolves every property and function, turns text that is compared with dates
// and times into those, and rejects what makes no sense, so that nothing after
// this point can fail because of what the client wrote. Geometries must be
// CRS84 by now, valid, and on earth: latitude -90 … 90, longitude -360 … 360.
bool cql_check(struct arena *arena, struct cql *expr,
               const struct cql_scope *scope, struct error *err) MUST_CHECK;

// The coordinates as the client wrote them (filter-crs).
struct cql_crs {
    struct crs_transform *transform;  // to CRS84; NULL: they are already
    bool swaps_axes;                  // written latitude (or northing) first
};

// Brings every geometry of the filter to CRS84. Boxes and long edges get
// positions in between, so that they stay where they were: a straight line of
// one CRS is not straight in another. Before cql_check.
bool cql_transform(struct arena *arena, struct cql *expr,
                   const struct cql_crs *from, struct error *err) MUST_CHECK;

// Calls `visit` for every CQL_GEOMETRY and CQL_BBOX. Stops at the first false.
bool cql_each_geometry(struct cql *expr,
                       bool (*visit)(struct cql *, void *, struct error *),
                       void *context, struct error *err) MUST_CHECK;

// ---- questions about a checked filter, for those who make plans

// The parts of a top-level AND, or the whole: all of them must hold.
struct cql_parts {
    const struct cql *const *parts;
    size_t count;
};
struct cql_parts cql_conjuncts(const struct cql *const *expr);

// A part that compares a field with a value, the field brought to the left.
struct cql_comparison {
    const struct field *field;
    enum cql_op op;      // CQL_EQ … CQL_GE
    struct value value;  // of the field's type, or a number for a number
};
bool cql_comparison(const struct cql *part, struct cql_comparison *out);

// A box outside of which no feature can match; false when there is none.
bool cql_extent(const struct cql *expr, struct box *out);

// ---- the functions that a filter may call, for GET /functions

struct cql_function {
    const char *name;
    const char *title;
    unsigned takes;    // of enum cql_type: its one argument
    unsigned returns;  // of enum cql_type
};
const struct cql_function *cql_functions(size_t *count);

#endif
