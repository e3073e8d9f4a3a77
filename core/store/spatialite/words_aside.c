#include "store/spatialite/words_aside.h"

#include <pthread.h>
#include <stdlib.h>

#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/view.h"
#include "store/spatialite/words_build.h"

enum { ARENA_BYTES_MAX = 4 << 20 };

struct words_aside {
    const struct collection *collection;
    struct arena *arena;
    sqlite3 *db;  // the private one, with the other attached to read
    pthread_t thread;
    bool is_running, ok;
    struct error error;
};

static void *make(void *context)
{
    struct words_aside *aside = context;
    aside->ok =
        words_create(aside->db, aside->arena, aside->collection,
                     &aside->error) &&
        words_fill(aside->db, aside->arena, aside->collection, &aside->error);
    return NULL;
}

// An empty name is a temporary database of this connection alone: in memory
// while it fits the cache, then in a file that has no name either.
static bool open_private(struct words_aside *aside, const char *source,
                         struct error *err)
{
    if (sqlite3_open_v2("", &aside->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return sql_error(aside->db, err);
    return sql_run(aside->db, err,
                   "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                   "PRAGMA cache_size = -16384; ATTACH %Q AS source",
                   source);
}

static bool start(struct words_aside *aside, const char *source,
                  struct error *err)
{
    aside->arena = arena_create(ARENA_BYTES_MAX);
    if (!aside->arena)
        return error_set(err, ERROR_NO_MEMORY, "no room for an import");
    if (!open_private(aside, source, err)) return false;
    if (pthread_create(&aside->thread, NULL, make, aside) != 0)
        return error_set(err, ERROR_NO_MEMORY, "no room for a thread");
    aside->is_running = true;
    return true;
}

struct words_aside *words_aside_start(sqlite3 *db,
                                      const struct collection *collection,
                                      struct error *err)
{
    struct words_aside *aside = calloc(1, sizeof *aside);
    if (!aside) {
        error_set(err, ERROR_NO_MEMORY, "no room for an import");
        return NULL;
    }
    aside->collection = collection;
    if (start(aside, sqlite3_db_filename(db, "main"), err)) return aside;
    words_aside_end(aside);
    return NULL;
}

static bool copy_row(sqlite3 *db, sqlite3_stmt *from, sqlite3_stmt *to,
                     struct error *err)
{
    for (int i = 0; i < sqlite3_column_count(from); i++)
        sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
    return sql_step(db, to, err);
}

static bool copy_rows(struct words_aside *aside, sqlite3 *db,
                      sqlite3_stmt *from, sqlite3_stmt *to, struct error *err)
{
    int rc;
    while ((rc = sqlite3_step(from)) == SQLITE_ROW)
        if (!copy_row(db, from, to, err)) return false;
    return rc == SQLITE_DONE || sql_error(aside->db, err);
}

// One of the tables that FTS5 keeps an index in. Those of an empty index have a
// row or two already.
static bool copy_table(struct words_aside *aside, sqlite3 *db, const char *name,
                       struct error *err)
{
    static const char *const places[] = { "?", "?,?", "?,?,?" };
    bool ok = false;
    sqlite3_stmt *from =
        sql_prepare(aside->db, err, "SELECT * FROM \"%w\"", name);
    sqlite3_stmt *to =
        from ? sql_prepare(db, err, "INSERT OR REPLACE INTO \"%w\" VALUES (%s)",
                           name, places[sqlite3_column_count(from) - 1])
             : NULL;
    if (to) ok = copy_rows(aside, db, from, to, err);
    sqlite3_finalize(to);
    sqlite3_finalize(from);
    return ok;
}

static bool copy_index(struct words_aside *aside, sqlite3 *db,
                       enum table_part part, struct error *err)
{
    static const char *const endings[] = { "_data", "_idx", "_content" };
    str table =
        schema_table(aside->arena, table_name(aside->arena, aside->collection),
                     part, STAGE_NEXT);
    // The words have no content: they are in the rows.
    size_t count = part == PART_WORDS ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        str name =
            arena_printf(aside->arena, "%.*s%s", STR_ARG(table), endings[i]);
        if (!name.bytes)
            return error_set(err, ERROR_NO_MEMORY, "no room for a table name");
        if (!copy_table(aside, db, name.bytes, err)) return false;
    }
    return true;
}

static void join(struct words_aside *aside)
{
    if (aside->is_running) pthread_join(aside->thread, NULL);
    aside->is_running = false;
}

bool words_aside_take(struct words_aside *aside, sqlite3 *db, struct error *err)
{
    join(aside);
    if (!aside->ok) {
        if (err) *err = aside->error;
        return false;
    }
    return words_create(db, aside->arena, aside->collection, err) &&
           copy_index(aside, db, PART_WORDS, err) &&
           copy_index(aside, db, PART_TERMS, err);
}

void words_aside_end(struct words_aside *aside)
{
    if (!aside) return;
    if (aside->is_running) sqlite3_interrupt(aside->db);
    join(aside);
    sqlite3_close(aside->db);
    arena_destroy(aside->arena);
    free(aside);
}
