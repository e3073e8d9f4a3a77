// Counting and summing per area, category and period. Exact: the groups plus
// `unassigned` always add up to `total`.
//
// What is counted are the features that the selection holds (paging aside).
// - Every area of the finest grouped level inside the selection has its
//   groups, with count 0 where nothing lies: inside means that it satisfies the
//   conditions on area codes, and the parts of the filter that are about codes
//   alone, and that it lies where the box, the place and `near` (with a
//   distance) say. With further groupings
//   each area has a group for every combination of those that occurs.
// - A feature without the area asked for is counted in `unassigned`.
// - Sums: in a `features` collection nulls are passed over, as in SQL, and a
//   sum over nothing is null. In a `statistics` collection null is *withheld*:
//   one withheld figure makes the measures of its field null for the group, an
//   area below the group's own level without any row in the selection makes
//   all of them null, and `withheld` says how many. The same rule holds for
//   unassigned and total.

#ifndef STORE_AGGREGATE_H
#define STORE_AGGREGATE_H

#include "store/query.h"

enum group_kind {
    GROUP_BUURT,
    GROUP_WIJK,
    GROUP_GEMEENTE,
    GROUP_CATEGORY,
    GROUP_YEAR,     // "2023"
    GROUP_QUARTER,  // "2023-Q1"
    GROUP_MONTH,    // "2023-01"
};

struct grouping {
    enum group_kind kind;
    const struct field *field;  // GROUP_CATEGORY only
};

enum measure_kind {
    MEASURE_COUNT,
    MEASURE_SUM,
    MEASURE_AVG,
    MEASURE_MIN,
    MEASURE_MAX,
    MEASURE_RATE,  // per_unit * sum(field) / sum(per) over the group's areas
};

struct measure {
    enum measure_kind kind;
    const struct field *field;  // a measure; NULL for count and rate(count, …)
    str per;          // rate: a numeric field of the finest areas collection
    double per_unit;  // rate: 1, or 1000 for "per 1,000"
};

enum { GROUPINGS_MAX = 6, MEASURES_MAX = 16 };

struct aggregate_query {
    const struct selection *selection;  // limit, after_fid, srid are ignored
    struct grouping groupings[GROUPINGS_MAX];
    size_t grouping_count;
    struct measure measures[MEASURES_MAX];
    size_t measure_count;
    size_t max_groups;  // more is ERROR_TOO_LARGE
};

struct group {
    const struct value *keys;  // one per grouping; an absent time or
                               // category is VALUE_NULL
    str area_name;             // of the first area key
    bool has_plain_area;       // its codes and name need no escaping in JSON
    int64_t count;
    int64_t withheld;
    const struct value *measures;  // one per measure; VALUE_NULL: not known
};

struct aggregate {
    struct group *groups;  // in the order of their keys
    size_t group_count;
    struct group unassigned, total;  // without keys
};

// The result lives in `arena`, and the texts of areas until the view is closed.
// ERROR_INVALID names what cannot be grouped or
// measured (a month of yearly figures, an area level the data does not have).
bool aggregate_run(struct view *view, struct arena *arena,
                   const struct aggregate_query *query, struct aggregate *out,
                   struct error *err) MUST_CHECK;

#endif
