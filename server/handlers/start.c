#include "server/handlers/handlers.h"
#include "server/pages/pages.h"

bool get_start_page(struct app *app, struct request *request,
                    struct response *response, struct error *err)
{
    return page_start(app, request, response, err);
}

bool get_style(struct app *app, struct request *request,
               struct response *response, struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    for (size_t i = 0; html_style[i]; i++)
        buf_add_str(&body, str_from(html_style[i]));
    return body_end(&body, response, err);
}
