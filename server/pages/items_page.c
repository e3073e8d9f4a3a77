#include "server/pages/items_page.h"

#include "server/collection_json.h"
#include "server/html_form.h"
#include "server/pages/parts.h"
#include "server/selection.h"

static bool is_shown(const struct items_page *page, size_t i)
{
    const struct collection *collection = page->request->collection;
    const bool *wanted = page->selection->wanted;
    return (!wanted || wanted[i]) &&
           &collection->schema.fields[i] != collection_id_field(collection);
}

static void add_columns(const struct items_page *page)
{
    const struct collection *collection = page->request->collection;
    const struct schema *schema = &collection->schema;
    const struct field *id = collection_id_field(collection);
    table_columns_begin(page->body);
    table_column(page->body,
                 id ? label_text(&id->title, id->name) : STR("Nummer"), false);
    for (size_t i = 0; i < schema->count; i++)
        if (is_shown(page, i))
            table_column(
                page->body,
                label_text(&schema->fields[i].title, schema->fields[i].name),
                html_is_number(&schema->fields[i]));
    if (page->selection->near.is_asked)
        table_column(page->body, STR("Afstand in meters"), true);
    if (page->has_place) {
        const struct crs_entry *crs = request_crs(page->request);
        table_column(page->body,
                     arena_printf(page->request->arena, "Coördinaten (%s, %s)",
                                  crs->axes[0], crs->axes[1]),
                     false);
    }
    table_rows_begin(page->body);
}

static void add_count(struct buf *body, int64_t matched)
{
    if (matched < 0) return;
    HTML(body, "<p class=\"inleiding\" role=\"status\">");
    html_count(body, matched);
    buf_add_str(body, matched == 1 ? STR(" rij gevonden.</p>\n")
                                   : STR(" rijen gevonden.</p>\n"));
}

static struct items_page table_of(struct buf *body,
                                  const struct request *request,
                                  const struct selection *selection)
{
    const struct collection *collection = request->collection;
    return (struct items_page){
        .body = body,
        .request = request,
        .selection = selection,
        .items_url = collection_url(request, collection, "/items/"),
        .has_table = true,
        .has_place =
            collection_has_place(collection) && !selection->skip_geometry,
    };
}

void items_page_begin_plain(struct items_page *page, struct buf *body,
                            const struct request *request,
                            const struct selection *selection, str title)
{
    *page = table_of(body, request, selection);
    page_begin(body, request, title);
    table_begin(body, 1);
    html_text(body, title);
    add_columns(page);
}

void items_page_begin(struct items_page *page, struct buf *body,
                      const struct request *request,
                      const struct selection *selection, int64_t matched)
{
    const struct collection *collection = request->collection;
    *page = table_of(body, request, selection);
    page->has_table = matched != 0;
    page_begin(body, request,
               arena_printf(request->arena, "%.*s: gegevens",
                            STR_ARG(collection_title(collection))));
    form_begin(body, request, "Filter");
    form_filters(body, request);
    form_end(body, request, "Toon");
    add_count(body, matched);
    if (!page->has_table) return;
    table_begin(body, 1);
    html_text(body, collection_title(collection));
    add_columns(page);
}

void items_page_add(void *writer, struct buf *body,
                    const struct feature *feature)
{
    struct items_page *page = writer;
    const struct request *request = page->request;
    const struct schema *schema = &request->collection->schema;
    str id = value_as_param(request->arena, feature->id);
    HTML(body, "<tr><th scope=\"row\"><a href=\"");
    html_text(body, page->items_url);
    percent_encode(body, id, "");
    HTML(body, "\">");
    html_text(body, id);
    HTML(body, "</a></th>");
    for (size_t i = 0; i < schema->count; i++) {
        if (!is_shown(page, i)) continue;
        table_cell(body, html_is_number(&schema->fields[i]));
        html_value(body, &schema->fields[i], feature->values[i]);
        HTML(body, "</td>");
    }
    if (page->selection->near.is_asked) {
        table_cell(body, true);
        html_number(body, (struct value){ .type = VALUE_REAL,
                                          .real = feature->distance_m });
        HTML(body, "</td>");
    }
    if (page->has_place) {
        table_cell(body, false);
        html_place(body, request_crs(request), &feature->geom);
        HTML(body, "</td>");
    }
    HTML(body, "</tr>\n");
}

void items_page_end(struct items_page *page, str next_url)
{
    struct buf *body = page->body;
    if (page->has_table) {
        table_end(body);
        page_dash_note(body);
    }
    page_paging(body, page->request, next_url);
}

void items_page_end_plain(struct items_page *page)
{
    table_end(page->body);
}
