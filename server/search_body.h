// The parameters of a search, from the JSON object in the body of a POST: what
// a URL holds as text stands there as JSON.
//
//   {"bbox": [6.5, 53.2, 6.6, 53.3], "near": [6.56, 53.21], "within": 500,
//    "filter": {"op": "=", "args": [{"property": "plaats"}, "Groningen"]},
//    "sortby": ["-bouwjaar", "straat"], "limit": 100, "plaats": "Groningen"}
//
// A filter that is an object is CQL2 JSON; one that is a text is what
// filter-lang says.

#ifndef SERVER_SEARCH_BODY_H
#define SERVER_SEARCH_BODY_H

#include "server/params.h"

// Sets params->pairs as params_split does. False when problems were recorded.
bool search_body_read(struct arena *arena, str body, struct params *params,
                      struct problems *problems);

#endif
