// The headers of an answer, and what a client may already have of it.

#ifndef SERVER_HEADERS_H
#define SERVER_HEADERS_H

#include "server/response.h"

// What API-Version says, and `info.version` of the OpenAPI document.
#define API_VERSION "1.0.0"

enum { HEADER_LIST_MAX = 32 };

struct header_list {
    struct header items[HEADER_LIST_MAX];
    size_t count;
};

// What every answer has: API-Version, CORS, the security headers. `is_secure`:
// the client came over https, and is told to keep doing so.
void headers_init(struct header_list *list, bool is_secure);

// Adds, or replaces the one of that name.
void headers_set(struct header_list *list, const char *name, str value);

// Whether an If-None-Match header names `etag` (weak comparison, RFC 9110
// §8.8.3.2), or is "*".
bool etag_matches(str if_none_match, str etag);

// RFC 3339, in UTC, as the store writes it, as "Sun, 06 Nov 1994 08:49:37 GMT".
// Empty for anything else.
str http_date(struct arena *arena, str timestamp);

#endif
