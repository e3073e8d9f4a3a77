#include "server/collection_json.h"
#include "server/pages/pages.h"
#include "server/pages/parts.h"
#include "server/selection.h"

static str description_of(const struct collection *collection)
{
    return label_text(
        &collection->description,
        label_text(&collection->dataset->description, (str){ 0 }));
}

// The addresses of what people come for, with commas between.
static void add_ways_in(struct buf *body, const struct request *request,
                        const struct collection *collection)
{
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, collection);
    str map = map_url(request, collection);
    if (map.len) {
        html_link(body, map, STR("kaart"));
        HTML(body, ", ");
    }
    html_link(body, collection_url(request, collection, "/items"),
              STR("gegevens"));
    HTML(body, ", ");
    html_link(body, collection_url(request, collection, "/items?f=csv"),
              STR("CSV"));
    if (!offers.count) return;
    HTML(body, ", ");
    html_link(body, count_url(request, collection, offers.offers[0].name),
              arena_printf(request->arena, "aantallen per %.*s",
                           STR_ARG(offers.offers[0].name)));
}

static void add_row(struct buf *body, const struct request *request,
                    const struct collection *collection)
{
    HTML(body, "<tr><th scope=\"row\">");
    html_link(body, collection_url(request, collection, ""),
              collection_title(collection));
    HTML(body, "</th><td>");
    html_text(body, description_of(collection));
    HTML(body, "</td><td class=\"getal\">");
    html_count(body, collection->feature_count);
    HTML(body, "</td><td>");
    add_ways_in(body, request, collection);
    HTML(body, "</td></tr>\n");
}

void collections_table(struct buf *body, const struct request *request)
{
    size_t count = 0;
    const struct catalog *catalog = request->catalog;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *collection =
            visible_collection(catalog, catalog->collections[i].id);
        if (!collection) continue;
        if (!count++) {
            table_begin(body, 1);
            HTML(body, "Collecties");
            table_columns_begin(body);
            table_column(body, STR("Naam"), false);
            table_column(body, STR("Wat het is"), false);
            table_column(body, STR("Aantal"), true);
            table_column(body, STR("Bekijk"), false);
            table_rows_begin(body);
        }
        add_row(body, request, collection);
    }
    if (count)
        table_end(body);
    else
        HTML(body, "<p>Er zijn nog geen gegevens: importeer ze met "
                   "<code>buurt import</code>.</p>\n");
}

bool page_collections(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Collecties"));
    collections_table(&body, request);
    return page_end(&body, app, request, response, err);
}

static const struct {
    const char *title, *tail;
    bool is_count;
} views[] = {
    { "De gegevens, om te bekijken en te filteren", "/items" },
    { "De gegevens als GeoJSON", "/items?f=geojson" },
    { "De gegevens als CSV, voor een spreadsheet", "/items?f=csv" },
    { "Wat er te tellen is, en waarnaar", "/aggregations", .is_count = true },
    { "De eigenschappen en wat ze betekenen", "/schema" },
    { "De eigenschappen waarop te filteren is", "/queryables" },
    { "De eigenschappen waarop te sorteren is", "/sortables" },
};

static void add_views(struct buf *body, const struct request *request)
{
    const struct collection *collection = request->collection;
    str map = map_url(request, collection);
    HTML(body, "<h2>Bekijk</h2>\n<ul>\n");
    if (map.len) {
        HTML(body, "<li>");
        html_link(body, map, STR("De gegevens op een kaart, met een lijst"));
        HTML(body, "</li>\n");
    }
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (views[i].is_count && !groupings_any(request->catalog, collection))
            continue;
        HTML(body, "<li>");
        html_link(body, collection_url(request, collection, views[i].tail),
                  str_from(views[i].title));
        HTML(body, "</li>\n");
    }
    HTML(body, "</ul>\n");
}

static void add_extent(struct buf *body, const struct collection *collection)
{
    struct box box = collection->extent;
    if (!box_is_nothing(box)) {
        HTML(body, "<dt>Gebied (lengte- en breedtegraad)</dt>\n"
                   "<dd class=\"plaats\">van ");
        position_write(body, crs_default(),
                       (struct point){ box.min_x, box.min_y }, ' ');
        HTML(body, " tot ");
        position_write(body, crs_default(),
                       (struct point){ box.max_x, box.max_y }, ' ');
        HTML(body, "</dd>\n");
    }
    if (!collection->time_from.len && !collection->time_to.len) return;
    HTML(body, "<dt>Periode</dt>\n<dd>");
    if (collection->time_from.len) {
        HTML(body, "van ");
        html_time(body, collection->time_from);
    }
    if (collection->time_to.len) {
        HTML(body, " tot en met ");
        html_time(body, collection->time_to);
    } else {
        HTML(body, " tot heden");
    }
    HTML(body, "</dd>\n");
}

static void add_systems(struct buf *body, const struct collection *collection)
{
    const struct crs_entry *crs;
    if (!collection_has_place(collection)) return;
    HTML(body, "<dt>Opgeslagen in</dt>\n<dd>");
    html_text(body, str_from(crs_of_storage(collection->storage_srid)->uri));
    HTML(body, "</dd>\n<dt>Te krijgen in</dt>\n");
    for (size_t i = 0; (crs = crs_at(i)); i++) {
        HTML(body, "<dd>");
        html_text(body, str_from(crs->uri));
        HTML(body, "</dd>\n");
    }
}

static const char *const kinds[] = {
    [DATASET_FEATURES] = "dingen met een plaats",
    [DATASET_AREAS] = "gebieden",
    [DATASET_STATISTICS] = "cijfers per gebied",
};

static void add_facts(struct buf *body, const struct request *request)
{
    const struct collection *collection = request->collection;
    const struct dataset *dataset = collection->dataset;
    HTML(body, "<h2>Kenmerken</h2>\n<dl>\n<dt>Naam in de API</dt>\n<dd><code>");
    html_text(body, collection->id);
    buf_addf(body, "</code></dd>\n<dt>Soort</dt>\n<dd>%s</dd>\n",
             kinds[dataset->kind]);
    HTML(body, "<dt>Aantal</dt>\n<dd>");
    html_count(body, collection->feature_count);
    HTML(body, "</dd>\n");
    if (dataset->vintage)
        buf_addf(body, "<dt>Indeling van</dt>\n<dd>%d</dd>\n",
                 dataset->vintage);
    add_extent(body, collection);
    HTML(body, "<dt>Versie</dt>\n<dd>");
    html_count(body, dataset->version);
    HTML(body, ", van ");
    html_time(body, timestamp_shorten(request->arena, dataset->updated));
    HTML(body, "</dd>\n");
    add_systems(body, collection);
    HTML(body, "</dl>\n");
}

bool page_collection(struct app *app, struct request *request,
                     struct response *response, struct error *err)
{
    struct buf body;
    const struct collection *collection = request->collection;
    body_begin(&body, app, request);
    page_begin(&body, request, collection_title(collection));
    str description = description_of(collection);
    if (description.len) {
        HTML(&body, "<p class=\"inleiding\">");
        html_text(&body, description);
        HTML(&body, "</p>\n");
    }
    add_views(&body, request);
    add_facts(&body, request);
    return page_end(&body, app, request, response, err);
}
