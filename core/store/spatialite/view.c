#include "store/spatialite/view.h"
#include "store/spatialite/areas.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "store/snapshot.h"
#include "store/spatialite/database.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/statements.h"
#include "store/spatialite/view_crs.h"

enum {
    VIEW_BYTES_MAX = 256 << 20,
    VIEW_BYTES_KEPT = 4 << 20,
    STEPS_PER_LOOK = 1000,  // SQLite's instructions between two looks at the
                            // clock: some 20 microseconds
};

struct connection {
    struct view view;  // stays first
    struct connection *next_free;
};

struct pool {
    struct database *database;
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    struct connection *free;
    unsigned unopened;  // how many more may be opened
};

bool view_is_late(const struct view *view)
{
    if (atomic_load_explicit(&view->is_cancelled, memory_order_relaxed))
        return true;
    return view->deadline_ms && clock_ms() >= view->deadline_ms;
}

static int look_at_clock(void *context)
{
    struct view *view = context;
    if (view_is_late(view)) view->timed_out = true;
    return view->timed_out;
}

static void close_connection(struct connection *connection)
{
    if (!connection) return;
    struct view *view = &connection->view;
    statements_destroy(view->statements);
    sqlite3_close(view->db);
    arena_destroy(view->arena);
    view_crs_destroy(view->systems);
    free(connection);
}

static struct connection *open_connection(struct database *database,
                                          struct error *err)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        error_set(err, ERROR_NO_MEMORY, "no room for a connection");
        return NULL;
    }
    struct view *view = &connection->view;
    view->store = &database->store;
    view->areas = database->areas;
    view->db = database_connect(database, err);
    if (!view->db || !database_check_unchanged(database, err)) goto give_up;
    sqlite3_progress_handler(view->db, STEPS_PER_LOOK, look_at_clock, view);
    view->statements = statements_create(view->db);
    view->arena = arena_create(VIEW_BYTES_MAX);
    view->systems = view_crs_create();
    if (view->statements && view->arena && view->systems) return connection;
    error_set(err, ERROR_NO_MEMORY, "no room for a connection");
give_up:
    close_connection(connection);
    return NULL;
}

struct pool *pool_create(struct database *database)
{
    struct pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pool->database = database;
    pool->unopened = database->options.connections;
    if (!pool->unopened) pool->unopened = 1;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->freed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&pool->mutex, NULL);
    return pool;
}

void pool_destroy(struct pool *pool)
{
    if (!pool) return;
    while (pool->free) {
        struct connection *connection = pool->free;
        pool->free = connection->next_free;
        close_connection(connection);
    }
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

static struct timespec after_ms(unsigned ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += ms % 1000 * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

// Waits until there is a free connection, or one more may be opened; then
// *taken is NULL. False when neither comes in time.
static bool wait_for_one(struct pool *pool, struct connection **taken)
{
    struct timespec until = after_ms(pool->database->options.wait_ms);
    int rc = 0;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->free && !pool->unopened && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&pool->freed, &pool->mutex, &until);
    bool found = pool->free || pool->unopened;
    *taken = pool->free;
    if (pool->free)
        pool->free = pool->free->next_free;
    else if (found)
        pool->unopened--;
    pthread_mutex_unlock(&pool->mutex);
    return found;
}

// Gives a connection back; NULL for one that could not be opened.
static void give_back(struct pool *pool, struct connection *connection)
{
    pthread_mutex_lock(&pool->mutex);
    if (connection) {
        connection->next_free = pool->free;
        pool->free = connection;
    } else {
        pool->unopened++;
    }
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->mutex);
}

static struct connection *take_connection(struct pool *pool, struct error *err)
{
    struct connection *connection;
    if (!wait_for_one(pool, &connection)) {
        error_set(err, ERROR_BUSY,
                  "all connections to the database are in use");
        return NULL;
    }
    if (connection) return connection;
    connection = open_connection(pool->database, err);
    if (!connection) give_back(pool, NULL);
    return connection;
}

// The first read of a transaction decides what it sees, so the generation is
// asked before anything else.
static bool begin(struct database *database, struct view *view,
                  struct error *err)
{
    int64_t generation = 0;
    sqlite3_stmt *read = NULL;
    sql_rollback(view->db);  // one that could not end for lack of memory
    if (sqlite3_exec(view->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return view_error(view, SQLITE_ERROR, err);
    read = view_prepare(view,
                        "SELECT value FROM buurt_meta"
                        " WHERE key = 'generation'",
                        err);
    if (!read) return false;
    int rc = sqlite3_step(read);
    if (rc == SQLITE_ROW) generation = sqlite3_column_int64(read, 0);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) view_error(view, rc, err);
    view_done(view, read);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) return false;
    view->catalog = database_catalog(&database->store);
    if (view->catalog->generation == generation) return true;
    catalog_release(view->catalog);
    view->catalog = database_read_catalog(database, view->db, err);
    return view->catalog != NULL;
}

static void end(struct view *view)
{
    statements_give_all(view->statements);
    view->deadline_ms = 0;
    view->timed_out = false;
    atomic_store(&view->is_cancelled, false);
    sql_rollback(view->db);
    areas_release(view);
    catalog_release(view->catalog);
    view->catalog = NULL;
    if (arena_used(view->arena) <= VIEW_BYTES_KEPT) {
        arena_clear(view->arena);
        return;
    }
    struct arena *fresh = arena_create(VIEW_BYTES_MAX);
    if (!fresh) {
        arena_clear(view->arena);
        return;
    }
    arena_destroy(view->arena);
    view->arena = fresh;
}

struct view *spatialite_view_open(struct store *store, uint64_t deadline_ms,
                                  struct error *err)
{
    struct database *database = database_of(store);
    if (!database_check_unchanged(database, err)) return NULL;
    struct connection *connection = take_connection(database->pool, err);
    if (!connection) return NULL;
    struct view *view = &connection->view;
    view->deadline_ms = deadline_ms;
    if (begin(database, view, err)) return view;
    spatialite_view_close(view);
    return NULL;
}

void spatialite_view_close(struct view *view)
{
    end(view);
    give_back(database_of(view->store)->pool,
              (struct connection *)(void *)view);
}

const struct catalog *spatialite_view_catalog(const struct view *view)
{
    return view->catalog;
}

// The progress handler looks at this as often as at the clock.
void spatialite_view_cancel(struct view *view)
{
    atomic_store(&view->is_cancelled, true);
}

sqlite3_stmt *view_prepare(struct view *view, const char *sql,
                           struct error *err)
{
    sqlite3_stmt *statement = statements_take(view->statements, sql);
    if (!statement) view_error(view, sqlite3_errcode(view->db), err);
    return statement;
}

void view_done(struct view *view, sqlite3_stmt *statement)
{
    statements_give(view->statements, statement);
}

bool view_error(struct view *view, int rc, struct error *err)
{
    if (view->timed_out)
        return error_set(err, ERROR_TIMEOUT,
                         "the request took longer than it may");
    if (rc == SQLITE_NOMEM)
        return error_set(err, ERROR_NO_MEMORY, "the database is out of memory");
    return sql_error(view->db, err);
}
