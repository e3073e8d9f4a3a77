#include "store/spatialite/writer.h"

#include <pthread.h>
#include <spatialite.h>

#include "base/arena.h"
#include "store/spatialite/lock.h"
#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"

enum { NAMES_BYTES_MAX = 16 << 20 };

// Page size comes before the journal mode, which writes the first page. Pages
// of twice the usual size make an import a twentieth faster, and reading no
// slower. The cache holds the rows of a million points while their indexes are
// made.
// Freed pages are not overwritten (some builds of SQLite do so otherwise),
// which would write a whole old version once more to drop it.
static const char settings[] = "PRAGMA page_size = 8192;"
                               "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = NORMAL;"
                               "PRAGMA secure_delete = OFF;"
                               "PRAGMA recursive_triggers = OFF;"
                               "PRAGMA legacy_alter_table = ON;"
                               "PRAGMA cache_size = -131072;"
                               "PRAGMA journal_size_limit = 67108864;";

static bool open_database(struct writer *writer, const char *path, int flags,
                          unsigned busy_timeout_ms, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, spatialite_initialize);
    int rc = sqlite3_open_v2(
        path, &writer->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | flags,
        NULL);
    if (rc != SQLITE_OK) return sql_error(writer->db, err);
    sqlite3_busy_timeout(writer->db, (int)busy_timeout_ms);
    if (sqlite3_db_readonly(writer->db, "main") == 1)
        return error_set(err, ERROR_IO, "%s cannot be written", path);
    writer->spatialite = spatialite_alloc_connection();
    if (!writer->spatialite)
        return error_set(err, ERROR_NO_MEMORY, "no room for SpatiaLite");
    spatialite_init_ex(writer->db, writer->spatialite, 0);
    sqlite3_wal_autocheckpoint(writer->db, WRITER_LOG_PAGES);
    return sql_run(writer->db, err, "%s", settings);
}

static bool open_writer(struct writer *writer, const char *path, int flags,
                        unsigned busy_timeout_ms, struct error *err)
{
    *writer = (struct writer){ .lock = lock_take(path, err) };
    if (writer->lock < 0) return false;
    if (open_database(writer, path, flags, busy_timeout_ms, err)) return true;
    writer_close(writer);
    return false;
}

bool writer_open(struct writer *writer, const char *path,
                 unsigned busy_timeout_ms, struct error *err)
{
    return open_writer(writer, path, 0, busy_timeout_ms, err);
}

static bool fill(sqlite3 *db, struct error *err)
{
    int64_t tables;
    if (!sql_int(db, &tables, err, "SELECT count(*) FROM sqlite_master"))
        return false;
    if (tables) return true;
    if (!sql_run(db, err, "BEGIN IMMEDIATE")) return false;
    if (schema_create_database(db, err) && sql_run(db, err, "COMMIT"))
        return true;
    sql_rollback(db);
    return false;
}

bool writer_create(struct writer *writer, const char *path,
                   unsigned busy_timeout_ms, struct error *err)
{
    if (!open_writer(writer, path, SQLITE_OPEN_CREATE, busy_timeout_ms, err))
        return false;
    if (fill(writer->db, err)) return true;
    writer_close(writer);
    return false;
}

// SpatiaLite's memory may only go when the connection is gone.
void writer_close(struct writer *writer)
{
    if (writer->db) sqlite3_close(writer->db);
    if (writer->spatialite) spatialite_cleanup_ex(writer->spatialite);
    lock_release(writer->lock);
    *writer = (struct writer){ .lock = -1 };
}

static const char leftovers[] =
    "FROM sqlite_master WHERE type = 'table' AND (name LIKE '%\\_\\_next'"
    " ESCAPE '\\' OR name LIKE '%\\_\\_old' ESCAPE '\\')";

bool writer_count_leftovers(sqlite3 *db, int64_t *count, struct error *err)
{
    return sql_int(db, count, err, "SELECT count(*) %s", leftovers);
}

// The statement that drops one of them, for sqlite3_free; NULL when there is
// none left.
static bool next_drop(sqlite3 *db, char **drop, struct error *err)
{
    sqlite3_stmt *find =
        sql_prepare(db, err, "SELECT name %s LIMIT 1", leftovers);
    if (!find) return false;
    *drop = NULL;
    bool ok = true;
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW)
        *drop =
            sqlite3_mprintf("DROP TABLE \"%w\"", sqlite3_column_text(find, 0));
    if (rc == SQLITE_ROW && !*drop)
        ok = error_set(err, ERROR_NO_MEMORY, "no room for a statement");
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) ok = sql_error(db, err);
    sqlite3_finalize(find);
    return ok;
}

// One table a transaction, so that none of them is long.
bool writer_drop_leftovers(struct writer *writer, struct error *err)
{
    char *drop;
    for (;;) {
        if (!next_drop(writer->db, &drop, err)) return false;
        if (!drop) return true;
        bool ok = sql_run(writer->db, err, "%s", drop);
        sqlite3_free(drop);
        if (!ok) return false;
    }
}
