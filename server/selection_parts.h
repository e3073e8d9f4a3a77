// Parts of a selection, each from the parameters that ask for it. All of them
// record what is wrong in the request's problems, and go on.

#ifndef SERVER_SELECTION_PARTS_H
#define SERVER_SELECTION_PARTS_H

#include "server/selection.h"

// The value of a parameter; NULL where the route's table has none of that name
// or the request does not give it.
const struct param_value *given_param(const struct request *request,
                                      const char *name);

// sortby
void selection_read_order(struct request *request, struct selection *selection);

// properties
void selection_read_wanted(struct request *request,
                           struct selection *selection);

// q, near, within, contains
void selection_read_search(struct request *request,
                           struct selection *selection);

// filter, filter-lang, filter-crs. False and `err` set also for what is no
// mistake of the client's. With `is_quick` the filter may be checked in part
// only, and is then not set.
bool selection_read_filter(struct request *request, bool is_quick,
                           struct selection *selection,
                           struct error *err) MUST_CHECK;

// Where an order by distance goes on: that of the last feature sent.
bool selection_set_distance(struct arena *arena, double distance_m,
                            struct selection *out,
                            struct error *err) MUST_CHECK;

#endif
