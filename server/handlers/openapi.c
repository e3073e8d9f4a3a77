#include "server/openapi.h"

#include "server/body.h"
#include "server/handlers/handlers.h"

bool get_openapi(struct app *app, struct request *request,
                 struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    body_begin(&body, app, request);
    openapi_write(&json, request, app->config);
    return body_end(&body, response, err);
}
