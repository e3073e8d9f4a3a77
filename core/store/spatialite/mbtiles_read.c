#include <stdlib.h>
#include <string.h>

#include "store/mbtiles.h"
#include "store/spatialite/sql.h"

// What a question may cost, however the file makes `tiles` a view: each step is
// some machine instructions of SQLite, of which a tile by its key takes tens.
enum {
    STEPS_A_LOOK = 1000,
    LOOKS_MAX = 2000,
    SQL_BYTES_MAX = 100 * 1000,
    DEPTH_MAX = 50,
    COLUMNS_MAX = 50,
    CACHE_KB = 2048,
};

struct mbtiles {
    char *path;
    sqlite3 *db;
    sqlite3_stmt *find, *tile;
    unsigned looks;
};

static int on_steps(void *context)
{
    struct mbtiles *mbtiles = context;
    return ++mbtiles->looks > LOOKS_MAX;
}

static void set_limits(struct mbtiles *mbtiles)
{
    sqlite3 *db = mbtiles->db;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, MBTILES_TILE_BYTES_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, DEPTH_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_COLUMN, COLUMNS_MAX);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_progress_handler(db, STEPS_A_LOOK, on_steps, mbtiles);
}

static bool failed(struct mbtiles *mbtiles, struct error *err)
{
    if (!mbtiles->db)
        return error_set(err, ERROR_NO_MEMORY, "no memory for MBTiles");
    int code = sqlite3_errcode(mbtiles->db);
    bool is_io = code == SQLITE_CANTOPEN || code == SQLITE_IOERR;
    const char *why = code == SQLITE_INTERRUPT
                          ? "it takes too long to find a tile in"
                          : sqlite3_errmsg(mbtiles->db);
    return error_set(err, is_io ? ERROR_IO : ERROR_CORRUPT, "%s: %s",
                     mbtiles->path, why);
}

static bool prepare(struct mbtiles *mbtiles, struct error *err)
{
    static const char *const texts[] = {
        "SELECT value FROM metadata WHERE name = ?",
        "SELECT tile_data FROM tiles WHERE zoom_level = ?"
        " AND tile_column = ? AND tile_row = ?",
    };
    sqlite3_stmt **statements[] = { &mbtiles->find, &mbtiles->tile };
    char cache[64];
    sqlite3_snprintf(sizeof cache, cache, "PRAGMA cache_size = -%d", CACHE_KB);
    if (sqlite3_exec(mbtiles->db, cache, NULL, NULL, NULL) != SQLITE_OK)
        return failed(mbtiles, err);
    for (size_t i = 0; i < 2; i++)
        if (sqlite3_prepare_v2(mbtiles->db, texts[i], -1, statements[i],
                               NULL) != SQLITE_OK)
            return failed(mbtiles, err);
    return true;
}

struct mbtiles *mbtiles_open(const char *path, struct error *err)
{
    struct mbtiles *mbtiles = calloc(1, sizeof *mbtiles);
    if (mbtiles) mbtiles->path = strdup(path);
    if (!mbtiles || !mbtiles->path) {
        mbtiles_close(mbtiles);
        error_set(err, ERROR_NO_MEMORY, "no memory for MBTiles");
        return NULL;
    }
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    bool ok = sqlite3_open_v2(path, &mbtiles->db, flags, NULL) == SQLITE_OK;
    if (ok) set_limits(mbtiles);
    if (ok ? prepare(mbtiles, err) : failed(mbtiles, err)) return mbtiles;
    mbtiles_close(mbtiles);
    return NULL;
}

void mbtiles_close(struct mbtiles *mbtiles)
{
    if (!mbtiles) return;
    sqlite3_finalize(mbtiles->find);
    sqlite3_finalize(mbtiles->tile);
    sqlite3_close(mbtiles->db);
    free(mbtiles->path);
    free(mbtiles);
}

// The first column of the first row, copied.
static bool fetch(struct mbtiles *mbtiles, sqlite3_stmt *statement, size_t max,
                  struct arena *arena, str *out, struct error *err)
{
    *out = (str){ 0 };
    mbtiles->looks = 0;
    int rc = sqlite3_step(statement);
    bool ok = rc == SQLITE_ROW || rc == SQLITE_DONE || failed(mbtiles, err);
    if (rc == SQLITE_ROW) {
        str found = { sqlite3_column_blob(statement, 0),
                      (size_t)sqlite3_column_bytes(statement, 0) };
        if (found.len > max)
            ok = error_set(err, ERROR_CORRUPT,
                           "%s: a value has %zu bytes; at most %zu are read",
                           mbtiles->path, found.len, max);
        else if (found.len)
            *out = arena_copy(arena, found);
        if (ok && found.len && !out->bytes)
            ok = error_set(err, ERROR_NO_MEMORY, "no memory for a tile");
    }
    sqlite3_reset(statement);
    return ok;
}

bool mbtiles_find(struct mbtiles *mbtiles, const char *name,
                  struct arena *arena, str *out, struct error *err)
{
    sqlite3_bind_text(mbtiles->find, 1, name, -1, SQLITE_STATIC);
    return fetch(mbtiles, mbtiles->find, MBTILES_TEXT_BYTES_MAX, arena, out,
                 err);
}

bool mbtiles_tile(struct mbtiles *mbtiles, struct mbtiles_place place,
                  struct arena *arena, str *out, struct error *err)
{
    int64_t last = ((int64_t)1 << place.zoom) - 1;
    sqlite3_bind_int64(mbtiles->tile, 1, place.zoom);
    sqlite3_bind_int64(mbtiles->tile, 2, place.col);
    sqlite3_bind_int64(mbtiles->tile, 3, last - place.row);
    return fetch(mbtiles, mbtiles->tile, MBTILES_TILE_BYTES_MAX, arena, out,
                 err);
}

// Zoom by zoom, each by the index that a file should have: MIN and MAX over a
// view would read it all.
bool mbtiles_zooms(struct mbtiles *mbtiles, uint32_t *min, uint32_t *max,
                   struct error *err)
{
    sqlite3_stmt *statement = NULL;
    bool ok = true, has_any = false;
    if (sqlite3_prepare_v2(mbtiles->db,
                           "SELECT 1 FROM tiles WHERE zoom_level = ? LIMIT 1",
                           -1, &statement, NULL) != SQLITE_OK)
        return failed(mbtiles, err);
    for (uint32_t zoom = 0; ok && zoom <= MBTILES_ZOOM_MAX; zoom++) {
        mbtiles->looks = 0;
        sqlite3_bind_int64(statement, 1, zoom);
        int rc = sqlite3_step(statement);
        ok = rc == SQLITE_ROW || rc == SQLITE_DONE || failed(mbtiles, err);
        if (rc == SQLITE_ROW && !has_any) *min = zoom;
        if (rc == SQLITE_ROW) *max = zoom;
        has_any |= rc == SQLITE_ROW;
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    if (!ok || has_any) return ok;
    return error_set(err, ERROR_CORRUPT, "%s: it holds no tiles",
                     mbtiles->path);
}
