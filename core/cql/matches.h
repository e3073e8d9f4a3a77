// Evaluates a checked filter over features, one at a time: what SQL cannot say
// exactly, and the yardstick for what it can.
//
// Logic is three-valued: what compares with null is unknown, and unknown does
// not match. Text is ordered by code point. Dates are midnight UTC beside
// times. Division by zero, and numbers beyond what a double can hold, are
// null.

#ifndef CQL_MATCHES_H
#define CQL_MATCHES_H

#include "cql/cql.h"

struct cql_matcher;

// `expr` and `schema` must outlive it. A matcher belongs to one thread at a
// time; the tree may be shared, and `expr` may be a part of a checked tree.
struct cql_matcher *cql_matcher_open(const struct cql *expr,
                                     const struct schema *schema,
                                     struct error *err) MUST_CHECK;
void cql_matcher_close(struct cql_matcher *matcher);  // NULL is fine

// The feature's values follow the schema; its geometry is CRS84.
bool cql_matches(struct cql_matcher *matcher, const struct feature *feature,
                 bool *matches, struct error *err) MUST_CHECK;

#endif
