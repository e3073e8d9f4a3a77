#include "server/style/style.h"

#include "server/collection_json.h"
#include "server/embedded.h"
#include "server/selection.h"

#define TEMPLATES "styles/"

enum { TEMPLATE_BYTES_MAX = 16 << 20 };

// Each is a style without parts.
struct style_templates {
    struct arena *arena;
    struct style *all;
    size_t count;
};

static bool is_template(str name)
{
    str rest = str_slice(name, sizeof TEMPLATES - 1, name.len);
    return str_ends(name, STR(".json")) && str_find_char(rest, '/') == rest.len;
}

// "monumenten" of styles/monumenten.json.
static str template_id(str name)
{
    return str_slice(name, sizeof TEMPLATES - 1,
                     name.len - (sizeof ".json" - 1));
}

str template_text(const struct json_value *object, const char *key)
{
    const struct json_value *value = object ? json_find(object, key) : NULL;
    return value && value->type == JSON_TEXT ? value->text : (str){ 0 };
}

static bool is_true(const struct json_value *object, const char *key)
{
    const struct json_value *value = json_find(object, key);
    return value && value->type == JSON_BOOL && value->boolean;
}

str template_label(const struct json_value *value)
{
    struct label label = { template_text(value, "nl"),
                           template_text(value, "en") };
    return label_text(&label, (str){ 0 });
}

static bool has_fields(const struct collection *collection,
                       const struct json_value *need)
{
    const struct json_value *fields = json_find(need, "fields");
    for (const struct json_value *field = fields ? fields->first : NULL; field;
         field = field->next)
        if (!schema_find(&collection->schema, field->text)) return false;
    return true;
}

static bool is_drawable(const struct collection *collection)
{
    const struct dataset *dataset = collection->dataset;
    if (dataset->kind == DATASET_STATISTICS) return dataset->areas.len > 0;
    return collection_has_place(collection);
}

static bool fits(const struct collection *collection,
                 const struct json_value *need)
{
    str kind = template_text(need, "kind");
    if (!collection || !is_drawable(collection)) return false;
    if (kind.len && !str_equal(kind, str_from(dataset_kind_name(
                                         collection->dataset->kind))))
        return false;
    return has_fields(collection, need);
}

// The areas of a level: those that the collection counts by, else the newest.
static const struct collection *find_areas(const struct catalog *catalog,
                                           const struct collection *about,
                                           str level)
{
    const struct collection *found = NULL;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *c = &catalog->collections[i];
        if (c->dataset->is_internal || c->level == LEVEL_NONE ||
            !str_equal(str_from(area_level_name(c->level)), level))
            continue;
        if (about && (str_equal(c->dataset->id, about->dataset->areas) ||
                      c->dataset == about->dataset))
            return c;
        if (!found || c->dataset->vintage > found->dataset->vintage) found = c;
    }
    return found;
}

static const struct collection *find_named(const struct catalog *catalog,
                                           const struct json_value *need)
{
    const struct json_value *names = json_find(need, "collections");
    for (const struct json_value *name = names ? names->first : NULL; name;
         name = name->next) {
        const struct collection *c = visible_collection(catalog, name->text);
        if (fits(c, need)) return c;
    }
    return NULL;
}

static bool counts_by(const struct collection *collection, str areas,
                      enum area_level level)
{
    return !collection->dataset->is_internal && areas.len &&
           str_equal(collection->dataset->areas, areas) &&
           schema_find_role(&collection->schema, area_level_role(level));
}

// A collection that is counted by the areas which `about` is counted by, or
// which it is: its counts in tiles have each area once, with a point for its
// name. Figures come first, whose counts are ready.
static const struct collection *find_counted(const struct catalog *catalog,
                                             const struct collection *about)
{
    const struct dataset *dataset = about->dataset;
    bool is_areas = about->level != LEVEL_NONE;
    str areas = is_areas ? dataset->id : dataset->areas;
    enum area_level level =
        is_areas ? about->level : catalog_finest_level(catalog, areas);
    const struct collection *found = NULL;
    if (level == LEVEL_NONE || !catalog_areas(catalog, areas, level) ||
        catalog_areas(catalog, areas, level)->dataset->is_internal)
        return NULL;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *c = &catalog->collections[i];
        if (!counts_by(c, areas, level)) continue;
        if (c->dataset->kind == DATASET_STATISTICS) return c;
        if (!found || c == about) found = c;
    }
    return found;
}

static const char *group_of(const struct collection *about)
{
    return about->level == LEVEL_NONE ? "auto" : area_level_name(about->level);
}

// Finds what each need names. `about` is the first of them, where it is known.
static bool fill_parts(const struct catalog *catalog, struct style *style,
                       const struct collection *about)
{
    const struct json_value *needs = json_find(style->root, "needs");
    for (const struct json_value *need = needs ? needs->first : NULL; need;
         need = need->next) {
        str level = template_text(need, "level");
        const struct collection *found = about;
        bool is_first = !style->part_count;
        if (!is_first) about = style->parts[0].collection;
        bool has_names = is_true(need, "names");
        if (has_names && about)
            found = find_counted(catalog, about);
        else if (!is_first || !about)
            found = level.len ? find_areas(catalog, about, level)
                              : find_named(catalog, need);
        if (!found && is_true(need, "optional")) continue;
        if (!found || style->part_count == STYLE_PARTS_MAX) return false;
        style->parts[style->part_count++] =
            (struct style_part){ template_text(need, "name"), found,
                                 has_names ? group_of(about) : NULL };
    }
    return style->part_count > 0;
}

// Puts the layers of shared/ where a template includes them.
static bool join_layers(struct arena *arena, struct style *style,
                        struct error *err)
{
    const struct json_value *own = json_find(style->root, "layers");
    struct json_value *first = NULL, **end = &first;
    for (struct json_value *layer = own ? own->first : NULL; layer;) {
        struct json_value *next = layer->next;
        str include = template_text(layer, "include");
        *end = layer;
        if (include.len) {
            str bytes = { 0 };
            str name = arena_printf(arena, TEMPLATES "shared/%.*s.json",
                                    STR_ARG(include));
            if (!embedded_find(name, &bytes))
                return error_set(err, ERROR_INTERNAL, "there is no %.*s",
                                 STR_ARG(name));
            struct json_value *shared = json_read(arena, bytes, err);
            if (!shared) return false;
            *end = shared->first;
        }
        while (*end && *end != next) end = &(*end)->next;
        *end = NULL;
        layer = next;
    }
    style->layers = first;
    return true;
}

static bool read_template(struct arena *arena, const struct embedded *file,
                          struct style *out, struct error *err)
{
    *out = (struct style){ .id = template_id(str_from(file->name)) };
    out->root = json_read(arena, embedded_bytes(file), err);
    if (!out->root) return false;
    out->is_automatic = is_true(out->root, "any");
    return join_layers(arena, out, err);
}

static bool read_templates(struct style_templates *templates, struct error *err)
{
    size_t count;
    const struct embedded *files = embedded_below(STR(TEMPLATES), &count);
    templates->all = ARENA_ARRAY(templates->arena, struct style, count + 1);
    if (!templates->all)
        return error_set(err, ERROR_NO_MEMORY, "no room for the styles");
    for (size_t i = 0; i < count; i++)
        if (is_template(str_from(files[i].name)) &&
            !read_template(templates->arena, &files[i],
                           &templates->all[templates->count++], err))
            return false;
    return true;
}

struct style_templates *style_templates_create(struct error *err)
{
    struct arena *arena = arena_create(TEMPLATE_BYTES_MAX);
    struct style_templates *templates =
        arena ? ARENA_NEW(arena, struct style_templates) : NULL;
    if (templates) {
        templates->arena = arena;
        if (read_templates(templates, err)) return templates;
    } else {
        error_set(err, ERROR_NO_MEMORY, "no room for the styles");
    }
    arena_destroy(arena);
    return NULL;
}

void style_templates_destroy(struct style_templates *templates)
{
    if (templates) arena_destroy(templates->arena);
}

static const struct json_value *first_need(const struct style *style)
{
    const struct json_value *needs = json_find(style->root, "needs");
    return needs ? needs->first : NULL;
}

// Adds what this template makes of the catalog.
static void add_styles(const struct catalog *catalog,
                       const struct style *template, struct style_list *out)
{
    struct style *style = &out->styles[out->count];
    *style = *template;
    if (!template->is_automatic) {
        if (fill_parts(catalog, style, NULL)) out->count++;
        return;
    }
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *c =
            visible_collection(catalog, catalog->collections[i].id);
        if (!fits(c, first_need(template))) continue;
        style = &out->styles[out->count];
        *style = *template;
        style->id = c->id;
        if (fill_parts(catalog, style, c)) out->count++;
    }
}

static bool has_style(const struct style_list *list, size_t count, str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(list->styles[i].id, id)) return true;
    return false;
}

// A made style stands before the automatic one of a collection of its name.
static void drop_hidden(struct style_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!has_style(list, kept, list->styles[i].id))
            list->styles[kept++] = list->styles[i];
    list->count = kept;
}

bool style_list_read(const struct request *request, struct style_list *out,
                     struct error *err)
{
    const struct catalog *catalog = request->catalog;
    const struct style_templates *templates = request->style_templates;
    size_t room = templates->count * (catalog->collection_count + 1);
    *out = (struct style_list){
        ARENA_ARRAY(request->arena, struct style, room + 1), 0
    };
    if (!out->styles)
        return error_set(err, ERROR_NO_MEMORY, "no room for the styles");
    for (int automatic = 0; automatic <= 1; automatic++)
        for (size_t i = 0; i < templates->count; i++)
            if (templates->all[i].is_automatic == (automatic == 1))
                add_styles(catalog, &templates->all[i], out);
    drop_hidden(out);
    return true;
}

bool style_find(const struct request *request, str id, struct style *out,
                struct error *err)
{
    struct style_list list;
    if (!style_list_read(request, &list, err)) return false;
    for (size_t i = 0; i < list.count; i++) {
        if (!str_equal(list.styles[i].id, id)) continue;
        *out = list.styles[i];
        return true;
    }
    return error_set(err, ERROR_NOT_FOUND,
                     "there is no style '%.*s'; /v1/styles lists them",
                     STR_ARG(str_slice(id, 0, 80)));
}

const struct collection *style_collection(const struct request *request, str id)
{
    struct style style;
    if (!style_find(request, id, &style, NULL)) return NULL;
    return style.parts[0].collection;
}

str style_title(const struct style *style)
{
    str title = template_label(json_find(style->root, "title"));
    if (title.len && !style->is_automatic) return title;
    return collection_title(style->parts[0].collection);
}

str style_description(const struct style *style)
{
    return template_label(json_find(style->root, "description"));
}

const struct style_part *style_part(const struct style *style, str name)
{
    for (size_t i = 0; i < style->part_count; i++)
        if (str_equal(style->parts[i].name, name)) return &style->parts[i];
    return NULL;
}

// How it is shown, and not what.
static bool is_of_looks(str name)
{
    static const char *const names[] = { "f",       "groupBy", "measures",
                                         "classes", "method",  "at" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal(str_from(names[i]), name)) return true;
    return false;
}

void style_filters_add(struct buf *url, const struct request *request)
{
    for (size_t i = 0; i < request->params.pair_count; i++) {
        const struct pair *pair = &request->params.pairs[i];
        if (is_of_looks(pair->name)) continue;
        buf_add_char(url, '&');
        percent_encode(url, pair->name, "");
        buf_add_char(url, '=');
        percent_encode(url, pair->value, ",:/()");
    }
}

// Whether a parameter decides what a style shows, and not how a page or a tile
// tells of it.
static bool is_of_style(str name)
{
    static const char *const others[] = { "f", "bbox", "limit", "cursor",
                                          "properties" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_equal(name, str_from(others[i]))) return false;
    return true;
}

str style_url(const struct request *request, const struct style *style,
              const char *tail, const char *format)
{
    struct buf url;
    str text = { 0 };
    char mark = '?';
    buf_init(&url, request->arena, SIZE_MAX);
    buf_addf(&url, "%.*s/v1/styles/", STR_ARG(request->base_url));
    percent_encode(&url, style->id, "");
    buf_add_str(&url, str_from(tail));
    if (format) {
        buf_addf(&url, "?f=%s", format);
        mark = '&';
    }
    for (size_t i = 0; i < request->params.pair_count; i++) {
        const struct pair *pair = &request->params.pairs[i];
        if (!is_of_style(pair->name)) continue;
        buf_add_char(&url, mark);
        percent_encode(&url, pair->name, "");
        buf_add_char(&url, '=');
        percent_encode(&url, pair->value, ",:()/");
        mark = '&';
    }
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}
