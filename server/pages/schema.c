#include "server/collection_json.h"
#include "server/html_form.h"
#include "server/pages/pages.h"
#include "server/queryable.h"
#include "server/selection.h"
#include "server/sortable.h"

static const char *const type_names[] = {
    [VALUE_NULL] = "",
    [VALUE_BOOL] = "ja of nee",
    [VALUE_INT] = "geheel getal",
    [VALUE_REAL] = "getal",
    [VALUE_TEXT] = "tekst",
    [VALUE_DATE] = "datum",
    [VALUE_TIME] = "datum en tijd",
};

static void add_choices(struct buf *body, struct arena *arena,
                        const struct field *field)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        HTML(body, "<li><code>");
        html_text(body, value_as_param(arena, field->choices[i]));
        HTML(body, "</code>");
        if (field->choice_labels && field->choice_labels[i].len) {
            HTML(body, " ");
            html_text(body, field->choice_labels[i]);
        }
        HTML(body, "</li>");
    }
}

// What the values are: a list of them where there are few.
static void add_values(struct buf *body, struct arena *arena,
                       const struct field *field)
{
    str description = label_text(&field->description, (str){ 0 });
    if (description.len) {
        HTML(body, "<p>");
        html_text(body, description);
        HTML(body, "</p>");
    }
    if (!field->choice_count) return;
    buf_addf(body, "<details><summary>%zu waarden</summary><ul>",
             field->choice_count);
    add_choices(body, arena, field);
    HTML(body, "</ul></details>");
}

static void add_field(struct buf *body, const struct request *request,
                      const struct field *field, enum schema_purpose purpose)
{
    str name = field->name;
    if (purpose != SCHEMA_RETURNABLES)
        name = queryable_name(request->arena, field->name);
    HTML(body, "<tr><th scope=\"row\">");
    html_text(body, label_text(&field->title, field->name));
    HTML(body, "</th><td><code>");
    html_text(body, name);
    buf_addf(body, "</code></td><td>%s", type_names[field->type]);
    if (field->unit.len) {
        HTML(body, " in ");
        html_text(body, field->unit);
    }
    if (purpose == SCHEMA_RETURNABLES && field->is_required)
        HTML(body, ", altijd ingevuld");
    HTML(body, "</td><td>");
    add_values(body, request->arena, field);
    HTML(body, "</td></tr>\n");
}

static void add_geometry(struct buf *body, const struct collection *collection)
{
    if (!collection_has_place(collection)) return;
    HTML(body, "<tr><th scope=\"row\">Geometrie</th><td><code>geometry</code>"
               "</td><td>");
    buf_add_str(body, html_geometry_name(collection->geom_type));
    HTML(body, "</td><td></td></tr>\n");
}

// Where no property is the id, the number of the row is.
static void add_row_id(struct buf *body, const struct collection *collection)
{
    str name = row_id_name(collection);
    if (!name.len) return;
    HTML(body, "<tr><th scope=\"row\">Nummer van de rij</th><td><code>");
    html_text(body, name);
    HTML(body, "</code></td><td>geheel getal</td><td></td></tr>\n");
}

static const struct {
    const char *title, *lead;
} texts[] = {
    [SCHEMA_RETURNABLES] = { "schema", "De eigenschappen van een feature: "
                                       "hoe ze heten, en wat erin staat." },
    [SCHEMA_QUERYABLES] = { "filters",
                            "De eigenschappen waarop te filteren is: zet ze "
                            "als naam=waarde achter het adres van de "
                            "gegevens." },
    [SCHEMA_SORTABLES] = { "volgorde",
                           "De eigenschappen waarop te sorteren is: zet ze "
                           "als sortby=naam achter het adres van de gegevens, "
                           "met een minteken ervoor voor aflopend." },
};

bool page_schema(struct app *app, struct request *request,
                 struct response *response, enum schema_purpose purpose,
                 struct error *err)
{
    struct buf body;
    const struct collection *collection = request->collection;
    str title = collection_title(collection);
    body_begin(&body, app, request);
    page_begin(&body, request,
               arena_printf(request->arena, "%.*s: %s", STR_ARG(title),
                            texts[purpose].title));
    buf_addf(&body, "<p class=\"inleiding\">%s</p>\n", texts[purpose].lead);
    table_begin(&body, 1);
    HTML(&body, "Eigenschappen");
    table_columns_begin(&body);
    table_column(&body, STR("Eigenschap"), false);
    table_column(&body, STR("Naam in de API"), false);
    table_column(&body, STR("Soort"), false);
    table_column(&body, STR("Uitleg en waarden"), false);
    table_rows_begin(&body);
    if (purpose != SCHEMA_QUERYABLES) add_row_id(&body, collection);
    for (size_t i = 0; i < collection->schema.count; i++)
        add_field(&body, request, &collection->schema.fields[i], purpose);
    if (purpose != SCHEMA_SORTABLES) add_geometry(&body, collection);
    table_end(&body);
    return page_end(&body, app, request, response, err);
}
