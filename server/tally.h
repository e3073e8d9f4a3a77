// The counts of one selection by the areas of one level: what `aggregate` says,
// kept for all tiles that show it.

#ifndef SERVER_TALLY_H
#define SERVER_TALLY_H

#include "server/aggregate_tiles.h"
#include "server/app.h"
#include "server/shelf.h"

struct tally_group {
    str code, name;
    int64_t count, withheld;
    const struct value *measures;  // one per measure of the plan
};

struct tally {
    struct tally_group *groups;  // in order of code
    size_t group_count;
    struct tally_group unassigned, total;
};

// The shelf's item whose thing is the struct tally. `tiles->plan` gets its
// grouping from `level`. Needs the request's view.
const struct shelf_item *tally_get(struct app *app,
                                   const struct request *request,
                                   struct aggregate_tiles *tiles,
                                   const struct grouping_offer *level,
                                   struct error *err) MUST_CHECK;

// NULL when there is none.
const struct tally_group *tally_find(const struct tally *tally, str code);

// Adds what the features of the selection depend on: the versions of the
// collection's data, and every parameter that narrows it down.
void selection_key_write(struct buf *key, const struct request *request);

#endif
