#include "load_fixture.h"

#include "torture.h"

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

TEST_MAIN
