// Parts of the OpenAPI document: openapi.c puts them together.

#ifndef SERVER_OPENAPI_PARTS_H
#define SERVER_OPENAPI_PARTS_H

#include "server/openapi.h"

// JSON with ' for ": what is fixed reads better so. Adds a value.
void openapi_raw(struct json *json, const char *text);

// components.schemas, and whether there is one of this name.
void openapi_schemas_write(struct json *json);
bool openapi_has_schema(str name);

// components.parameters: one per name in the routes.
void openapi_parameters_write(struct json *json, const struct config *config);

// The parameters of one operation: those in the path, those of its table, and
// `f`. With `collection` the path is that collection's own: no collectionId,
// and its properties.
void openapi_operation_parameters(struct json *json,
                                  const struct request *request,
                                  const struct route *route,
                                  const struct collection *collection);

// The body of a search: its members are the parameters of the route.
void openapi_request_body(struct json *json, const struct route *route,
                          const struct config *config);

// `"example": …` of an answer; nothing when there is none.
void openapi_example_write(struct json *json, str schema, enum format format);

// components.headers and components.responses.
void openapi_responses_write(struct json *json);

// The responses of one operation.
void openapi_operation_responses(struct json *json, const struct route *route);

#endif
