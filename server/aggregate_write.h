// Writes the answers of `aggregate`: JSON, GeoJSON and CSV (design §5).

#ifndef SERVER_AGGREGATE_WRITE_H
#define SERVER_AGGREGATE_WRITE_H

#include "server/aggregate_plan.h"
#include "server/area_table.h"

struct aggregate_answer {
    const struct request *request;
    const struct aggregate_plan *plan;
    const struct aggregate *aggregate;
    // Per grouping: names of areas that `aggregate` does not give, and for
    // GeoJSON the geometries of the finest level.
    struct area_table areas[GROUPINGS_MAX];
};

// The name of the area that is the i-th key of a group; empty when it is none.
str aggregate_area_name(const struct aggregate_answer *answer,
                        const struct group *group, size_t i);

bool aggregate_write_json(const struct aggregate_answer *answer,
                          struct buf *out, struct error *err) MUST_CHECK;

// A feature a group. Its id is the code of its finest area; where there are
// further groupings, all keys with "/" between, in the order of groupBy.
bool aggregate_write_geojson(const struct aggregate_answer *answer,
                             struct buf *out, struct error *err) MUST_CHECK;

// One line a group; `withheld` is a column of statistics only.
void aggregate_write_csv(const struct aggregate_answer *answer,
                         struct buf *out);

#endif
