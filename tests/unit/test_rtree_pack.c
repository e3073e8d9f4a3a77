#include "store/spatialite/rtree_pack.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "test.h"

static struct box box_at(size_t i)
{
    double x = (double)(i * 7919 % 100003) / 1000 - 40;
    double y = (double)(i * 104729 % 99991) / 1000 - 60;
    double size = (double)(i % 13) / 100;
    return (struct box){ x, y, x + size, y + size / 3 };
}

static sqlite3 *open_tree(void)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK) abort();
    sqlite3_exec(db,
                 "PRAGMA page_size = 8192; CREATE VIRTUAL TABLE t USING"
                 " rtree(pkid, xmin, xmax, ymin, ymax)",
                 NULL, NULL, NULL);
    return db;
}

static sqlite3 *pack_boxes(size_t count)
{
    struct error err = { 0 };
    sqlite3 *db = open_tree();
    struct rtree_pack *pack = rtree_pack_open(db, "t", count, &err);
    bool ok = pack != NULL;
    for (size_t i = 0; ok && i < count; i++)
        ok = rtree_pack_add(pack, box_at(i + 1), &err);
    ok = ok && rtree_pack_finish(pack, &err);
    if (!ok) fprintf(stderr, "%s\n", err.message);
    CHECK(ok);
    rtree_pack_close(pack);
    return db;
}

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) return -1;
    int64_t n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_finalize(s);
    return n;
}

static const size_t sizes[] = { 0,    1,    50,   51,   52,     102,
                                2601, 2602, 5000, 9999, 132651, 132652 };
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

TEST(sqlite_finds_a_packed_tree_in_order)
{
    for (size_t i = 0; i < SIZE_COUNT; i++) {
        sqlite3 *db = pack_boxes(sizes[i]);
        CHECK(ask(db, "SELECT rtreecheck('t') = 'ok'") == 1);
        CHECK(ask(db, "SELECT count(*) FROM t") == (int64_t)sizes[i]);
        CHECK(ask(db, "SELECT count(*) FROM t_rowid") == (int64_t)sizes[i]);
        sqlite3_close(db);
    }
}

TEST(a_box_finds_the_rows_that_a_scan_finds)
{
    sqlite3 *db = pack_boxes(9999);
    for (int n = 0; n < 50; n++) {
        double x = n - 40, y = n * 0.7 - 50;
        struct box asked = { x, y, x + 5, y + 7 };
        char sql[200];
        int64_t wanted = 0;
        for (size_t i = 1; i <= 9999; i++)
            wanted += box_intersects(box_at(i), asked);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM t WHERE xmax >= %f AND xmin <= %f"
                 " AND ymax >= %f AND ymin <= %f",
                 asked.min_x, asked.max_x, asked.min_y, asked.max_y);
        // Rounding outward may let in a box that ends where another begins.
        int64_t got = ask(db, sql);
        CHECK(got >= wanted && got <= wanted + 2);
    }
    sqlite3_close(db);
}

TEST(every_box_lies_inside_the_floats_that_stand_for_it)
{
    sqlite3 *db = pack_boxes(5000);
    sqlite3_stmt *s = NULL;
    int64_t inside = 0;
    sqlite3_prepare_v2(db, "SELECT pkid, xmin, xmax, ymin, ymax FROM t", -1, &s,
                       NULL);
    while (sqlite3_step(s) == SQLITE_ROW) {
        struct box b = box_at((size_t)sqlite3_column_int64(s, 0));
        inside += sqlite3_column_double(s, 1) <= b.min_x &&
                  sqlite3_column_double(s, 2) >= b.max_x &&
                  sqlite3_column_double(s, 3) <= b.min_y &&
                  sqlite3_column_double(s, 4) >= b.max_y;
    }
    sqlite3_finalize(s);
    CHECK(inside == 5000);
    sqlite3_close(db);
}

// The walk that reads follows this contract.
TEST(leaves_hold_consecutive_rows_and_nodes_rising_children)
{
    sqlite3 *db = pack_boxes(9999);
    CHECK(ask(db, "SELECT count(*) FROM t_rowid a JOIN t_rowid b"
                  " ON b.rowid = a.rowid + 1"
                  " WHERE b.nodeno NOT IN (a.nodeno, a.nodeno + 1)") == 0);
    CHECK(ask(db, "SELECT max(n) FROM (SELECT count(*) n FROM t_rowid"
                  " GROUP BY nodeno)") == RTREE_CELLS_MAX);
    sqlite3_stmt *s = NULL;
    sqlite3_prepare_v2(db, "SELECT data FROM t_node", -1, &s, NULL);
    while (sqlite3_step(s) == SQLITE_ROW) {
        const unsigned char *node = sqlite3_column_blob(s, 0);
        CHECK(sqlite3_column_bytes(s, 0) == RTREE_NODE_BYTES);
        int cells = node[2] << 8 | node[3];
        for (int i = 1; i < cells; i++)
            CHECK(memcmp(node + 4 + (i - 1) * RTREE_CELL_BYTES,
                         node + 4 + i * RTREE_CELL_BYTES, 8) < 0);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
}

TEST(sqlite_can_go_on_changing_a_packed_tree)
{
    sqlite3 *db = pack_boxes(2602);
    CHECK(sqlite3_exec(db,
                       "DELETE FROM t WHERE pkid % 3 = 0;"
                       "INSERT INTO t SELECT 10000 + pkid, xmin, xmax, ymin,"
                       " ymax FROM t WHERE pkid % 2 = 0",
                       NULL, NULL, NULL) == SQLITE_OK);
    CHECK(ask(db, "SELECT rtreecheck('t') = 'ok'") == 1);
    sqlite3_close(db);
}

TEST(fewer_boxes_than_announced_are_an_error)
{
    struct error err = { 0 };
    sqlite3 *db = open_tree();
    struct rtree_pack *pack = rtree_pack_open(db, "t", 3, &err);
    CHECK(rtree_pack_add(pack, box_at(1), &err));
    CHECK(!rtree_pack_finish(pack, &err) && err.code == ERROR_INTERNAL);
    rtree_pack_close(pack);
    sqlite3_close(db);
}

TEST_MAIN
