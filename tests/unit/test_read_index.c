// What the rows are found by: which queries sort or scan, and what happens
// when other software has changed the spatial index.

#include <sqlite3.h>

#include "read_question.h"
#include "store/aggregate.h"
#include "store/spatialite/view.h"

// Whether the plan of a statement has a step that begins like this.
static bool plan_has(sqlite3_stmt *statement, const char *step)
{
    sqlite3 *db = world->view->db;
    sqlite3_stmt *plan;
    bool has = false;
    char *sql =
        sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sqlite3_sql(statement));
    CHECK(sqlite3_prepare_v2(db, sql, -1, &plan, NULL) == SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        has |= strncmp(detail, step, strlen(step)) == 0;
        if (getenv("SHOW_PLANS")) fprintf(stderr, "%s\n  %s\n", sql, detail);
    }
    sqlite3_finalize(plan);
    sqlite3_free(sql);
    return has;
}

// Whether any statement of the connection that reads `table` does this.
static bool some_plan_has(const char *table, const char *step)
{
    bool has = false;
    sqlite3_stmt *next = NULL;
    while ((next = sqlite3_next_stmt(world->view->db, next)))
        if (strstr(sqlite3_sql(next), table)) has |= plan_has(next, step);
    return has;
}

static void renew_view(void)
{
    struct world *w = world;
    struct store_options options = { .connections = 1,
                                     .busy_timeout_ms = 1000,
                                     .wait_ms = 1000 };
    view_close(w->view);
    store_close(w->store);
    w->store = store_open(w->path, &options, &error);
    must(w->store);
    w->view = view_open(w->store, 0, &error);
    must(w->view);
}

static size_t read_page(struct selection *s, size_t limit)
{
    struct feature f;
    size_t rows = 0;
    s->limit = limit;
    struct cursor *cursor = cursor_open(world->view, s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) rows++;
    must(cursor_close(cursor, &error));
    return rows;
}

TEST(no_page_of_the_hot_path_sorts_rows)
{
    world = world_open();
    // Without the colour, which has no index.
    for (uint32_t what = 0; what < 32; what++) {
        struct question q = ask(what & ~2u);
        read_page(&q.selection, 100);
        q.selection.after_fid = 1000;
        read_page(&q.selection, 100);
    }
    sqlite3_stmt *next = NULL;
    while ((next = sqlite3_next_stmt(world->view->db, next))) {
        const char *sql = sqlite3_sql(next);
        bool is_rows = strncmp(sql, "SELECT fid", 10) == 0;
        bool picks = strstr(sql, "picked fid") != NULL;
        if (is_rows && !picks) CHECK(!plan_has(next, "USE TEMP B-TREE"));
        if (picks)
            CHECK(plan_has(next, "SEARCH rood_witte_palen USING INDEX") ||
                  plan_has(next, "SEARCH rood_witte_palen USING COVERING") ||
                  plan_has(next, "MULTI-INDEX OR"));
        if (strstr(sql, "WHERE \"soort\"") && is_rows && !picks)
            CHECK(plan_has(next, "SEARCH rood_witte_palen USING"));
    }
}

static void check_uses(uint32_t what, const char *step)
{
    renew_view();
    struct question q = ask(what);
    read_page(&q.selection, 10);
    if (!some_plan_has("rood_witte_palen\"", step)) {
        fprintf(stderr, "  %u does not use %s\n", what, step);
        CHECK(false);
    }
}

TEST(each_kind_of_question_uses_its_index)
{
    check_uses(1, "SEARCH rood_witte_palen USING INDEX "
                  "rood_witte_palen_soort");
    check_uses(16, "SEARCH rood_witte_palen USING INTEGER PRIMARY KEY");
    renew_view();
    struct question q = ask(0);
    add_condition(&q.selection, "buurtcode",
                  of_text(code_of(world, LEVEL_BUURT, 3)));
    read_page(&q.selection, 10);
    CHECK(some_plan_has("rood_witte_palen\"",
                        "SEARCH rood_witte_palen USING INDEX "
                        "rood_witte_palen_area"));
    q = ask(0);
    add_condition(&q.selection, "wijkcode",
                  of_text(code_of(world, LEVEL_WIJK, 3)));
    read_page(&q.selection, 10);
    CHECK(some_plan_has("picked fid", "SEARCH rood_witte_palen USING "
                                      "COVERING INDEX rood_witte_palen_area"));
    q = ask(0);
    q.selection.time = days_range(world, 10, 11);
    q.selection.after_fid = 3;
    read_page(&q.selection, 10);
    CHECK(some_plan_has("picked fid",
                        "SEARCH rood_witte_palen USING COVERING INDEX "
                        "rood_witte_palen_gezet"));
}

static void run_sql(const char *sql)
{
    sqlite3 *db;
    CHECK(sqlite3_open(world->path, &db) == SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "  %s\n", message);
        CHECK(false);
    }
    sqlite3_close(db);
}

static size_t naive_count(const struct question *q)
{
    size_t count = 0;
    for (int i = 0; i < POLES; i++) count += is_in(q, &world->poles[i]);
    return count;
}

// All rows, or a failure that says so: never some of them.
static int read_whole(struct question *q, size_t wanted)
{
    struct feature f;
    struct error err = { 0 };
    size_t rows = 0;
    int64_t before = 0;
    struct cursor *cursor = cursor_open(world->view, &q->selection, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) {
        CHECK(f.fid > before);
        before = f.fid;
        rows++;
    }
    if (!cursor_close(cursor, &err)) {
        CHECK(err.code == ERROR_CORRUPT);
        return 1;
    }
    CHECK(rows == wanted);
    return 0;
}

TEST(a_tree_out_of_order_gives_all_rows_in_order_or_a_failure)
{
    int failures = 0;
    run_sql("UPDATE idx_rood_witte_palen_geom SET xmin = xmin"
            " WHERE pkid IN (17, 900, 901, 2000, 3333)");
    renew_view();
    for (int round = 0; round < 40; round++) {
        struct question q = ask(16);
        int64_t count;
        size_t wanted = naive_count(&q);
        failures += read_whole(&q, wanted);
        must(store_count(world->view, &q.selection, &count, &error));
        CHECK(count == (int64_t)wanted);
    }
    CHECK(failures < 40);
}

TEST(a_tree_that_is_known_to_have_changed_never_fails)
{
    run_sql("UPDATE geometry_columns_time"
            " SET last_update = '2024-05-06T07:08:09.000Z'"
            " WHERE f_table_name = 'rood_witte_palen'");
    renew_view();
    for (int round = 0; round < 20; round++) {
        struct question q = ask(16);
        size_t wanted = naive_count(&q), rows = 0, page;
        CHECK(read_whole(&q, wanted) == 0);
        q.selection.limit = 70;
        do {
            struct feature f;
            page = 0;
            struct cursor *cursor =
                cursor_open(world->view, &q.selection, &error);
            must(cursor);
            while (cursor_next(cursor, &f)) {
                q.selection.after_fid = f.fid;
                page++;
            }
            must(cursor_close(cursor, &error));
            rows += page;
        } while (page == 70);
        CHECK(rows == wanted);
    }
}

TEST(a_node_that_is_damaged_is_a_failure_and_not_a_shorter_answer)
{
    struct feature f;
    struct error err = { 0 };
    run_sql("UPDATE idx_rood_witte_palen_geom_node SET data = x'0000FFFF'"
            " WHERE nodeno = (SELECT max(nodeno)"
            " FROM idx_rood_witte_palen_geom_node)");
    renew_view();
    struct selection s = {
        .collection = collection_of(world, "rood-witte-palen"),
        .box = { .srid = CRS_WGS84, .boxes = { { 0, 50, 10, 60 } }, .count = 1 }
    };
    struct cursor *cursor = cursor_open(world->view, &s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) continue;
    CHECK(!cursor_close(cursor, &err));
    CHECK(err.code == ERROR_CORRUPT);
}

TEST(the_world_ends)
{
    world_close(world);
}

TEST_MAIN
