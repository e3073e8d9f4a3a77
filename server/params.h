// Query parameters: from the bytes of a URL to checked values.
//
// Everything that is wrong is recorded in the request's problems, so that one
// answer names all of it.

#ifndef SERVER_PARAMS_H
#define SERVER_PARAMS_H

#include "server/crs_list.h"
#include "server/problem.h"
#include "server/route.h"
#include "store/query.h"

struct param_value {
    bool is_given;
    str text;                // decoded; for PARAM_CHOICE the choice
    int64_t integer;         // PARAM_INT, PARAM_LIMIT; its default when not
                             // given
    double real;             // PARAM_REAL
    struct point point;      // PARAM_POINT
    struct time_range time;  // PARAM_TIME
    const struct crs_entry *crs;  // PARAM_CRS; CRS84 when not given
    const str *items;             // PARAM_LIST
    size_t item_count;
};

// One name=value of the query, decoded.
struct pair {
    str name, value;
};

struct params {
    struct param_value *values;  // one per route->params, same order
    struct box_filter box;       // bbox in bbox-crs; count 0 when not given
    struct condition conditions[CONDITIONS_MAX];  // {queryable}=value
    size_t condition_count;
    const struct pair *pairs;  // all of them, each name once, in the order
    size_t pair_count;         // of name: the canonical request
};

struct param_limits {
    int64_t max_limit;  // PARAM_LIMIT
};

// Splits and decodes a query string: %XX and "+" (a blank). A name may be
// given twice with the same value. False and a problem recorded when the text
// is not well formed, or holds a name twice with different values.
bool params_split(struct arena *arena, str query, struct params *params,
                  struct problems *problems);

// Checks the pairs against the route's table and, for a route that accepts
// fields, the collection's schema (may be NULL). False when problems were
// recorded.
bool params_check(struct arena *arena, const struct route *route,
                  const struct schema *schema,
                  const struct param_limits *limits, struct params *params,
                  struct problems *problems);

// Sorts by name, then value.
void params_sort(struct pair *pairs, size_t count);

// "%41b" as "Ab". False when an escape is not two hex digits, the result is
// not UTF-8 or holds a NUL. `plus_is_blank` in queries.
bool percent_decode(struct arena *arena, str text, bool plus_is_blank,
                    str *out);

// Adds `text` with everything but unreserved characters (RFC 3986) and those
// in `also` percent-encoded.
void percent_encode(struct buf *out, str text, const char *also);

#endif
