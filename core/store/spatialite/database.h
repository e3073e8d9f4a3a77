// What a struct store is in this engine: one file, the connections that read
// it, and the newest catalog.

#ifndef STORE_SPATIALITE_DATABASE_H
#define STORE_SPATIALITE_DATABASE_H

#include <pthread.h>
#include <sqlite3.h>
#include <sys/types.h>
#include <time.h>

#include "store/engine.h"
#include "store/spatialite/view.h"

struct database {
    struct store store;  // stays first
    char *path;
    struct store_options options;
    bool is_immutable;      // neither file nor folder can be written
    struct timespec mtime;  // immutable: when the file was changed last
    dev_t device;           // which file it is, whatever its name leads to
    ino_t inode;            // later

    pthread_mutex_t newest_mutex;  // held for the exchange of a pointer only
    const struct catalog *newest;

    pthread_mutex_t watch_mutex;
    sqlite3 *watch;        // looks whether others have published
    int64_t data_version;  // SQLite's count of their commits

    struct pool *pool;
    struct area_cache *areas;
};

struct database *database_of(struct store *store);

struct store *database_open(const char *path,
                            const struct store_options *options,
                            struct error *err) MUST_CHECK;
void database_close(struct store *store);
const struct catalog *database_catalog(struct store *store);
bool database_refresh(struct store *store, struct error *err) MUST_CHECK;

// A connection for reading, with the database's settings; NULL on failure.
sqlite3 *database_connect(struct database *database,
                          struct error *err) MUST_CHECK;

// An immutable file must not change. When it does (somebody else may write to
// it), what its connections read is not to be trusted. Nor may another file
// take the place of any: connections opened before and after would disagree.
bool database_check_unchanged(const struct database *database,
                              struct error *err) MUST_CHECK;

// The catalog as `db` sees it in its open transaction, with a reference for
// the caller; it becomes the newest of the database when it is that.
const struct catalog *database_read_catalog(struct database *database,
                                            sqlite3 *db,
                                            struct error *err) MUST_CHECK;

bool database_generation(sqlite3 *db, int64_t *generation,
                         struct error *err) MUST_CHECK;

// Connections that wait for the next view. One is opened when it is needed
// first, and stays.
struct pool *pool_create(struct database *database);  // NULL: memory is spent
void pool_destroy(struct pool *pool);

struct view *spatialite_view_open(struct store *store, uint64_t deadline_ms,
                                  struct error *err) MUST_CHECK;
void spatialite_view_close(struct view *view);
const struct catalog *spatialite_view_catalog(const struct view *view);
void spatialite_view_cancel(struct view *view);

#endif
