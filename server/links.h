// Links as every JSON answer of the API has them, and the paths they point to.

#ifndef SERVER_LINKS_H
#define SERVER_LINKS_H

#include "base/json.h"
#include "server/request.h"
#include "server/response.h"

#define REL_OGC "http://www.opengis.net/def/rel/ogc/1.0/"

struct link {
    const char *rel, *type, *title;  // title may be NULL
    str href;
};

void link_write(struct json *json, const struct link *link);

// base_url/v1/collections/{id}{tail}: `tail` is "/items", or "".
str collection_url(const struct request *request,
                   const struct collection *collection, const char *tail);

// Whether `offer`, one of the route's, is a form of this answer that has a
// link. Two names may stand for one format: only the first gets one.
bool links_has_form(const struct request *request, const struct offer *offer);

// The rel=self link of an answer, and an alternate link for each other form of
// it.
void links_write_self(struct json *json, const struct request *request);

// The rel=collection link to the collection that the request is about.
void links_write_collection(struct json *json, const struct request *request);

// The alternate links as a Link header, for answers whose bodies have no place
// for links.
void links_set_header(struct response *response, const struct request *request);

// Adds `<href>; rel="…"; type="…"` to the text of a Link header.
void link_header_add(struct buf *out, const struct link *link);

#endif
