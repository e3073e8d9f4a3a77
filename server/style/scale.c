#include "server/style/scale.h"

#include "server/selection.h"

static str property_of(const struct scale_item *item, str property)
{
    const struct json_value *looks = item->looks ? item->looks->first : NULL;
    if (str_equal(property, STR("color")) && item->color.len)
        return item->color;
    for (; looks; looks = looks->next)
        if (str_equal(looks->key, property)) return looks->text;
    return (str){ 0 };
}

// A value as MapLibre's to-string writes what the tile holds.
static str value_text(struct arena *arena, struct value value)
{
    str text = { 0 };
    struct buf out;
    if (value.type == VALUE_TEXT || value.type == VALUE_DATE ||
        value.type == VALUE_TIME)
        return value.text;
    if (value.type == VALUE_BOOL)
        return value.boolean ? STR("true") : STR("false");
    buf_init(&out, arena, 64);
    if (value.type == VALUE_INT)
        buf_add_int(&out, value.integer);
    else if (value.type == VALUE_REAL)
        buf_add_real(&out, value.real);
    return buf_finish(&out, &text, NULL) ? text : (str){ 0 };
}

static bool add_item(struct scale *scale, struct scale_item item)
{
    if (scale->count == SCALE_ITEMS_MAX) return false;
    scale->items[scale->count++] = item;
    return true;
}

static bool has_value(const struct scale *scale, str value)
{
    for (size_t i = 0; i < scale->count; i++)
        if (str_equal(scale->items[i].value, value)) return true;
    return false;
}

static void add_values(struct scale *scale, const struct json_value *values)
{
    for (const struct json_value *v = values ? values->first : NULL; v;
         v = v->next)
        add_item(scale, (struct scale_item){
                            .value = template_text(v, "value"),
                            .title = template_label(json_find(v, "title")),
                            .looks = v,
                            .color = template_text(v, "color") });
}

// One for each value that the data have, as long as there are colours: those
// that are left belong to the others.
static void add_choices(struct arena *arena, struct scale *scale,
                        const struct json_value *colors)
{
    const struct field *field = scale->field;
    const struct json_value *color = colors ? colors->first : NULL;
    for (size_t i = 0; i < field->choice_count && color; i++) {
        str value = value_text(arena, field->choices[i]);
        bool has_label =
            field->choice_labels && field->choice_labels[i].len > 0;
        if (!value.len || has_value(scale, value)) continue;
        if (!add_item(scale,
                      (struct scale_item){
                          .value = value,
                          .title = has_label ? field->choice_labels[i] : value,
                          .color = color->text }))
            return;
        color = color->next;
    }
}

static bool read_scale(const struct request *request, const struct style *style,
                       const struct json_value *root, struct scale *out,
                       struct error *err)
{
    struct arena *arena = request->arena;
    const struct json_value *other = json_find(root, "other");
    const struct collection *about = style->parts[0].collection;
    *out = (struct scale){ .name = root->key };
    out->field = schema_find(&about->schema, template_text(root, "field"));
    out->items = ARENA_ARRAY(arena, struct scale_item, SCALE_ITEMS_MAX);
    if (!out->items)
        return error_set(err, ERROR_NO_MEMORY, "no room for a scale");
    if (!out->field)
        return error_set(err, ERROR_INTERNAL,
                         "the scale %.*s of the style %.*s has no field",
                         STR_ARG(root->key), STR_ARG(style->id));
    add_values(out, json_find(root, "values"));
    add_choices(arena, out, json_find(root, "colors"));
    out->other = (struct scale_item){
        .title = template_label(other ? json_find(other, "title") : NULL),
        .looks = other,
        .color = template_text(other, "color"),
    };
    return true;
}

bool scales_read(const struct request *request, const struct style *style,
                 struct scales *out, struct error *err)
{
    const struct json_value *all = json_find(style->root, "scales");
    out->count = 0;
    for (const struct json_value *root = all ? all->first : NULL;
         root && out->count < SCALES_MAX; root = root->next)
        if (!read_scale(request, style, root, &out->all[out->count++], err))
            return false;
    return true;
}

const struct scale *scale_find(const struct scales *scales, str name)
{
    for (size_t i = 0; i < scales->count; i++)
        if (str_equal(scales->all[i].name, name)) return &scales->all[i];
    return NULL;
}

void scale_write(struct json *json, const struct scale *scale, str property)
{
    str other = property_of(&scale->other, property);
    if (!scale->count) {
        json_str(json, other);
        return;
    }
    json_array_begin(json);
    json_str(json, STR("match"));
    json_array_begin(json);
    json_str(json, STR("to-string"));
    json_array_begin(json);
    json_str(json, STR("get"));
    json_str(json, scale->field->name);
    json_array_end(json);
    json_array_end(json);
    for (size_t i = 0; i < scale->count; i++) {
        json_str(json, scale->items[i].value);
        json_str(json, property_of(&scale->items[i], property));
    }
    json_str(json, other);
    json_array_end(json);
}
