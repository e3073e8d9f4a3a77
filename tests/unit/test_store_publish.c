#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "load_fixture.h"
#include "store/spatialite/view.h"

static int64_t generation(struct store *store)
{
    const struct catalog *catalog = store_catalog(store);
    int64_t n = catalog->generation;
    catalog_release(catalog);
    return n;
}

static bool has_collection(struct store *store, const char *id)
{
    const struct catalog *catalog = store_catalog(store);
    bool has = catalog_collection(catalog, str_from(id)) != NULL;
    catalog_release(catalog);
    return has;
}

static int64_t leftovers(sqlite3 *db)
{
    return ask_int(db, "SELECT count(*) FROM sqlite_master WHERE"
                       " name LIKE '%\\_\\_next%' ESCAPE '\\' OR"
                       " name LIKE '%\\_\\_old%' ESCAPE '\\'");
}

// Whether the file holds version `mark`, whole, and nothing else.
static bool holds_version(int64_t rows, int64_t mark)
{
    char sql[200];
    sqlite3 *db = look_begin();
    snprintf(sql, sizeof sql,
             "SELECT count(*) = %lld AND min(aantal) = %lld AND"
             " max(aantal) = %lld FROM punten",
             (long long)rows, (long long)mark, (long long)mark);
    bool ok = ask_int(db, sql) == 1 &&
              str_equal(ask_text(db, "PRAGMA integrity_check"), STR("ok")) &&
              ask_int(db, "SELECT CheckSpatialIndex('punten', 'geom')") == 1;
    look_end(db);
    return ok;
}

TEST(a_missing_file_is_an_error_only_for_readers)
{
    struct error err = { 0 };
    struct store_options options = { .connections = 1 };
    fixture_begin();
    CHECK(!store_open(fixture_path, &options, &err) && err.code == ERROR_IO);
    struct store *store = fixture_store(true);
    CHECK(store && generation(store) == 0);
    store_close(store);
    store = fixture_store(false);
    CHECK(store != NULL);
    store_close(store);
    fixture_end();
}

TEST(a_file_of_another_program_is_not_touched)
{
    struct error err = { 0 };
    struct store_options options = { .connections = 1, .can_write = true };
    fixture_begin();
    sqlite3 *db = look_begin();
    sqlite3_exec(db, "CREATE TABLE t(a)", NULL, NULL, NULL);
    CHECK(!store_open(fixture_path, &options, &err) && err.code == ERROR_IO);
    CHECK(ask_int(db, "SELECT count(*) FROM sqlite_master") == 1);
    look_end(db);
    FILE *file = fopen(fixture_path, "w");
    for (int i = 0; i < 1000; i++) fputs("not a database\n", file);
    fclose(file);
    CHECK(!store_open(fixture_path, &options, &err));
    CHECK(err.code == ERROR_CORRUPT);
    fixture_end();
}

TEST(a_new_version_takes_the_place_of_the_old_one)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 300, 1, &err));
    CHECK(holds_version(300, 1) && generation(store) == 1);
    CHECK(load_points(store, "punten", 500, 2, &err));
    CHECK(holds_version(500, 2) && generation(store) == 2);
    const struct catalog *catalog = store_catalog(store);
    CHECK(catalog->datasets[0].version == 2);
    CHECK(catalog->collections[0].feature_count == 500);
    catalog_release(catalog);
    sqlite3 *db = look_begin();
    CHECK(leftovers(db) == 0);
    CHECK(ask_int(db, "SELECT count(*) FROM geometry_columns") == 1);
    CHECK(ask_int(db, "SELECT count(*) FROM sqlite_master WHERE type = "
                      "'trigger' AND tbl_name = 'punten'") == 8);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(a_load_that_is_closed_unpublished_changes_nothing)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 300, 1, &err));
    struct dataset dataset = point_dataset("punten");
    struct collection c = point_collection("punten");
    struct load *load = load_open(store, &dataset, &err);
    struct loader *loader = loader_open(load, &c, &err);
    for (int64_t i = 1; i <= 100; i++) CHECK(add_point(loader, i, 2, &err));
    CHECK(!load_publish(load, STR("{}"), &err));  // not finished
    CHECK(err.code == ERROR_INTERNAL);
    CHECK(loader_finish(loader, NULL, NULL, &err));
    load_close(load);
    CHECK(holds_version(300, 1) && generation(store) == 1);
    sqlite3 *db = look_begin();
    CHECK(leftovers(db) == 0);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(a_second_import_has_to_wait)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct store *other = fixture_store(true);
    struct dataset dataset = point_dataset("punten");
    struct load *load = load_open(store, &dataset, &err);
    CHECK(load != NULL);
    CHECK(!load_open(other, &dataset, &err) && err.code == ERROR_BUSY);
    CHECK(!store_remove(other, STR("punten"), &err) && err.code == ERROR_BUSY);
    load_close(load);
    load = load_open(other, &dataset, &err);
    CHECK(load != NULL);
    load_close(load);
    store_close(other);
    store_close(store);
    fixture_end();
}

TEST(opening_leaves_a_running_import_alone)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct dataset dataset = point_dataset("punten");
    struct collection c = point_collection("punten");
    struct load *load = load_open(store, &dataset, &err);
    struct loader *loader = loader_open(load, &c, &err);
    for (int64_t i = 1; i <= 100; i++) CHECK(add_point(loader, i, 1, &err));
    CHECK(loader_finish(loader, NULL, NULL, &err));
    struct store *server = fixture_store(false);
    struct store *other = fixture_store(true);
    CHECK(server && other);
    CHECK(load_publish(load, STR("{}"), &err));
    CHECK(holds_version(100, 1));
    load_close(load);
    CHECK(!has_collection(server, "punten"));
    CHECK(store_refresh(server, &err) && has_collection(server, "punten"));
    store_close(other);
    store_close(server);
    store_close(store);
    fixture_end();
}

static int64_t view_rows(struct view *view)
{
    return ask_int(view->db, "SELECT count(*) * 1000 + max(aantal)"
                             " FROM punten");
}

TEST(a_view_sees_one_version_until_it_is_closed)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct store *server = fixture_store(false);
    CHECK(load_points(store, "punten", 300, 1, &err));
    struct view *before = view_open(server, 0, &err);
    CHECK(before && view_rows(before) == 300001);
    CHECK(view_catalog(before)->generation == 1);
    CHECK(load_points(store, "punten", 500, 2, &err));
    CHECK(load_points(store, "punten", 700, 3, &err));
    CHECK(view_rows(before) == 300001);
    CHECK(view_catalog(before)->datasets[0].version == 1);
    // A new view is of the newest version, though nobody called store_refresh.
    struct view *after = view_open(server, 0, &err);
    CHECK(after && view_rows(after) == 700003);
    CHECK(view_catalog(after)->datasets[0].version == 3);
    CHECK(generation(server) == 3);
    CHECK(view_rows(before) == 300001);
    view_close(before);
    view_close(after);
    store_close(server);
    store_close(store);
    fixture_end();
}

TEST(when_all_connections_are_in_use_a_view_is_refused_in_time)
{
    struct error err = { 0 };
    struct view *views[4];
    fixture_begin();
    struct store *store = fixture_store(true);
    for (int i = 0; i < 4; i++) CHECK(views[i] = view_open(store, 0, &err));
    uint64_t start = clock_ms();
    CHECK(!view_open(store, 0, &err) && err.code == ERROR_BUSY);
    CHECK(clock_ms() - start >= 190 && clock_ms() - start < 2000);
    view_close(views[2]);
    CHECK(views[2] = view_open(store, 0, &err));
    for (int i = 0; i < 4; i++) view_close(views[i]);
    store_close(store);
    fixture_end();
}

TEST(a_statement_stops_at_the_deadline)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    uint64_t start = clock_ms();
    struct view *view = view_open(store, start + 100, &err);
    sqlite3_stmt *endless =
        view_prepare(view,
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                     " FROM n) SELECT max(i) FROM n",
                     &err);
    CHECK(endless != NULL);
    int rc = sqlite3_step(endless);
    CHECK(rc == SQLITE_INTERRUPT);
    CHECK(!view_error(view, rc, &err) && err.code == ERROR_TIMEOUT);
    CHECK(view_is_late(view) && clock_ms() - start < 2000);
    view_close(view);
    view = view_open(store, 0, &err);
    CHECK(view && !view->timed_out && !view_is_late(view));
    view_close(view);
    store_close(store);
    fixture_end();
}

TEST(statements_are_prepared_once_and_two_of_a_kind_are_two)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct view *view = view_open(store, 0, &err);
    sqlite3_stmt *a = view_prepare(view, "SELECT ?1", &err);
    sqlite3_stmt *b = view_prepare(view, "SELECT ?1", &err);
    CHECK(a && b && a != b);
    sqlite3_bind_int(a, 1, 7);
    CHECK(sqlite3_step(a) == SQLITE_ROW);
    view_done(view, a);
    sqlite3_stmt *c = view_prepare(view, "SELECT ?1", &err);
    CHECK(c == a && sqlite3_step(c) == SQLITE_ROW);
    CHECK(sqlite3_column_type(c, 0) == SQLITE_NULL);
    CHECK(!view_prepare(view, "SELECT nonsense FROM", &err));
    CHECK(err.code == ERROR_INTERNAL);
    for (int i = 0; i < 600; i++) {
        char sql[32];
        snprintf(sql, sizeof sql, "SELECT %d", i);
        sqlite3_stmt *s = view_prepare(view, sql, &err);
        CHECK(s && sqlite3_step(s) == SQLITE_ROW);
        CHECK(sqlite3_column_int(s, 0) == i);
        view_done(view, s);
    }
    view_close(view);  // with b and c still taken
    store_close(store);
    fixture_end();
}

TEST(a_collection_that_is_no_longer_loaded_goes)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct dataset dataset = point_dataset("set");
    struct collection a = point_collection("a"), b = point_collection("b");
    struct load *load = load_open(store, &dataset, &err);
    struct loader *first = loader_open(load, &a, &err);
    struct loader *second = loader_open(load, &b, &err);
    CHECK(add_point(first, 1, 1, &err) && add_point(second, 2, 1, &err));
    CHECK(loader_finish(first, NULL, NULL, &err) &&
          loader_finish(second, NULL, NULL, &err) &&
          load_publish(load, STR("{}"), &err));
    load_close(load);
    CHECK(has_collection(store, "a") && has_collection(store, "b"));
    load = load_open(store, &dataset, &err);
    second = loader_open(load, &b, &err);
    CHECK(loader_finish(second, NULL, NULL, &err) &&
          load_publish(load, STR("{}"), &err));
    load_close(load);
    CHECK(!has_collection(store, "a") && has_collection(store, "b"));
    sqlite3 *db = look_begin();
    CHECK(ask_int(db, "SELECT count(*) FROM sqlite_master WHERE name = 'a'") ==
          0);
    CHECK(ask_int(db, "SELECT count(*) FROM b") == 0);
    CHECK(leftovers(db) == 0);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(a_collection_of_another_dataset_is_refused)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 10, 1, &err));
    struct dataset dataset = point_dataset("dieven");
    struct collection c = point_collection("punten");
    struct load *load = load_open(store, &dataset, &err);
    CHECK(!loader_open(load, &c, &err) && err.code == ERROR_REFUSED);
    load_close(load);
    CHECK(holds_version(10, 1));
    store_close(store);
    fixture_end();
}

TEST(a_removed_dataset_is_gone_and_its_versions_go_on)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 10, 1, &err));
    CHECK(load_points(store, "andere", 10, 1, &err));
    CHECK(!store_remove(store, STR("niets"), &err));
    CHECK(err.code == ERROR_NOT_FOUND);
    CHECK(store_remove(store, STR("punten"), &err));
    CHECK(!has_collection(store, "punten") && has_collection(store, "andere"));
    sqlite3 *db = look_begin();
    CHECK(ask_int(db, "SELECT count(*) FROM sqlite_master WHERE"
                      " name LIKE '%punten%'") == 0);
    CHECK(ask_int(db, "SELECT count(*) FROM geometry_columns") == 1);
    CHECK(ask_int(db, "SELECT count(*) FROM buurt_fields WHERE"
                      " collection = 'punten'") == 0);
    look_end(db);
    CHECK(load_points(store, "punten", 10, 1, &err));
    const struct catalog *catalog = store_catalog(store);
    CHECK(catalog_dataset(catalog, STR("punten"))->version == 2);
    catalog_release(catalog);
    store_close(store);
    fixture_end();
}

// In a child: loads version 2 and is killed after `us` microseconds, unless it
// is done sooner. Returns whether it was done.
static bool killed_import(useconds_t us, int64_t rows)
{
    pid_t child = fork();
    if (child == 0) {
        struct error err;
        struct store *store = fixture_store(true);
        bool ok = store && load_points(store, "punten", rows, 2, &err);
        _exit(ok ? 0 : 1);
    }
    usleep(us);
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

TEST(an_import_that_is_killed_leaves_the_old_version)
{
    enum { OLD_ROWS = 2000, ROWS = 20000, KILLS = 24 };
    struct error err = { 0 };
    fixture_begin();
    int killed = 0;
    for (unsigned n = 0; n < KILLS; n++) {
        struct store *store = fixture_store(true);
        CHECK(store && load_points(store, "punten", OLD_ROWS, 1, &err));
        store_close(store);
        bool is_done = killed_import(n * 40000, ROWS);
        killed += !is_done;
        store = fixture_store(n % 2);  // a server cleans up as well
        CHECK(store != NULL);
        sqlite3 *db = look_begin();
        CHECK(leftovers(db) == 0);
        bool is_new = ask_int(db, "SELECT max(aantal) FROM punten") == 2;
        look_end(db);
        CHECK(is_new || !is_done);
        CHECK(is_new ? holds_version(ROWS, 2) : holds_version(OLD_ROWS, 1));
        const struct catalog *catalog = store_catalog(store);
        CHECK(catalog_collection(catalog, STR("punten"))->feature_count ==
              (is_new ? ROWS : OLD_ROWS));
        catalog_release(catalog);
        store_close(store);
    }
    CHECK(killed > 3);
    fixture_end();
}

TEST(a_full_disk_leaves_the_old_version)
{
    struct error err = { 0 };
    struct rlimit unlimited, limit;
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 2000, 1, &err));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &unlimited);
    for (rlim_t size = 1 << 16; size <= 3 << 20; size += 200000) {
        limit = (struct rlimit){ size, unlimited.rlim_max };
        setrlimit(RLIMIT_FSIZE, &limit);
        err = (struct error){ 0 };
        bool ok = load_points(store, "punten", 40000, 2, &err);
        setrlimit(RLIMIT_FSIZE, &unlimited);
        CHECK(!ok && err.code == ERROR_IO);
        CHECK(holds_version(2000, 1) && generation(store) == 1);
    }
    CHECK(load_points(store, "punten", 3000, 2, &err));
    CHECK(holds_version(3000, 2));
    sqlite3 *db = look_begin();
    CHECK(leftovers(db) == 0);
    look_end(db);
    store_close(store);
    fixture_end();
}

// In a child without rights: a folder and a file that cannot be written.
static int read_only_child(void)
{
    struct error err = { 0 };
    if (geteuid() == 0 && seteuid(65534) != 0) return 77;
    struct store *store = fixture_store(false);
    if (!store) return 1;
    struct view *view = view_open(store, 0, &err);
    if (!view || view_rows(view) != 300001) return 2;
    if (!store_refresh(store, &err)) return 3;
    view_close(view);
    store_close(store);
    return 0;
}

// As the child above, with a file that is replaced behind its back.
static int outdated_child(void)
{
    struct error err = { 0 };
    char log[128];
    snprintf(log, sizeof log, "%s-wal", fixture_path);
    if (geteuid() == 0 && seteuid(65534) != 0) return 77;
    struct store *store = fixture_store(false);
    if (!store) return 1;
    if (geteuid() != getuid() && seteuid(getuid()) != 0) return 2;
    chmod(fixture_folder, 0755);
    close(open(log, O_CREAT | O_WRONLY, 0644));  // somebody else writes
    struct view *view = view_open(store, 0, &err);
    if (view || err.code != ERROR_IO) return 3;
    unlink(log);
    view = view_open(store, 0, &err);
    if (!view) return 4;
    view_close(view);
    store_close(store);
    return 0;
}

static void check_in_child(int (*run)(void))
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 300, 1, &err));
    store_close(store);
    chmod(fixture_path, 0444);
    chmod(fixture_folder, 0555);
    pid_t child = fork();
    if (child == 0) _exit(run());
    int status;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    chmod(fixture_folder, 0755);
    chmod(fixture_path, 0644);
    fixture_end();
}

TEST(a_file_that_cannot_be_written_can_be_served)
{
    check_in_child(read_only_child);
}

TEST(a_file_that_changes_though_it_could_not_be_written_is_an_error)
{
    check_in_child(outdated_child);
}

struct readers {
    struct store *store;
    atomic_bool stop;
    int mixed, failed, read;
};

static void *read_on(void *context)
{
    struct readers *readers = context;
    struct error err;
    while (!readers->stop) {
        struct view *view = view_open(readers->store, 0, &err);
        if (!view) {
            __atomic_fetch_add(&readers->failed, 1, __ATOMIC_RELAXED);
            continue;
        }
        const struct collection *c =
            catalog_collection(view_catalog(view), STR("punten"));
        int64_t rows = view_rows(view) / 1000;
        if (!c || rows != c->feature_count)
            __atomic_fetch_add(&readers->mixed, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&readers->read, 1, __ATOMIC_RELAXED);
        view_close(view);
    }
    return NULL;
}

TEST(readers_see_whole_versions_while_imports_go_on)
{
    enum { THREADS = 3, IMPORTS = 8 };
    struct error err = { 0 };
    pthread_t threads[THREADS];
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 100, 1, &err));
    struct readers readers = { .store = fixture_store(false) };
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, read_on, &readers);
    for (int i = 0; i < IMPORTS; i++) {
        CHECK(load_points(store, "punten", 100 + 37 * i, 1, &err));
        CHECK(store_refresh(readers.store, &err));
    }
    readers.stop = true;
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    CHECK(readers.mixed == 0 && readers.failed == 0 && readers.read > 0);
    store_close(readers.store);
    store_close(store);
    fixture_end();
}

TEST(the_last_to_close_leaves_one_file)
{
    struct error err = { 0 };
    char log[128];
    fixture_begin();
    snprintf(log, sizeof log, "%s-wal", fixture_path);
    struct store *store = fixture_store(true);
    struct store *server = fixture_store(false);
    CHECK(load_points(store, "punten", 300, 1, &err));
    CHECK(store_refresh(server, &err));
    store_close(store);
    CHECK(access(log, F_OK) == 0);
    store_close(server);
    CHECK(access(log, F_OK) != 0);
    CHECK(holds_version(300, 1));
    fixture_end();
}

TEST(the_log_does_not_grow_without_bound_while_a_server_reads)
{
    struct error err = { 0 };
    char path[128];
    struct stat log;
    fixture_begin();
    struct store *store = fixture_store(true);
    struct store *server = fixture_store(false);
    snprintf(path, sizeof path, "%s-wal", fixture_path);
    for (int i = 0; i < 12; i++) {
        CHECK(load_points(store, "punten", 20000, i, &err));
        struct view *view = view_open(server, 0, &err);
        CHECK(view_rows(view) == 20000000 + i);
        view_close(view);
    }
    CHECK(stat(path, &log) == 0 && log.st_size < 40 << 20);
    store_close(server);
    store_close(store);
    fixture_end();
}

TEST_MAIN
