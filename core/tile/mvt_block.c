#include "tile/mvt_block.h"

#include <string.h>

#include "tile/varint.h"

enum {
    OWN_FIRST = 64,
    POINT_BYTES_MAX = 1 + 2 * 3,  // MoveTo and a position
    MOVE_TO_ONE = 1 << 3 | 1,
    NUMBERS_ANYWAY = 4096,  // so many cost nothing
};

#define IS_OWN 0x80000000U

// ---- making

static size_t piece_count(size_t points)
{
    return (points + MVT_PIECE_POINTS - 1) / MVT_PIECE_POINTS;
}

// One allocation, so that nothing lies fallow between the arrays.
bool mvt_block_begin(struct mvt_block_maker *maker,
                     const struct mvt_block_options *options)
{
    struct arena *arena = options->arena;
    size_t room = options->room + 1;
    size_t places = options->are_points
                        ? room * sizeof *maker->at +
                              piece_count(room) * sizeof *maker->pieces
                        : room * sizeof *maker->geoms;
    size_t codes = room * options->key_count * sizeof *maker->codes;
    *maker = (struct mvt_block_maker){ .options = *options };
    char *bytes =
        arena_alloc(arena, places + room * sizeof *maker->ids + codes);
    if (!bytes) return false;
    maker->ids = (void *)(bytes + places);
    maker->codes = (void *)(maker->ids + room);
    maker->geoms = options->are_points ? NULL : (void *)bytes;
    maker->at = options->are_points ? (void *)bytes : NULL;
    maker->pieces = options->are_points ? (void *)(maker->at + room) : NULL;
    return true;
}

static bool keep_own(struct mvt_block_maker *maker,
                     const struct mvt_encoded *encoded, uint32_t *code)
{
    struct arena *arena = maker->options.arena;
    if (maker->own_count == maker->own_room) {
        size_t more = maker->own_room ? 2 * maker->own_room : OWN_FIRST;
        const struct mvt_encoded **own =
            arena_grow(arena, maker->own, maker->own_room * sizeof *own,
                       more * sizeof *own);
        if (!own) return false;
        maker->own = own;
        maker->own_room = more;
    }
    size_t size = sizeof *encoded + encoded->len;
    void *copy = arena_alloc(arena, size);
    if (!copy) return false;
    memcpy(copy, encoded, size);
    *code = IS_OWN | (uint32_t)maker->own_count;
    maker->own[maker->own_count++] = copy;
    return true;
}

static bool find_code(struct mvt_block_maker *maker, size_t key,
                      struct value value, uint32_t *code)
{
    bool failed = false;
    const struct mvt_encoded *encoded =
        mvt_encode(maker->options.row, value, &failed);
    *code = DICTIONARY_NONE;
    if (!encoded) return !failed;
    if (key < maker->options.key_count)
        *code = dictionary_code(maker->options.dictionary, key, encoded);
    return *code != DICTIONARY_NONE || keep_own(maker, encoded, code);
}

// Ids of text differ from feature to feature: no dictionary is of use.
static bool add_id(struct mvt_block_maker *maker, struct value id)
{
    size_t at = maker->count;
    const struct mvt_block_options *options = &maker->options;
    bool is_number = id.type == VALUE_INT && id.integer >= 0;
    maker->ids[at] = is_number ? id.integer : MVT_NO_ID;
    if (is_number && !maker->id_codes) return true;
    if (!maker->id_codes) {
        size_t room = options->room + 1;
        maker->id_codes = ARENA_ARRAY(options->arena, uint32_t, room);
        if (!maker->id_codes) return false;
        for (size_t i = 0; i < room; i++) maker->id_codes[i] = DICTIONARY_NONE;
    }
    return is_number ||
           find_code(maker, options->key_count, id, &maker->id_codes[at]);
}

static bool add_point(struct mvt_block_maker *maker, const struct geom *geom)
{
    size_t at = maker->count;
    if (geom->type != GEOM_POINT || geom->point_count != 1) return false;
    struct box *piece = &maker->pieces[at / MVT_PIECE_POINTS];
    if (at % MVT_PIECE_POINTS == 0) *piece = box_nothing();
    maker->at[at] = geom->points[0];
    *piece = box_add_point(*piece, geom->points[0]);
    return true;
}

bool mvt_block_add(struct mvt_block_maker *maker, const struct feature *feature)
{
    const struct mvt_block_options *options = &maker->options;
    if (maker->count == options->room) return false;
    arena_clear(options->row);
    if (options->are_points ? !add_point(maker, &feature->geom)
                            : !geom_clone(options->arena, &feature->geom,
                                          &maker->geoms[maker->count]))
        return false;
    if (!add_id(maker, feature->id)) return false;
    uint32_t *codes = maker->codes + maker->count * options->key_count;
    for (size_t key = 0; key < options->key_count; key++)
        if (!find_code(maker, key, feature->values[options->columns[key]],
                       &codes[key]))
            return false;
    maker->positions += geom_point_total(&feature->geom);
    maker->count++;
    return true;
}

void mvt_block_end(const struct mvt_block_maker *maker, struct mvt_block *out)
{
    *out = (struct mvt_block){
        .count = maker->count,
        .key_count = maker->options.key_count,
        .positions = maker->positions,
        .ids = maker->ids,
        .id_codes = maker->id_codes,
        .codes = maker->codes,
        .own = maker->own,
        .at = maker->at,
        .pieces = maker->pieces,
        .geoms = maker->geoms,
    };
}

// ---- using

// An array by code is worth it when many values are looked up; for a few, the
// layer's own pool is asked.
void mvt_layer_use(struct mvt_layer *layer, const struct dictionary *dictionary,
                   size_t codes, size_t lookups)
{
    layer->dictionary = dictionary;
    if (!layer->options.key_count) return;
    if (codes > NUMBERS_ANYWAY && codes / 8 > lookups) return;
    layer->numbers = ARENA_ARRAY(layer->tile->bytes.arena, uint32_t, codes + 1);
    if (layer->numbers) layer->number_count = codes;
}

static uint32_t number_of(struct mvt_layer *layer,
                          const struct mvt_block *block, uint32_t code)
{
    if (code < layer->number_count && layer->numbers[code])
        return layer->numbers[code] - 1;
    if (code == DICTIONARY_NONE) return MVT_NO_VALUE;
    if (code & IS_OWN)
        return mvt_pool_take(&layer->values, block->own[code & ~IS_OWN]);
    uint32_t number = mvt_pool_take(&layer->values,
                                    dictionary_value(layer->dictionary, code));
    if (number != MVT_NO_VALUE && code < layer->number_count)
        layer->numbers[code] = number + 1;
    return number;
}

static void add_tags(struct mvt_layer *layer, const struct mvt_block *block,
                     size_t i)
{
    size_t keys = layer->options.key_count;
    const uint32_t *codes = block->codes + i * block->key_count;
    for (size_t key = 0; key < keys; key++)
        mvt_layer_tag(layer, key, number_of(layer, block, codes[key]));
    if (layer->options.id_key.len && block->id_codes)
        mvt_layer_tag(layer, keys, number_of(layer, block, block->id_codes[i]));
}

static void add_one_point(struct mvt_layer *layer,
                          const struct mvt_block *block, size_t i)
{
    char bytes[POINT_BYTES_MAX];
    const struct tile_frame *frame = layer->options.frame;
    if (!tile_frame_has(frame, block->at[i])) {
        layer->counts.outside++;
        return;
    }
    struct point p = tile_frame_snap(frame, block->at[i]);
    char *to = bytes;
    *to++ = MOVE_TO_ONE;
    to = varint_put(to, zigzag((int32_t)p.x));
    to = varint_put(to, zigzag((int32_t)p.y));
    layer->tags_len = 0;
    add_tags(layer, block, i);
    mvt_layer_put(layer, block->ids[i], MVT_POINT,
                  (str){ bytes, (size_t)(to - bytes) });
}

size_t mvt_layer_add_points(struct mvt_layer *layer,
                            const struct mvt_block *block)
{
    size_t looked = 0;
    struct box box = tile_frame_box(layer->options.frame);
    for (size_t from = 0, to; from < block->count; from = to) {
        to = from + MVT_PIECE_POINTS;
        if (to > block->count) to = block->count;
        if (!box_intersects(block->pieces[from / MVT_PIECE_POINTS], box))
            continue;
        looked += to - from;
        for (size_t i = from; i < to && !layer->failure; i++)
            add_one_point(layer, block, i);
    }
    return looked;
}

enum mvt_outcome mvt_layer_add_shape(struct mvt_layer *layer,
                                     const struct mvt_block *block, size_t i)
{
    enum mvt_type type;
    enum mvt_outcome outcome = mvt_layer_draw(layer, &block->geoms[i], &type);
    if (outcome != MVT_SHOWN) return outcome;
    add_tags(layer, block, i);
    return mvt_layer_put(layer, block->ids[i], type,
                         (str){ layer->geometry.bytes, layer->geometry.len });
}
