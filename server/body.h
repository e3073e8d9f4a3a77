// The body of an answer: begun with the limit that the server has for one,
// ended by handing it to the response.

#ifndef SERVER_BODY_H
#define SERVER_BODY_H

#include "base/json.h"
#include "server/app.h"
#include "server/request.h"
#include "server/response.h"

void body_begin(struct buf *body, const struct app *app,
                const struct request *request);

bool body_end(struct buf *body, struct response *response,
              struct error *err) MUST_CHECK;

// Ends a body that is one JSON object, with no link but the one to itself.
bool body_end_object(struct json *json, const struct request *request,
                     struct response *response, struct error *err) MUST_CHECK;

// Content-Crs: which system the positions of this answer are in.
void body_set_crs(struct response *response, const struct request *request);

#endif
