// A collection as /v1/collections and /v1/collections/{collectionId} show it:
// the same members in both.

#ifndef SERVER_COLLECTION_JSON_H
#define SERVER_COLLECTION_JSON_H

#include "base/json.h"
#include "server/request.h"

void collection_write(struct json *json, const struct request *request,
                      const struct collection *collection);

// `"crs": [...]`: every system on offer.
void crs_list_write(struct json *json);

// What is written for people: the title in Dutch, else English, else the id.
str collection_title(const struct collection *collection);

// Whether its features have a place at all.
bool collection_has_place(const struct collection *collection);

#endif
