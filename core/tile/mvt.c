#include "tile/mvt.h"

#include <string.h>

#include "tile/mvt_block.h"
#include "tile/mvt_steps.h"

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
    TAG_BYTES_MAX = 2 * 5,  // two numbers of 32 bits
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
    layer->tags = arena_alloc(arena, keys * TAG_BYTES_MAX);
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
void mvt_layer_use_key(struct mvt_layer *layer, size_t key)
{
    const struct mvt_layer_options *options = &layer->options;
    layer->key_numbers[key] = ++layer->used_keys;
    put_text(&layer->keys, TAG_KEYS,
             key < options->key_count ? options->keys[key] : options->id_key);
}

static bool is_number_id(struct value id)
{
    return id.type == VALUE_INT && id.integer >= 0;
}

static void collect_tags(struct mvt_layer *layer, struct value id,
                         const struct value *values)
{
    const struct mvt_layer_options *options = &layer->options;
    for (size_t key = 0; key < options->key_count; key++) {
        size_t column = options->columns ? options->columns[key] : key;
        if (values[column].type != VALUE_NULL)
            mvt_layer_tag(layer, key,
                          mvt_pool_number(&layer->values, values[column]));
    }
    if (options->id_key.len && !is_number_id(id))
        mvt_layer_tag(layer, options->key_count,
                      mvt_pool_number(&layer->values, id));
}

static void put_feature(struct mvt_layer *layer, int64_t id, enum mvt_type type,
                        str geometry)
{
    uint64_t number = (uint64_t)id;
    size_t tags = layer->tags_len;
    size_t size = 2 + 1 + varint_size(geometry.len) + geometry.len;
    if (id >= 0) size += 1 + varint_size(number);
    if (tags) size += 1 + varint_size(tags) + tags;
    char *to = buf_reserve(&layer->features, size + HEAD_MAX);
    if (!to) return;
    *to++ = TAG_FEATURES;
    to = varint_put(to, size);
    if (id >= 0) {
        *to++ = TAG_ID;
        to = varint_put(to, number);
    }
    if (tags) {
        *to++ = TAG_TAGS;
        to = varint_put(to, tags);
        memcpy(to, layer->tags, tags);
        to += tags;
    }
    *to++ = TAG_TYPE;
    *to++ = (char)type;
    *to++ = TAG_GEOMETRY;
    to = varint_put(to, geometry.len);
    memcpy(to, geometry.bytes, geometry.len);
    layer->features.len = (size_t)(to + geometry.len - layer->features.bytes);
}

static enum error_code failure_of(const struct mvt_layer *layer)
{
    if (layer->failure) return layer->failure;
    if (layer->features.failure) return layer->features.failure;
    if (layer->keys.failure) return layer->keys.failure;
    if (layer->geometry.failure) return layer->geometry.failure;
    return layer->values.bytes.failure;
}

enum mvt_outcome mvt_layer_put(struct mvt_layer *layer, int64_t id,
                               enum mvt_type type, str geometry)
{
    layer->failure = failure_of(layer);
    if (layer->failure) return MVT_FAILED;
    put_feature(layer, id, type, geometry);
    layer->failure = layer->features.failure;
    if (layer->failure) return MVT_FAILED;
    layer->counts.shown++;
    return MVT_SHOWN;
}

enum mvt_outcome mvt_layer_draw(struct mvt_layer *layer,
                                const struct geom *geom, enum mvt_type *type)
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
    *type = shape.type;
    layer->tags_len = 0;
    layer->geometry.len = 0;
    mvt_shape_write(&shape, &layer->geometry);
    return MVT_SHOWN;
}

enum mvt_outcome mvt_layer_add(struct mvt_layer *layer, struct value id,
                               const struct geom *geom,
                               const struct value *values)
{
    enum mvt_type type;
    enum mvt_outcome outcome = mvt_layer_draw(layer, geom, &type);
    if (outcome != MVT_SHOWN) return outcome;
    collect_tags(layer, id, values);
    return mvt_layer_put(layer, is_number_id(id) ? id.integer : MVT_NO_ID, type,
                         (str){ layer->geometry.bytes, layer->geometry.len });
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
