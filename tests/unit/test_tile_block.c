// What comes from blocks is what comes from features, to the last byte.

#include <math.h>

#include "geo/geom_build.h"
#include "tile/mvt_block.h"
#include "unit/test.h"
#include "unit/torture.h"

enum { KEYS = 7, ID_KEY = 4, FEATURES = 700, MEMORY = 1 << 26 };

static const str keys[KEYS] = { { "naam", 4 }, { "jaar", 4 },   { "hoogte", 6 },
                                { "open", 4 }, { "nummer", 6 }, { "leeg", 4 },
                                { "maat", 4 } };
static const size_t columns[KEYS] = { 0, 1, 2, 3, 4, 5, 6 };

struct made {
    struct feature features[FEATURES];
    struct value values[FEATURES][KEYS];
    struct tile_frame frame;
    bool are_points;
    struct arena *arena;
};

static uint64_t seed = 7;

static uint32_t chance(uint32_t below)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(seed >> 33) % below;
}

// Some of it outside of the tile, and some beyond its margin.
static struct point somewhere(const struct made *made)
{
    const struct tile_frame *frame = &made->frame;
    double x = chance(6000) / 1.3 - 300, y = chance(6000) / 1.3 - 300;
    return (struct point){
        frame->origin.x + (frame->left + x) / frame->scale,
        frame->origin.y - (frame->top + y) / frame->scale,
    };
}

static bool make_geom(struct made *made, struct geom *out)
{
    struct geom_build build;
    geom_build_begin(&build, made->arena);
    size_t corners = made->are_points ? 1 : 2 + chance(6);
    for (size_t i = 0; i < corners; i++)
        geom_build_add(&build, somewhere(made));
    geom_build_run(&build);
    return geom_build_end(&build, made->are_points ? GEOM_POINT : GEOM_LINE,
                          out, NULL);
}

static void make_values(struct made *made, size_t i)
{
    struct value *values = made->values[i];
    if (chance(4)) {
        uint32_t names = i % 3 ? 5 : 100000;
        values[0] =
            (struct value){ VALUE_TEXT, .text = arena_printf(made->arena, "n%u",
                                                             chance(names)) };
    }
    if (chance(4))
        values[1] =
            (struct value){ VALUE_INT, .integer = (int64_t)chance(40) - 20 };
    if (chance(4))
        values[2] =
            (struct value){ VALUE_REAL, .real = chance(9) ? chance(20) / 4.0
                                                          : (double)INFINITY };
    if (chance(4))
        values[3] = (struct value){ VALUE_BOOL, .boolean = chance(2) };
    if (chance(4))
        values[6] = (struct value){ VALUE_REAL, .real = (double)i / 3.0 };
}

// Ids are numbers, negative ones among them, or text.
static struct value make_id(struct made *made, size_t i)
{
    bool is_text = i % 5 == 4;
    if (is_text)
        return (struct value){ VALUE_TEXT,
                               .text = arena_printf(made->arena, "t%zu", i) };
    return (struct value){ VALUE_INT, .integer = (int64_t)i * 9 - 40 };
}

static bool make(struct made *made, bool are_points)
{
    made->are_points = are_points;
    tile_frame_init(&made->frame, tms_find(STR("WorldCRS84Quad")),
                    (struct tile_address){ 5, 6, 33 }, TILE_MARGIN, 1);
    for (size_t i = 0; i < FEATURES; i++) {
        struct feature *feature = &made->features[i];
        make_values(made, i);
        feature->id = make_id(made, i);
        made->values[i][ID_KEY] = feature->id;
        feature->values = made->values[i];
        if (!make_geom(made, &feature->geom)) return false;
    }
    return true;
}

struct written {
    struct made *made;
    struct dictionary *dictionary;  // NULL: without blocks
    size_t key_count;
    str id_key;
    size_t lookups;
};

static bool make_block(const struct written *how, struct arena *row,
                       size_t from, size_t to, struct mvt_block *block)
{
    struct mvt_block_maker maker;
    if (!mvt_block_begin(&maker, &(struct mvt_block_options){
                                     .arena = how->made->arena,
                                     .scratch = how->made->arena,
                                     .row = row,
                                     .dictionary = how->dictionary,
                                     .room = to - from,
                                     .columns = columns,
                                     .key_count = KEYS,
                                     .id_key = ID_KEY,
                                     .are_points = how->made->are_points,
                                 }))
        return false;
    for (size_t i = from; i < to; i++)
        if (!mvt_block_add(&maker, &how->made->features[i])) return false;
    return mvt_block_end(&maker, block) && block->count == to - from;
}

static bool add_blocks(const struct written *how, struct arena *row,
                       struct mvt_layer *layer)
{
    enum { STEP = 150 };
    struct mvt_block block;
    for (size_t from = 0; from < FEATURES; from += STEP) {
        size_t to = from + STEP < FEATURES ? from + STEP : FEATURES;
        if (!make_block(how, row, from, to, &block)) return false;
        if (!from)
            mvt_layer_use(layer, how->dictionary,
                          dictionary_count(how->dictionary), how->lookups);
        if (how->made->are_points)
            mvt_layer_add_points(layer, &block);
        else
            for (size_t i = 0; i < block.count; i++)
                mvt_layer_add_shape(layer, &block, i);
    }
    return true;
}

static bool write_tile(const struct written *how, struct arena *row, str *out,
                       struct error *err)
{
    struct mvt_tile tile;
    struct mvt_layer layer;
    const struct made *made = how->made;
    mvt_tile_begin(&tile, made->arena, 1 << 22);
    mvt_layer_begin(&layer, &tile,
                    &(struct mvt_layer_options){ .name = STR("a"),
                                                 .frame = &made->frame,
                                                 .row = row,
                                                 .keys = keys,
                                                 .key_count = how->key_count,
                                                 .id_key = how->id_key });
    if (how->dictionary && !add_blocks(how, row, &layer)) return false;
    for (size_t i = 0; i < FEATURES && !how->dictionary; i++)
        mvt_layer_add(&layer, made->features[i].id, &made->features[i].geom,
                      made->features[i].values);
    return mvt_layer_end(&layer, err) && mvt_tile_end(&tile, out, err);
}

static bool same_tiles(bool are_points, size_t dictionary_bytes, size_t lookups)
{
    static struct made made;
    struct error err;
    bool same = true;
    made = (struct made){ .arena = arena_create(MEMORY) };
    struct arena *row = arena_create(MEMORY);
    CHECK(make(&made, are_points));
    for (int kind = 0; kind < 4; kind++) {
        str wanted = { 0 }, got = { 0 };
        struct written how = { .made = &made,
                               .key_count = kind & 1 ? KEYS : 0,
                               .id_key = kind & 2 ? STR("id") : STR(""),
                               .lookups = lookups };
        CHECK(write_tile(&how, row, &wanted, &err));
        how.dictionary = dictionary_create(dictionary_bytes, KEYS);
        CHECK(write_tile(&how, row, &got, &err));
        same = same && wanted.len > 1000 && str_equal(wanted, got);
        dictionary_destroy(how.dictionary);
    }
    arena_destroy(row);
    arena_destroy(made.arena);
    return same;
}

TEST(points_from_blocks_make_the_same_bytes)
{
    CHECK(same_tiles(true, MEMORY, 10 * FEATURES));
    CHECK(same_tiles(true, MEMORY, 0));
}

TEST(lines_from_blocks_make_the_same_bytes)
{
    CHECK(same_tiles(false, MEMORY, 10 * FEATURES));
}

TEST(values_that_found_no_room_in_the_dictionary_are_there_too)
{
    CHECK(same_tiles(true, 9000, 10 * FEATURES));
    CHECK(same_tiles(true, 12000, 10 * FEATURES));
    CHECK(same_tiles(false, 9000, 0));
}

TEST(values_that_were_appended_are_found_when_looked_for)
{
    enum { VALUES = 300 };
    bool failed = false;
    struct mvt_pool pool;
    struct arena *arena = arena_create(MEMORY);
    const struct mvt_encoded *encoded[VALUES];
    mvt_pool_begin(&pool, arena, MEMORY);
    for (int64_t i = 0; i < VALUES; i++)
        encoded[i] = mvt_encode(
            arena, (struct value){ VALUE_INT, .integer = i }, &failed);
    for (uint32_t i = 0; i < VALUES - 2; i++)
        CHECK(mvt_pool_append(&pool, encoded[i]->hash,
                              (str){ encoded[i]->bytes, encoded[i]->len }) ==
              i);
    for (uint32_t i = VALUES - 1; i-- > 0;)
        CHECK(mvt_pool_take(&pool, encoded[i]->hash,
                            (str){ encoded[i]->bytes, encoded[i]->len }) == i);
    const struct mvt_encoded *last = encoded[VALUES - 1];
    str bytes = { last->bytes, last->len };
    CHECK(mvt_pool_append(&pool, last->hash, bytes) == VALUES - 1);
    CHECK(mvt_pool_take(&pool, last->hash, bytes) == VALUES - 1);
    CHECK(pool.count == VALUES && !failed);
    arena_destroy(arena);
}

static uint32_t code_of(struct dictionary *dictionary, struct arena *arena,
                        size_t column, int64_t number)
{
    bool failed = false;
    const struct mvt_encoded *encoded = mvt_encode(
        arena, (struct value){ VALUE_INT, .integer = number }, &failed);
    CHECK(encoded && !failed);
    return dictionary_code(dictionary, column, encoded);
}

TEST(a_column_whose_values_never_come_again_stops_filling_the_dictionary)
{
    struct arena *arena = arena_create(MEMORY);
    struct dictionary *dictionary = dictionary_create(MEMORY, 2);
    for (int64_t i = 0; i < 20000; i++) (void)code_of(dictionary, arena, 0, i);
    size_t filled = dictionary_count(dictionary);
    CHECK(filled > 100 && filled < 10000);
    uint32_t code = code_of(dictionary, arena, 1, -5);
    CHECK(code != DICTIONARY_NONE);
    CHECK(code_of(dictionary, arena, 0, -5) == code);
    CHECK(code_of(dictionary, arena, 0, 3) == 3);
    dictionary_destroy(dictionary);
    arena_destroy(arena);
}

// A dictionary that cannot grow is none of a tile's business: values then stay
// with their block. So what comes out is the same tile, or a failure.
static bool build(void *context)
{
    static struct made made;
    struct error err = { 0 };
    const uint64_t *wanted = context;
    seed = 11;
    made = (struct made){ .arena = arena_create(MEMORY) };
    struct arena *row = made.arena ? arena_create(MEMORY) : NULL;
    struct written how = { .made = &made,
                           .key_count = KEYS,
                           .id_key = STR("id"),
                           .lookups = FEATURES };
    str bytes = { 0 };
    bool done = false;
    if (row && make(&made, true)) {
        how.dictionary = dictionary_create(MEMORY, KEYS);
        done = how.dictionary && write_tile(&how, row, &bytes, &err);
    }
    CHECK(done || !err.code || err.code == ERROR_NO_MEMORY);
    if (done) CHECK(str_hash(bytes) == *wanted);
    dictionary_destroy(how.dictionary);
    arena_destroy(row);
    arena_destroy(made.arena);
    return done && !torture_struck;
}

static uint64_t right_hash(void)
{
    static struct made made;
    struct error err;
    str bytes = { 0 };
    seed = 11;
    made = (struct made){ .arena = arena_create(MEMORY) };
    struct arena *row = arena_create(MEMORY);
    const struct written how = { .made = &made,
                                 .key_count = KEYS,
                                 .id_key = STR("id") };
    CHECK(make(&made, true) && write_tile(&how, row, &bytes, &err));
    uint64_t hash = str_hash(bytes);
    arena_destroy(row);
    arena_destroy(made.arena);
    return hash;
}

TEST(blocks_survive_any_failed_allocation)
{
    uint64_t wanted = right_hash();
    CHECK(torture(build, &wanted));
}

TEST_MAIN
