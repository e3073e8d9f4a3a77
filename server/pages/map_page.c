#include "server/pages/map_page.h"

#include "server/background.h"
#include "server/embedded.h"

// The viewer is a script of ours with a worker of ours. It asks this server for
// everything, and draws its controls from images within its stylesheet.
#define POLICY(also) \
    "default-src 'none'; script-src 'self'; worker-src 'self'; " \
    "connect-src 'self'" also "; style-src 'self'; " \
    "img-src 'self' data: blob:" also "; " \
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

static str map_policy(const struct app *app, struct arena *arena)
{
    struct background background;
    if (!background_parse(str_from(app->config->map_background), &background))
        return STR(POLICY(""));
    return arena_printf(arena, POLICY(" %.*s"), STR_ARG(background.origin),
                        STR_ARG(background.origin));
}

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

void map_begin(struct buf *body, const struct app *app,
               const struct request *request, str style_url, bool has_list)
{
    struct background background;
    HTML(body, "<div class=\"kaartblad\">\n<div class=\"kaartvak\">\n");
    if (!has_viewer()) return;
    HTML(body, "<div id=\"kaart\" class=\"kaart\" hidden");
    add_attribute(body, "style", style_url);
    add_attribute(body, "worker", viewer_url(request, "worker.js"));
    if (background_parse(str_from(app->config->map_background), &background)) {
        add_attribute(body, "background", background.url);
        add_attribute(body, "background-attribution", background.attribution);
    }
    HTML(body, "></div>\n<noscript><p class=\"zacht\">De kaart zelf heeft "
               "JavaScript nodig.");
    if (has_list) HTML(body, " De lijst toont dezelfde gegevens.");
    HTML(body, "</p></noscript>\n");
}

void map_end(struct buf *body)
{
    HTML(body, "</div>\n");
}

void map_list_end(struct buf *body)
{
    HTML(body, "</div>\n");
}

bool map_page_end(struct buf *body, const struct app *app,
                  const struct request *request, struct response *response,
                  struct error *err)
{
    if (!page_end(body, app, request, response, err)) return false;
    if (has_viewer())
        response_header(response, "Content-Security-Policy",
                        map_policy(app, request->arena));
    return true;
}

static const char *const list_params[] = { "bbox", "limit", "cursor", NULL };
enum { LIST_PARAM_COUNT = sizeof list_params / sizeof *list_params - 1 };

static bool is_of_list(str name)
{
    for (size_t i = 0; i < LIST_PARAM_COUNT; i++)
        if (str_equal(name, str_from(list_params[i]))) return true;
    return false;
}

bool map_page_drawn(const struct request *request, struct request *out,
                    struct error *err)
{
    const struct params *all = &request->params;
    struct pair *pairs =
        ARENA_ARRAY(request->arena, struct pair, all->pair_count + 1);
    if (!pairs) return error_set(err, ERROR_NO_MEMORY, "no room for a map");
    *out = *request;
    out->params.pairs = pairs;
    out->params.pair_count = 0;
    out->params.box = (struct box_filter){ 0 };
    for (size_t i = 0; i < all->pair_count; i++)
        if (!is_of_list(all->pairs[i].name))
            pairs[out->params.pair_count++] = all->pairs[i];
    return true;
}

void map_page_check(struct request *request)
{
    request->page_params = list_params;
    if (request->format == FORMAT_HTML) return;
    for (size_t i = 0; i < LIST_PARAM_COUNT; i++)
        if (request_param(request, list_params[i])->is_given)
            request_problem(request, list_params[i],
                            "is about the list on the page for people; ask "
                            "for f=html, or leave it out");
}
