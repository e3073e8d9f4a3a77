#include "server/pages/map_page.h"

#include "server/collection_json.h"
#include "server/embedded.h"
#include "server/pages/item_list.h"

// The viewer is a script of ours with a worker of ours. It asks this server for
// everything, and draws its controls from images within its stylesheet.
static const char map_policy[] =
    "default-src 'none'; script-src 'self'; worker-src 'self'; "
    "connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

// Whether the program was built with it.
static bool has_viewer(void)
{
    str bytes;
    return embedded_find(STR("viewer/viewer.js"), &bytes);
}

static str viewer_url(const struct request *request, const char *file)
{
    return request_link(request, "/viewer/%s?v=%s", file, embedded_version);
}

void map_page_begin(struct buf *body, const struct request *request, str title)
{
    str css = viewer_url(request, "viewer.css");
    str script = viewer_url(request, "viewer.js"), head = { 0 };
    if (has_viewer())
        head = arena_printf(request->arena,
                            "<link rel=\"stylesheet\" href=\"%.*s\">\n"
                            "<script type=\"module\" src=\"%.*s\"></script>\n",
                            STR_ARG(css), STR_ARG(script));
    page_begin_with(body, request, title, head);
}

static void add_attribute(struct buf *body, const char *name, str value)
{
    buf_addf(body, " data-%s=\"", name);
    html_text(body, value);
    HTML(body, "\"");
}

void map_begin(struct buf *body, const struct request *request, str style_url)
{
    HTML(body, "<div class=\"kaartblad\">\n<div class=\"kaartvak\">\n");
    if (!has_viewer()) return;
    HTML(body, "<div id=\"kaart\" class=\"kaart\" hidden");
    add_attribute(body, "style", style_url);
    add_attribute(body, "worker", viewer_url(request, "worker.js"));
    HTML(body, "></div>\n<noscript><p class=\"zacht\">De kaart zelf heeft "
               "JavaScript nodig. De lijst toont dezelfde gegevens.</p>"
               "</noscript>\n");
}

bool map_end(struct buf *body, struct request *request, struct error *err)
{
    HTML(body, "</div>\n");
    if (collection_has_place(request->collection) &&
        !item_list_add(body, request, err))
        return false;
    HTML(body, "</div>\n");
    return true;
}

bool map_page_end(struct buf *body, const struct app *app,
                  const struct request *request, struct response *response,
                  struct error *err)
{
    if (!page_end(body, app, request, response, err)) return false;
    if (has_viewer())
        response_header(response, "Content-Security-Policy",
                        str_from(map_policy));
    return true;
}

void map_page_check(struct request *request)
{
    static const char *const names[] = { "bbox", "limit", "cursor" };
    if (request->format == FORMAT_HTML) return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (request_param(request, names[i])->is_given)
            request_problem(request, names[i],
                            "is about the list on the page for people; ask "
                            "for f=html, or leave it out");
}
