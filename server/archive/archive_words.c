#include "server/archive/archive_words.h"

#include <stdlib.h>

#include "base/json.h"
#include "cql/json_read.h"

enum { LAYERS_BYTES_MAX = 8 << 20 };

static void copy_value(struct json *json, const struct json_value *value)
{
    double number;
    const struct json_value *one = value->first;
    switch (value->type) {
    case JSON_NULL: json_null(json); return;
    case JSON_BOOL: json_bool(json, value->boolean); return;
    case JSON_TEXT: json_str(json, value->text); return;
    case JSON_NUMBER:
        if (str_to_real(value->text, &number))
            json_real(json, number);
        else
            json_null(json);
        return;
    case JSON_ARRAY:
        json_array_begin(json);
        for (; one; one = one->next) copy_value(json, one);
        json_array_end(json);
        return;
    case JSON_OBJECT:
        json_object_begin(json);
        for (; one; one = one->next) {
            json_key(json, one->key);
            copy_value(json, one);
        }
        json_object_end(json);
        return;
    }
}

static str text_of(const struct json_value *object, const char *name)
{
    const struct json_value *found = json_find(object, name);
    return found && found->type == JSON_TEXT ? found->text : (str){ 0 };
}

static size_t count_members(const struct json_value *of)
{
    size_t count = 0;
    for (const struct json_value *one = of->first; one; one = one->next)
        count++;
    return count;
}

static bool read_fields(struct arena *arena, const struct json_value *layer,
                        struct archive_layer *out)
{
    const struct json_value *fields = json_find(layer, "fields");
    if (!fields || fields->type != JSON_OBJECT) return true;
    struct archive_field *all =
        ARENA_ARRAY(arena, struct archive_field, count_members(fields) + 1);
    if (!all) return false;
    out->fields = all;
    for (const struct json_value *one = fields->first; one; one = one->next)
        all[out->field_count++] = (struct archive_field){
            .name = one->key,
            .type = one->type == JSON_TEXT ? one->text : (str){ 0 },
        };
    return true;
}

static bool list_layers(struct arena *arena, const struct json_value *layers,
                        struct archive_words *out)
{
    struct archive_layer *all =
        ARENA_ARRAY(arena, struct archive_layer, count_members(layers) + 1);
    if (!all) return false;
    out->layer_list = all;
    for (const struct json_value *one = layers->first; one; one = one->next) {
        struct archive_layer *layer = &all[out->layer_count];
        layer->id = one->type == JSON_OBJECT ? text_of(one, "id") : (str){ 0 };
        if (!layer->id.len) continue;
        layer->description = text_of(one, "description");
        if (!read_fields(arena, one, layer)) return false;
        out->layer_count++;
    }
    return true;
}

static bool read_layers(struct arena *arena, const struct json_value *object,
                        struct archive_words *out, struct error *err)
{
    struct buf buf;
    struct json json = { .out = &buf };
    const struct json_value *layers = json_find(object, "vector_layers");
    if (!layers || layers->type != JSON_ARRAY) return true;
    if (!list_layers(arena, layers, out))
        return error_set(err, ERROR_NO_MEMORY, "no room for the layers");
    buf_init(&buf, arena, LAYERS_BYTES_MAX);
    copy_value(&json, layers);
    return buf_finish(&buf, &out->layers, err);
}

bool archive_words_read(struct arena *arena, str metadata,
                        struct archive_words *out, struct error *err)
{
    out->layers = STR("[]");
    if (!metadata.len) return true;
    if (str_valid_utf8(metadata) != metadata.len)
        return error_set(err, ERROR_CORRUPT,
                         "the metadata is no UTF-8 from its byte %zu on",
                         str_valid_utf8(metadata));
    const struct json_value *object = json_read(arena, metadata, err);
    if (!object) {
        if (err && err->code != ERROR_NO_MEMORY) err->code = ERROR_CORRUPT;
        return error_context(err, "the metadata");
    }
    out->title = text_of(object, "name");
    out->description = text_of(object, "description");
    out->attribution = text_of(object, "attribution");
    return read_layers(arena, object, out, err);
}

bool archive_bounds_read(str text, struct box *out)
{
    str part;
    double numbers[4];
    for (size_t i = 0; i < 4; i++)
        if (!str_next(&text, ',', &part) ||
            !str_to_real(str_trim(part), &numbers[i]))
            return false;
    *out = (struct box){ numbers[0], numbers[1], numbers[2], numbers[3] };
    return !text.bytes && out->min_x <= out->max_x && out->min_y <= out->max_y;
}
