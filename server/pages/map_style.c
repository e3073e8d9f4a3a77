#include "server/collection_json.h"
#include "server/pages/area_list.h"
#include "server/pages/item_list.h"
#include "server/pages/map_page.h"
#include "server/pages/pages.h"
#include "server/pages/parts.h"
#include "server/style/legend.h"

static void add_collections(struct buf *body, const struct drawing *drawing)
{
    const struct style_part *about = &drawing->style.parts[0];
    HTML(body, "<h2>De gegevens</h2>\n<p>");
    html_link(body, collection_url(drawing->request, about->collection, ""),
              collection_title(about->collection));
    HTML(body, "</p>\n");
}

static void add_maps(struct buf *body, const struct request *request,
                     const struct style_list *list)
{
    HTML(body, "<ul>\n");
    for (size_t i = 0; i < list->count; i++) {
        HTML(body, "<li>");
        html_link(body, style_url(request, &list->styles[i], "", "html"),
                  style_title(&list->styles[i]));
        HTML(body, "</li>\n");
    }
    HTML(body, "</ul>\n");
}

bool maps_list(struct buf *body, const struct request *request,
               struct error *err)
{
    struct style_list list;
    if (!style_list_read(request, &list, err)) return false;
    if (!list.count) return true;
    HTML(body, "<h2>Kaarten</h2>\n");
    add_maps(body, request, &list);
    return true;
}

str map_url(const struct request *request, const struct collection *collection)
{
    struct style style;
    if (collection_has_place(collection))
        return collection_url(request, collection, "/tiles?f=html");
    if (!style_find(request, collection->id, &style, NULL) ||
        style.parts[0].collection != collection)
        return (str){ 0 };
    return style_url(request, &style, "", "html");
}

bool page_map_styles(struct app *app, struct request *request,
                     struct response *response, const struct style_list *list,
                     struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Stijlen"));
    HTML(&body, "<p class=\"inleiding\">Kaarten die klaar zijn voor gebruik: "
                "het adres van een stijl is alles wat MapLibre nodig heeft."
                "</p>\n");
    add_maps(&body, request, list);
    return page_end(&body, app, request, response, err);
}

// Of the features that the style shows, or of the areas that it counts by.
static bool add_list(struct buf *body, struct app *app, struct request *request,
                     const struct drawing *drawing, struct error *err)
{
    if (drawing_classes(drawing))
        return area_list_add(body, app, request, drawing, err);
    return item_list_add(body, request, err);
}

bool page_map_style(struct app *app, struct request *request,
                    struct response *response, const struct drawing *drawing,
                    struct error *err)
{
    struct buf body;
    struct legend legend;
    const struct style *style = &drawing->style;
    str description = style_description(style);
    const struct link links[] = {
        { NULL, NULL, "De stijl, voor MapLibre",
          style_url(drawing->request, style, "", "mapbox") },
        { NULL, NULL, "De legenda als plaatje (PNG)",
          style_url(drawing->request, style, "/legend", "png") },
    };
    if (!legend_read(drawing, &legend, err)) return false;
    body_begin(&body, app, request);
    map_page_begin(&body, request, style_title(style));
    if (description.len) {
        HTML(&body, "<p class=\"inleiding\">");
        html_text(&body, description);
        HTML(&body, "</p>\n");
    }
    map_begin(&body, app, request,
              style_url(drawing->request, style, "", "mapbox"), true);
    HTML(&body, "<h2>Legenda</h2>\n");
    legend_write_svg(&body, &legend);
    map_end(&body);
    if (!add_list(&body, app, request, drawing, err)) return false;
    map_list_end(&body);
    add_collections(&body, drawing);
    HTML(&body, "<h2>Gebruiken</h2>\n");
    page_links(&body, links, sizeof links / sizeof *links);
    return map_page_end(&body, app, request, response, err);
}
