#include "server/body.h"

#include "server/links.h"
#include "server/selection.h"

// Longer than any URL or name that is made while a body is written. An arena
// that could not hold one of those cannot hold this either, so one look at the
// end finds what nobody looked at on the way.
enum { SPARE_BYTES = 64 * 1024 };

void body_begin(struct buf *body, const struct app *app,
                const struct request *request)
{
    buf_init(body, request->arena,
             (size_t)app->config->max_response_mb * 1024 * 1024);
}

bool body_end(struct buf *body, struct response *response, struct error *err)
{
    str bytes;
    if (body->failure == ERROR_TOO_LARGE)
        return error_set(err, ERROR_TOO_LARGE,
                         "the answer would be larger than %zu MB "
                         "(max-response-mb); ask for less: a smaller limit, "
                         "a box, or a filter",
                         body->limit >> 20);
    if (!buf_finish(body, &bytes, err)) return false;
    if (!arena_alloc(body->arena, SPARE_BYTES))
        return error_set(err, ERROR_NO_MEMORY, "no room for the answer");
    response->body = bytes;
    return true;
}

bool body_end_object(struct json *json, const struct request *request,
                     struct response *response, struct error *err)
{
    json_key(json, STR("links"));
    json_array_begin(json);
    links_write_self(json, request);
    json_array_end(json);
    json_object_end(json);
    return body_end(json->out, response, err);
}

void body_set_crs(struct response *response, const struct request *request)
{
    str value = arena_printf(request->arena, "<%s>", request_crs(request)->uri);
    response_header(response, "Content-Crs", value);
}
