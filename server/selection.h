// From the checked parameters of a request to what the store is asked.

#ifndef SERVER_SELECTION_H
#define SERVER_SELECTION_H

#include "server/request.h"
#include "store/query.h"

// Everything that narrows, orders and cuts down the features, in the
// parameters' CRS. What is wrong is recorded in the request's problems.
// Whatever the route's table does not have (limit, cursor, sortby, crs) keeps
// its default. ERROR_GONE for the cursor of an older version.
bool selection_read(struct request *request, struct selection *out,
                    struct error *err) MUST_CHECK;

// Only records what is wrong: what the checkers of routes call.
void check_selection(struct request *request);

// Finds the sort values of the row behind which the page begins. Needs the
// request's view.
bool selection_find_place(const struct request *request,
                          struct selection *selection,
                          struct error *err) MUST_CHECK;

// Moves the place where the page begins on by `count` features, reading no more
// of each than its place; `count` becomes how many there were. A selection of
// fewer has nothing left.
bool selection_skip(const struct request *request, struct selection *selection,
                    size_t *count, struct error *err) MUST_CHECK;

// A hash of all in the request that decides which features come, and in what
// order: a cursor is good for one such query.
uint32_t selection_shape(const struct request *request);

// What the answer's positions are written in: `crs`, or CRS84.
const struct crs_entry *request_crs(const struct request *request);

// The text in Dutch, else in English, else `otherwise`.
str label_text(const struct label *label, str otherwise);

#endif
