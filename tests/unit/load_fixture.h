// What the tests of loading and publishing share: a folder of their own, a
// store in it, and collections of points that are easy to tell apart.

#ifndef TESTS_UNIT_LOAD_FIXTURE_H
#define TESTS_UNIT_LOAD_FIXTURE_H

#include <dirent.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <spatialite.h>

#include "store/load.h"
#include "test.h"

static char fixture_folder[64], fixture_path[96];

static inline void fixture_begin(void)
{
    snprintf(fixture_folder, sizeof fixture_folder, "%s/buurt-test-XXXXXX",
             P_tmpdir);
    if (!mkdtemp(fixture_folder)) abort();
    snprintf(fixture_path, sizeof fixture_path, "%s/db.sqlite", fixture_folder);
}

static inline void fixture_end(void)
{
    char path[512];
    DIR *folder = opendir(fixture_folder);
    if (!folder) return;
    for (struct dirent *e; (e = readdir(folder));) {
        snprintf(path, sizeof path, "%s/%s", fixture_folder, e->d_name);
        if (e->d_name[0] != '.') unlink(path);
    }
    closedir(folder);
    rmdir(fixture_folder);
}

static inline struct store *fixture_store(bool can_write)
{
    struct error err = { 0 };
    struct store_options options = { .connections = 4,
                                     .busy_timeout_ms = 5000,
                                     .wait_ms = 200,
                                     .can_write = can_write };
    struct store *store = store_open(fixture_path, &options, &err);
    if (!store) fprintf(stderr, "store_open: %s\n", err.message);
    return store;
}

// A connection that looks at the file as any program with SpatiaLite would.
static void *fixture_spatialite;

static inline sqlite3 *look_begin(void)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(fixture_path, &db) != SQLITE_OK) abort();
    fixture_spatialite = spatialite_alloc_connection();
    spatialite_init_ex(db, fixture_spatialite, 0);
    return db;
}

static inline void look_end(sqlite3 *db)
{
    sqlite3_close(db);
    spatialite_cleanup_ex(fixture_spatialite);
}

static inline int64_t ask_int(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
        return INT64_MIN;
    }
    int64_t n =
        sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : INT64_MIN;
    sqlite3_finalize(s);
    return n;
}

// Valid until the next call.
static inline str ask_text(sqlite3 *db, const char *sql)
{
    static char text[4096];
    sqlite3_stmt *s = NULL;
    text[0] = '\0';
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        snprintf(text, sizeof text, "%s", sqlite3_errmsg(db));
    else if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0))
        snprintf(text, sizeof text, "%s",
                 (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    return str_from(text);
}

static inline struct value int_value(int64_t n)
{
    return (struct value){ .type = VALUE_INT, .integer = n };
}

static inline struct value text_value(const char *text)
{
    return (struct value){ .type = VALUE_TEXT, .text = str_from(text) };
}

static inline struct value date_value(const char *text)
{
    return (struct value){ .type = VALUE_DATE, .text = str_from(text) };
}

// A point, with its one run; `p` and `run` must live as long as it.
static inline struct geom point_geom(struct point *p, size_t *run)
{
    *run = 1;
    return (struct geom){ .type = GEOM_POINT,
                          .point_count = 1,
                          .run_count = 1,
                          .points = p,
                          .runs = run };
}

static const struct field point_fields[] = {
    { .name = { "nummer", 6 }, .type = VALUE_INT, .role = FIELD_ID },
    { .name = { "naam", 4 }, .type = VALUE_TEXT },
    { .name = { "soort", 5 }, .type = VALUE_TEXT, .is_category = true },
    { .name = { "aantal", 6 }, .type = VALUE_INT, .is_measure = true },
    { .name = { "datum", 5 }, .type = VALUE_DATE, .role = FIELD_TIME_START },
};

static inline struct collection point_collection(const char *id)
{
    return (struct collection){
        .id = str_from(id),
        .schema = { point_fields, sizeof point_fields / sizeof *point_fields },
        .level = LEVEL_NONE,
        .storage_srid = 4326,
    };
}

static inline struct dataset point_dataset(const char *id)
{
    return (struct dataset){ .id = str_from(id),
                             .kind = DATASET_FEATURES,
                             .title = { .nl = { "Punten", 6 } } };
}

// Row i of a collection of points, spread over the Netherlands; every 10th has
// no place. `mark` is in every row, so that versions can be told apart.
static inline bool add_point(struct loader *loader, int64_t i, int64_t mark,
                             struct error *err)
{
    static const char *const kinds[] = { "molen", "kerk", "brug" };
    char name[32], date[16];
    uint64_t first;
    size_t run;
    struct point p = { 3.5 + (double)(i * 7919 % 10007) / 3000,
                       50.8 + (double)(i * 104729 % 10009) / 4000 };
    snprintf(name, sizeof name, "punt %lld", (long long)i);
    snprintf(date, sizeof date, "2023-%02d-01", (int)(i % 12) + 1);
    struct value values[] = { int_value(i), text_value(name),
                              text_value(kinds[i % 3]), int_value(mark),
                              date_value(date) };
    struct feature f = { .id = int_value(i), .values = values };
    if (i % 10) f.geom = point_geom(&p, &run);
    return loader_add(loader, &f, NULL, (uint64_t)i, &first, err);
}

// Loads `count` points as a whole version.
static inline bool load_points(struct store *store, const char *id,
                               int64_t count, int64_t mark, struct error *err)
{
    struct dataset dataset = point_dataset(id);
    struct collection collection = point_collection(id);
    struct load *load = load_open(store, &dataset, err);
    if (!load) return false;
    struct loader *loader = loader_open(load, &collection, err);
    bool ok = loader != NULL;
    for (int64_t i = 1; ok && i <= count; i++)
        ok = add_point(loader, i, mark, err);
    ok = ok && loader_finish(loader, NULL, NULL, err) &&
         load_publish(load, STR("{}"), err);
    load_close(load);
    return ok;
}

#endif
