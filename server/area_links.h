// Links from an area to those above, below and beside it.

#ifndef SERVER_AREA_LINKS_H
#define SERVER_AREA_LINKS_H

#include "base/json.h"
#include "server/request.h"

// parent: each area it lies in, the nearest first; children: the areas of the
// next finer level; adjacent: those of its own level that it borders on.
// Nothing for a collection that holds no areas. `feature` is one of the
// request's collection.
void area_links_write(struct json *json, const struct request *request,
                      const struct feature *feature);

#endif
