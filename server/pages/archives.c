#include <inttypes.h>

#include "server/archive/archive_json.h"
#include "server/pages/map_page.h"
#include "server/pages/pages.h"
#include "server/pages/parts.h"

bool page_archives(struct app *app, struct request *request,
                   struct response *response,
                   const struct archive_entry *entries, size_t count,
                   struct error *err)
{
    struct buf body;
    body_begin(&body, app, request);
    page_begin(&body, request, STR("Tilesets uit bestanden"));
    HTML(&body, "<p class=\"inleiding\">Tegels die als bestand op deze server "
                "staan, elk met een kaart.</p>\n");
    if (!count) HTML(&body, "<p>Er zijn geen bestanden met tegels.</p>\n");
    if (count) HTML(&body, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        HTML(&body, "<li>");
        html_link(&body, archive_url(request, entries[i].name, "?f=html"),
                  entries[i].title);
        HTML(&body, "</li>\n");
    }
    if (count) HTML(&body, "</ul>\n");
    return page_end(&body, app, request, response, err);
}

static void add_fields(struct buf *body, const struct archive_layer *layer)
{
    if (!layer->field_count) HTML(body, "–");
    for (size_t i = 0; i < layer->field_count; i++) {
        if (i) HTML(body, ", ");
        HTML(body, "<code>");
        html_text(body, layer->fields[i].name);
        HTML(body, "</code>");
    }
}

static void add_layers(struct buf *body, const struct archive_words *words)
{
    if (!words->layer_count) {
        HTML(body, "<p>Het bestand zegt niet welke lagen er zijn, dus toont de "
                   "kaart niets.</p>\n");
        return;
    }
    table_begin(body, 1);
    HTML(body, "Lagen");
    table_columns_begin(body);
    table_column(body, STR("Laag"), false);
    table_column(body, STR("Omschrijving"), false);
    table_column(body, STR("Kenmerken"), false);
    table_rows_begin(body);
    for (size_t i = 0; i < words->layer_count; i++) {
        const struct archive_layer *layer = &words->layer_list[i];
        HTML(body, "<tr><th scope=\"row\">");
        html_text(body, layer->id);
        HTML(body, "</th><td>");
        html_text(body, layer->description.len ? layer->description : STR("–"));
        HTML(body, "</td><td>");
        add_fields(body, layer);
        HTML(body, "</td></tr>\n");
    }
    table_end(body);
}

static void add_text(struct buf *body, const char *tag, str text)
{
    if (!text.len) return;
    buf_addf(body, "<p%s>", tag);
    html_text(body, text);
    HTML(body, "</p>\n");
}

static void add_uses(struct buf *body, const struct request *request,
                     const struct archive *archive, str name)
{
    uint64_t size;
    const struct link links[] = {
        { NULL, NULL, "TileJSON", archive_url(request, name, "?f=tilejson") },
        { NULL, NULL, "Een stijl, voor MapLibre",
          archive_url(request, name, "?f=mapbox") },
        { NULL, NULL, "Het bestand zelf (PMTiles)",
          archive_url(request, name, "/archive.pmtiles") },
    };
    bool has_file = archive_file(archive, &size) >= 0;
    const struct archive_words *words = archive_words(archive);
    HTML(body, "<h2>Gebruiken</h2>\n");
    page_links(body, links, sizeof links / sizeof *links - (has_file ? 0 : 1));
    buf_addf(body,
             "<p>Zoom %" PRIu32 " tot en met %" PRIu32
             ". Het adres van een tegel: <code>",
             words->min_zoom, words->max_zoom);
    html_text(body, archive_url(request, name, "/{z}/{y}/{x}"));
    HTML(body, "</code></p>\n");
}

bool page_archive(struct app *app, struct request *request,
                  struct response *response, const struct archive *archive,
                  struct error *err)
{
    struct buf body;
    str name = request->variables[0];
    const struct archive_words *words = archive_words(archive);
    body_begin(&body, app, request);
    map_page_begin(&body, request, archive_title(archive, name));
    add_text(&body, " class=\"inleiding\"", words->description);
    map_begin(&body, app, request, archive_url(request, name, "?f=mapbox"),
              false);
    map_end(&body);
    map_list_end(&body);
    add_text(&body, "", words->attribution);
    if (archive_is_vector(archive)) {
        HTML(&body, "<h2>Lagen</h2>\n");
        add_layers(&body, words);
    }
    add_uses(&body, request, archive, name);
    return map_page_end(&body, app, request, response, err);
}
