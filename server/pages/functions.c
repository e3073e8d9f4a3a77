#include "cql/check.h"
#include "server/pages/pages.h"

static const struct {
    enum cql_type type;
    const char *name;
} type_names[] = {
    { CQL_BOOLEAN, "waar of onwaar" },
    { CQL_NUMBER, "getal" },
    { CQL_TEXT, "tekst" },
    { CQL_INSTANT, "datum of tijd" },
    { CQL_PLACE, "geometrie" },
};

static void add_types(struct buf *body, unsigned types)
{
    const char *before = "";
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (!(types & type_names[i].type)) continue;
        buf_addf(body, "%s%s", before, type_names[i].name);
        before = ", ";
    }
}

bool page_functions(struct app *app, struct request *request,
                    struct response *response, struct error *err)
{
    size_t count;
    struct buf body;
    const struct cql_function *functions = cql_functions(&count);
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Functies in filters"));
    HTML(&body, "<p class=\"inleiding\">Wat een <code>filter</code> in CQL2 "
                "kan berekenen.</p>\n");
    table_begin(&body, 1);
    HTML(&body, "Functies");
    table_columns_begin(&body);
    table_column(&body, STR("Functie"), false);
    table_column(&body, STR("Wat ze geeft"), false);
    table_column(&body, STR("Neemt aan"), false);
    table_column(&body, STR("Soort uitkomst"), false);
    table_rows_begin(&body);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&body, "<tr><th scope=\"row\"><code>%s</code></th><td>",
                 functions[i].name);
        html_text(&body, str_from(functions[i].title));
        HTML(&body, "</td><td>");
        add_types(&body, functions[i].takes);
        HTML(&body, "</td><td>");
        add_types(&body, functions[i].returns);
        HTML(&body, "</td></tr>\n");
    }
    table_end(&body);
    return page_end(&body, app, request, response, err);
}
