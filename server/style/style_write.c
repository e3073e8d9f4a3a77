#include "server/style/style_write.h"

#include <math.h>

#include "geo/crs.h"
#include "server/collection_json.h"
#include "server/embedded.h"
#include "server/links.h"
#include "server/selection.h"
#include "server/style/layers.h"

#define STYLE_TYPE "application/vnd.mapbox.style+json"

// A source is a part that some layer shows.
static bool is_shown(const struct drawing *drawing,
                     const struct style_part *part)
{
    const struct json_value *layer = NULL;
    while ((layer = layer_next(drawing, layer)))
        if (layer_part(drawing, layer) == part) return true;
    return false;
}

// The filters of the request are about the first part; the others are the
// ground that it stands on.
static str tiles_url(const struct request *request,
                     const struct collection *collection, bool is_about)
{
    struct buf url;
    str text = { 0 };
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url, collection_url(request, collection,
                                     "/tiles/WebMercatorQuad?f=tilejson"));
    if (is_about) style_filters_add(&url, request);
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}

// Of counts only the names and borders of areas are shown: what MapLibre says
// of where they come from is about those.
static void write_areas_attribution(struct json *json,
                                    const struct drawing *drawing,
                                    const struct collection *collection)
{
    const struct dataset *areas =
        catalog_dataset(drawing->request->catalog, collection->dataset->areas);
    if (areas) json_member_str(json, "attribution", areas->attribution);
}

// Ids that are text stand in an attribute of that name: with promoteId they
// are ids again, for states and popups.
static void write_source(struct json *json, const struct drawing *drawing,
                         const struct style_part *part)
{
    const struct collection *collection = part->collection;
    const struct field *id = collection_id_field(collection);
    const struct classes *classes = drawing_classes(drawing);
    bool is_about = part == &drawing->style.parts[0];
    json_key(json, part->name);
    json_object_begin(json);
    json_member_str(json, "type", STR("vector"));
    if (part->counted_by) {
        str tail = arena_printf(drawing->request->arena,
                                "/aggregate/tiles/WebMercatorQuad?f=tilejson"
                                "&groupBy=%s",
                                part->counted_by);
        json_member_str(
            json, "url",
            collection_url(drawing->request, collection, tail.bytes));
        json_member_str(json, "promoteId", STR("code"));
        write_areas_attribution(json, drawing, collection);
        json_object_end(json);
        return;
    }
    if (is_about && classes) {
        json_member_str(json, "url",
                        classes_tiles_url(drawing->request, classes));
        json_member_str(json, "promoteId", STR("code"));
        json_object_end(json);
        return;
    }
    json_member_str(json, "url",
                    tiles_url(drawing->request, collection, is_about));
    if (id && id->type == VALUE_TEXT)
        json_member_str(json, "promoteId", id->name);
    json_object_end(json);
}

static void write_sources(struct json *json, const struct drawing *drawing)
{
    json_key(json, STR("sources"));
    json_object_begin(json);
    for (size_t i = 0; i < drawing->style.part_count; i++)
        if (is_shown(drawing, &drawing->style.parts[i]))
            write_source(json, drawing, &drawing->style.parts[i]);
    json_object_end(json);
}

static struct box extent_of(const struct drawing *drawing)
{
    struct box box = box_nothing();
    const struct classes *classes = drawing_classes(drawing);
    for (size_t i = 0; classes && i < classes->count; i++) {
        box = classes->sets[i].level->areas->extent;
        if (!box_is_nothing(box)) return box;
    }
    for (size_t i = 0; i < drawing->style.part_count; i++) {
        box = drawing->style.parts[i].collection->extent;
        if (!box_is_nothing(box)) return box;
    }
    return box;
}

// Where a map begins that says nothing of it: with all of the data in view, on
// a screen of some 600 pixels. MapLibre's zoom 0 shows the world on 512.
void style_view_write(struct json *json, struct box box)
{
    const double screen = 600, world = 512, zoom_max = 16, circle = 360;
    if (box_is_nothing(box)) return;
    double y = (box.min_y + box.max_y) / 2;
    double stretch = fmax(cos(y * acos(-1) / (circle / 2)), 0.01);
    double across = fmax(
        fmax(box.max_x - box.min_x, (box.max_y - box.min_y) / stretch), 1e-9);
    double zoom = log2(screen / world * circle / across);
    json_key(json, STR("center"));
    json_array_begin(json);
    json_fixed(json, (box.min_x + box.max_x) / 2, 5);
    json_fixed(json, y, 5);
    json_array_end(json);
    json_key(json, STR("zoom"));
    json_fixed(json, fmin(fmax(zoom, 0), zoom_max), 2);
}

static bool is_clickable(const struct json_value *layer)
{
    const struct json_value *value = json_find(layer, "clickable");
    return value && value->type == JSON_BOOL && value->boolean;
}

static void write_clickable(struct json *json, const struct drawing *drawing,
                            const struct style_part *part)
{
    const struct json_value *layer = NULL;
    json_key(json, STR("layers"));
    json_array_begin(json);
    while ((layer = layer_next(drawing, layer)))
        if (is_clickable(layer) && layer_part(drawing, layer) == part)
            json_str(json, json_find(layer, "id")->text);
    json_array_end(json);
}

static bool has_clickable(const struct drawing *drawing,
                          const struct style_part *part)
{
    const struct json_value *layer = NULL;
    while ((layer = layer_next(drawing, layer)))
        if (is_clickable(layer) && layer_part(drawing, layer) == part)
            return true;
    return false;
}

void style_collections_write(struct json *json, const struct drawing *drawing)
{
    json_key(json, STR("buurt:collections"));
    json_array_begin(json);
    for (size_t i = 0; i < drawing->style.part_count; i++) {
        const struct style_part *part = &drawing->style.parts[i];
        if (!has_clickable(drawing, part)) continue;
        json_object_begin(json);
        json_member_str(json, "id", part->collection->id);
        json_member_str(json, "title", collection_title(part->collection));
        json_member_str(json, "href",
                        collection_url(drawing->request, part->collection, ""));
        json_member_str(json, "source", part->name);
        write_clickable(json, drawing, part);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_metadata_member(struct json *json,
                                  const struct drawing *drawing)
{
    const struct request *request = drawing->request;
    json_key(json, STR("metadata"));
    json_object_begin(json);
    json_member_str(json, "buurt:metadata",
                    style_url(request, &drawing->style, "/metadata", NULL));
    json_member_str(json, "buurt:legend",
                    style_url(request, &drawing->style, "/legend", "svg"));
    style_collections_write(json, drawing);
    if (drawing->has_clock) json_member_str(json, "buurt:moment", drawing->now);
    json_object_end(json);
}

// Both say which version of the program's files they are, and may be kept.
static void write_resources(struct json *json, const struct request *request)
{
    json_member_str(
        json, "sprite",
        request_link(request, "/v1/sprites/buurt?v=%s", embedded_version));
    json_member_str(json, "glyphs",
                    request_link(request,
                                 "/v1/fonts/{fontstack}/{range}.pbf?v=%s",
                                 embedded_version));
}

void style_write(struct json *json, const struct drawing *drawing)
{
    const struct json_value *layer = NULL;
    json_object_begin(json);
    json_member_int(json, "version", 8);
    json_member_str(json, "name", style_title(&drawing->style));
    write_metadata_member(json, drawing);
    style_view_write(json, extent_of(drawing));
    write_resources(json, drawing->request);
    write_sources(json, drawing);
    json_key(json, STR("layers"));
    json_array_begin(json);
    while ((layer = layer_next(drawing, layer)))
        layer_write(json, drawing, layer);
    json_array_end(json);
    json_object_end(json);
}

static void write_stylesheet(struct json *json, const struct drawing *drawing)
{
    json_key(json, STR("stylesheets"));
    json_array_begin(json);
    json_object_begin(json);
    json_member_str(json, "title", STR("MapLibre"));
    json_member_str(json, "version", STR("8"));
    json_member_str(json, "specification",
                    STR("https://maplibre.org/maplibre-style-spec/"));
    json_member_bool(json, "native", true);
    json_key(json, STR("link"));
    link_write(json, &(struct link){ "stylesheet", STYLE_TYPE, "De stijl",
                                     style_url(drawing->request,
                                               &drawing->style, "", NULL) });
    json_object_end(json);
    json_array_end(json);
}

// "polygon" for a layer that fills.
static str layer_geometry(const struct json_value *layer)
{
    static const struct {
        const char *type, *geometry;
    } types[] = { { "fill", "polygon" },
                  { "line", "line" },
                  { "circle", "point" } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_equal(json_find(layer, "type")->text, str_from(types[i].type)))
            return str_from(types[i].geometry);
    return STR("geometry");
}

static void write_layers(struct json *json, const struct drawing *drawing)
{
    const struct json_value *layer = NULL;
    json_key(json, STR("layers"));
    json_array_begin(json);
    while ((layer = layer_next(drawing, layer))) {
        const struct style_part *part = layer_part(drawing, layer);
        if (!part) continue;
        json_object_begin(json);
        json_member_str(json, "id", json_find(layer, "id")->text);
        json_member_str(json, "description",
                        collection_title(part->collection));
        json_member_str(json, "type", layer_geometry(layer));
        json_key(json, STR("sampleData"));
        link_write(json,
                   &(struct link){ "data", "application/json", NULL,
                                   collection_url(drawing->request,
                                                  part->collection, "") });
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_about(struct json *json, const struct drawing *drawing)
{
    const struct dataset *dataset = drawing->style.parts[0].collection->dataset;
    str description = style_description(&drawing->style);
    json_member_str(json, "id", drawing->style.id);
    json_member_str(json, "title", style_title(&drawing->style));
    if (description.len) json_member_str(json, "description", description);
    if (dataset->license.len)
        json_member_str(json, "license", dataset->license);
    if (dataset->attribution.len)
        json_member_str(json, "attribution", dataset->attribution);
    json_member_str(json, "scope", STR("style"));
    json_member_str(json, "version", str_from(embedded_version));
}

void style_metadata_write(struct json *json, const struct drawing *drawing)
{
    json_object_begin(json);
    write_about(json, drawing);
    write_stylesheet(json, drawing);
    write_layers(json, drawing);
    style_collections_write(json, drawing);
    json_member_str(
        json, "buurt:legend",
        style_url(drawing->request, &drawing->style, "/legend", "svg"));
    json_key(json, STR("links"));
    json_array_begin(json);
    links_write_self(json, drawing->request);
    json_array_end(json);
    json_object_end(json);
}
