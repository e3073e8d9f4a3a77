#include "server/openapi.h"

#include "server/body.h"
#include "server/handlers/handlers.h"
#include "server/pages/pages.h"

bool get_openapi(struct app *app, struct request *request,
                 struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    if (request->format == FORMAT_HTML)
        return page_api(app, request, response, err);
    body_begin(&body, app, request);
    links_set_header(response, request);
    openapi_write(&json, request, app->config);
    return body_end(&body, response, err);
}
