#include "server/aggregate_tileset.h"
#include "server/collection_json.h"
#include "server/html_form.h"
#include "server/pages/pages.h"
#include "server/places.h"
#include "server/tileset.h"

static void begin(struct buf *body, const struct request *request,
                  const char *what)
{
    str title = collection_title(request->collection);
    page_begin(body, request,
               arena_printf(request->arena, "%.*s: %s", STR_ARG(title), what));
    HTML(body, "<p class=\"inleiding\">De aantallen van "
               "<code>/aggregate</code>, om op een kaart te zetten: per "
               "gebied, per vierkant of als punten.</p>\n");
}

static void add_set(struct buf *body, const struct request *request,
                    const struct tms *tms)
{
    HTML(body, "<tr><th scope=\"row\">");
    html_link(body, aggregate_tileset_url(request, tms, "", "html"),
              str_from(tms->id));
    HTML(body, "</th><td>");
    html_text(body, str_from(tms->title));
    HTML(body, "</td></tr>\n");
}

bool page_aggregate_tilesets(struct app *app, struct request *request,
                             struct response *response, struct error *err)
{
    struct buf body;
    const struct tms *tms;
    body_begin(&body, app, request);
    begin(&body, request, "aantallen in tegels");
    table_begin(&body, 1);
    HTML(&body, "Indelingen in tegels");
    table_columns_begin(&body);
    table_column(&body, STR("Indeling"), false);
    table_column(&body, STR("Omschrijving"), false);
    table_rows_begin(&body);
    for (size_t i = 0; (tms = tileset_tms_at(i)); i++)
        add_set(&body, request, tms);
    table_end(&body);
    return page_end(&body, app, request, response, err);
}

static void add_count(struct buf *body, int64_t count)
{
    HTML(body, "</td><td class=\"getal\">");
    html_count(body, count);
}

static bool add_level(struct buf *body, struct app *app,
                      const struct request *request,
                      struct aggregate_tiles *tiles,
                      const struct grouping_offer *level, struct error *err)
{
    const struct shelf_item *item = tally_get(app, request, tiles, level, err);
    if (!item) return false;
    const struct tally *tally = item->thing;
    html_text(body, level->title);
    add_count(body, (int64_t)tally->group_count);
    add_count(body, tally->unassigned.count);
    add_count(body, tally->total.count);
    shelf_release(app->shelf, item);
    return true;
}

static bool add_levels(struct buf *body, struct app *app,
                       const struct request *request,
                       struct aggregate_tiles *tiles, const struct tms *tms,
                       struct error *err)
{
    uint32_t last = (uint32_t)tms->zoom_count - 1, end;
    table_begin(body, 1);
    HTML(body, "Welke gebieden bij welke zoom");
    table_columns_begin(body);
    table_column(body, STR("Zoom"), false);
    table_column(body, STR("Niveau"), false);
    table_column(body, STR("Gebieden"), true);
    table_column(body, STR("In geen gebied"), true);
    table_column(body, STR("Totaal"), true);
    table_rows_begin(body);
    for (uint32_t zoom = 0; zoom <= last; zoom = end + 1) {
        end = aggregate_tiles_stretch(tiles, tms, zoom, last);
        buf_addf(body, "<tr><th scope=\"row\">%u tot en met %u</th><td>", zoom,
                 end);
        if (!add_level(body, app, request, tiles,
                       aggregate_tiles_level(tiles, tms, zoom), err))
            return false;
        HTML(body, "</td></tr>\n");
    }
    table_end(body);
    return true;
}

static bool add_places(struct buf *body, struct app *app,
                       const struct request *request,
                       const struct aggregate_tiles *tiles,
                       const struct tms *tms, struct error *err)
{
    const struct shelf_item *item =
        places_get(app, request, &tiles->selection, tms, err);
    if (!item) return false;
    const struct places *places = item->thing;
    HTML(body, "<p>Op de kaart: ");
    html_count(body, places->count);
    HTML(body, ". Zonder plek: ");
    html_count(body, places->without_place);
    HTML(body, ". Buiten deze indeling: ");
    html_count(body, places->outside);
    HTML(body, ".</p>\n");
    shelf_release(app->shelf, item);
    return true;
}

bool page_aggregate_tileset(struct app *app, struct request *request,
                            struct aggregate_tiles *tiles,
                            const struct tms *tms, struct response *response,
                            struct error *err)
{
    struct buf body;
    bool is_of_areas = tiles->form == COUNT_AREAS;
    body_begin(&body, app, request);
    begin(&body, request,
          arena_printf(request->arena, "aantallen in %s", tms->id).bytes);
    form_begin(&body, request, "Filter");
    form_filters(&body, request);
    form_end(&body, request, "Tel");
    if (is_of_areas ? !add_levels(&body, app, request, tiles, tms, err)
                    : !add_places(&body, app, request, tiles, tms, err))
        return false;
    HTML(&body, "<p>Het adres van een tegel: <code>");
    html_text(&body, aggregate_tileset_url(request, tms,
                                           "/{tileMatrix}/{tileRow}/{tileCol}",
                                           "mvt"));
    HTML(&body, "</code></p>\n");
    return page_end(&body, app, request, response, err);
}
