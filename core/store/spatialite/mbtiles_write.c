#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/mbtiles.h"
#include "store/spatialite/sql.h"

enum { PAGE_BYTES = 4096, MBTILES = 0x4D504258 };  // "MPBX"

struct mbtiles_writer {
    char *path;
    sqlite3 *db;
    sqlite3_stmt *say, *add_bytes, *add_tile;
};

static bool failed(struct mbtiles_writer *writer, struct error *err)
{
    sql_error(writer->db, err);
    return error_context(err, "%s", writer->path);
}

// Nobody sees the file before it is whole, so nothing needs a journal.
static bool create_tables(struct mbtiles_writer *writer, struct error *err)
{
    return sql_run(writer->db, err,
                   "PRAGMA page_size = %d; PRAGMA journal_mode = OFF;"
                   "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                   "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;"
                   "PRAGMA application_id = %d;"
                   "BEGIN;"
                   "CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT);"
                   "CREATE TABLE images (tile_id INTEGER PRIMARY KEY,"
                   " tile_data BLOB);"
                   "CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER,"
                   " tile_row INTEGER, tile_id INTEGER,"
                   " PRIMARY KEY (zoom_level, tile_column, tile_row))"
                   " WITHOUT ROWID;"
                   "CREATE VIEW tiles AS SELECT zoom_level, tile_column,"
                   " tile_row, tile_data FROM map JOIN images"
                   " ON images.tile_id = map.tile_id",
                   PAGE_BYTES, MBTILES);
}

static bool prepare(struct mbtiles_writer *writer, struct error *err)
{
    writer->say =
        sql_prepare(writer->db, err, "INSERT INTO metadata VALUES (?, ?)");
    writer->add_bytes =
        sql_prepare(writer->db, err, "INSERT INTO images VALUES (?, ?)");
    writer->add_tile =
        sql_prepare(writer->db, err, "INSERT INTO map VALUES (?, ?, ?, ?)");
    return writer->say && writer->add_bytes && writer->add_tile;
}

static bool open_writer(struct mbtiles_writer *writer, struct error *err)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(writer->path, &writer->db, flags, NULL) != SQLITE_OK)
        return failed(writer, err);
    return (create_tables(writer, err) && prepare(writer, err)) ||
           failed(writer, err);
}

struct mbtiles_writer *mbtiles_create(const char *path, struct error *err)
{
    struct mbtiles_writer *writer = calloc(1, sizeof *writer);
    if (writer) writer->path = strdup(path);
    if (!writer || !writer->path)
        error_set(err, ERROR_NO_MEMORY, "no memory for MBTiles");
    else if (open_writer(writer, err))
        return writer;
    mbtiles_writer_close(writer);
    return NULL;
}

void mbtiles_writer_close(struct mbtiles_writer *writer)
{
    if (!writer) return;
    sqlite3_finalize(writer->say);
    sqlite3_finalize(writer->add_bytes);
    sqlite3_finalize(writer->add_tile);
    sqlite3_close(writer->db);
    free(writer->path);
    free(writer);
}

static bool run(struct mbtiles_writer *writer, sqlite3_stmt *statement,
                struct error *err)
{
    return sql_step(writer->db, statement, err) ||
           error_context(err, "%s", writer->path);
}

bool mbtiles_say(struct mbtiles_writer *writer, const char *name, str value,
                 struct error *err)
{
    sql_bind_str(writer->say, 1, str_from(name));
    sql_bind_str(writer->say, 2, value);
    return run(writer, writer->say, err);
}

bool mbtiles_add_bytes(struct mbtiles_writer *writer, int64_t number, str bytes,
                       struct error *err)
{
    sqlite3_bind_int64(writer->add_bytes, 1, number);
    sqlite3_bind_blob64(writer->add_bytes, 2, bytes.bytes, bytes.len,
                        SQLITE_STATIC);
    return run(writer, writer->add_bytes, err);
}

bool mbtiles_add_tile(struct mbtiles_writer *writer, struct mbtiles_place place,
                      int64_t number, struct error *err)
{
    int64_t last = ((int64_t)1 << place.zoom) - 1;
    sqlite3_bind_int64(writer->add_tile, 1, place.zoom);
    sqlite3_bind_int64(writer->add_tile, 2, place.col);
    sqlite3_bind_int64(writer->add_tile, 3, last - place.row);
    sqlite3_bind_int64(writer->add_tile, 4, number);
    return run(writer, writer->add_tile, err);
}

static bool sync_file(const char *path, struct error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = file >= 0 && fsync(file) == 0;
    if (!ok) error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    if (file >= 0) close(file);
    return ok;
}

bool mbtiles_finish(struct mbtiles_writer *writer, struct error *err)
{
    if (!sql_run(writer->db, err, "COMMIT"))
        return error_context(err, "%s", writer->path);
    return sync_file(writer->path, err);
}
