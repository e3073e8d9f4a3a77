#include "server/pages/item_list.h"

#include "server/collection_json.h"
#include "server/html_form.h"
#include "server/pages/items_page.h"
#include "server/selection.h"

enum { FACTS_MAX = 3 };

struct item_list {
    const struct request *request;
    const struct field *name;  // NULL: the id is all there is
};

static bool is_area_code(const struct field *field)
{
    return field->role == FIELD_BUURTCODE || field->role == FIELD_WIJKCODE ||
           field->role == FIELD_GEMEENTECODE;
}

static bool could_be_name(const struct collection *collection,
                          const struct field *field)
{
    return field != collection_id_field(collection) &&
           field->type == VALUE_TEXT && field->role == FIELD_PLAIN &&
           !field->choice_count;
}

static bool says_name(const struct field *field)
{
    static const char *const words[] = { "naam", "name", "titel", "title" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(field->column, str_from(words[i]))) return true;
    return false;
}

// What a feature is called: the name of an area; else the text that says it is
// a name, or the first that is neither an id nor one of a few choices.
static const struct field *find_name(const struct collection *collection)
{
    const struct schema *schema = &collection->schema;
    const struct field *name = schema_find_role(schema, FIELD_AREA_NAME);
    for (size_t i = 0; !name && i < schema->count; i++)
        if (could_be_name(collection, &schema->fields[i]) &&
            says_name(&schema->fields[i]))
            name = &schema->fields[i];
    for (size_t i = 0; !name && i < schema->count; i++)
        if (could_be_name(collection, &schema->fields[i]))
            name = &schema->fields[i];
    return name;
}

static bool is_fact(const struct item_list *list, const struct field *field,
                    struct value value)
{
    return value.type != VALUE_NULL && field != list->name &&
           field->type != VALUE_REAL && !is_area_code(field) &&
           field != collection_id_field(list->request->collection);
}

static void add_facts(const struct item_list *list, struct buf *body,
                      const struct feature *feature)
{
    size_t count = 0;
    const struct schema *schema = &list->request->collection->schema;
    for (size_t i = 0; i < schema->count && count < FACTS_MAX; i++) {
        const struct field *field = &schema->fields[i];
        if (!is_fact(list, field, feature->values[i])) continue;
        buf_add_str(body, count++ ? STR(" · ") : STR("<br>\n"));
        if (field->type != VALUE_TEXT) {
            html_text(body, label_text(&field->title, field->name));
            HTML(body, ": ");
        }
        html_value(body, field, feature->values[i]);
    }
}

static void add_item(void *writer, struct buf *body,
                     const struct feature *feature)
{
    const struct item_list *list = writer;
    const struct request *request = list->request;
    const struct collection *collection = request->collection;
    str id = value_as_param(request->arena, feature->id), name = { 0 };
    if (list->name) {
        size_t i = schema_index(&collection->schema, list->name);
        if (feature->values[i].type == VALUE_TEXT)
            name = feature->values[i].text;
    }
    HTML(body, "<li><a href=\"");
    html_text(body, collection_url(request, collection, "/items/"));
    percent_encode(body, id, "");
    HTML(body, "\">");
    html_text(body, name.len ? name : id);
    HTML(body, "</a>");
    add_facts(list, body, feature);
    HTML(body, "</li>\n");
}

static bool has_box(const struct request *request)
{
    return request_param(request, "bbox")->is_given;
}

static void add_status(struct buf *body, const struct request *request,
                       int64_t matched)
{
    HTML(body, "<p role=\"status\">");
    html_count(body, matched);
    buf_add_str(body, has_box(request) ? STR(" in dit deel van de kaart.</p>\n")
                                       : STR(" in totaal.</p>\n"));
}

bool item_list_add(struct buf *body, struct request *request, struct error *err)
{
    int64_t matched;
    struct feature_page page = { .request = request, .body = *body };
    struct item_list list = { request, find_name(request->collection) };
    if (!selection_read(request, &page.selection, err)) return false;
    page.selection.skip_geometry = true;
    if (!selection_find_place(request, &page.selection, err) ||
        !store_count(request->view, &page.selection, &matched, err))
        return false;
    HTML(&page.body, "<section id=\"lijst\" class=\"lijst\" "
                     "aria-labelledby=\"lijst-kop\">\n"
                     "<h2 id=\"lijst-kop\" tabindex=\"-1\">Lijst</h2>\n");
    add_status(&page.body, request, matched);
    if (matched) HTML(&page.body, "<ol>\n");
    if (!feature_page_add(&page, &list, add_item, err)) return false;
    if (matched) HTML(&page.body, "</ol>\n");
    page_paging(&page.body, request,
                page.has_more ? feature_page_next_url(&page) : (str){ 0 });
    HTML(&page.body, "</section>\n");
    *body = page.body;
    return true;
}
