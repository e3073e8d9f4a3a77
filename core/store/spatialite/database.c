#include "store/spatialite/database.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/snapshot.h"
#include "store/spatialite/areas.h"
#include "store/spatialite/catalog_read.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/writer.h"

enum { FORMAT = 1, URI_BYTES_MAX = 1 << 16 };

// Reading goes through the page cache of the system, so that connections share
// what they have read. A mapping would count as memory of every connection that
// has read it, and saved less than a tenth of the time of a tile. So would more
// of SQLite's own cache: with 2 MB a connection queries are as fast as with 8.
static const char reader_settings[] = "PRAGMA query_only = ON;"
                                      "PRAGMA cache_size = -2048;"
                                      "PRAGMA temp_store = MEMORY;";

struct database *database_of(struct store *store)
{
    return (struct database *)(void *)store;
}

// "file:/var/lib/a%3f.sqlite?immutable=1", in `arena`.
static bool immutable_uri(struct arena *arena, const char *path, str *uri)
{
    struct buf buf;
    buf_init(&buf, arena, URI_BYTES_MAX);
    buf_add_str(&buf, STR("file:"));
    for (const char *c = path; *c; c++)
        if (strchr("%?#", *c))
            buf_addf(&buf, "%%%02x", (unsigned)*c);
        else
            buf_add_char(&buf, *c);
    buf_add(&buf, "?immutable=1", sizeof "?immutable=1");
    return buf_finish(&buf, uri, NULL);
}

static int open_reader(const struct database *database, sqlite3 **db)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    if (!database->is_immutable)
        return sqlite3_open_v2(database->path, db, flags, NULL);
    struct arena *arena = arena_create(URI_BYTES_MAX);
    if (!arena) return SQLITE_NOMEM;
    str uri;
    int rc = immutable_uri(arena, database->path, &uri)
                 ? sqlite3_open_v2(uri.bytes, db, flags | SQLITE_OPEN_URI, NULL)
                 : SQLITE_NOMEM;
    arena_destroy(arena);
    return rc;
}

sqlite3 *database_connect(struct database *database, struct error *err)
{
    sqlite3 *db = NULL;
    if (open_reader(database, &db) != SQLITE_OK) {
        sql_error(db, err);
        goto give_up;
    }
    sqlite3_busy_timeout(db, (int)database->options.busy_timeout_ms);
    if (sql_run(db, err, "%s", reader_settings)) return db;
give_up:
    sqlite3_close(db);
    return NULL;
}

bool database_generation(sqlite3 *db, int64_t *generation, struct error *err)
{
    return sql_int(db, generation, err,
                   "SELECT value FROM buurt_meta WHERE key = 'generation'");
}

// Replaces the newest catalog by `fresh` unless another thread was ahead.
static void keep_newest(struct database *database, const struct catalog *fresh)
{
    const struct catalog *dropped = NULL;
    pthread_mutex_lock(&database->newest_mutex);
    if (!database->newest || database->newest->generation < fresh->generation) {
        dropped = database->newest;
        database->newest = catalog_acquire(fresh);
    }
    pthread_mutex_unlock(&database->newest_mutex);
    catalog_release(dropped);
}

const struct catalog *database_read_catalog(struct database *database,
                                            sqlite3 *db, struct error *err)
{
    const struct catalog *fresh = catalog_read(db, err);
    if (fresh) keep_newest(database, fresh);
    return fresh;
}

const struct catalog *database_catalog(struct store *store)
{
    struct database *database = database_of(store);
    pthread_mutex_lock(&database->newest_mutex);
    const struct catalog *catalog = catalog_acquire(database->newest);
    pthread_mutex_unlock(&database->newest_mutex);
    return catalog;
}

// All of the catalog comes from one state of the file.
static bool reload(struct database *database, struct error *err)
{
    sqlite3 *db = database->watch;
    sql_rollback(db);  // one that could not end for lack of memory
    if (!sql_run(db, err, "BEGIN")) return false;
    const struct catalog *catalog = database_read_catalog(database, db, err);
    sql_rollback(db);
    catalog_release(catalog);
    return catalog != NULL;
}

static bool look(struct database *database, struct error *err)
{
    int64_t data_version, generation;
    if (!sql_int(database->watch, &data_version, err, "PRAGMA data_version"))
        return false;
    if (data_version == database->data_version) return true;
    if (!database_generation(database->watch, &generation, err)) return false;
    pthread_mutex_lock(&database->newest_mutex);
    bool is_new = generation != database->newest->generation;
    pthread_mutex_unlock(&database->newest_mutex);
    if (is_new && !reload(database, err)) return false;
    database->data_version = data_version;
    return true;
}

bool database_refresh(struct store *store, struct error *err)
{
    struct database *database = database_of(store);
    pthread_mutex_lock(&database->watch_mutex);
    bool ok = database_check_unchanged(database, err) && look(database, err);
    pthread_mutex_unlock(&database->watch_mutex);
    return ok;
}

static bool check_format(struct database *database, struct error *err)
{
    int64_t tables, format;
    if (!sql_int(database->watch, &tables, err,
                 "SELECT count(*) FROM sqlite_master"
                 " WHERE name = 'buurt_meta'"))
        return error_context(err, "%s", database->path);
    if (!tables)
        return error_set(err, ERROR_IO, "%s is not a database of Buurt",
                         database->path);
    if (!sql_int(database->watch, &format, err,
                 "SELECT value FROM buurt_meta WHERE key = 'format'"))
        return false;
    return format == FORMAT ||
           error_set(err, ERROR_UNSUPPORTED,
                     "%s has format %d; this program knows format %d",
                     database->path, (int)format, FORMAT);
}

static bool has_log(const char *path)
{
    char *log = NULL;
    if (asprintf(&log, "%s-wal", path) < 0) return true;
    bool is_there = access(log, F_OK) == 0;
    free(log);
    return is_there;
}

bool database_check_unchanged(const struct database *database,
                              struct error *err)
{
    struct stat file;
    bool is_there = stat(database->path, &file) == 0;
    if (is_there &&
        (file.st_ino != database->inode || file.st_dev != database->device))
        return error_set(err, ERROR_IO,
                         "another file has taken the place of %s; the program"
                         " must be started again",
                         database->path);
    if (!database->is_immutable) return true;
    if (!has_log(database->path) && is_there &&
        file.st_mtim.tv_sec == database->mtime.tv_sec &&
        file.st_mtim.tv_nsec == database->mtime.tv_nsec)
        return true;
    return error_set(err, ERROR_IO,
                     "%s changed after it was opened for reading only; the"
                     " program must be started again",
                     database->path);
}

// In a folder that cannot be written SQLite cannot make the files that readers
// and writers share. Without a log to be replayed the file is then all there
// is, and nobody changes it.
static bool connect_watch(struct database *database, struct error *err)
{
    struct error first;
    database->watch = database_connect(database, &first);
    if (database->watch && check_format(database, &first)) return true;
    sqlite3_close(database->watch);
    database->watch = NULL;
    bool is_closed = eaccess(database->path, W_OK) != 0;
    if (!is_closed || has_log(database->path)) {
        if (err) *err = first;
        return false;
    }
    struct stat file;
    if (stat(database->path, &file) != 0)
        return error_set(err, ERROR_IO, "cannot open %s: %s", database->path,
                         strerror(errno));
    database->is_immutable = true;
    database->mtime = file.st_mtim;
    database->watch = database_connect(database, err);
    return database->watch && check_format(database, err);
}

// Makes the file, or finds it made. While another process imports, it is.
static bool create_file(struct database *database, struct error *err)
{
    struct writer writer;
    struct error why;
    if (writer_create(&writer, database->path,
                      database->options.busy_timeout_ms, &why)) {
        writer_close(&writer);
        return true;
    }
    if (why.code == ERROR_BUSY && access(database->path, F_OK) == 0)
        return true;
    if (err) *err = why;
    return false;
}

static bool drop_leftovers(struct database *database, struct error *err)
{
    struct writer writer;
    if (!writer_open(&writer, database->path, database->options.busy_timeout_ms,
                     err))
        return false;
    bool ok = writer_drop_leftovers(&writer, err);
    writer_close(&writer);
    return ok;
}

// They harm nobody, so failing to remove them is worth a line in the log only.
static bool clean(struct database *database, struct error *err)
{
    int64_t leftovers;
    struct error why;
    if (!writer_count_leftovers(database->watch, &leftovers, err)) return false;
    if (!leftovers || database->is_immutable) return true;
    if (!drop_leftovers(database, &why) && why.code != ERROR_BUSY)
        log_line(LOG_WARNING, "event=leftovers tables=%d error=\"%s\"",
                 (int)leftovers, why.message);
    return true;
}

static bool remember_file(struct database *database, struct error *err)
{
    struct stat file;
    if (stat(database->path, &file) != 0)
        return error_set(err, ERROR_IO, "cannot open %s: %s", database->path,
                         strerror(errno));
    database->device = file.st_dev;
    database->inode = file.st_ino;
    return true;
}

static bool open_file(struct database *database, struct error *err)
{
    if (!database->options.can_write && access(database->path, F_OK) != 0)
        return error_set(err, ERROR_IO, "cannot open %s: %s", database->path,
                         strerror(errno));
    if (database->options.can_write && !create_file(database, err))
        return false;
    if (!remember_file(database, err) || !connect_watch(database, err) ||
        !clean(database, err))
        return false;
    if (!sql_int(database->watch, &database->data_version, err,
                 "PRAGMA data_version"))
        return false;
    return reload(database, err);
}

// SQLite's own statistics of memory cost a lock that all threads share. This
// does nothing when the library is in use already.
static void configure_sqlite(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct store *database_open(const char *path,
                            const struct store_options *options,
                            struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_sqlite);
    struct database *database = calloc(1, sizeof *database);
    if (!database) {
        error_set(err, ERROR_NO_MEMORY, "no room for a database");
        return NULL;
    }
    database->store.engine = &spatialite_engine;
    database->options = *options;
    pthread_mutex_init(&database->newest_mutex, NULL);
    pthread_mutex_init(&database->watch_mutex, NULL);
    database->path = strdup(path);
    database->pool = pool_create(database);
    database->areas = area_cache_create();
    if (!database->path || !database->pool || !database->areas)
        error_set(err, ERROR_NO_MEMORY, "no room for a database");
    else if (open_file(database, err))
        return &database->store;
    database_close(&database->store);
    return NULL;
}

// Readers cannot empty the log. A connection that may write does so when it is
// the last to go, and the database is one file again. It has to come before the
// others go: what the log holds is known while somebody has it open, and would
// be read and copied once more.
static sqlite3 *open_last(const struct database *database)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(database->path, &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) == SQLITE_OK)
        sqlite3_exec(db, "SELECT count(*) FROM sqlite_master", NULL, NULL,
                     NULL);
    return db;
}

void database_close(struct store *store)
{
    struct database *database = database_of(store);
    bool is_ours = database->watch && !database->is_immutable &&
                   database_check_unchanged(database, NULL);
    sqlite3 *last = is_ours ? open_last(database) : NULL;
    pool_destroy(database->pool);
    area_cache_destroy(database->areas);
    sqlite3_close(database->watch);
    sqlite3_close(last);
    catalog_release(database->newest);
    pthread_mutex_destroy(&database->newest_mutex);
    pthread_mutex_destroy(&database->watch_mutex);
    free(database->path);
    free(database);
}
