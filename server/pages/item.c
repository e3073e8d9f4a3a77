#include "server/collection_json.h"
#include "server/html_form.h"
#include "server/pages/pages.h"
#include "server/selection.h"

static enum area_level level_of(enum field_role role)
{
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++)
        if (area_level_role(level) == role) return level;
    return LEVEL_NONE;
}

// The area that a code stands for, where clients may see it.
static const struct collection *areas_of(const struct request *request,
                                         const struct field *field)
{
    enum area_level level = level_of(field->role);
    str areas = request->collection->dataset->areas;
    if (level == LEVEL_NONE || !areas.len) return NULL;
    const struct collection *found =
        catalog_areas(request->catalog, areas, level);
    return found ? visible_collection(request->catalog, found->id) : NULL;
}

static void add_value(struct buf *body, const struct request *request,
                      const struct field *field, struct value value)
{
    const struct collection *areas = areas_of(request, field);
    if (!areas || value.type != VALUE_TEXT) {
        html_value(body, field, value);
        return;
    }
    HTML(body, "<a href=\"");
    html_text(body, collection_url(request, areas, "/items/"));
    percent_encode(body, value.text, "");
    HTML(body, "\">");
    html_text(body, value.text);
    HTML(body, "</a>");
}

static void add_properties(struct buf *body, const struct request *request,
                           const struct feature *feature)
{
    const struct schema *schema = &request->collection->schema;
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        HTML(body, "<dt>");
        html_text(body, label_text(&field->title, field->name));
        HTML(body, "</dt>\n<dd>");
        add_value(body, request, field, feature->values[i]);
        HTML(body, "</dd>\n");
    }
}

static void add_place(struct buf *body, const struct request *request,
                      const struct feature *feature)
{
    const struct crs_entry *crs = request_crs(request);
    if (!collection_has_place(request->collection)) return;
    buf_addf(body, "<dt>Coördinaten (%s, %s)</dt>\n<dd>", crs->axes[0],
             crs->axes[1]);
    html_place(body, crs, &feature->geom);
    HTML(body, "</dd>\n");
}

bool page_item(struct app *app, struct request *request,
               struct response *response, const struct feature *feature,
               struct error *err)
{
    struct buf body;
    const struct collection *collection = request->collection;
    str id = value_as_param(request->arena, feature->id);
    body_begin(&body, app, request);
    page_begin(&body, request,
               arena_printf(request->arena, "%.*s: %.*s",
                            STR_ARG(collection_title(collection)),
                            STR_ARG(id)));
    HTML(&body, "<dl>\n");
    if (!collection_id_field(collection)) {
        HTML(&body, "<dt>Nummer</dt>\n<dd>");
        html_text(&body, id);
        HTML(&body, "</dd>\n");
    }
    add_properties(&body, request, feature);
    add_place(&body, request, feature);
    HTML(&body, "</dl>\n<p>");
    if (collection->level != LEVEL_NONE) {
        html_link(
            &body,
            request_link(request, "%.*s/adjacent", STR_ARG(request->path)),
            STR("Wat hieraan grenst"));
        HTML(&body, "</p>\n<p>");
    }
    html_link(&body, collection_url(request, collection, ""),
              STR("Over deze collectie"));
    HTML(&body, "</p>\n");
    return page_end(&body, app, request, response, err);
}
