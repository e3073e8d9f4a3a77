// The inside of a matcher: what its parts ask of each other.

#ifndef CQL_MATCH_H
#define CQL_MATCH_H

#include "cql/check.h"
#include "cql/matches.h"
#include "geo/relate.h"

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

// What is known of a node once and for all.
struct known {
    bool is_constant;  // no property below it
    bool is_ready;     // `value` is there
    struct value value;
    struct relate_shape *shape;  // of a geometry
};

struct cql_matcher {
    const struct cql *expr;
    const struct schema *schema;
    struct known *known;      // by cql.number
    struct relator *relator;  // NULL until a geometry is asked about
    struct arena *keep;       // as long as the matcher
    struct arena *row;        // as long as a feature
    const struct feature *feature;
    struct error *err;  // of the call
    bool has_failed;    // `err` says why; answers mean nothing any more
};

// "no room …", or what `err` holds already. Always false.
bool match_failed(struct cql_matcher *m, const char *what);

enum truth match_truth(struct cql_matcher *m, const struct cql *node);
// Null when it is unknown.
struct value match_value(struct cql_matcher *m, const struct cql *node);
// False when it is unknown. `from` and `to` are timestamps; an open end is {0}.
struct match_range {
    struct value from, to;
};
bool match_range(struct cql_matcher *m, const struct cql *node,
                 struct match_range *out);
// NULL when the feature has none.
const struct geom *match_geometry(struct cql_matcher *m,
                                  const struct cql *node);

// Below and above zero, as the order is; both must be of one type, and not
// null. Dates are midnight UTC beside times.
int match_compare(struct value a, struct value b);

// Each kind of predicate.
enum truth match_spatial(struct cql_matcher *m, const struct cql *node);
enum truth match_places(struct cql_matcher *m, enum relation relation,
                        const struct cql *left, const struct cql *right);
enum truth match_temporal(struct cql_matcher *m, const struct cql *node);
enum truth match_array(struct cql_matcher *m, const struct cql *node);

// The functions of functions.c, and + - * / % div ^.
struct value match_function(struct cql_matcher *m,
                            const struct cql_function *function,
                            struct value operand);
struct value match_arithmetic(enum cql_op op, struct value a, struct value b);

#endif
