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

static struct scale_item read_item(const struct json_value *looks)
{
    return (struct scale_item){
        .title = template_label(looks ? json_find(looks, "title") : NULL),
        .looks = looks,
        .color = template_text(looks, "color"),
    };
}

static void add_values(struct scale *scale, const struct json_value *values)
{
    const struct json_value *v = values ? values->first : NULL;
    for (; v; v = v->next) {
        struct scale_item item = read_item(v);
        item.value = template_text(v, "value");
        if (!add_item(scale, item)) return;
    }
}

static bool read_values(const struct request *request,
                        const struct style *style,
                        const struct json_value *root, struct scale *out,
                        struct error *err)
{
    const struct collection *about = style->parts[0].collection;
    out->field = schema_find(&about->schema, template_text(root, "field"));
    out->items =
        ARENA_ARRAY(request->arena, struct scale_item, SCALE_ITEMS_MAX);
    if (!out->items)
        return error_set(err, ERROR_NO_MEMORY, "no room for a scale");
    if (!out->field)
        return error_set(err, ERROR_INTERNAL,
                         "the scale %.*s of the style %.*s has no field",
                         STR_ARG(root->key), STR_ARG(style->id));
    add_values(out, json_find(root, "values"));
    add_choices(request->arena, out, json_find(root, "colors"));
    out->other = read_item(json_find(root, "other"));
    return true;
}

static bool read_classes(struct app *app, struct request *request,
                         const struct json_value *root, struct scale *out,
                         struct error *err)
{
    out->classes = ARENA_NEW(request->arena, struct classes);
    if (!out->classes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a scale");
    out->ramp = json_find(root, "ramp");
    out->zero = read_item(json_find(root, "zero"));
    out->other = read_item(json_find(root, "withheld"));
    return classes_read(app, request, template_text(root, "measure"),
                        out->classes, err);
}

const struct json_value *scales_with_classes(const struct style *style)
{
    const struct json_value *all = json_find(style->root, "scales");
    const struct json_value *scale = all ? all->first : NULL;
    while (scale && !json_find(scale, "ramp")) scale = scale->next;
    return scale;
}

bool scales_read(struct app *app, struct request *request,
                 const struct style *style, struct scales *out,
                 struct error *err)
{
    const struct json_value *all = json_find(style->root, "scales");
    out->count = 0;
    for (const struct json_value *root = all ? all->first : NULL;
         root && out->count < SCALES_MAX; root = root->next) {
        struct scale *scale = &out->all[out->count++];
        *scale = (struct scale){ .name = root->key };
        bool ok = json_find(root, "ramp")
                      ? read_classes(app, request, root, scale, err)
                      : read_values(request, style, root, scale, err);
        if (!ok) return false;
    }
    return true;
}

const struct scale *scale_find(const struct scales *scales, str name)
{
    for (size_t i = 0; i < scales->count; i++)
        if (str_equal(scales->all[i].name, name)) return &scales->all[i];
    return NULL;
}

static void write_get(struct json *json, str key)
{
    json_array_begin(json);
    json_str(json, STR("get"));
    json_str(json, key);
    json_array_end(json);
}

static void write_values(struct json *json, const struct scale *scale,
                         str property)
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
    write_get(json, scale->field->name);
    json_array_end(json);
    for (size_t i = 0; i < scale->count; i++) {
        json_str(json, scale->items[i].value);
        json_str(json, property_of(&scale->items[i], property));
    }
    json_str(json, other);
    json_array_end(json);
}

// The classes take their colours from the whole of the ramp.
str scale_class_color(const struct scale *scale, size_t i, size_t count)
{
    size_t steps = scale->ramp->count - 1;
    size_t place =
        count > 1 ? (2 * i * steps + count - 1) / (2 * (count - 1)) : steps / 2;
    const struct json_value *color = scale->ramp->first;
    while (place-- > 0 && color->next) color = color->next;
    return color->text;
}

static void write_steps(struct json *json, const struct scale *scale,
                        const struct class_set *set)
{
    if (set->count < 2) {
        json_str(json, set->count ? scale_class_color(scale, 0, 1)
                                  : scale->zero.color);
        return;
    }
    json_array_begin(json);
    json_str(json, STR("step"));
    write_get(json, scale->classes->key);
    for (size_t i = 0; i < set->count; i++) {
        if (i) json_real(json, set->ranges[i].bound);
        json_str(json, scale_class_color(scale, i, set->count));
    }
    json_array_end(json);
}

// Withheld is an attribute that is not there.
static void write_class_set(struct json *json, const struct scale *scale,
                            const struct class_set *set)
{
    json_array_begin(json);
    json_str(json, STR("case"));
    json_array_begin(json);
    json_str(json, STR("!"));
    json_array_begin(json);
    json_str(json, STR("has"));
    json_str(json, scale->classes->key);
    json_array_end(json);
    json_array_end(json);
    json_str(json, scale->other.color);
    json_array_begin(json);
    json_str(json, STR("=="));
    write_get(json, scale->classes->key);
    json_int(json, 0);
    json_array_end(json);
    json_str(json, scale->zero.color);
    write_steps(json, scale, set);
    json_array_end(json);
}

// Each level has classes of its own: the numbers of gemeenten are not those of
// buurten.
static void write_classes(struct json *json, const struct scale *scale)
{
    const struct classes *classes = scale->classes;
    size_t last = classes->count - 1;
    if (!last) {
        write_class_set(json, scale, &classes->sets[0]);
        return;
    }
    json_array_begin(json);
    json_str(json, STR("match"));
    write_get(json, STR("level"));
    for (size_t i = 0; i < last; i++) {
        json_str(json, classes->sets[i].level->name);
        write_class_set(json, scale, &classes->sets[i]);
    }
    write_class_set(json, scale, &classes->sets[last]);
    json_array_end(json);
}

void scale_write(struct json *json, const struct scale *scale, str property)
{
    if (scale->classes)
        write_classes(json, scale);
    else
        write_values(json, scale, property);
}
