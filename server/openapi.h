// The OpenAPI 3.0 document, made from the routes and the catalog: what it says
// is what the server does.
//
// Every path of the table is there with its parameters; beside the path with
// {collectionId}, the items of each collection have a path of their own with
// its properties as parameters, because GDAL looks there for what it may
// filter on.

#ifndef SERVER_OPENAPI_H
#define SERVER_OPENAPI_H

#include "base/json.h"
#include "server/config.h"
#include "server/request.h"

void openapi_write(struct json *json, const struct request *request,
                   const struct config *config);

#endif
