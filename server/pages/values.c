#include "server/html_form.h"
#include "server/pages/pages.h"
#include "server/queryable.h"
#include "server/selection.h"

// The features that have this value, under the filters of this page.
static str items_url(const struct request *request, const struct field *field,
                     struct value value)
{
    str text = { 0 };
    struct buf url;
    str name = queryable_name(request->arena, field->name);
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url, collection_url(request, request->collection, "/items?"));
    percent_encode(&url, name, "");
    buf_add_char(&url, '=');
    percent_encode(&url, value_as_param(request->arena, value), "");
    for (size_t i = 0; i < request->params.pair_count; i++) {
        const struct pair *pair = &request->params.pairs[i];
        const struct schema *schema = &request->collection->schema;
        if (str_equal(pair->name, STR("f")) ||
            queryable_find(schema, pair->name) == field)
            continue;
        buf_add_char(&url, '&');
        percent_encode(&url, pair->name, "");
        buf_add_char(&url, '=');
        percent_encode(&url, pair->value, ",:/()");
    }
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}

static void add_row(struct buf *body, const struct request *request,
                    const struct field *field, const struct value_count *row)
{
    HTML(body, "<tr><th scope=\"row\">");
    html_value(body, field, row->value);
    HTML(body, "</th><td class=\"getal\">");
    html_count(body, row->count);
    HTML(body, "</td><td>");
    if (row->value.type != VALUE_NULL) {
        HTML(body, "<a href=\"");
        html_text(body, items_url(request, field, row->value));
        HTML(body, "\">Toon deze<span class=\"verborgen\">: ");
        html_text(body, value_as_param(request->arena, row->value));
        HTML(body, "</span></a>");
    }
    HTML(body, "</td></tr>\n");
}

bool page_values(struct app *app, struct request *request,
                 struct response *response, const struct values_page *values,
                 struct error *err)
{
    struct buf body;
    str title = label_text(&values->field->title, values->field->name);
    body_begin(&body, app, request);
    page_begin(
        &body, request,
        arena_printf(request->arena, "Waarden van: %.*s", STR_ARG(title)));
    form_begin(&body, request, "Filter");
    form_filters(&body, request);
    form_end(&body, request, "Tel");
    table_begin(&body, 1);
    html_text(&body, title);
    table_columns_begin(&body);
    table_column(&body, STR("Waarde"), false);
    table_column(&body, STR("Aantal"), true);
    table_column(&body, STR("Bekijk"), false);
    table_rows_begin(&body);
    for (size_t i = 0; i < values->count; i++)
        add_row(&body, request, values->field, &values->counts[i]);
    table_end(&body);
    return page_end(&body, app, request, response, err);
}
