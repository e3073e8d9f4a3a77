// What a collection can be counted by.

#ifndef SERVER_GROUPINGS_H
#define SERVER_GROUPINGS_H

#include "server/request.h"
#include "store/aggregate.h"

// One thing that groupBy takes.
struct grouping_offer {
    str name;   // "buurt", "year", or the name of a category
    str title;  // for people
    struct grouping grouping;
    enum area_level level;           // LEVEL_NONE but for areas
    const struct collection *areas;  // of that level; else NULL
};

struct grouping_offers {
    const struct grouping_offer *offers;
    size_t count;
};

// Areas from fine to coarse, then categories, then time. An internal areas
// dataset is not offered. Lives in `arena`; count 0 when that is spent.
struct grouping_offers groupings_find(struct arena *arena,
                                      const struct catalog *catalog,
                                      const struct collection *collection);

bool groupings_any(const struct catalog *catalog,
                   const struct collection *collection);

// The finest areas collection that rates can be taken of; NULL when none.
const struct collection *rate_areas(const struct catalog *catalog,
                                    const struct collection *collection);

// What `count` is called: of figures it is their number, not their sum.
str count_title(const struct collection *collection);

// What can be done with the values of a measure, beside rates.
struct measure_function {
    const char *name;   // "sum"
    const char *title;  // for people
};
extern const struct measure_function measure_functions[];
extern const size_t measure_function_count;

// Whether rates can be taken of this field of the areas: a number, but not the
// year of the division.
bool is_rate_base(const struct field *field);

#endif
