#include "tile/mvt.h"

#include <string.h>

#include "tile/varint.h"

// Fields of Tile, Layer and Feature in vector_tile.proto 2.1.
enum {
    TAG_LAYERS = 3 << 3 | 2,
    TAG_NAME = 1 << 3 | 2,
    TAG_FEATURES = 2 << 3 | 2,
    TAG_KEYS = 3 << 3 | 2,
    TAG_EXTENT = 5 << 3 | 0,
    TAG_VERSION = 15 << 3 | 0,
    TAG_ID = 1 << 3 | 0,
    TAG_TAGS = 2 << 3 | 2,
    TAG_TYPE = 3 << 3 | 0,
    TAG_GEOMETRY = 4 << 3 | 2,
    VERSION = 2,
    HEAD_MAX = 8 + 5 * VARINT_MAX,
};

void mvt_tile_begin(struct mvt_tile *tile, struct arena *arena, size_t limit)
{
    *tile = (struct mvt_tile){ 0 };
    buf_init(&tile->bytes, arena, limit);
}

bool mvt_tile_end(struct mvt_tile *tile, str *out, struct error *err)
{
    return buf_finish(&tile->bytes, out, err);
}

void mvt_layer_begin(struct mvt_layer *layer, struct mvt_tile *tile,
                     const struct mvt_layer_options *options)
{
    struct arena *arena = tile->bytes.arena;
    size_t limit = tile->bytes.limit;
    size_t keys = options->key_count + 1;
    *layer = (struct mvt_layer){ .tile = tile, .options = *options };
    buf_init(&layer->features, arena, limit);
    buf_init(&layer->keys, arena, limit);
    buf_init(&layer->geometry, arena, limit);
    mvt_pool_begin(&layer->values, arena, limit);
    layer->key_numbers = ARENA_ARRAY(arena, uint32_t, keys);
    layer->tags = ARENA_ARRAY(arena, uint32_t, keys * 2);
    if (!layer->key_numbers || !layer->tags) layer->failure = ERROR_NO_MEMORY;
}

static void put_text(struct buf *out, unsigned tag, str text)
{
    char *to = buf_reserve(out, 1 + VARINT_MAX + text.len);
    if (!to) return;
    *to++ = (char)tag;
    to = varint_put(to, text.len);
    if (text.len) memcpy(to, text.bytes, text.len);
    out->len = (size_t)(to + text.len - out->bytes);
}

// Keys are numbered when they are first used: what no feature has is not there.
static uint32_t key_number(struct mvt_layer *layer, size_t key)
{
    const struct mvt_layer_options *options = &layer->options;
    if (!layer->key_numbers[key]) {
        layer->key_numbers[key] = ++layer->used_keys;
        put_text(&layer->keys, TAG_KEYS,
                 key < options->key_count ? options->keys[key]
                                          : options->id_key);
    }
    return layer->key_numbers[key] - 1;
}

static void add_tag(struct mvt_layer *layer, size_t key, struct value value,
                    size_t *count)
{
    uint32_t number = mvt_pool_number(&layer->values, value);
    if (number == MVT_NO_VALUE) return;
    layer->tags[(*count)++] = key_number(layer, key);
    layer->tags[(*count)++] = number;
}

static bool is_number_id(struct value id)
{
    return id.type == VALUE_INT && id.integer >= 0;
}

// Returns how many numbers are in layer->tags.
static size_t collect_tags(struct mvt_layer *layer, struct value id,
                           const struct value *values)
{
    const struct mvt_layer_options *options = &layer->options;
    size_t count = 0;
    for (size_t key = 0; key < options->key_count; key++) {
        size_t column = options->columns ? options->columns[key] : key;
        if (values[column].type != VALUE_NULL)
            add_tag(layer, key, values[column], &count);
    }
    if (options->id_key.len && !is_number_id(id))
        add_tag(layer, options->key_count, id, &count);
    return count;
}

static void put_feature(struct mvt_layer *layer, struct value id,
                        enum mvt_type type, size_t tag_count)
{
    size_t tags_size = 0;
    str geometry = { layer->geometry.bytes, layer->geometry.len };
    bool has_id = is_number_id(id);
    uint64_t number = has_id ? (uint64_t)id.integer : 0;
    for (size_t i = 0; i < tag_count; i++)
        tags_size += varint_size(layer->tags[i]);
    size_t size = 2 + 1 + varint_size(geometry.len) + geometry.len;
    if (has_id) size += 1 + varint_size(number);
    if (tag_count) size += 1 + varint_size(tags_size) + tags_size;
    char *to = buf_reserve(&layer->features, size + HEAD_MAX);
    if (!to) return;
    *to++ = TAG_FEATURES;
    to = varint_put(to, size);
    if (has_id) {
        *to++ = TAG_ID;
        to = varint_put(to, number);
    }
    if (tag_count) {
        *to++ = TAG_TAGS;
        to = varint_put(to, tags_size);
        for (size_t i = 0; i < tag_count; i++)
            to = varint_put(to, layer->tags[i]);
    }
    *to++ = TAG_TYPE;
    *to++ = (char)type;
    *to++ = TAG_GEOMETRY;
    to = varint_put(to, geometry.len);
    memcpy(to, geometry.bytes, geometry.len);
    layer->features.len = (size_t)(to + geometry.len - layer->features.bytes);
}

static void note_failure(struct mvt_layer *layer)
{
    const struct buf *bufs[] = { &layer->features, &layer->keys,
                                 &layer->geometry, &layer->values.bytes };
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs && !layer->failure; i++)
        layer->failure = bufs[i]->failure;
}

enum mvt_outcome mvt_layer_add(struct mvt_layer *layer, struct value id,
                               const struct geom *geom,
                               const struct value *values)
{
    struct mvt_shape shape;
    const struct mvt_layer_options *options = &layer->options;
    if (layer->failure) return MVT_FAILED;
    arena_clear(options->row);
    enum mvt_outcome outcome = mvt_shape_make(options->row, options->frame,
                                              geom, options->area_min, &shape);
    if (outcome == MVT_OUTSIDE) layer->counts.outside++;
    if (outcome == MVT_SMALL) layer->counts.small++;
    if (outcome == MVT_FAILED) layer->failure = ERROR_NO_MEMORY;
    if (outcome != MVT_SHOWN) return outcome;
    layer->geometry.len = 0;
    mvt_shape_write(&shape, &layer->geometry);
    size_t tag_count = collect_tags(layer, id, values);
    note_failure(layer);
    if (!layer->failure) put_feature(layer, id, shape.type, tag_count);
    note_failure(layer);
    if (layer->failure) return MVT_FAILED;
    layer->counts.shown++;
    return MVT_SHOWN;
}

static size_t body_size(const struct mvt_layer *layer)
{
    size_t name = layer->options.name.len;
    return 1 + varint_size(name) + name + layer->features.len +
           layer->keys.len + layer->values.bytes.len + 1 +
           varint_size(TILE_EXTENT) + 2;
}

size_t mvt_layer_size(const struct mvt_layer *layer)
{
    if (layer->counts.shown == 0) return 0;
    size_t size = body_size(layer);
    return 1 + varint_size(size) + size;
}

static void put_number(struct buf *out, unsigned tag, uint64_t number)
{
    char *to = buf_reserve(out, 1 + VARINT_MAX);
    if (!to) return;
    *to++ = (char)tag;
    out->len = (size_t)(varint_put(to, number) - out->bytes);
}

static bool take_name(struct mvt_tile *tile, str name, struct error *err)
{
    for (size_t i = 0; i < tile->layer_count; i++)
        if (str_equal(tile->names[i], name))
            return error_set(err, ERROR_INVALID,
                             "two layers of a tile are called \"%.*s\"",
                             STR_ARG(name));
    if (tile->layer_count == MVT_LAYERS_MAX)
        return error_set(err, ERROR_TOO_LARGE, "a tile has at most %d layers",
                         MVT_LAYERS_MAX);
    tile->names[tile->layer_count++] = name;
    return true;
}

bool mvt_layer_end(struct mvt_layer *layer, struct error *err)
{
    struct buf *out = &layer->tile->bytes;
    if (layer->failure == ERROR_TOO_LARGE)
        return error_set(err, ERROR_TOO_LARGE,
                         "a layer would be larger than %zu bytes", out->limit);
    if (layer->failure)
        return error_set(err, layer->failure, "no room for a layer");
    if (layer->counts.shown == 0) return true;
    if (!take_name(layer->tile, layer->options.name, err)) return false;
    put_number(out, TAG_LAYERS, body_size(layer));
    put_number(out, TAG_VERSION, VERSION);
    put_text(out, TAG_NAME, layer->options.name);
    buf_add(out, layer->features.bytes, layer->features.len);
    buf_add(out, layer->keys.bytes, layer->keys.len);
    buf_add(out, layer->values.bytes.bytes, layer->values.bytes.len);
    put_number(out, TAG_EXTENT, TILE_EXTENT);
    return true;
}
