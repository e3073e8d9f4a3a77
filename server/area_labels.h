// Where the areas of a collection are labelled: for each a point on its
// surface, found once for each version and tile matrix set.

#ifndef SERVER_AREA_LABELS_H
#define SERVER_AREA_LABELS_H

#include "server/app.h"
#include "server/request.h"
#include "server/shelf.h"

struct area_label {
    str code;
    struct point at;  // in the CRS asked for
};

struct area_labels {
    struct area_label *labels;  // in order of code
    size_t count;
};

// The shelf's item whose thing is the struct area_labels. Areas without a
// shape, or beyond the CRS, have none. Needs the request's view.
const struct shelf_item *area_labels_get(struct app *app,
                                         const struct request *request,
                                         const struct collection *areas,
                                         int srid,
                                         struct error *err) MUST_CHECK;

// NULL when there is none.
const struct area_label *area_labels_find(const struct area_labels *labels,
                                          str code);

#endif
