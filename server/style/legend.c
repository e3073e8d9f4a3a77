#include "server/style/legend.h"

#include "server/html.h"
#include "server/links.h"
#include "server/style/layers.h"

static const char *const shape_names[] = {
    [LEGEND_POINT] = "point",
    [LEGEND_LINE] = "line",
    [LEGEND_AREA] = "area",
    [LEGEND_ICON] = "icon",
};
enum { SHAPE_COUNT = sizeof shape_names / sizeof *shape_names };

// A dash between numbers, with a blank on either side.
#define TO " \xe2\x80\x93 "

const char *legend_shape_name(enum legend_shape shape)
{
    return shape_names[shape];
}

static enum legend_shape read_shape(const struct json_value *root)
{
    str name = template_text(root, "shape");
    for (size_t i = 0; i < SHAPE_COUNT; i++)
        if (str_equal(str_from(shape_names[i]), name))
            return (enum legend_shape)i;
    return LEGEND_AREA;
}

static struct legend_item read_item(const struct json_value *root)
{
    return (struct legend_item){
        .title = template_label(json_find(root, "title")),
        .shape = read_shape(root),
        .color = template_text(root, "color"),
        .outline = template_text(root, "outline"),
        .icon = template_text(root, "icon"),
    };
}

static struct legend_group *
add_group(struct legend *legend, struct arena *arena, str title, size_t room)
{
    if (legend->count == LEGEND_GROUPS_MAX) return NULL;
    struct legend_group *group = &legend->groups[legend->count];
    *group = (struct legend_group){ .title = title };
    group->items = ARENA_ARRAY(arena, struct legend_item, room + 1);
    if (!group->items) return NULL;
    legend->count++;
    return group;
}

static bool add_items(const struct drawing *drawing, struct legend *legend,
                      const struct json_value *root)
{
    const struct json_value *items = json_find(root, "items");
    const struct json_value *title = json_find(root, "title");
    struct legend_group *group =
        add_group(legend, drawing->request->arena,
                  title ? template_label(title) : (str){ 0 }, items->count);
    if (!group) return false;
    for (const struct json_value *item = items->first; item; item = item->next)
        if (geometry_applies(drawing, item))
            group->items[group->count++] = read_item(item);
    return true;
}

static bool add_values(const struct drawing *drawing, struct legend *legend,
                       const struct json_value *root, const struct scale *scale)
{
    const struct json_value *title = json_find(root, "title");
    struct legend_group *group =
        add_group(legend, drawing->request->arena,
                  title ? template_label(title) : (str){ 0 }, scale->count + 1);
    if (!group) return false;
    for (size_t i = 0; i <= scale->count; i++) {
        const struct scale_item *item =
            i < scale->count ? &scale->items[i] : &scale->other;
        if (!item->title.len) continue;
        group->items[group->count++] = (struct legend_item){
            .title = item->title,
            .shape = read_shape(root),
            .color = item->color,
            .outline = template_text(root, "outline"),
            .icon = template_text(item->looks, "icon"),
        };
    }
    return true;
}

static void add_number(struct buf *out, double value, bool is_whole)
{
    const double safe = 9e15;
    if (is_whole && value < safe && value > -safe)
        html_count(out, (int64_t)value);
    else
        html_rounded(out, value);
}

// What the areas of the class have; of one without areas, where it lies.
static str class_title(struct arena *arena, const struct class_set *set,
                       size_t i)
{
    struct buf out;
    str title = { 0 };
    const struct class_range *range = &set->ranges[i];
    buf_init(&out, arena, 256);
    if (!range->areas) {
        html_rounded(&out, range->bound);
        if (i + 1 < set->count) {
            buf_add_str(&out, STR(TO));
            html_rounded(&out, set->ranges[i + 1].bound);
        }
        buf_add_str(&out, STR(": geen"));
    } else {
        add_number(&out, range->least, set->is_whole);
        if (range->most > range->least) {
            buf_add_str(&out, STR(TO));
            add_number(&out, range->most, set->is_whole);
        }
    }
    return buf_finish(&out, &title, NULL) ? title : (str){ 0 };
}

static void add_ranges(struct arena *arena, struct legend_group *group,
                       const struct scale *scale, str outline)
{
    const struct class_set *set = group->set;
    for (size_t i = 0; i < set->count; i++)
        group->items[group->count++] = (struct legend_item){
            .title = class_title(arena, set, i),
            .shape = LEGEND_AREA,
            .color = scale_class_color(scale, i, set->count),
            .outline = outline,
            .range = &set->ranges[i],
            .areas = set->ranges[i].areas,
        };
}

// Zero before the classes and withheld behind them, where there are such areas.
static bool add_classes(const struct drawing *drawing, struct legend *legend,
                        const struct json_value *root,
                        const struct scale *scale, const struct class_set *set)
{
    struct arena *arena = drawing->request->arena;
    str outline = template_text(root, "outline");
    str title =
        arena_printf(arena, "%.*s, per %.*s", STR_ARG(scale->classes->title),
                     STR_ARG(set->level->name));
    struct legend_group *group =
        add_group(legend, arena, title, set->count + 2);
    if (!group) return false;
    group->set = set;
    const struct legend_item zero = { .title = scale->zero.title,
                                      .shape = LEGEND_AREA,
                                      .color = scale->zero.color,
                                      .outline = outline,
                                      .is_zero = true,
                                      .areas = set->zeros };
    const struct legend_item withheld = { .title = scale->other.title,
                                          .shape = LEGEND_AREA,
                                          .color = scale->other.color,
                                          .outline = outline,
                                          .icon = template_text(
                                              scale->other.looks, "icon"),
                                          .is_withheld = true,
                                          .areas = set->withheld };
    if (set->zeros) group->items[group->count++] = zero;
    add_ranges(arena, group, scale, outline);
    if (set->withheld) group->items[group->count++] = withheld;
    return true;
}

static bool add_scale(const struct drawing *drawing, struct legend *legend,
                      const struct json_value *root, const struct scale *scale)
{
    if (!scale->classes) return add_values(drawing, legend, root, scale);
    legend->classes = scale->classes;
    for (size_t i = 0; i < scale->classes->count; i++)
        if (!add_classes(drawing, legend, root, scale,
                         &scale->classes->sets[i]))
            return false;
    return true;
}

bool legend_read(const struct drawing *drawing, struct legend *out,
                 struct error *err)
{
    const struct json_value *all = json_find(drawing->style.root, "legend");
    *out = (struct legend){ .title = style_title(&drawing->style) };
    for (const struct json_value *root = all ? all->first : NULL; root;
         root = root->next) {
        const struct scale *scale =
            scale_find(&drawing->scales, template_text(root, "scale"));
        bool ok = scale ? add_scale(drawing, out, root, scale)
                        : add_items(drawing, out, root);
        if (!ok) return error_set(err, ERROR_NO_MEMORY, "no room for a legend");
    }
    return true;
}

static void write_text(struct json *json, const char *key, str value)
{
    if (value.len) json_member_str(json, key, value);
}

static void write_number(struct json *json, const char *key, double value)
{
    json_key(json, str_from(key));
    json_real(json, value);
}

static void write_item(struct json *json, const struct legend_group *group,
                       const struct legend_item *item)
{
    json_object_begin(json);
    json_member_str(json, "title", item->title);
    json_member_str(json, "shape", str_from(shape_names[item->shape]));
    write_text(json, "color", item->color);
    write_text(json, "outline", item->outline);
    write_text(json, "icon", item->icon);
    if (group->set)
        json_member_str(json, "class",
                        item->is_zero       ? STR("zero")
                        : item->is_withheld ? STR("withheld")
                                            : STR("range"));
    if (item->range) write_number(json, "from", item->range->bound);
    if (item->range && item->areas) {
        write_number(json, "least", item->range->least);
        write_number(json, "most", item->range->most);
    }
    if (group->set) json_member_int(json, "areas", (int64_t)item->areas);
    json_object_end(json);
}

void legend_write_json(struct json *json, const struct request *request,
                       const struct legend *legend)
{
    json_object_begin(json);
    json_member_str(json, "title", legend->title);
    if (legend->classes) {
        json_member_str(json, "measure", legend->classes->measure);
        json_member_str(json, "attribute", legend->classes->key);
        json_member_str(json, "method",
                        str_from(break_method_name(legend->classes->method)));
    }
    json_key(json, STR("groups"));
    json_array_begin(json);
    for (size_t g = 0; g < legend->count; g++) {
        const struct legend_group *group = &legend->groups[g];
        json_object_begin(json);
        write_text(json, "title", group->title);
        if (group->set) json_member_str(json, "level", group->set->level->name);
        json_key(json, STR("items"));
        json_array_begin(json);
        for (size_t i = 0; i < group->count; i++)
            write_item(json, group, &group->items[i]);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, STR("links"));
    json_array_begin(json);
    links_write_self(json, request);
    json_array_end(json);
    json_object_end(json);
}
