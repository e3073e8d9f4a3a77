#include "server/body.h"
#include "server/embedded.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/map_page.h"
#include "server/pages/pages.h"
#include "server/style/legend.h"
#include "server/style/style_write.h"

#define STYLE_TYPE "application/vnd.mapbox.style+json"

static void write_style_entry(struct json *json, const struct request *request,
                              const struct style *style)
{
    json_object_begin(json);
    json_member_str(json, "id", style->id);
    json_member_str(json, "title", style_title(style));
    json_key(json, STR("links"));
    json_array_begin(json);
    link_write(json, &(struct link){ "stylesheet", STYLE_TYPE, "De stijl",
                                     style_url(request, style, "", NULL) });
    link_write(json,
               &(struct link){ "describedby", "application/json",
                               "Wat de stijl toont",
                               style_url(request, style, "/metadata", NULL) });
    json_array_end(json);
    json_object_end(json);
}

bool get_styles(struct app *app, struct request *request,
                struct response *response, struct error *err)
{
    struct buf body;
    struct style_list list;
    struct json json = { .out = &body };
    if (!style_list_read(request, &list, err)) return false;
    if (request->format == FORMAT_HTML)
        return page_map_styles(app, request, response, &list, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    if (list.count) json_member_str(&json, "default", list.styles[0].id);
    json_key(&json, STR("styles"));
    json_array_begin(&json);
    for (size_t i = 0; i < list.count; i++)
        write_style_entry(&json, request, &list.styles[i]);
    json_array_end(&json);
    return body_end_object(&json, request, response, err);
}

void check_style(struct request *request)
{
    drawing_check(request);
}

void check_map_style(struct request *request)
{
    drawing_check(request);
    map_page_check(request);
}

// A style of now is of this minute. Its validator says which, so that nobody
// keeps the one of an hour ago.
static void set_passing(const struct drawing *drawing,
                        struct response *response)
{
    if (!drawing->is_passing) return;
    response->is_not_cached = true;
    response_header(response, "Cache-Control", STR("public, max-age=60"));
    response_header(response, "ETag",
                    arena_printf(drawing->request->arena, "\"%s-%.*s\"",
                                 embedded_version, STR_ARG(drawing->now)));
}

bool get_map_style(struct app *app, struct request *request,
                   struct response *response, struct error *err)
{
    struct buf body;
    struct request drawn;
    struct drawing drawing;
    struct json json = { .out = &body };
    if (!map_page_drawn(request, &drawn, err) ||
        !drawing_read(app, &drawn, &drawing, err))
        return false;
    set_passing(&drawing, response);
    if (request->format == FORMAT_HTML)
        return page_map_style(app, request, response, &drawing, err);
    body_begin(&body, app, request);
    style_write(&json, &drawing);
    return body_end(&body, response, err);
}

bool get_style_metadata(struct app *app, struct request *request,
                        struct response *response, struct error *err)
{
    struct buf body;
    struct drawing drawing;
    struct json json = { .out = &body };
    if (!drawing_read(app, request, &drawing, err)) return false;
    body_begin(&body, app, request);
    style_metadata_write(&json, &drawing);
    set_passing(&drawing, response);
    return body_end(&body, response, err);
}

bool get_style_legend(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    struct buf body;
    struct legend legend;
    struct drawing drawing;
    struct json json = { .out = &body };
    if (!drawing_read(app, request, &drawing, err) ||
        !legend_read(&drawing, &legend, err))
        return false;
    body_begin(&body, app, request);
    if (request->format == FORMAT_PNG &&
        !legend_write_png(request->arena, &legend, &body, err))
        return false;
    if (request->format == FORMAT_SVG) legend_write_svg(&body, &legend);
    if (request->format == FORMAT_JSON)
        legend_write_json(&json, request, &legend);
    return body_end(&body, response, err);
}
