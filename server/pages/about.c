#include "server/pages/pages.h"
#include "server/pages/parts.h"

str count_url(const struct request *request,
              const struct collection *collection, str grouping)
{
    str text = { 0 };
    struct buf url;
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url,
                collection_url(request, collection, "/aggregate?groupBy="));
    percent_encode(&url, grouping, "");
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}

void page_links(struct buf *body, const struct link *links, size_t count)
{
    HTML(body, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        HTML(body, "<li>");
        html_link(body, links[i].href, str_from(links[i].title));
        HTML(body, "</li>\n");
    }
    HTML(body, "</ul>\n");
}

bool page_landing(struct app *app, struct request *request,
                  struct response *response, const struct link *links,
                  size_t link_count, struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("De API van Buurt"));
    HTML(&body,
         "<p class=\"inleiding\">Open locatiedata: features, en aantallen per "
         "buurt, wijk en gemeente. Dit is het begin van de API, volgens OGC "
         "API Features: geef dit adres aan QGIS, GDAL of een eigen programma."
         "</p>\n");
    page_links(&body, links, link_count);
    if (!maps_list(&body, request, err)) return false;
    return page_end(&body, app, request, response, err);
}

bool page_conformance(struct app *app, struct request *request,
                      struct response *response, const char *const *classes,
                      size_t class_count, struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Standaarden"));
    HTML(&body, "<p class=\"inleiding\">De onderdelen van OGC-standaarden "
                "(conformiteitsklassen) waaraan deze API voldoet.</p>\n<ul>\n");
    for (size_t i = 0; i < class_count; i++) {
        HTML(&body, "<li><code>");
        html_text(&body, str_from(classes[i]));
        HTML(&body, "</code></li>\n");
    }
    HTML(&body, "</ul>\n");
    return page_end(&body, app, request, response, err);
}

bool page_start(struct app *app, struct request *request,
                struct response *response, struct error *err)
{
    struct buf body;
    const struct link links[] = {
        { NULL, NULL, "Het begin van de API, voor QGIS en GDAL",
          request_link(request, "/v1") },
        { NULL, NULL, "Wat de API kan: adressen en parameters",
          request_link(request, "/v1/openapi.json?f=html") },
        { NULL, NULL, "Het OpenAPI-document",
          request_link(request, "/v1/openapi.json?f=json") },
        { NULL, NULL, "De standaarden waaraan de API voldoet",
          request_link(request, "/v1/conformance") },
    };
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Buurt: open locatiedata"));
    HTML(&body, "<p class=\"inleiding\">Gegevens met een plaats, om op een "
                "kaart te zetten, in een tabel te bekijken of op te halen; en "
                "aantallen per buurt, wijk en gemeente.</p>\n");
    if (!maps_list(&body, request, err)) return false;
    HTML(&body, "<h2>De gegevens</h2>\n");
    collections_table(&body, request);
    HTML(&body, "<h2>De API</h2>\n");
    page_links(&body, links, sizeof links / sizeof *links);
    return page_end(&body, app, request, response, err);
}
