#include "server/body.h"
#include "server/collection_json.h"
#include "server/groupings.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/selection.h"

// The start page for people: plain HTML, nothing to load, no script.

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n"
    "<title>Buurt – open locatiedata</title>\n<style>\n"
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;"
    "max-width:60rem;margin:0 auto;padding:1rem}\n"
    "a{color:#154273}\ntable{border-collapse:collapse;width:100%}\n"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.5rem;"
    "border-bottom:1px solid #767676}\n"
    "td.getal,th.getal{text-align:right}\n"
    "code{background:#f3f3f3;padding:0 .2rem;overflow-wrap:anywhere}\n"
    "</style>\n</head>\n<body>\n<header>\n<h1>Buurt</h1>\n"
    "<p>Open locatiedata als API: features om op een kaart te zetten, en "
    "aantallen per buurt, wijk en gemeente.</p>\n</header>\n<main>\n";

static const char foot[] =
    "</main>\n<footer>\n<p>Buurt is vrije software (EUPL-1.2).</p>\n"
    "</footer>\n</body>\n</html>\n";

static void add_escaped(struct buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (c == '&')
            buf_add_str(out, STR("&amp;"));
        else if (c == '<')
            buf_add_str(out, STR("&lt;"));
        else if (c == '>')
            buf_add_str(out, STR("&gt;"));
        else if (c == '"')
            buf_add_str(out, STR("&quot;"));
        else
            buf_add_char(out, c);
    }
}

static void add_link(struct buf *out, str href, str text)
{
    buf_add_str(out, STR("<a href=\""));
    add_escaped(out, href);
    buf_add_str(out, STR("\">"));
    add_escaped(out, text);
    buf_add_str(out, STR("</a>"));
}

// 31805 as 31.805, the Dutch way.
static void add_count(struct buf *out, int64_t count)
{
    if (count >= 1000) {
        add_count(out, count / 1000);
        buf_addf(out, ".%03d", (int)(count % 1000));
    } else {
        buf_addf(out, "%d", (int)count);
    }
}

static void add_examples(struct buf *out, const struct request *request,
                         const struct collection *collection)
{
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, collection);
    add_link(out, collection_url(request, collection, ""), STR("beschrijving"));
    buf_addf(out, ", ");
    add_link(out, collection_url(request, collection, "/items"),
             STR("features"));
    buf_addf(out, ", ");
    add_link(out, collection_url(request, collection, "/items?f=csv"),
             STR("CSV"));
    if (!offers.count) return;
    struct buf url;
    str text;
    buf_init(&url, request->arena, 4096);
    buf_add_str(&url,
                collection_url(request, collection, "/aggregate?groupBy="));
    percent_encode(&url, offers.offers[0].name, "");
    if (!buf_finish(&url, &text, NULL)) return;
    buf_addf(out, ", ");
    add_link(out, text,
             arena_printf(request->arena, "aantallen per %.*s",
                          STR_ARG(offers.offers[0].name)));
}

static void add_row(struct buf *out, const struct request *request,
                    const struct collection *collection)
{
    str description =
        label_text(&collection->description,
                   label_text(&collection->dataset->description, (str){ 0 }));
    buf_addf(out, "<tr><th scope=\"row\">");
    add_escaped(out, collection_title(collection));
    buf_addf(out, "</th><td>");
    add_escaped(out, description);
    buf_addf(out, "</td><td class=\"getal\">");
    add_count(out, collection->feature_count);
    buf_addf(out, "</td><td>");
    add_examples(out, request, collection);
    buf_addf(out, "</td></tr>\n");
}

static void add_collections(struct buf *out, const struct request *request)
{
    size_t count = 0;
    const struct catalog *catalog = request->catalog;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *collection =
            visible_collection(catalog, catalog->collections[i].id);
        if (!collection) continue;
        if (!count++)
            buf_addf(out, "<table>\n<caption>Collecties</caption>\n<thead>"
                          "<tr><th scope=\"col\">Naam</th>"
                          "<th scope=\"col\">Wat het is</th>"
                          "<th scope=\"col\" class=\"getal\">Aantal</th>"
                          "<th scope=\"col\">Bekijk</th></tr></thead>\n"
                          "<tbody>\n");
        add_row(out, request, collection);
    }
    buf_addf(out, "%s",
             count ? "</tbody>\n</table>\n"
                   : "<p>Er zijn nog geen gegevens: importeer ze "
                     "met <code>buurt import</code>.</p>\n");
}

static void add_api(struct buf *out, const struct request *request)
{
    buf_addf(out, "<h2>De API</h2>\n<ul>\n<li>");
    add_link(out, request_link(request, "/v1"), STR("Landingspagina"));
    buf_addf(out, " van de OGC API, voor QGIS en GDAL</li>\n<li>");
    add_link(out, request_link(request, "/v1/openapi.json"),
             STR("OpenAPI-document"));
    buf_addf(out, "</li>\n<li>");
    add_link(out, request_link(request, "/v1/collections"),
             STR("Alle collecties"));
    buf_addf(out, " als JSON</li>\n<li>");
    add_link(out, request_link(request, "/v1/conformance"), STR("Standaarden"));
    buf_addf(out, " waaraan de API voldoet</li>\n</ul>\n");
}

bool get_start_page(struct app *app, struct request *request,
                    struct response *response, struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    buf_add(&body, head, sizeof head - 1);
    buf_addf(&body, "<h2>De gegevens</h2>\n");
    add_collections(&body, request);
    add_api(&body, request);
    buf_add(&body, foot, sizeof foot - 1);
    return body_end(&body, response, err);
}
