#include "server/style/layers.h"

#include "server/collection_json.h"

static const char *geometry_name(enum geom_type type)
{
    switch (type) {
    case GEOM_POINT:
    case GEOM_MULTIPOINT: return "point";
    case GEOM_LINE:
    case GEOM_MULTILINE: return "line";
    case GEOM_POLYGON:
    case GEOM_MULTIPOLYGON: return "polygon";
    case GEOM_EMPTY:
    case GEOM_COLLECTION: break;
    }
    return NULL;
}

bool geometry_applies(const struct drawing *drawing,
                      const struct json_value *limited)
{
    const struct json_value *wanted = json_find(limited, "geometry");
    const char *own =
        geometry_name(drawing->style.parts[0].collection->geom_type);
    if (!wanted || !own) return true;
    for (const struct json_value *name = wanted->first; name; name = name->next)
        if (str_equal(name->text, str_from(own))) return true;
    return false;
}

const struct style_part *layer_part(const struct drawing *drawing,
                                    const struct json_value *layer)
{
    const struct json_value *source = json_find(layer, "source");
    return source ? style_part(&drawing->style, source->text) : NULL;
}

static bool applies(const struct drawing *drawing,
                    const struct json_value *layer)
{
    str instead = template_text(layer, "unless");
    if (json_find(layer, "source") && !layer_part(drawing, layer)) return false;
    if (instead.len && style_part(&drawing->style, instead)) return false;
    return geometry_applies(drawing, layer);
}

const struct json_value *layer_next(const struct drawing *drawing,
                                    const struct json_value *layer)
{
    layer = layer ? layer->next : drawing->style.layers;
    while (layer && !applies(drawing, layer)) layer = layer->next;
    return layer;
}

static void write_value(struct json *json, const struct drawing *drawing,
                        const struct json_value *value);

// {"$scale": "categorie", "$as": "color"}: what the data decide; {"$key":
// "klasse"}: the attribute that classes are of; {"$now": true}: the moment that
// the map shows. False when the object is an ordinary one.
static bool write_directive(struct json *json, const struct drawing *drawing,
                            const struct json_value *object)
{
    const struct scales *scales = &drawing->scales;
    const struct scale *scale =
        scale_find(scales, template_text(object, "$scale"));
    const struct scale *keyed =
        scale_find(scales, template_text(object, "$key"));
    if (json_find(object, "$now")) {
        json_str(json, drawing->now);
        return true;
    }
    if (keyed && keyed->classes) {
        json_str(json, keyed->classes->key);
        return true;
    }
    if (!scale) return false;
    scale_write(json, scale, template_text(object, "$as"));
    return true;
}

static void write_members(struct json *json, const struct drawing *drawing,
                          const struct json_value *object)
{
    for (const struct json_value *v = object->first; v; v = v->next) {
        json_key(json, v->key);
        write_value(json, drawing, v);
    }
}

static void write_value(struct json *json, const struct drawing *drawing,
                        const struct json_value *value)
{
    switch (value->type) {
    case JSON_NULL: json_null(json); return;
    case JSON_BOOL: json_bool(json, value->boolean); return;
    case JSON_NUMBER: json_raw(json, value->text); return;
    case JSON_TEXT: json_str(json, value->text); return;
    case JSON_ARRAY:
        json_array_begin(json);
        for (const struct json_value *v = value->first; v; v = v->next)
            write_value(json, drawing, v);
        json_array_end(json);
        return;
    case JSON_OBJECT:
        if (write_directive(json, drawing, value)) return;
        json_object_begin(json);
        write_members(json, drawing, value);
        json_object_end(json);
        return;
    }
}

// What a layer of a template says to us, and not to MapLibre.
static bool is_ours(str key)
{
    return str_equal(key, STR("geometry")) || str_equal(key, STR("labels")) ||
           str_equal(key, STR("clickable")) || str_equal(key, STR("unless"));
}

void layer_write(struct json *json, const struct drawing *drawing,
                 const struct json_value *layer)
{
    const struct style_part *part = layer_part(drawing, layer);
    const struct json_value *labels = json_find(layer, "labels");
    json_object_begin(json);
    for (const struct json_value *v = layer->first; v; v = v->next) {
        if (is_ours(v->key)) continue;
        json_key(json, v->key);
        write_value(json, drawing, v);
        if (!part || !str_equal(v->key, STR("source"))) continue;
        json_key(json, STR("source-layer"));
        json_str(json, arena_printf(drawing->request->arena, "%.*s%s",
                                    STR_ARG(part->collection->id),
                                    labels ? "-labels" : ""));
    }
    json_object_end(json);
}
