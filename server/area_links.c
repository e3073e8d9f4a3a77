#include "server/area_links.h"

#include "server/links.h"
#include "server/queryable.h"

static const char *const parent_titles[] = {
    [LEVEL_BUURT] = "De buurt",
    [LEVEL_WIJK] = "De wijk waarin dit ligt",
    [LEVEL_GEMEENTE] = "De gemeente waarin dit ligt",
};
static const char *const child_titles[] = {
    [LEVEL_BUURT] = "De buurten hierin",
    [LEVEL_WIJK] = "De wijken hierin",
    [LEVEL_GEMEENTE] = "De gemeenten hierin",
};

static const struct collection *areas_at(const struct request *request,
                                         enum area_level level)
{
    const struct collection *found = catalog_areas(
        request->catalog, request->collection->dataset->id, level);
    return found ? visible_collection(request->catalog, found->id) : NULL;
}

static str item_url(const struct request *request,
                    const struct collection *collection, str code,
                    const char *tail)
{
    struct buf url;
    str text = { 0 };
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url, collection_url(request, collection, "/items/"));
    percent_encode(&url, code, "");
    buf_add_str(&url, str_from(tail));
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}

static void write_parent(struct json *json, const struct request *request,
                         const struct feature *feature, enum area_level level)
{
    const struct schema *schema = &request->collection->schema;
    const struct collection *areas = areas_at(request, level);
    const struct field *field =
        schema_find_role(schema, area_level_role(level));
    if (!areas || !field) return;
    struct value code = feature->values[schema_index(schema, field)];
    if (code.type != VALUE_TEXT) return;
    link_write(json, &(struct link){ "parent", "application/geo+json",
                                     parent_titles[level],
                                     item_url(request, areas, code.text, "") });
}

static void write_children(struct json *json, const struct request *request,
                           str code, enum area_level level)
{
    struct buf url;
    str text = { 0 };
    const struct collection *areas = areas_at(request, level);
    const struct field *field =
        areas ? schema_find_role(&areas->schema,
                                 area_level_role(request->collection->level))
              : NULL;
    if (!field) return;
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url, collection_url(request, areas, "/items?"));
    percent_encode(&url, queryable_name(request->arena, field->name), "");
    buf_add_char(&url, '=');
    percent_encode(&url, code, "");
    if (!buf_finish(&url, &text, NULL)) return;
    link_write(json, &(struct link){ "children", "application/geo+json",
                                     child_titles[level], text });
}

void area_links_write(struct json *json, const struct request *request,
                      const struct feature *feature)
{
    enum area_level level = request->collection->level;
    if (level == LEVEL_NONE || feature->id.type != VALUE_TEXT) return;
    for (enum area_level up = level + 1; up < LEVEL_NONE; up++)
        write_parent(json, request, feature, up);
    // The next finer level that there is.
    enum area_level down = level;
    while (down > LEVEL_BUURT && !areas_at(request, down - 1)) down--;
    if (down > LEVEL_BUURT)
        write_children(json, request, feature->id.text, down - 1);
    link_write(json, &(struct link){ "adjacent", "application/geo+json",
                                     "Wat hieraan grenst",
                                     item_url(request, request->collection,
                                              feature->id.text, "/adjacent") });
}
