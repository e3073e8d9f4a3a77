#include "server/pages/pages.h"

#include <string.h>

// What a GET reaches without variables leads somewhere; others are patterns.
static void add_path(struct buf *body, const struct request *request,
                     const struct route *route)
{
    str path = str_from(route->path);
    bool has_variables = route_variable_name(route, 0).len;
    buf_addf(body, "<p>%s ", route->is_post_only ? "POST" : "GET");
    if (has_variables || route->is_post_only) {
        HTML(body, "<code>");
        html_text(body, path);
        HTML(body, "</code>");
    } else {
        html_link(body, request_link(request, "%s", route->path), path);
    }
    HTML(body, "</p>\n");
}

static void add_parameter(struct buf *body, str name, str summary)
{
    HTML(body, "<tr><th scope=\"row\"><code>");
    html_text(body, name);
    HTML(body, "</code></th><td>");
    html_text(body, summary);
    HTML(body, "</td></tr>\n");
}

static void add_formats(struct buf *body, const struct route *route)
{
    HTML(body, "<tr><th scope=\"row\"><code>f</code></th><td>De vorm van het "
               "antwoord; gaat boven de header Accept: ");
    for (const struct offer *o = route->offers; o->name; o++)
        buf_addf(body, "%s<code>%s</code>", o == route->offers ? "" : ", ",
                 o->name);
    HTML(body, ".</td></tr>\n");
}

static void add_choices(struct buf *body, const struct param *param)
{
    str choice, rest = str_from(param->choices);
    const char *before = " Mogelijk: ";
    while (str_next(&rest, ' ', &choice)) {
        buf_addf(body, "%s<code>%.*s</code>", before, STR_ARG(choice));
        before = ", ";
    }
    HTML(body, ".");
}

static void add_parameters(struct buf *body, const struct route *route,
                           int number)
{
    table_begin(body, number);
    buf_addf(body, "Parameters van <code>%s</code>", route->id);
    table_columns_begin(body);
    table_column(body, STR("Naam"), false);
    table_column(body, STR("Wat het doet"), false);
    table_rows_begin(body);
    for (const struct param *p = route->params; p && p->name; p++) {
        HTML(body, "<tr><th scope=\"row\"><code>");
        html_text(body, str_from(p->name));
        HTML(body, "</code></th><td>");
        html_text(body, str_from(p->summary));
        if (p->is_required) HTML(body, " Verplicht.");
        if (p->choices) add_choices(body, p);
        HTML(body, "</td></tr>\n");
    }
    if (route->accepts_fields)
        add_parameter(body, STR("eigenschap"),
                      STR("Elke eigenschap van /queryables, met de waarde die "
                          "ze moet hebben."));
    if (route->offers) add_formats(body, route);
    table_end(body);
}

static void add_operation(struct buf *body, const struct request *request,
                          const struct route *route, int number)
{
    buf_addf(body, "<h3 id=\"%s\">", route->id);
    html_text(body, str_from(route->summary));
    HTML(body, "</h3>\n");
    add_path(body, request, route);
    if (route->description) {
        HTML(body, "<p>");
        html_text(body, str_from(route->description));
        HTML(body, "</p>\n");
    }
    add_parameters(body, route, number);
}

bool page_api(struct app *app, struct request *request,
              struct response *response, struct error *err)
{
    struct buf body;
    int number = 0;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Wat de API kan"));
    HTML(&body,
         "<p class=\"inleiding\">Alle adressen met hun parameters. Dezelfde "
         "beschrijving is er voor programma’s, als OpenAPI-document. Een "
         "parameter die hier niet staat geeft een foutmelding.</p>\n");
    const struct route *route, *first;
    for (size_t i = 0; (first = route_at(i)); i++) {
        if (!route_opens_tag(first)) continue;
        buf_addf(&body, "<h2>%s</h2>\n", first->tag);
        for (size_t k = i; (route = route_at(k)); k++)
            if (route_is_described(route) && !strcmp(route->tag, first->tag))
                add_operation(&body, request, route, ++number);
    }
    return page_end(&body, app, request, response, err);
}
