#include "tile/mvt_block.h"

#include <math.h>
#include <string.h>

#include "tile/mvt_steps.h"

enum {
    POINT_BYTES_MAX = 1 + 2 * 3,  // MoveTo and a position
    MOVE_TO_ONE = 1 << 3 | 1,
    NUMBERS_ANYWAY = 4096,  // so many cost nothing
    OWN_BYTES_MAX = 1 << 30,
    CACHE_LINE = 64,
};

// A mixed number is a code, DICTIONARY_NONE, the id of the feature, or the
// place of a value among the block's own.
#define MIXED_OWN 0x80000000U
#define MIXED_ID 0xFFFFFFFEU

// ---- making

struct mvt_column_maker {
    uint32_t *mixed;
    uint16_t *codes;                              // room for them
    double *reals;                                // once there was one
    bool has_codes, has_own, has_ids, has_reals;  // reals: without a code
};

static size_t piece_count(size_t points)
{
    return (points + MVT_PIECE_POINTS - 1) / MVT_PIECE_POINTS;
}

static bool begin_places(struct mvt_block_maker *maker)
{
    struct arena *scratch = maker->options.scratch;
    size_t room = maker->options.room;
    maker->ids = ARENA_ARRAY(scratch, int64_t, room);
    if (!maker->options.are_points) {
        maker->geoms = ARENA_ARRAY(scratch, struct geom, room);
        return maker->ids && maker->geoms;
    }
    maker->at = ARENA_ARRAY(scratch, struct point, room);
    maker->pieces = ARENA_ARRAY(scratch, struct box, piece_count(room));
    return maker->ids && maker->at && maker->pieces;
}

bool mvt_block_begin(struct mvt_block_maker *maker,
                     const struct mvt_block_options *options)
{
    struct arena *scratch = options->scratch;
    *maker = (struct mvt_block_maker){ .options = *options };
    buf_init(&maker->own, scratch, OWN_BYTES_MAX);
    maker->columns =
        ARENA_ARRAY(scratch, struct mvt_column_maker, options->key_count + 1);
    if (!maker->columns || !begin_places(maker)) return false;
    for (size_t key = 0; key < options->key_count; key++) {
        struct mvt_column_maker *column = &maker->columns[key];
        column->mixed = ARENA_ARRAY(scratch, uint32_t, options->room);
        column->codes = ARENA_ARRAY(scratch, uint16_t, options->room);
        if (!column->mixed || !column->codes) return false;
    }
    return true;
}

static bool keep_own(struct mvt_block_maker *maker,
                     const struct mvt_encoded *encoded, uint32_t *mixed)
{
    *mixed = MIXED_OWN | (uint32_t)maker->own.len;
    buf_add(&maker->own, encoded->bytes, encoded->len);
    return !maker->own.failure;
}

static bool keep_real(struct mvt_block_maker *maker,
                      struct mvt_column_maker *column, double real)
{
    size_t room = maker->options.room;
    if (!column->reals) {
        column->reals = ARENA_ARRAY(maker->options.scratch, double, room);
        if (!column->reals) return false;
        for (size_t i = 0; i < room; i++) column->reals[i] = (double)NAN;
    }
    column->reals[maker->count] = real;
    return true;
}

static bool add_value(struct mvt_block_maker *maker, size_t key,
                      struct value value)
{
    bool failed = false;
    struct mvt_column_maker *column = &maker->columns[key];
    uint32_t *mixed = &column->mixed[maker->count];
    *mixed = DICTIONARY_NONE;
    if (key == maker->options.id_key && maker->ids[maker->count] >= 0) {
        *mixed = MIXED_ID;
        return column->has_ids = true;
    }
    if (value.type == VALUE_REAL && !keep_real(maker, column, value.real))
        return false;
    const struct mvt_encoded *encoded =
        mvt_encode(maker->options.row, value, &failed);
    if (!encoded) return !failed;
    *mixed = dictionary_code(maker->options.dictionary, key, encoded);
    if (*mixed != DICTIONARY_NONE) return column->has_codes = true;
    if (value.type == VALUE_REAL) return column->has_reals = true;
    column->has_own = true;
    return keep_own(maker, encoded, mixed);
}

// Ids of text differ from feature to feature: no dictionary is of use.
static bool add_id(struct mvt_block_maker *maker, struct value id)
{
    bool failed = false;
    const struct mvt_block_options *options = &maker->options;
    bool is_number = id.type == VALUE_INT && id.integer >= 0;
    maker->ids[maker->count] = is_number ? id.integer : MVT_NO_ID;
    if (is_number) return true;
    if (!maker->id_texts) {
        maker->id_texts =
            ARENA_ARRAY(options->scratch, uint32_t, options->room);
        if (!maker->id_texts) return false;
        for (size_t i = 0; i < options->room; i++)
            maker->id_texts[i] = DICTIONARY_NONE;
    }
    const struct mvt_encoded *encoded = mvt_encode(options->row, id, &failed);
    if (!encoded) return !failed;
    return keep_own(maker, encoded, &maker->id_texts[maker->count]);
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
    for (size_t key = 0; key < options->key_count; key++)
        if (!add_value(maker, key, feature->values[options->columns[key]]))
            return false;
    maker->positions += geom_point_total(&feature->geom);
    maker->count++;
    return true;
}

// The values of a column are of one type, null aside.
static enum mvt_column_kind kind_of(const struct mvt_column_maker *column)
{
    if (column->has_reals) return MVT_COLUMN_REALS;
    if (column->has_own || (column->has_ids && column->has_codes))
        return MVT_COLUMN_MIXED;
    if (column->has_ids) return MVT_COLUMN_IDS;
    return column->has_codes ? MVT_COLUMN_CODES : MVT_COLUMN_NONE;
}

static size_t size_of(enum mvt_column_kind kind)
{
    static const size_t sizes[] = {
        [MVT_COLUMN_NONE] = 0,
        [MVT_COLUMN_CODES] = sizeof(uint16_t),
        [MVT_COLUMN_IDS] = 0,
        [MVT_COLUMN_REALS] = sizeof(double),
        [MVT_COLUMN_MIXED] = sizeof(uint32_t),
    };
    return sizes[kind];
}

// Everything is put into one piece of memory, so that nothing lies fallow
// between the arrays. Without `bytes` only their sizes are added up.
struct packing {
    char *bytes;
    size_t used;
};

static void *pack(struct packing *packing, const void *from, size_t size)
{
    if (!from || !size) return NULL;
    void *to = packing->bytes ? packing->bytes + packing->used : NULL;
    if (to) memcpy(to, from, size);
    packing->used += (size + 7) / 8 * 8;
    return to;
}

static void pack_column(const struct mvt_column_maker *from, size_t count,
                        struct packing *packing, struct mvt_column *to)
{
    to->kind = kind_of(from);
    const void *values =
        to->kind == MVT_COLUMN_REALS ? (const void *)from->reals : from->mixed;
    if (to->kind == MVT_COLUMN_CODES)
        for (size_t i = 0; i < count; i++)
            from->codes[i] = (uint16_t)from->mixed[i];
    if (to->kind == MVT_COLUMN_CODES) values = from->codes;
    to->codes = pack(packing, values, count * size_of(to->kind));
}

static void pack_all(const struct mvt_block_maker *maker,
                     struct mvt_column *columns, struct packing *packing,
                     struct mvt_block *out)
{
    size_t count = maker->count;
    size_t keys = maker->options.key_count;
    *out = (struct mvt_block){ .count = count, .positions = maker->positions };
    out->at = pack(packing, maker->at, count * sizeof *out->at);
    out->pieces =
        pack(packing, maker->pieces, piece_count(count) * sizeof *out->pieces);
    out->geoms = pack(packing, maker->geoms, count * sizeof *out->geoms);
    out->ids = pack(packing, maker->ids, count * sizeof *out->ids);
    out->id_texts =
        pack(packing, maker->id_texts, count * sizeof *out->id_texts);
    for (size_t key = 0; key < keys; key++)
        pack_column(&maker->columns[key], count, packing, &columns[key]);
    out->columns = pack(packing, columns, keys * sizeof *columns);
    out->own = pack(packing, maker->own.bytes, maker->own.len);
}

bool mvt_block_end(const struct mvt_block_maker *maker, struct mvt_block *out)
{
    struct packing packing = { 0 };
    const struct mvt_block_options *options = &maker->options;
    struct mvt_column *columns =
        ARENA_ARRAY(options->scratch, struct mvt_column, options->key_count);
    if (!columns || maker->own.failure) return false;
    pack_all(maker, columns, &packing, out);
    packing = (struct packing){ arena_alloc(options->arena, packing.used), 0 };
    if (!packing.bytes) return false;
    pack_all(maker, columns, &packing, out);
    return true;
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
    if (layer->numbers)
        layer->number_count = codes;
    else
        layer->failure = ERROR_NO_MEMORY;
}

static uint32_t find_number(struct mvt_layer *layer, uint32_t code)
{
    const struct mvt_encoded *value = dictionary_value(layer->dictionary, code);
    str bytes = { value->bytes, value->len };
    if (code >= layer->number_count)
        return mvt_pool_take(&layer->values, value->hash, bytes);
    uint32_t number = mvt_pool_append(&layer->values, value->hash, bytes);
    if (number != MVT_NO_VALUE) layer->numbers[code] = number + 1;
    return number;
}

static inline uint32_t number_of_code(struct mvt_layer *layer, uint32_t code)
{
    bool is_known = code < layer->number_count && layer->numbers[code];
    return is_known ? layer->numbers[code] - 1 : find_number(layer, code);
}

static uint32_t number_of_id(struct mvt_layer *layer, int64_t id)
{
    if (id < 0) return MVT_NO_VALUE;
    return mvt_pool_number(&layer->values,
                           (struct value){ VALUE_INT, .integer = id });
}

static uint32_t number_of_mixed(struct mvt_layer *layer,
                                const struct mvt_block *block, size_t i,
                                uint32_t mixed)
{
    if (mixed == DICTIONARY_NONE) return MVT_NO_VALUE;
    if (mixed == MIXED_ID) return number_of_id(layer, block->ids[i]);
    if (!(mixed & MIXED_OWN)) return number_of_code(layer, mixed);
    const char *bytes = block->own + (mixed & ~MIXED_OWN);
    str value = { bytes, mvt_value_length(bytes) };
    return mvt_pool_take(&layer->values, mvt_value_hash(bytes, value.len),
                         value);
}

static uint32_t number_of(struct mvt_layer *layer,
                          const struct mvt_block *block, size_t key, size_t i)
{
    const struct mvt_column *column = &block->columns[key];
    switch (column->kind) {
    case MVT_COLUMN_NONE: return MVT_NO_VALUE;
    case MVT_COLUMN_CODES:
        if (column->codes[i] == DICTIONARY_CODES_MAX) return MVT_NO_VALUE;
        return number_of_code(layer, column->codes[i]);
    case MVT_COLUMN_IDS: return number_of_id(layer, block->ids[i]);
    case MVT_COLUMN_REALS:
        return mvt_pool_number(
            &layer->values,
            (struct value){ VALUE_REAL, .real = column->reals[i] });
    case MVT_COLUMN_MIXED:
        return number_of_mixed(layer, block, i, column->mixed[i]);
    }
    return MVT_NO_VALUE;
}

static void add_tags(struct mvt_layer *layer, const struct mvt_block *block,
                     size_t i)
{
    size_t keys = layer->options.key_count;
    for (size_t key = 0; key < keys; key++)
        mvt_layer_tag(layer, key, number_of(layer, block, key, i));
    if (layer->options.id_key.len && block->id_texts)
        mvt_layer_tag(layer, keys,
                      number_of_mixed(layer, block, i, block->id_texts[i]));
}

// Which of a piece's points belong to the tile.
static size_t find_shown(const struct tile_frame *frame, const struct point *at,
                         size_t count, uint8_t shown[MVT_PIECE_POINTS])
{
    size_t found = 0;
    const struct tile_frame own = *frame;  // what is written changes nothing
    for (size_t i = 0; i < count; i++) {
        shown[found] = (uint8_t)i;
        found += tile_frame_has(&own, at[i]);
    }
    return found;
}

static void add_one_point(struct mvt_layer *layer,
                          const struct mvt_block *block, size_t i)
{
    char bytes[POINT_BYTES_MAX];
    struct point p = tile_frame_snap(layer->options.frame, block->at[i]);
    char *to = bytes;
    *to++ = MOVE_TO_ONE;
    to = varint_put(to, zigzag((int32_t)p.x));
    to = varint_put(to, zigzag((int32_t)p.y));
    layer->tags_len = 0;
    add_tags(layer, block, i);
    mvt_layer_put(layer, block->ids[i], MVT_POINT,
                  (str){ bytes, (size_t)(to - bytes) });
}

static size_t piece_size(const struct mvt_block *block, size_t piece)
{
    size_t rest = block->count - piece * MVT_PIECE_POINTS;
    return rest < MVT_PIECE_POINTS ? rest : MVT_PIECE_POINTS;
}

// ---- fetching ahead: what is read of a point lies in several places, most of
// them in no cache of the processor; asked for together, they come together

static void fetch(const void *from, size_t size)
{
    for (size_t i = 0; i < size; i += CACHE_LINE)
        __builtin_prefetch((const char *)from + i);
}

static void fetch_piece(const struct mvt_layer *layer,
                        const struct mvt_block *block, size_t piece)
{
    size_t from = piece * MVT_PIECE_POINTS;
    size_t count = piece_size(block, piece);
    fetch(block->at + from, count * sizeof *block->at);
    for (size_t key = 0; key < layer->options.key_count; key++) {
        const struct mvt_column *column = &block->columns[key];
        size_t size = size_of(column->kind);
        if (size)
            fetch((const char *)column->codes + from * size, count * size);
    }
}

static uint32_t mixed_at(const struct mvt_column *column, size_t i)
{
    if (column->kind == MVT_COLUMN_MIXED) return column->mixed[i];
    if (column->kind != MVT_COLUMN_CODES ||
        column->codes[i] == DICTIONARY_CODES_MAX)
        return DICTIONARY_NONE;
    return column->codes[i];
}

// First where a value of the dictionary is, then the value.
static void fetch_value(const struct mvt_layer *layer,
                        const struct mvt_block *block, size_t key, size_t i,
                        bool is_found)
{
    uint32_t mixed = mixed_at(&block->columns[key], i);
    if (mixed == DICTIONARY_NONE || mixed == MIXED_ID) return;
    if (mixed & MIXED_OWN)
        __builtin_prefetch(block->own + (mixed & ~MIXED_OWN));
    else if (is_found)
        __builtin_prefetch(dictionary_value(layer->dictionary, mixed));
    else
        __builtin_prefetch(dictionary_place(layer->dictionary, mixed));
}

static void fetch_points(const struct mvt_layer *layer,
                         const struct mvt_block *block, size_t from,
                         const uint8_t *shown, size_t count)
{
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&block->ids[from + shown[i]]);
    for (int is_found = 0; is_found < 2; is_found++)
        for (size_t key = 0; key < layer->options.key_count; key++)
            for (size_t i = 0; i < count; i++)
                fetch_value(layer, block, key, from + shown[i], is_found);
}

// The first piece from `piece` that meets the box; piece_count when there is
// none.
static size_t find_piece(const struct mvt_block *block, struct box box,
                         size_t piece)
{
    size_t count = piece_count(block->count);
    while (piece < count && !box_intersects(block->pieces[piece], box)) piece++;
    return piece;
}

static size_t add_piece(struct mvt_layer *layer, const struct mvt_block *block,
                        size_t piece)
{
    uint8_t shown[MVT_PIECE_POINTS] = { 0 };
    size_t from = piece * MVT_PIECE_POINTS;
    size_t looked = piece_size(block, piece);
    size_t count =
        find_shown(layer->options.frame, block->at + from, looked, shown);
    layer->counts.outside += looked - count;
    fetch_points(layer, block, from, shown, count);
    for (size_t i = 0; i < count && !layer->failure; i++)
        add_one_point(layer, block, from + shown[i]);
    return looked;
}

size_t mvt_layer_add_points(struct mvt_layer *layer,
                            const struct mvt_block *block)
{
    size_t looked = 0, next;
    size_t count = piece_count(block->count);
    struct box box = tile_frame_box(layer->options.frame);
    // The next piece is on its way while one is written.
    for (size_t piece = find_piece(block, box, 0); piece < count;
         piece = next) {
        next = find_piece(block, box, piece + 1);
        if (next < count) fetch_piece(layer, block, next);
        looked += add_piece(layer, block, piece);
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
