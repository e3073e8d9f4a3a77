// A GeoPackage, read back with SQLite.

#include "unit/test.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/package.h"

static char path[] = "/tmp/buurt-package-XXXXXX";
static struct arena *arena;
static sqlite3 *db;
static struct error error;

static const struct package_column columns[] = {
    { .name = { "fid", 3 }, .type = VALUE_INT },
    { .name = { "naam \"x\"", 8 }, .type = VALUE_TEXT },
    { .name = { "dag", 3 }, .type = VALUE_DATE },
};

static struct package *create(uint64_t max_bytes, enum geom_type type)
{
    strcpy(path + sizeof path - 7, "XXXXXX");
    arena = arena_create(1 << 20);
    close(mkstemp(path));
    return package_create(
        &(struct package_options){ .path = path,
                                   .max_bytes = max_bytes,
                                   .layer = STR("torens"),
                                   .title = STR("Torens"),
                                   .updated = STR("2026-03-18T06:30:00.000Z"),
                                   .columns = columns,
                                   .column_count = 3,
                                   .geom_type = type,
                                   .srid = 4326 },
        &error);
}

static bool add(struct package *package, int64_t number, bool has_place)
{
    struct geom geom = { 0 };
    struct value values[] = { { .type = VALUE_INT, .integer = number },
                              { .type = VALUE_TEXT, .text = STR("Martini") },
                              { .type = VALUE_NULL } };
    arena_clear(arena);
    if (has_place)
        geom = geom_from_point(arena,
                               (struct point){ (double)(number % 90), 53.25 });
    return package_add(package, &geom, values, &error);
}

static void finish(struct package *package)
{
    CHECK(package_finish(package, &error));
    package_close(package);
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
}

static void end(void)
{
    sqlite3_close(db);
    db = NULL;
    unlink(path);
    arena_destroy(arena);
}

static int64_t ask(const char *sql)
{
    int64_t answer = -1;
    sqlite3_stmt *statement = NULL;
    CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

TEST(a_package_says_what_it_is)
{
    struct package *package = create(64 << 20, GEOM_POINT);
    CHECK(add(package, 1, true) && add(package, 2, true));
    finish(package);
    CHECK(ask("PRAGMA application_id") == 0x47504B47);
    CHECK(ask("PRAGMA user_version") == 10300);
    CHECK(ask("SELECT count(*) FROM gpkg_spatial_ref_sys"
              " WHERE srs_id IN (-1, 0, 4326)") == 3);
    CHECK(ask("SELECT min_x * 1000 + max_x FROM gpkg_contents WHERE"
              " table_name = 'torens' AND data_type = 'features'"
              " AND identifier = 'Torens'") == 1002);
    CHECK(ask("SELECT count(*) FROM gpkg_geometry_columns WHERE"
              " geometry_type_name = 'POINT' AND column_name = 'geom'") == 1);
    CHECK(ask("SELECT sum(fid) FROM torens WHERE \"naam \"\"x\"\"\" = 'Martini'"
              " AND dag IS NULL") == 3);
    CHECK(ask("SELECT hex(geom) LIKE '47500001E6100000010100000%'"
              " FROM torens LIMIT 1") == 1);
    CHECK(ask("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
              " AND name LIKE 'rtree_torens_geom_%'") == 6);
    end();
}

static void check_index(int64_t placed)
{
    CHECK(ask("SELECT count(*) FROM rtree_torens_geom") == placed);
    CHECK(ask("SELECT rtreecheck('rtree_torens_geom') = 'ok'") == 1);
    CHECK(ask("SELECT count(*) FROM rtree_torens_geom r JOIN torens t"
              " ON t.item_fid = r.id WHERE t.geom IS NOT NULL"
              " AND r.minx <= t.fid % 90 AND r.maxx >= t.fid % 90") == placed);
}

TEST(the_index_has_every_place)
{
    enum { ROWS = 3000 };
    struct package *package = create(64 << 20, GEOM_POINT);
    for (int64_t i = 0; i < ROWS; i++) CHECK(add(package, i, i < ROWS - 10));
    finish(package);
    check_index(ROWS - 10);
    end();
}

TEST(so_it_has_when_rows_without_a_place_stand_between)
{
    enum { ROWS = 300 };
    struct package *package = create(64 << 20, GEOM_POINT);
    for (int64_t i = 0; i < ROWS; i++) CHECK(add(package, i, i % 3 != 0));
    finish(package);
    check_index(ROWS / 3 * 2);
    end();
}

TEST(a_table_without_places_has_attributes)
{
    struct package *package = create(64 << 20, GEOM_EMPTY);
    CHECK(add(package, 1, false));
    finish(package);
    CHECK(ask("SELECT data_type = 'attributes' FROM gpkg_contents") == 1);
    CHECK(ask("SELECT count(*) FROM gpkg_geometry_columns") == 0);
    CHECK(ask("SELECT count(*) FROM torens") == 1);
    end();
}

TEST(an_empty_package_is_one)
{
    struct package *package = create(64 << 20, GEOM_POINT);
    finish(package);
    CHECK(ask("SELECT count(*) FROM torens") == 0);
    CHECK(ask("SELECT min_x IS NULL FROM gpkg_contents") == 1);
    end();
}

TEST(a_package_beyond_its_limit_is_an_error)
{
    bool ok = true;
    struct package *package = create(1 << 20, GEOM_POINT);
    for (int64_t i = 0; ok && i < 100000; i++) ok = add(package, i, true);
    if (ok) ok = package_finish(package, &error);
    CHECK(!ok && error.code == ERROR_TOO_LARGE);
    package_close(package);
    end();
}

TEST(the_same_rows_give_the_same_bytes)
{
    char *bytes[2];
    long lens[2];
    for (size_t i = 0; i < 2; i++) {
        struct package *package = create(64 << 20, GEOM_POINT);
        for (int64_t n = 0; n < 500; n++) CHECK(add(package, n, true));
        finish(package);
        FILE *file = fopen(path, "rb");
        fseek(file, 0, SEEK_END);
        lens[i] = ftell(file);
        rewind(file);
        bytes[i] = malloc((size_t)lens[i]);
        CHECK(fread(bytes[i], 1, (size_t)lens[i], file) == (size_t)lens[i]);
        fclose(file);
        end();
    }
    CHECK(lens[0] == lens[1] && !memcmp(bytes[0], bytes[1], (size_t)lens[0]));
    free(bytes[0]);
    free(bytes[1]);
}

TEST_MAIN
