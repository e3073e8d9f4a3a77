#include "store/spatialite/checkpoint.h"

#include <pthread.h>
#include <stdlib.h>

#include "store/spatialite/sql.h"
#include "store/spatialite/writer.h"

// So long the log may get, in pages, before a commit waits: only a log that is
// copied whole is begun anew.
enum { LOG_PAGES_MAX = 32768 };

struct checkpoints {
    sqlite3 *writer;
    sqlite3 *db;  // its own connection to the same file
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked, done;
    bool is_asked, is_busy, is_over;
};

// Readers of older versions keep a checkpoint from ending: the next one goes
// on where it stopped, so nothing here can fail for good.
static void *work(void *context)
{
    struct checkpoints *c = context;
    pthread_mutex_lock(&c->lock);
    while (c->is_asked || !c->is_over) {
        if (!c->is_asked) {
            pthread_cond_wait(&c->asked, &c->lock);
            continue;
        }
        c->is_asked = false;
        c->is_busy = true;
        pthread_mutex_unlock(&c->lock);
        sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
                                  NULL);
        pthread_mutex_lock(&c->lock);
        c->is_busy = false;
        pthread_cond_signal(&c->done);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

// SQLite calls this after each commit.
static int committed(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db, (void)name;
    struct checkpoints *c = context;
    pthread_mutex_lock(&c->lock);
    c->is_asked = true;
    pthread_cond_signal(&c->asked);
    while (pages > LOG_PAGES_MAX && (c->is_asked || c->is_busy))
        pthread_cond_wait(&c->done, &c->lock);
    pthread_mutex_unlock(&c->lock);
    return SQLITE_OK;
}

static bool begin(struct checkpoints *c, struct error *err)
{
    const char *path = sqlite3_db_filename(c->writer, "main");
    if (sqlite3_open_v2(path, &c->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return sql_error(c->db, err);
    if (!sql_run(c->db, err, "PRAGMA synchronous = NORMAL")) return false;
    if (pthread_create(&c->thread, NULL, work, c) != 0)
        return error_set(err, ERROR_NO_MEMORY, "no room for a thread");
    sqlite3_wal_hook(c->writer, committed, c);
    return true;
}

static void release(struct checkpoints *c)
{
    sqlite3_close(c->db);
    pthread_cond_destroy(&c->done);
    pthread_cond_destroy(&c->asked);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

struct checkpoints *checkpoints_start(sqlite3 *writer, struct error *err)
{
    struct checkpoints *c = calloc(1, sizeof *c);
    if (!c) {
        error_set(err, ERROR_NO_MEMORY, "no room for an import");
        return NULL;
    }
    c->writer = writer;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->asked, NULL);
    pthread_cond_init(&c->done, NULL);
    if (begin(c, err)) return c;
    release(c);
    return NULL;
}

void checkpoints_stop(struct checkpoints *c)
{
    if (!c) return;
    sqlite3_wal_autocheckpoint(c->writer, WRITER_LOG_PAGES);
    pthread_mutex_lock(&c->lock);
    c->is_asked = c->is_over = true;
    pthread_cond_signal(&c->asked);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    release(c);
}
