#include "tile/mvt_decode.h"

#include <stdlib.h>
#include <string.h>

#include "tile/mvt_commands.h"
#include "tile/varint.h"

// Numbers of fields in vector_tile.proto 2.1.
enum {
    TILE_LAYERS = 3,
    LAYER_NAME = 1,
    LAYER_FEATURES = 2,
    LAYER_KEYS = 3,
    LAYER_VALUES = 4,
    LAYER_EXTENT = 5,
    LAYER_VERSION = 15,
    FEATURE_ID = 1,
    FEATURE_TAGS = 2,
    FEATURE_TYPE = 3,
    FEATURE_GEOMETRY = 4,
    EXTENSIONS_FROM = 16,
    EXTENT_DEFAULT = 4096,
};

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
}

// Marks a field that may come once as seen.
static bool once(unsigned *seen, const struct wire_field *field,
                 struct error *err)
{
    unsigned bit = 1U << field->number;
    if (*seen & bit)
        return wire_error(err, field->offset, "a field that was there already");
    *seen |= bit;
    return true;
}

// ---- values

static bool read_value(struct wire_field *field, struct mvt_value *out,
                       struct error *err)
{
    float single;
    uint32_t bits = (uint32_t)field->value;
    out->type = (enum mvt_value_type)field->number;
    switch (out->type) {
    case MVT_STRING: return wire_text(field, &out->text, err);
    case MVT_FLOAT:
        memcpy(&single, &bits, sizeof single);
        out->real = (double)single;
        return wire_expect(field, WIRE_32, err);
    case MVT_DOUBLE:
        memcpy(&out->real, &field->value, sizeof out->real);
        return wire_expect(field, WIRE_64, err);
    case MVT_INT:
        out->integer = (int64_t)field->value;
        return wire_expect(field, WIRE_VARINT, err);
    case MVT_UINT:
        out->natural = field->value;
        return wire_expect(field, WIRE_VARINT, err);
    case MVT_SINT:
        out->integer = unzigzag(field->value);
        return wire_expect(field, WIRE_VARINT, err);
    case MVT_BOOL:
        out->boolean = field->value != 0;
        if (field->type == WIRE_VARINT && field->value > 1)
            return wire_error(err, field->offset, "neither true nor false");
        return wire_expect(field, WIRE_VARINT, err);
    }
    return wire_error(err, field->offset, "a value of an unknown type");
}

static bool read_only_value(struct wire wire, struct mvt_value *out,
                            struct error *err)
{
    struct wire_field field;
    size_t start = wire.at;
    if (wire.at == wire.end)
        return wire_error(err, start, "a value that is not there");
    if (!wire_next(&wire, &field, err) || !read_value(&field, out, err))
        return false;
    if (wire.at == wire.end) return true;
    return wire_error(err, wire.at, "more than one value in a value");
}

// ---- features

static bool read_tags(struct arena *arena, struct wire wire,
                      const struct mvt_read_layer *layer,
                      struct mvt_read_feature *out, struct error *err)
{
    size_t start = wire.at;
    uint32_t *tags = ARENA_ARRAY(arena, uint32_t, wire.end - wire.at);
    size_t count = 0;
    if (!tags) return no_room(err);
    while (wire.at < wire.end) {
        size_t at = wire.at;
        uint64_t tag;
        if (!wire_varint(&wire, &tag, err)) return false;
        if (tag >= (count % 2 ? layer->value_count : layer->key_count))
            return wire_error(err, at, "a tag that is not in its layer");
        tags[count++] = (uint32_t)tag;
    }
    if (count % 2) return wire_error(err, start, "a key without a value");
    out->tags = tags;
    out->tag_count = count;
    return true;
}

// The fields of a feature, as far as they are there.
struct parts {
    struct wire tags, geometry;
    uint32_t type;
    unsigned seen;
};

static bool read_part(const struct wire_field *field, struct parts *parts,
                      struct mvt_read_feature *out, struct error *err)
{
    if (field->number < FEATURE_ID || field->number > FEATURE_GEOMETRY)
        return wire_error(err, field->offset, "no such field in a feature");
    if (!once(&parts->seen, field, err)) return false;
    if (field->number == FEATURE_ID) {
        out->has_id = true;
        out->id = field->value;
        return wire_expect(field, WIRE_VARINT, err);
    }
    if (field->number == FEATURE_TYPE) {
        if (!wire_uint32(field, &parts->type, err)) return false;
        if (parts->type <= MVT_POLYGON) return true;
        return wire_error(err, field->offset, "no such type of geometry");
    }
    if (field->number == FEATURE_TAGS)
        parts->tags = field->inside;
    else
        parts->geometry = field->inside;
    return wire_expect(field, WIRE_BYTES, err);
}

static bool read_feature(struct arena *arena, struct wire wire,
                         const struct mvt_read_layer *layer,
                         struct mvt_read_feature *out, struct error *err)
{
    struct parts parts = { 0 };
    struct wire_field field;
    out->offset = wire.at;
    while (wire.at < wire.end)
        if (!wire_next(&wire, &field, err) ||
            !read_part(&field, &parts, out, err))
            return false;
    if (!(parts.seen & 1U << FEATURE_TYPE))
        return wire_error(err, out->offset, "a feature without a type");
    if (!(parts.seen & 1U << FEATURE_GEOMETRY))
        return wire_error(err, out->offset, "a feature without a geometry");
    out->shape.type = (enum mvt_type)parts.type;
    return read_tags(arena, parts.tags, layer, out, err) &&
           mvt_read_commands(arena, parts.geometry, out->shape.type,
                             &out->shape.parts, err);
}

// ---- layers

// Reads everything of a layer but its features, which come before what they
// point to; keys and values are only counted while there are no arrays.
static bool read_layer_field(const struct wire_field *field, unsigned *seen,
                             struct mvt_read_layer *out, struct error *err)
{
    bool is_single = field->number == LAYER_NAME ||
                     field->number == LAYER_EXTENT ||
                     field->number == LAYER_VERSION;
    if (is_single && !once(seen, field, err)) return false;
    switch (field->number) {
    case LAYER_NAME: return wire_text(field, &out->name, err);
    case LAYER_EXTENT: return wire_uint32(field, &out->extent, err);
    case LAYER_VERSION: return wire_uint32(field, &out->version, err);
    case LAYER_FEATURES:
        out->feature_count++;
        return wire_expect(field, WIRE_BYTES, err);
    case LAYER_KEYS:
        if (out->keys && !wire_text(field, &out->keys[out->key_count], err))
            return false;
        out->key_count++;
        return wire_expect(field, WIRE_BYTES, err);
    case LAYER_VALUES:
        if (!wire_expect(field, WIRE_BYTES, err)) return false;
        if (out->values &&
            !read_only_value(field->inside, &out->values[out->value_count],
                             err))
            return false;
        out->value_count++;
        return true;
    default: break;
    }
    if (field->number >= EXTENSIONS_FROM) return true;
    return wire_error(err, field->offset, "no such field in a layer");
}

static bool read_layer_fields(struct wire wire, struct mvt_read_layer *out,
                              struct error *err)
{
    struct wire_field field;
    unsigned seen = 0;
    out->offset = wire.at;
    out->key_count = out->value_count = out->feature_count = 0;
    while (wire.at < wire.end)
        if (!wire_next(&wire, &field, err) ||
            !read_layer_field(&field, &seen, out, err))
            return false;
    if (!(seen & 1U << LAYER_VERSION))
        return wire_error(err, out->offset, "a layer without a version");
    if (out->version != 1 && out->version != 2)
        return wire_error(err, out->offset, "a version that is not 1 or 2");
    if (out->name.len == 0)
        return wire_error(err, out->offset, "a layer without a name");
    if (out->extent == 0)
        return wire_error(err, out->offset, "a layer without an extent");
    return true;
}

static int compare_text(const void *a, const void *b)
{
    return str_compare(*(const str *)a, *(const str *)b);
}

// Whether all texts differ. Sorts them.
static bool are_distinct(str *texts, size_t count)
{
    if (count) qsort(texts, count, sizeof *texts, compare_text);
    for (size_t i = 1; i < count; i++)
        if (str_equal(texts[i - 1], texts[i])) return false;
    return true;
}

static bool check_keys(struct arena *arena, const struct mvt_read_layer *layer,
                       struct error *err)
{
    str *sorted = ARENA_ARRAY(arena, str, layer->key_count);
    if (!sorted) return no_room(err);
    if (layer->key_count)
        memcpy(sorted, layer->keys, layer->key_count * sizeof *sorted);
    if (are_distinct(sorted, layer->key_count)) return true;
    return wire_error(err, layer->offset, "a layer with the same key twice");
}

static bool read_features(struct arena *arena, struct wire wire,
                          struct mvt_read_layer *layer, struct error *err)
{
    struct wire_field field;
    size_t count = 0;
    while (wire.at < wire.end) {
        if (!wire_next(&wire, &field, err)) return false;
        if (field.number != LAYER_FEATURES) continue;
        if (!read_feature(arena, field.inside, layer, &layer->features[count++],
                          err))
            return false;
    }
    return true;
}

static bool read_layer(struct arena *arena, struct wire wire,
                       struct mvt_read_layer *out, struct error *err)
{
    out->extent = EXTENT_DEFAULT;
    if (!read_layer_fields(wire, out, err)) return false;
    out->keys = ARENA_ARRAY(arena, str, out->key_count);
    out->values = ARENA_ARRAY(arena, struct mvt_value, out->value_count);
    out->features =
        ARENA_ARRAY(arena, struct mvt_read_feature, out->feature_count);
    if (!out->keys || !out->values || !out->features) return no_room(err);
    return read_layer_fields(wire, out, err) && check_keys(arena, out, err) &&
           read_features(arena, wire, out, err);
}

// ---- tiles

static bool count_layers(struct wire wire, size_t *out, struct error *err)
{
    struct wire_field field;
    for (*out = 0; wire.at < wire.end;) {
        if (!wire_next(&wire, &field, err)) return false;
        if (field.number == TILE_LAYERS) {
            if (!wire_expect(&field, WIRE_BYTES, err)) return false;
            ++*out;
        } else if (field.number < EXTENSIONS_FROM) {
            return wire_error(err, field.offset, "no such field in a tile");
        }
    }
    return true;
}

static bool check_names(struct arena *arena, const struct mvt_read_tile *tile,
                        struct error *err)
{
    str *sorted = ARENA_ARRAY(arena, str, tile->layer_count);
    if (!sorted) return no_room(err);
    for (size_t i = 0; i < tile->layer_count; i++)
        sorted[i] = tile->layers[i].name;
    if (are_distinct(sorted, tile->layer_count)) return true;
    return wire_error(err, 0, "two layers of the same name");
}

bool mvt_decode(struct arena *arena, str bytes, struct mvt_read_tile *out,
                struct error *err)
{
    struct mvt_read_tile tile = { 0 };
    struct wire wire = { (const uint8_t *)bytes.bytes, 0, bytes.len };
    size_t count;
    if (!count_layers(wire, &count, err)) return false;
    tile.layers = ARENA_ARRAY(arena, struct mvt_read_layer, count);
    if (!tile.layers) return no_room(err);
    while (wire.at < wire.end) {
        struct wire_field field;
        if (!wire_next(&wire, &field, err)) return false;
        if (field.number != TILE_LAYERS) continue;
        if (!read_layer(arena, field.inside, &tile.layers[tile.layer_count++],
                        err))
            return false;
    }
    if (!check_names(arena, &tile, err)) return false;
    *out = tile;
    return true;
}

const struct mvt_read_layer *mvt_find_layer(const struct mvt_read_tile *tile,
                                            str name)
{
    for (size_t i = 0; i < tile->layer_count; i++)
        if (str_equal(tile->layers[i].name, name)) return &tile->layers[i];
    return NULL;
}

const struct mvt_value *mvt_find_value(const struct mvt_read_layer *layer,
                                       const struct mvt_read_feature *feature,
                                       str key)
{
    for (size_t i = 0; i + 1 < feature->tag_count; i += 2)
        if (str_equal(layer->keys[feature->tags[i]], key))
            return &layer->values[feature->tags[i + 1]];
    return NULL;
}
