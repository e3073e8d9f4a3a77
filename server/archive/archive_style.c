// A style for tiles that somebody else has made.

#include "server/archive/archive_json.h"
#include "server/style/style_write.h"

enum { PIXELS = 256 };  // of a raster tile

// Dark enough to be told from each other on white, also by those who see fewer
// colours (Okabe and Ito).
static const char *const colours[] = { "#0072b2", "#d55e00", "#009e73",
                                       "#cc79a7", "#56b4e9", "#e69f00" };
enum { COLOUR_COUNT = sizeof colours / sizeof *colours };

static const struct form {
    const char *tail, *type, *geometry;
    struct {
        const char *name;
        double value;
    } paint[2];
    const char *colour;
} forms[] = {
    { "vlak", "fill", "Polygon", { { "fill-opacity", 0.3 } }, "fill-color" },
    { "rand", "line", "Polygon", { { "line-width", 0.75 } }, "line-color" },
    { "lijn", "line", "LineString", { { "line-width", 1.5 } }, "line-color" },
    { "punt",
      "circle",
      "Point",
      { { "circle-radius", 4 }, { "circle-opacity", 0.8 } },
      "circle-color" },
};
enum { FORM_COUNT = sizeof forms / sizeof *forms };

static void write_filter(struct json *json, const char *geometry)
{
    json_key(json, STR("filter"));
    json_array_begin(json);
    json_str(json, STR("=="));
    json_array_begin(json);
    json_str(json, STR("geometry-type"));
    json_array_end(json);
    json_str(json, str_from(geometry));
    json_array_end(json);
}

static void write_form(struct json *json, const struct request *request,
                       size_t layer, str source_layer, const struct form *form)
{
    json_object_begin(json);
    json_member_str(json, "id",
                    arena_printf(request->arena, "%zu-%s", layer, form->tail));
    json_member_str(json, "type", str_from(form->type));
    json_member_str(json, "source", STR("tegels"));
    json_member_str(json, "source-layer", source_layer);
    write_filter(json, form->geometry);
    json_key(json, STR("paint"));
    json_object_begin(json);
    for (size_t i = 0; i < 2 && form->paint[i].name; i++) {
        json_key(json, str_from(form->paint[i].name));
        json_real(json, form->paint[i].value);
    }
    json_member_str(json, form->colour,
                    str_from(colours[layer % COLOUR_COUNT]));
    json_object_end(json);
    json_object_end(json);
}

// Areas below lines, and lines below points, whatever layer they are of.
static void write_vector(struct json *json, const struct request *request,
                         const struct archive_words *words)
{
    for (size_t f = 0; f < FORM_COUNT; f++)
        for (size_t i = 0; i < words->layer_count; i++)
            write_form(json, request, i, words->layer_list[i].id, &forms[f]);
}

static void write_raster(struct json *json)
{
    json_object_begin(json);
    json_member_str(json, "id", STR("tegels"));
    json_member_str(json, "type", STR("raster"));
    json_member_str(json, "source", STR("tegels"));
    json_object_end(json);
}

static void write_ground(struct json *json)
{
    json_object_begin(json);
    json_member_str(json, "id", STR("achtergrond"));
    json_member_str(json, "type", STR("background"));
    json_key(json, STR("paint"));
    json_object_begin(json);
    json_member_str(json, "background-color", STR("#f7f7f5"));
    json_object_end(json);
    json_object_end(json);
}

static void write_source(struct json *json, const struct request *request,
                         const struct archive *archive, str name)
{
    json_key(json, STR("sources"));
    json_object_begin(json);
    json_key(json, STR("tegels"));
    json_object_begin(json);
    json_member_str(json, "type",
                    archive_is_vector(archive) ? STR("vector") : STR("raster"));
    json_member_str(json, "url", archive_url(request, name, "?f=tilejson"));
    if (!archive_is_vector(archive)) json_member_int(json, "tileSize", PIXELS);
    json_object_end(json);
    json_object_end(json);
}

void archive_write_style(struct json *json, const struct request *request,
                         const struct archive *archive, str name)
{
    const struct archive_words *words = archive_words(archive);
    json_object_begin(json);
    json_member_int(json, "version", 8);
    json_member_str(json, "name", archive_title(archive, name));
    style_view_write(json, words->bounds);
    write_source(json, request, archive, name);
    json_key(json, STR("layers"));
    json_array_begin(json);
    write_ground(json);
    if (archive_is_vector(archive))
        write_vector(json, request, words);
    else
        write_raster(json);
    json_array_end(json);
    json_object_end(json);
}
