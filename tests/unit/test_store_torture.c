#include "load_fixture.h"
#include "torture.h"

// SQLite's memory, which can be made to run out.
static sqlite3_mem_methods plenty;
static atomic_long sqlite_left = -1;  // that succeed; negative: all

static bool sqlite_strikes(void)
{
    long left = atomic_load(&sqlite_left);
    while (left > 0)
        if (atomic_compare_exchange_weak(&sqlite_left, &left, left - 1))
            return false;
    return left == 0;
}

static void *scarce_malloc(int size)
{
    return sqlite_strikes() ? NULL : plenty.xMalloc(size);
}

static void *scarce_realloc(void *old, int size)
{
    return sqlite_strikes() ? NULL : plenty.xRealloc(old, size);
}

__attribute__((constructor)) static void take_memory_over(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plenty);
    sqlite3_mem_methods scarce = plenty;
    scarce.xMalloc = scarce_malloc;
    scarce.xRealloc = scarce_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce);
}

// A whole import, from opening the file on, with the version that was there.
static bool import(void *context)
{
    struct error err = { 0 };
    struct store_options options = { .connections = 1, .can_write = true };
    (void)context;
    struct store *store = store_open(fixture_path, &options, &err);
    if (!store) return false;
    bool ok = load_points(store, "punten", 12, 2, &err);
    struct view *view = ok ? view_open(store, 0, &err) : NULL;
    ok = ok && view != NULL;
    view_close(view);
    store_close(store);
    return ok;
}

TEST(an_import_survives_every_failed_allocation)
{
    fixture_begin();
    CHECK(import(NULL));
    CHECK(torture(import, NULL));
    sqlite3 *db = look_begin();
    CHECK_STR(ask_text(db, "PRAGMA integrity_check"), STR("ok"));
    CHECK(ask_int(db, "SELECT count(*) FROM punten") == 12);
    CHECK(ask_int(db, "SELECT count(*) FROM sqlite_master WHERE name LIKE"
                      " '%\\_\\_next%' ESCAPE '\\'") == 0);
    look_end(db);
    fixture_end();
}

// Version `mark`, with `left` allocations for SQLite once the load is open.
static bool load_with(struct store *store, int64_t mark, long left,
                      struct error *err)
{
    struct dataset dataset = point_dataset("punten");
    struct collection c = point_collection("punten");
    struct load *load = load_open(store, &dataset, err);
    if (!load) return false;
    sqlite_left = left;
    struct loader *loader = loader_open(load, &c, err);
    bool ok = loader != NULL;
    for (int64_t i = 1; ok && i <= 500; i++)
        ok = add_point(loader, i, mark, err);
    ok = ok && loader_finish(loader, NULL, NULL, err) &&
         load_publish(load, STR("{}"), err);
    sqlite_left = -1;
    load_close(load);
    return ok;
}

TEST(when_sqlite_runs_out_of_memory_the_old_version_stays)
{
    struct error err = { 0 };
    int64_t failures = 0, mark = 1;
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(store && load_with(store, mark, -1, &err));
    sqlite3 *db = look_begin();
    for (long left = 0; mark == 1; left += 1 + left / 16) {
        err = (struct error){ 0 };
        bool ok = load_with(store, mark + 1, left, &err);
        CHECK(ok || err.code == ERROR_NO_MEMORY);
        if (ok) mark++;
        failures += !ok;
        CHECK(ask_int(db, "SELECT max(aantal) FROM punten") == mark);
        CHECK(ask_int(db, "SELECT min(aantal) FROM punten") == mark);
        CHECK(ask_int(db, "SELECT count(*) FROM punten") == 500);
    }
    CHECK(failures > 20);
    CHECK(load_with(store, ++mark, -1, &err));
    CHECK_STR(ask_text(db, "PRAGMA integrity_check"), STR("ok"));
    CHECK(ask_int(db, "SELECT CheckSpatialIndex('punten', 'geom')") == 1);
    CHECK(ask_int(db, "SELECT count(*) FROM sqlite_master WHERE name LIKE"
                      " '%\\_\\_next%' ESCAPE '\\'") == 0);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST_MAIN
