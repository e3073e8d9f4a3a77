#include "server/pages/pages.h"

static const struct {
    unsigned status;
    const char *title, *advice;
} titles[] = {
    { 400, "De vraag klopt niet", "Pas het adres aan en probeer het opnieuw." },
    { 404, "Dit is er niet",
      "Misschien is het adres verkeerd overgenomen of bestaat de pagina niet "
      "meer." },
    { 405, "Dit kan hier niet", "Deze pagina is alleen te lezen." },
    { 406, "Deze vorm is er niet", "Vraag een van de vormen die er wel zijn." },
    { 410, "Deze pagina is verlopen",
      "De gegevens zijn intussen vernieuwd. Begin opnieuw bij de eerste "
      "pagina." },
    { 414, "Het adres is te lang", "Vraag minder in één keer." },
    { 503, "Even geduld",
      "Het is te druk of de vraag is te groot. Probeer het zo opnieuw, of "
      "vraag minder." },
};

static void add_errors(struct buf *body, const struct problems *problems)
{
    table_begin(body, 1);
    HTML(body, "Wat er niet klopt");
    table_columns_begin(body);
    table_column(body, STR("Parameter"), false);
    table_column(body, STR("Melding"), false);
    table_rows_begin(body);
    for (const struct problem *p = problems->first; p; p = p->next) {
        HTML(body, "<tr><th scope=\"row\"><code>");
        html_text(body, p->name);
        HTML(body, "</code></th><td lang=\"en\">");
        html_text(body, p->detail);
        HTML(body, "</td></tr>\n");
    }
    table_end(body);
    if (problems->count > PROBLEMS_MAX)
        buf_addf(body, "<p>En nog %zu.</p>\n", problems->count - PROBLEMS_MAX);
}

// The nearest thing above that does exist.
static void add_ways_out(struct buf *body, const struct request *request)
{
    HTML(body, "<ul>\n");
    if (request->collection) {
        HTML(body, "<li>");
        html_link(body, collection_url(request, request->collection, ""),
                  STR("Terug naar de collectie"));
        HTML(body, "</li>\n");
    }
    HTML(body, "<li>");
    html_link(body, request_link(request, "/v1/collections"),
              STR("Alle collecties"));
    HTML(body, "</li>\n<li>");
    html_link(body, request_link(request, "/v1/openapi.json?f=html"),
              STR("Wat de API kan"));
    HTML(body, "</li>\n</ul>\n");
}

bool page_problem(struct app *app, const struct request *request,
                  struct response *response, const struct problem_text *text)
{
    struct buf body;
    // Without a route: neither a place in the whole nor other forms.
    struct request nowhere = *request;
    nowhere.route = NULL;
    str title = STR("Er ging iets mis");
    str advice = STR("Het ligt niet aan u. Probeer het later opnieuw.");
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (titles[i].status != text->status) continue;
        title = str_from(titles[i].title);
        advice = str_from(titles[i].advice);
    }
    body_begin(&body, app, request);
    page_begin(&body, &nowhere, title);
    buf_addf(&body,
             "<div class=\"fout\">\n<p>%.*s</p>\n<p class=\"zacht\">%u "
             "<span lang=\"en\">%s</span>: <span lang=\"en\">",
             STR_ARG(advice), text->status, status_title(text->status));
    html_text(&body, text->detail);
    HTML(&body, "</span></p>\n</div>\n");
    if (text->problems && text->problems->first)
        add_errors(&body, text->problems);
    add_ways_out(&body, request);
    response->content_type = format_media_type(FORMAT_HTML);
    return page_end(&body, app, &nowhere, response, NULL);
}
