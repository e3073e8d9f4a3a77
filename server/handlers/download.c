#include "server/download.h"

#include "server/body.h"
#include "server/handlers/handlers.h"
#include "server/selection.h"

// Ids of collections are made of lower-case letters, digits and hyphens, so
// that the name needs no escapes.
static bool set_headers(const struct request *request,
                        struct response *response, struct error *err)
{
    str name = arena_printf(request->arena, "attachment; filename=\"%.*s.%s\"",
                            STR_ARG(request->collection->id),
                            writer_find(request->format)->extension);
    if (!name.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a name");
    response_header(response, "Content-Disposition", name);
    body_set_crs(response, request);
    return true;
}

void check_download(struct request *request)
{
    check_selection(request);
}

bool get_download(struct app *app, struct request *request,
                  struct response *response, struct error *err)
{
    if (!set_headers(request, response, err)) return false;
    if (!request->view) return true;  // HEAD
    response->maker = download_open(app->config, request, err);
    return response->maker != NULL;
}
