// Tiles from blocks are those from rows, whatever is in memory and however
// many ask; and memory keeps to its bounds.

#include "server/blocks.h"

#include <pthread.h>
#include <sqlite3.h>

#include "geo/mercator.h"
#include "read_world.h"
#include "server/tile_layer.h"

enum { THREADS = 6, MEMORY = 1 << 28, PLENTY = 1 << 26 };
#ifdef NDEBUG
enum { TILES = 150 };
#else
enum { TILES = 30 };
#endif

static struct world *world;

static const char *const names[] = { "rood-witte-palen", "werk", "buurten" };
static const char *const sets[] = { "WebMercatorQuad", "WorldCRS84Quad" };

static void open_world(void)
{
    struct store_options options = { .connections = THREADS + 2,
                                     .busy_timeout_ms = 1000,
                                     .wait_ms = 5000 };
    world = world_open();
    view_close(world->view);
    store_close(world->store);
    world->store = store_open(world->path, &options, &error);
    must(world->store);
    world->view = view_open(world->store, 0, &error);
    must(world->view);
}

struct asking {
    struct view *view;
    struct arena *arena;
    struct blocks *blocks;
    uint64_t seed;
    size_t wrong;
};

static uint32_t draw(struct asking *asking, uint32_t below)
{
    asking->seed = asking->seed * 6364136223846793005ULL + 1442695040888963407;
    return (uint32_t)(asking->seed >> 33) % below;
}

// A tile somewhere around the country.
static struct tile_ask some_tile(struct asking *asking)
{
    struct point p = { 5.8 + draw(asking, 160) / 100.0,
                       52.8 + draw(asking, 100) / 100.0 };
    struct tile_ask ask = { .view = asking->view,
                            .arena = asking->arena,
                            .tms = tms_find(str_from(sets[draw(asking, 2)])) };
    if (ask.tms->srid != CRS_WGS84) must(mercator_from_degrees(&p));
    must(tms_tile_at(ask.tms, 4 + draw(asking, 12), p, &ask.address));
    return ask;
}

static struct selection some_selection(struct asking *asking)
{
    const struct catalog *catalog = view_catalog(asking->view);
    struct selection selection = {
        .collection =
            catalog_collection(catalog, str_from(names[draw(asking, 3)])),
    };
    if (!selection.collection) {
        error_set(&error, ERROR_NOT_FOUND, "a collection of the test");
        must(false);
    }
    if (draw(asking, 4)) return selection;
    size_t fields = selection.collection->schema.count;
    bool *wanted = ARENA_ARRAY(asking->arena, bool, fields);
    for (size_t i = 0; i < fields; i++) wanted[i] = i == 1;
    selection.wanted = wanted;
    return selection;
}

static bool is_same(struct asking *asking)
{
    struct tile_made rows = { 0 }, made = { 0 };
    struct tile_ask ask = some_tile(asking);
    struct selection selection = some_selection(asking);
    struct selection again = selection;
    must(tile_make(&ask, &selection, 1, &rows, &error));
    ask.blocks = asking->blocks;
    must(tile_make(&ask, &again, 1, &made, &error));
    return str_equal(rows.bytes, made.bytes) &&
           str_equal(rows.reduced, made.reduced) &&
           rows.too_small == made.too_small;
}

static void *ask_tiles(void *context)
{
    struct asking *asking = context;
    asking->view = view_open(world->store, 0, NULL);
    if (!asking->view) asking->wrong++;
    for (int i = 0; asking->view && i < TILES; i++) {
        asking->arena = arena_create(MEMORY);
        asking->wrong += !is_same(asking);
        arena_destroy(asking->arena);
    }
    view_close(asking->view);
    return NULL;
}

static void ask_together(size_t max_bytes)
{
    pthread_t threads[THREADS];
    struct asking asking[THREADS];
    struct blocks *blocks = blocks_create(max_bytes);
    for (unsigned i = 0; i < THREADS; i++) {
        asking[i] = (struct asking){ .blocks = blocks, .seed = i + 1 };
        CHECK(!pthread_create(&threads[i], NULL, ask_tiles, &asking[i]));
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CHECK(asking[i].wrong == 0);
    }
    if (max_bytes == PLENTY) CHECK(blocks_bytes(blocks) > 100 * 1000);
    if (max_bytes > 1 << 20) CHECK(blocks_bytes(blocks) <= max_bytes);
    blocks_destroy(blocks);
}

TEST(tiles_asked_by_many_threads_are_those_from_rows)
{
    open_world();
    ask_together(PLENTY);
}

TEST(little_memory_changes_no_tile)
{
    ask_together(0);
    ask_together(100 * 1000);
    ask_together(400 * 1000);
    ask_together(1500 * 1000);
}

static struct tile_ask one_tile(struct arena *arena, struct blocks *blocks)
{
    struct point p = { 6.5, 53.2 };
    struct tile_ask ask = { .view = world->view,
                            .blocks = blocks,
                            .arena = arena,
                            .tms = tms_find(STR("WebMercatorQuad")) };
    must(mercator_from_degrees(&p) && tms_tile_at(ask.tms, 9, p, &ask.address));
    return ask;
}

TEST(a_tile_is_made_at_once_when_everything_is_in_memory)
{
    bool is_made = true;
    struct tile_made now = { 0 }, made = { 0 };
    struct arena *arena = arena_create(MEMORY);
    struct blocks *blocks = blocks_create(PLENTY);
    struct tile_ask ask = one_tile(arena, blocks);
    struct tile_ask quick = ask;
    struct selection poles = { .collection =
                                   collection_of(world, "rood-witte-palen") };
    quick.view = NULL;
    must(tile_make_now(&quick, &poles, 1, 100000, &now, &is_made, &error));
    CHECK(!is_made);
    must(tile_make(&ask, &poles, 1, &made, &error));
    CHECK(made.bytes.len > 1000);
    must(tile_make_now(&quick, &poles, 1, 10, &now, &is_made, &error));
    CHECK(!is_made);
    must(tile_make_now(&quick, &poles, 1, 100000, &now, &is_made, &error));
    CHECK(is_made && str_equal(now.bytes, made.bytes));
    poles.conditions[poles.condition_count++] =
        (struct condition){ &poles.collection->schema.fields[1], { 0 } };
    must(tile_make_now(&quick, &poles, 1, 100000, &now, &is_made, &error));
    CHECK(!is_made);
    blocks_destroy(blocks);
    arena_destroy(arena);
}

static void run_sql(const char *sql)
{
    sqlite3 *db;
    CHECK(sqlite3_open(world->path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
}

static bool is_served(struct blocks *blocks, struct arena *arena)
{
    struct block_pins pins;
    struct tile_ask ask = one_tile(arena, blocks);
    struct selection poles = { .collection =
                                   collection_of(world, "rood-witte-palen") };
    must(tile_layer_place(&ask, &poles, &error));
    const struct block_asked asked = { world->view, arena, ask.tms, &poles };
    bool served = blocks_pin(blocks, &asked, &pins);
    blocks_unpin(&pins);
    return served;
}

TEST(an_index_that_others_have_changed_gives_no_blocks)
{
    struct arena *arena = arena_create(MEMORY);
    struct blocks *blocks = blocks_create(PLENTY);
    CHECK(is_served(blocks, arena));
    blocks_destroy(blocks);
    view_close(world->view);
    run_sql("UPDATE geometry_columns_time"
            " SET last_update = '2024-05-06T07:08:09.000Z'"
            " WHERE f_table_name = 'rood_witte_palen'");
    world->view = view_open(world->store, 0, &error);
    must(world->view);
    blocks = blocks_create(PLENTY);
    CHECK(!is_served(blocks, arena));
    CHECK(!is_served(blocks, arena));
    blocks_destroy(blocks);
    arena_destroy(arena);
    ask_together(PLENTY);
}

TEST(rows_that_do_not_follow_each_other_are_read_one_by_one)
{
    view_close(world->view);
    run_sql("UPDATE geometry_columns_time"
            " SET last_update = '0000-01-01T00:00:00.000Z'"
            " WHERE f_table_name = 'rood_witte_palen'");
    run_sql("DELETE FROM idx_rood_witte_palen_geom WHERE pkid = 700");
    world->view = view_open(world->store, 0, &error);
    must(world->view);
    ask_together(PLENTY);
    world_close(world);
}

TEST_MAIN
