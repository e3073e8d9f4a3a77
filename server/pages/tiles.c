#include <inttypes.h>

#include "geo/crs.h"
#include "server/collection_json.h"
#include "server/pages/item_list.h"
#include "server/pages/map_page.h"
#include "server/pages/pages.h"
#include "server/pages/parts.h"
#include "server/style/style.h"
#include "server/tileset.h"

enum { CELL_DECIMALS = 6 };

static void add_set_link(struct buf *body, const struct request *request,
                         const struct tms *tms)
{
    html_link(body,
              request_link(request, "/v1/tileMatrixSets/%s?f=html", tms->id),
              str_from(tms->id));
}

static void add_code(struct buf *body, str text)
{
    HTML(body, "<code>");
    html_text(body, text);
    HTML(body, "</code>");
}

bool page_tile_matrix_sets(struct app *app, struct request *request,
                           struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Indelingen in tegels"));
    HTML(&body, "<p class=\"inleiding\">Hoe het vlak van een "
                "coördinatenstelsel in tegels is verdeeld.</p>\n");
    table_begin(&body, 1);
    HTML(&body, "Indelingen");
    table_columns_begin(&body);
    table_column(&body, STR("Indeling"), false);
    table_column(&body, STR("Titel"), false);
    table_column(&body, STR("Stelsel"), false);
    table_column(&body, STR("Zoomniveaus"), true);
    table_rows_begin(&body);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++) {
        HTML(&body, "<tr><th scope=\"row\">");
        add_set_link(&body, request, tms);
        HTML(&body, "</th><td lang=\"en\">");
        html_text(&body, str_from(tms->title));
        HTML(&body, "</td><td>");
        add_code(&body, str_from(tms->crs_uri));
        buf_addf(&body, "</td><td class=\"getal\">%d</td></tr>\n",
                 tms->zoom_count);
    }
    table_end(&body);
    return page_end(&body, app, request, response, err);
}

static void add_matrix(struct buf *body, const struct tms *tms, uint32_t zoom)
{
    buf_addf(body, "<tr><th scope=\"row\">%" PRIu32 "</th>", zoom);
    table_cell(body, true);
    html_count(body, tms_width(tms, zoom));
    HTML(body, "</td>");
    table_cell(body, true);
    html_count(body, tms_height(tms, zoom));
    HTML(body, "</td>");
    table_cell(body, true);
    html_count(body, (int64_t)tms->scale_denominators[zoom]);
    HTML(body, "</td>");
    table_cell(body, true);
    buf_add_fixed(body, tms->cell_sizes[zoom], CELL_DECIMALS);
    HTML(body, "</td></tr>\n");
}

bool page_tile_matrix_set(struct app *app, struct request *request,
                          struct response *response, const struct tms *tms,
                          struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, str_from(tms->id));
    HTML(&body, "<p class=\"inleiding\"><span lang=\"en\">");
    html_text(&body, str_from(tms->title));
    HTML(&body, "</span>, in ");
    add_code(&body, str_from(tms->crs_uri));
    HTML(&body, ".</p>\n");
    table_begin(&body, 1);
    HTML(&body, "Zoomniveaus");
    table_columns_begin(&body);
    table_column(&body, STR("Zoom"), false);
    table_column(&body, STR("Kolommen"), true);
    table_column(&body, STR("Rijen"), true);
    table_column(&body, STR("Schaal 1 op"), true);
    table_column(&body, STR("Cel, in eenheden van het stelsel"), true);
    table_rows_begin(&body);
    for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++)
        add_matrix(&body, tms, zoom);
    table_end(&body);
    return page_end(&body, app, request, response, err);
}

static str title_of(const struct request *request,
                    const struct tile_source *source, const char *tail)
{
    str title = source->is_whole ? STR("Kaart")
                                 : collection_title(source->collections[0]);
    return arena_printf(request->arena, "%.*s: %s", STR_ARG(title), tail);
}

static void add_layers(struct buf *body, const struct request *request,
                       const struct tile_source *source)
{
    HTML(body, "<h2>Lagen</h2>\n<ul>\n");
    for (size_t i = 0; i < source->count; i++) {
        const struct collection *one = source->collections[i];
        HTML(body, "<li><code>");
        html_text(body, one->id);
        HTML(body, "</code> ");
        html_link(body, collection_url(request, one, "?f=html"),
                  collection_title(one));
        HTML(body, "</li>\n");
    }
    HTML(body, "</ul>\n");
}

static str template_of(const struct request *request,
                       const struct tile_source *source, const struct tms *tms)
{
    bool is_mercator = tms->srid == CRS_WEB_MERCATOR;
    return tile_source_url(
        request, source,
        &(struct tile_link){ .tms = tms,
                             .tail = is_mercator
                                         ? "/{z}/{y}/{x}"
                                         : "/{tileMatrix}/{tileRow}/{tileCol}",
                             .format = "mvt" });
}

// The map of one collection: of everything that the tiles hold.
static bool add_map(struct buf *body, struct app *app, struct request *request,
                    struct error *err)
{
    struct style style;
    if (!style_find(request, request->collection->id, &style, err))
        return false;
    map_begin(body, app, request, style_url(request, &style, "", "mapbox"),
              true);
    HTML(body, "<p>");
    html_link(body, style_url(request, &style, "", "html"),
              STR("De stijl van deze kaart, met legenda"));
    HTML(body, "</p>\n");
    map_end(body);
    if (!item_list_add(body, request, err)) return false;
    map_list_end(body);
    return true;
}

static void add_tilesets(struct buf *body, const struct request *request,
                         const struct tile_source *source)
{
    const struct tms *tms;
    table_begin(body, 1);
    HTML(body, "Tilesets");
    table_columns_begin(body);
    table_column(body, STR("Indeling"), false);
    table_column(body, STR("Adres van de tegels"), false);
    table_rows_begin(body);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++) {
        HTML(body, "<tr><th scope=\"row\">");
        html_link(body,
                  tile_source_url(request, source,
                                  &(struct tile_link){ .tms = tms,
                                                       .tail = "",
                                                       .format = "html" }),
                  str_from(tms->id));
        HTML(body, "</th><td>");
        add_code(body, template_of(request, source, tms));
        HTML(body, "</td></tr>\n");
    }
    table_end(body);
    add_layers(body, request, source);
}

bool page_tilesets(struct app *app, struct request *request,
                   struct response *response, const struct tile_source *source,
                   struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    if (source->is_whole) {
        page_begin(&body, request, title_of(request, source, "tegels"));
        add_tilesets(&body, request, source);
        return page_end(&body, app, request, response, err);
    }
    struct request drawn;
    if (!map_page_drawn(request, &drawn, err)) return false;
    map_page_begin(&body, request,
                   title_of(request, source, "kaart en tegels"));
    if (!add_map(&body, app, request, err)) return false;
    HTML(&body, "<h2>Tegels</h2>\n");
    add_tilesets(&body, &drawn, source);
    return map_page_end(&body, app, request, response, err);
}

static void add_range(struct buf *body, const struct tile_range *range)
{
    buf_addf(body, "<tr><th scope=\"row\">%" PRIu32 "</th>", range->zoom);
    buf_addf(body, "<td>%" PRIu32 " tot en met %" PRIu32 "</td>",
             range->min_row, range->max_row);
    buf_addf(body, "<td>%" PRIu32 " tot en met %" PRIu32 "</td></tr>\n",
             range->min_col, range->max_col);
}

static bool add_limits(struct buf *body, const struct tile_source *source,
                       const struct tms *tms, struct error *err)
{
    struct box box;
    struct tile_range range;
    if (!tileset_box_of(source->collections, source->count, tms, &box, err))
        return false;
    table_begin(body, 1);
    HTML(body, "Waar tegels zijn");
    table_columns_begin(body);
    table_column(body, STR("Zoom"), false);
    table_column(body, STR("Rijen"), false);
    table_column(body, STR("Kolommen"), false);
    table_rows_begin(body);
    for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++)
        if (tileset_range(tms, zoom, box, &range)) add_range(body, &range);
    table_end(body);
    return true;
}

bool page_tileset(struct app *app, struct request *request,
                  struct response *response, const struct tile_source *source,
                  const struct tms *tms, struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, title_of(request, source, tms->id));
    HTML(&body, "<p class=\"inleiding\">De tegels staan op ");
    add_code(&body, template_of(request, source, tms));
    HTML(&body, ", in de indeling ");
    add_set_link(&body, request, tms);
    HTML(&body, ".</p>\n");
    if (tms->srid == CRS_WEB_MERCATOR) {
        HTML(&body, "<p>Voor een kaart: ");
        html_link(&body,
                  tile_source_url(request, source,
                                  &(struct tile_link){ .tms = tms,
                                                       .tail = "",
                                                       .format = "tilejson" }),
                  STR("TileJSON"));
        HTML(&body, "</p>\n");
    }
    add_layers(&body, request, source);
    return add_limits(&body, source, tms, err) &&
           page_end(&body, app, request, response, err);
}
