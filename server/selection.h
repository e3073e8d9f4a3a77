// From the checked parameters of a request to what the store is asked.

#ifndef SERVER_SELECTION_H
#define SERVER_SELECTION_H

#include "server/request.h"
#include "store/query.h"

// Box, time and conditions, in the parameters' CRS. Whatever the route's table
// does not have (limit, cursor, skipGeometry, crs) keeps its default.
// ERROR_GONE for the cursor of an older version.
bool selection_read(struct request *request, struct selection *out,
                    struct error *err) MUST_CHECK;

// What the answer's positions are written in: `crs`, or CRS84.
const struct crs_entry *request_crs(const struct request *request);

// The text in Dutch, else in English, else `otherwise`.
str label_text(const struct label *label, str otherwise);

#endif
