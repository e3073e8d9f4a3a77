#include "store/spatialite/row_feed.h"

#include <stdlib.h>
#include <string.h>

#include "store/spatialite/sql.h"
#include "test.h"

enum { BATCH = 3 };

// Rows 0, 1, …, BATCH for a statement; from `wrong` on they fail.
struct numbers {
    int64_t next, end, at, wrong;
};

static bool next_number(void *context, bool *is_over, struct error *err)
{
    struct numbers *numbers = context;
    if (numbers->next == numbers->wrong)
        return error_set(err, ERROR_IO, "row %d is wrong", (int)numbers->next);
    *is_over = numbers->next == numbers->end;
    if (!*is_over) numbers->at = numbers->next++;
    return true;
}

static void put_number(void *context, int column, sqlite3_context *result)
{
    const struct numbers *numbers = context;
    struct value values[] = {
        { .type = VALUE_INT, .integer = numbers->at * 10 },
        { .type = VALUE_TEXT, .text = STR("één") },
        { .type = VALUE_TEXT },
        { .type = VALUE_NULL },
        { .type = VALUE_BOOL, .boolean = true },
        { .type = VALUE_REAL, .real = 0.5 },
    };
    sql_result_value(result, values[column]);
}

static sqlite3 *open_table(void)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK) abort();
    sqlite3_exec(db,
                 "CREATE TABLE t(fid INTEGER PRIMARY KEY, a INTEGER, b TEXT,"
                 " c TEXT, d TEXT, e INTEGER, f REAL)",
                 NULL, NULL, NULL);
    return db;
}

static int64_t count(sqlite3 *db, const char *which)
{
    int64_t found = -1;
    struct error err = { 0 };
    return sql_int(db, &found, &err, "SELECT count(*) FROM t WHERE %s", which)
               ? found
               : -1;
}

static bool fill(sqlite3 *db, struct numbers *numbers, int times,
                 struct error *err)
{
    struct row_feed feed = { .column_count = 6,
                             .next = next_number,
                             .put = put_number,
                             .context = numbers };
    if (!row_feed_open(db, &feed, err)) return false;
    sqlite3_stmt *insert =
        sql_prepare(db, err, "INSERT INTO t(a, b, c, d, e, f) SELECT * FROM %s",
                    ROW_FEED_TABLE);
    bool ok = insert != NULL;
    for (int i = 0; ok && i < times; i++) {
        numbers->end += BATCH;
        ok = row_feed_run(db, insert, &feed, err);
    }
    sqlite3_finalize(insert);
    row_feed_close(db);
    return ok;
}

TEST(a_statement_takes_rows_until_the_feed_is_over)
{
    struct error err = { 0 };
    sqlite3 *db = open_table();
    struct numbers numbers = { .wrong = -1 };
    CHECK(fill(db, &numbers, 4, &err));
    CHECK(count(db, "a = 10 * (fid - 1) AND b = 'één' AND c = ''"
                    " AND d IS NULL AND e = 1 AND f = 0.5") == 4 * BATCH);
    sqlite3_close(db);
}

TEST(a_row_that_fails_says_why_and_leaves_nothing_of_its_statement)
{
    struct error err = { 0 };
    sqlite3 *db = open_table();
    struct numbers numbers = { .wrong = BATCH + 1 };
    CHECK(!fill(db, &numbers, 2, &err));
    CHECK(err.code == ERROR_IO && strstr(err.message, "row 4 is wrong"));
    CHECK(count(db, "true") == BATCH);
    sqlite3_close(db);
}

TEST(a_closed_feed_is_no_table)
{
    struct error err = { 0 };
    sqlite3 *db = open_table();
    struct numbers numbers = { .wrong = -1 };
    CHECK(fill(db, &numbers, 1, &err));
    CHECK(!sql_prepare(db, &err, "SELECT * FROM %s", ROW_FEED_TABLE));
    sqlite3_close(db);
}

TEST_MAIN
