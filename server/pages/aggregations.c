#include "server/collection_json.h"
#include "server/pages/pages.h"
#include "server/pages/parts.h"
#include "server/selection.h"

static void add_groupings(struct buf *body, const struct request *request)
{
    const struct collection *collection = request->collection;
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, collection);
    table_begin(body, 1);
    HTML(body, "Waarnaar te tellen is");
    table_columns_begin(body);
    table_column(body, STR("Indeling"), false);
    table_column(body, STR("Naam voor groupBy"), false);
    table_column(body, STR("Waarden"), true);
    table_rows_begin(body);
    for (size_t i = 0; i < offers.count; i++) {
        const struct grouping_offer *offer = &offers.offers[i];
        const struct field *field = offer->grouping.field;
        HTML(body, "<tr><th scope=\"row\">");
        html_link(body, count_url(request, collection, offer->name),
                  offer->title);
        HTML(body, "</th><td><code>");
        html_text(body, offer->name);
        HTML(body, "</code></td><td class=\"getal\">");
        if (offer->areas)
            html_count(body, offer->areas->feature_count);
        else if (field && field->choice_count)
            html_count(body, (int64_t)field->choice_count);
        HTML(body, "</td></tr>\n");
    }
    table_end(body);
}

static void add_measures(struct buf *body, const struct collection *collection)
{
    HTML(body, "<h2>Wat er te berekenen is</h2>\n<ul>\n"
               "<li><code>count</code> ");
    buf_add_str(body, count_title(collection));
    HTML(body, ": altijd</li>\n");
    for (size_t i = 0; i < collection->schema.count; i++) {
        const struct field *field = &collection->schema.fields[i];
        if (!field->is_measure) continue;
        for (size_t k = 0; k < measure_function_count; k++) {
            buf_addf(body, "<li><code>%s(", measure_functions[k].name);
            html_text(body, field->name);
            buf_addf(body, ")</code> %s van ", measure_functions[k].title);
            html_text(body, label_text(&field->title, field->name));
            HTML(body, "</li>\n");
        }
    }
    HTML(body, "</ul>\n");
}

static void add_rates(struct buf *body, const struct request *request)
{
    size_t count = 0;
    const struct collection *areas =
        rate_areas(request->catalog, request->collection);
    for (size_t i = 0; areas && i < areas->schema.count; i++) {
        const struct field *field = &areas->schema.fields[i];
        if (!is_rate_base(field)) continue;
        if (!count++)
            HTML(body, "<p>Met <code>rate(x, naam)</code> ook per:</p>\n<ul>"
                       "\n");
        HTML(body, "<li><code>");
        html_text(body, field->name);
        HTML(body, "</code> ");
        html_text(body, label_text(&field->title, field->name));
        HTML(body, "</li>\n");
    }
    if (count) HTML(body, "</ul>\n");
}

static void add_tiles(struct buf *body, const struct request *request)
{
    if (!aggregate_tiles_any(request, request->collection)) return;
    HTML(body, "<p>");
    html_link(
        body,
        collection_url(request, request->collection, "/aggregate/tiles?f=html"),
        STR("De aantallen in tegels, voor op een kaart"));
    HTML(body, "</p>\n");
}

bool page_aggregations(struct app *app, struct request *request,
                       struct response *response, struct error *err)
{
    struct buf body;
    const struct collection *collection = request->collection;
    body_begin(&body, app, request);
    page_begin(&body, request,
               arena_printf(request->arena, "%.*s: wat er te tellen is",
                            STR_ARG(collection_title(collection))));
    add_groupings(&body, request);
    add_measures(&body, collection);
    add_rates(&body, request);
    add_tiles(&body, request);
    return page_end(&body, app, request, response, err);
}
