#include "server/html_page.h"

#include "server/collection_json.h"
#include "server/contact.h"

// A page loads nothing but the stylesheet and runs nothing.
static const char content_policy[] =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

static const char *const form_names[] = {
    [FORMAT_JSON] = "JSON",
    [FORMAT_GEOJSON] = "GeoJSON",
    [FORMAT_CSV] = "CSV",
    [FORMAT_OPENAPI] = "OpenAPI",
    [FORMAT_SCHEMA] = "JSON Schema",
    [FORMAT_HTML] = "HTML",
    [FORMAT_TEXT] = "tekst",
    [FORMAT_STYLE] = "MapLibre",
    [FORMAT_TILEJSON] = "TileJSON",
    [FORMAT_JSONFG] = "JSON-FG",
    [FORMAT_GEOJSONSEQ] = "GeoJSON, een per regel",
};

// How the breadcrumbs call a resource; those of data have their own names.
static const struct {
    const char *id, *name;
} crumb_names[] = {
    { "getLandingPage", "API" },
    { "getConformance", "Standaarden" },
    { "getFunctions", "Functies" },
    { "getOpenApi", "Beschrijving" },
    { "getCollections", "Collecties" },
    { "getSchema", "Schema" },
    { "getTileMatrixSets", "Indelingen in tegels" },
    { "collection.vector.getTileSetsList", "Tegels" },
    { "dataset.vector.getTileSetsList", "Tegels" },
    { "getQueryables", "Filters" },
    { "getSortables", "Volgorde" },
    { "getItems", "Gegevens" },
    { "getAggregations", "Wat er te tellen is" },
    { "getAggregate", "Tellingen" },
    { "getStyles", "Stijlen" },
    { "getArchives", "Tegels uit bestanden" },
};

static str crumb_name(const struct request *request,
                      const struct route_match *match)
{
    str id = str_from(match->route->id);
    for (size_t i = 0; i < sizeof crumb_names / sizeof *crumb_names; i++)
        if (str_equal(str_from(crumb_names[i].id), id))
            return str_from(crumb_names[i].name);
    if (match->variable_count == 1 && request->collection)
        return collection_title(request->collection);
    // An item or a property: the last variable of the path.
    return request->variables[match->variable_count - 1];
}

static void add_crumb(struct buf *body, const struct request *request, str path)
{
    struct route_match match;
    if (!route_find(path, &match)) return;
    str name = crumb_name(request, &match);
    HTML(body, "<li>");
    if (path.len == request->path.len) {
        HTML(body, "<span aria-current=\"page\">");
        html_text(body, name);
        HTML(body, "</span>");
    } else {
        html_link(body,
                  arena_printf(request->arena, "%.*s%.*s",
                               STR_ARG(request->base_url), STR_ARG(path)),
                  name);
    }
    HTML(body, "</li>\n");
}

// One for each part of the path that is a resource of its own.
static void add_crumbs(struct buf *body, const struct request *request)
{
    str path = request->path;
    HTML(body, "<nav class=\"kruimels breed\" aria-label=\"Kruimelpad\">\n<ol>"
               "\n<li>");
    html_link(body, request_link(request, "/"), STR("Start"));
    HTML(body, "</li>\n");
    for (size_t to = 1; to <= path.len; to++)
        if (to == path.len || path.bytes[to] == '/')
            add_crumb(body, request, str_slice(path, 0, to));
    HTML(body, "</ol>\n</nav>\n");
}

// The next offer from `offer` on that is another form of this page.
static const struct offer *other_form(const struct request *request,
                                      const struct offer *offer)
{
    while (offer->name &&
           (offer->format == FORMAT_HTML || !links_has_form(request, offer)))
        offer++;
    return offer->name ? offer : NULL;
}

// `link` for the head of the page, or else a list for people.
static void add_forms(struct buf *body, const struct request *request,
                      bool is_head)
{
    const struct offer *offer = request->route->offers;
    while ((offer = other_form(request, offer))) {
        str href = request_form_url(request, offer);
        if (is_head) {
            buf_addf(body, "<link rel=\"alternate\" type=\"%s\" href=\"",
                     format_link_type(offer->format));
            html_text(body, href);
            HTML(body, "\">\n");
        } else {
            HTML(body, "<li>");
            html_link(body, href, str_from(form_names[offer->format]));
            HTML(body, "</li>\n");
        }
        offer++;
    }
}

static bool has_forms(const struct request *request)
{
    return request->route && other_form(request, request->route->offers);
}

void page_begin_with(struct buf *body, const struct request *request, str title,
                     str head)
{
    bool is_start = str_equal(request->path, STR("/"));
    HTML(body, "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n"
               "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
               "content=\"width=device-width, initial-scale=1\">\n<title>");
    html_text(body, title);
    if (!is_start) HTML(body, " – Buurt");
    HTML(body, "</title>\n<link rel=\"stylesheet\" href=\"");
    html_text(body, request_link(request, "/style.css"));
    HTML(body, "\">\n<link rel=\"icon\" href=\"data:,\">\n");
    if (has_forms(request)) add_forms(body, request, true);
    buf_add_str(body, head);
    HTML(body, "</head>\n<body>\n<a class=\"naar-inhoud\" href=\"#inhoud\">"
               "Naar de inhoud</a>\n<header class=\"band\">\n"
               "<div class=\"breed\">");
    html_link(body, request_link(request, "/"), STR("Buurt"));
    HTML(body, "</div>\n</header>\n");
    if (request->route && !is_start) add_crumbs(body, request);
    HTML(body, "<main id=\"inhoud\" class=\"breed\" tabindex=\"-1\">\n<h1>");
    html_text(body, title);
    HTML(body, "</h1>\n");
}

void page_begin(struct buf *body, const struct request *request, str title)
{
    page_begin_with(body, request, title, (str){ 0 });
}

static void add_fact(struct buf *body, const char *name, str href, str text)
{
    if (!text.len) return;
    buf_addf(body, "<dt>%s</dt> <dd>", name);
    if (html_is_address(href))
        html_link(body, href, text);
    else
        html_text(body, text);
    HTML(body, "</dd>\n");
}

static void add_source(struct buf *body, const struct request *request)
{
    const struct dataset *dataset = request->collection->dataset;
    add_fact(body, "Bron", (str){ 0 }, dataset->attribution);
    add_fact(body, "Licentie", dataset->license, dataset->license);
    if (!dataset->updated.len) return;
    HTML(body, "<dt>Bijgewerkt</dt> <dd>");
    html_time(body, timestamp_shorten(request->arena, dataset->updated));
    HTML(body, "</dd>\n");
}

static void add_contact(struct buf *body, const struct app *app,
                        struct arena *arena)
{
    struct contact contact = contact_parse(str_from(app->config->contact));
    str mail = { 0 };
    if (contact.mail.len)
        mail = arena_printf(arena, "mailto:%.*s", STR_ARG(contact.mail));
    add_fact(body, "Contact", mail,
             contact.name.len ? contact.name : contact.mail);
    add_fact(body, "Website", contact.url, contact.url);
}

static void add_footer(struct buf *body, const struct app *app,
                       const struct request *request)
{
    HTML(body, "<footer>\n<div class=\"breed\">\n"
               "<h2>Over deze pagina</h2>\n<dl>\n");
    if (request->collection) add_source(body, request);
    add_contact(body, app, request->arena);
    HTML(body, "<dt>Programma</dt> <dd>Buurt, vrije software (EUPL-1.2)</dd>\n"
               "</dl>\n</div>\n</footer>\n</body>\n</html>\n");
}

bool page_end(struct buf *body, const struct app *app,
              const struct request *request, struct response *response,
              struct error *err)
{
    if (has_forms(request)) {
        HTML(body, "<nav class=\"vormen\" aria-labelledby=\"vormen\">\n"
                   "<h2 id=\"vormen\">Hetzelfde voor programma’s</h2>\n<ul>\n");
        add_forms(body, request, false);
        HTML(body, "</ul>\n</nav>\n");
    }
    HTML(body, "</main>\n");
    add_footer(body, app, request);
    response_header(response, "Content-Security-Policy",
                    str_from(content_policy));
    return body_end(body, response, err);
}

void page_paging(struct buf *body, const struct request *request, str next_url)
{
    bool is_first = !request_param(request, "cursor")->is_given;
    if (is_first && !next_url.len) return;
    HTML(body, "<nav class=\"bladeren\" aria-label=\"Bladeren\">\n<ul>\n");
    if (!is_first) {
        HTML(body, "<li><a rel=\"first\" href=\"");
        html_text(body, request_url_with(request, "cursor", (str){ 0 }));
        HTML(body, "\">Naar de eerste pagina</a></li>\n");
    }
    if (next_url.len) {
        HTML(body, "<li><a rel=\"next\" href=\"");
        html_text(body, next_url);
        HTML(body, "\">Volgende pagina</a></li>\n");
    }
    HTML(body, "</ul>\n</nav>\n");
}

void table_begin(struct buf *body, int number)
{
    buf_addf(body,
             "<div class=\"tabel\" role=\"region\" tabindex=\"0\" "
             "aria-labelledby=\"tabel-%d\">\n<table>\n"
             "<caption id=\"tabel-%d\">",
             number, number);
}

void table_columns_begin(struct buf *body)
{
    HTML(body, "</caption>\n<thead>\n<tr>");
}

void table_column(struct buf *body, str title, bool is_number)
{
    buf_addf(body, "<th scope=\"col\"%s>", is_number ? " class=\"getal\"" : "");
    html_text(body, title);
    HTML(body, "</th>");
}

void table_rows_begin(struct buf *body)
{
    HTML(body, "</tr>\n</thead>\n<tbody>\n");
}

void table_end(struct buf *body)
{
    HTML(body, "</tbody>\n</table>\n</div>\n");
}

void table_cell(struct buf *body, bool is_number)
{
    buf_add_str(body, is_number ? STR("<td class=\"getal\">") : STR("<td>"));
}
