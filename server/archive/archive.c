#include "server/archive/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/archive/archive_open.h"
#include "server/archive/archive_words.h"
#include "server/archive/pmtiles_file.h"
#include "store/mbtiles.h"

enum { ARCHIVE_BYTES_MAX = 256 << 20 };
static const double WORLD_LATITUDE = 85.051129;

struct archive {
    atomic_uint holders;
    struct arena *arena;  // what follows lives in it
    const char *path;
    struct archive_words words;
    int file;  // of PMTiles; else -1
    uint64_t size;
    struct pmtiles_file pmtiles;
    pthread_mutex_t lock;  // guards mbtiles
    struct mbtiles *mbtiles;
};

static bool read_bytes(void *context, uint64_t offset, char *room, size_t size,
                       struct error *err)
{
    const struct archive *archive = context;
    size_t got = 0;
    while (got < size) {
        ssize_t done =
            pread(archive->file, room + got, size - got, (off_t)(offset + got));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return error_set(err, ERROR_IO, "%s", strerror(errno));
        if (!done)
            return error_set(err, ERROR_CORRUPT,
                             "byte %llu: the file ends here, within what it "
                             "says to have",
                             (unsigned long long)(offset + got));
        got += (size_t)done;
    }
    return true;
}

static str media_type(uint8_t type)
{
    switch (type) {
    case PMTILES_MVT: return STR("application/vnd.mapbox-vector-tile");
    case PMTILES_PNG: return STR("image/png");
    case PMTILES_JPEG: return STR("image/jpeg");
    case PMTILES_WEBP: return STR("image/webp");
    default: return STR("application/octet-stream");
    }
}

static bool open_pmtiles(struct archive *archive, struct error *err)
{
    str metadata;
    struct stat found;
    struct archive_words *words = &archive->words;
    archive->file = open(archive->path, O_RDONLY | O_CLOEXEC);
    if (archive->file < 0 || fstat(archive->file, &found) != 0)
        return error_set(err, ERROR_IO, "%s", strerror(errno));
    archive->size = (uint64_t)found.st_size;
    const struct pmtiles_bytes bytes = { read_bytes, archive, archive->size };
    struct pmtiles_file *file = &archive->pmtiles;
    if (!pmtiles_open(file, archive->arena, &bytes, err) ||
        !pmtiles_metadata(file, archive->arena, &metadata, err) ||
        !archive_words_read(archive->arena, metadata, words, err))
        return false;
    words->bounds = file->header.bounds;
    words->min_zoom = file->header.min_zoom;
    words->max_zoom = file->header.max_zoom;
    words->media_type = media_type(file->header.type);
    return true;
}

static bool find_word(struct archive *archive, const char *name, str *out,
                      struct error *err)
{
    return mbtiles_find(archive->mbtiles, name, archive->arena, out, err);
}

static uint8_t type_of_format(str format)
{
    if (str_equal(format, STR("pbf"))) return PMTILES_MVT;
    if (str_equal(format, STR("png"))) return PMTILES_PNG;
    if (str_equal(format, STR("jpg"))) return PMTILES_JPEG;
    return str_equal(format, STR("webp")) ? PMTILES_WEBP : 0;
}

static bool open_mbtiles(struct archive *archive, struct error *err)
{
    str json, format, bounds;
    struct archive_words *words = &archive->words;
    archive->mbtiles = mbtiles_open(archive->path, err);
    if (!archive->mbtiles || !find_word(archive, "json", &json, err) ||
        !find_word(archive, "format", &format, err) ||
        !find_word(archive, "bounds", &bounds, err) ||
        !archive_words_read(archive->arena, json, words, err) ||
        !find_word(archive, "name", &words->title, err) ||
        !find_word(archive, "description", &words->description, err) ||
        !find_word(archive, "attribution", &words->attribution, err))
        return false;
    if (!archive_bounds_read(bounds, &words->bounds))
        words->bounds =
            (struct box){ -180, -WORLD_LATITUDE, 180, WORLD_LATITUDE };
    words->media_type = media_type(type_of_format(format));
    return mbtiles_zooms(archive->mbtiles, &words->min_zoom, &words->max_zoom,
                         err);
}

// Coordinates that no map has are no reason to refuse its tiles.
static void settle_bounds(struct box *bounds)
{
    const struct box world = { -180, -WORLD_LATITUDE, 180, WORLD_LATITUDE };
    bool is_possible = bounds->min_x >= -180 && bounds->max_x <= 180 &&
                       bounds->min_y >= -90 && bounds->max_y <= 90 &&
                       bounds->min_x <= bounds->max_x &&
                       bounds->min_y <= bounds->max_y;
    if (!is_possible) *bounds = world;
}

struct archive *archive_open(const char *path, bool is_pmtiles,
                             struct error *err)
{
    struct archive *archive = calloc(1, sizeof *archive);
    if (archive) {
        pthread_mutex_init(&archive->lock, NULL);
        archive->file = -1;
        atomic_init(&archive->holders, 1);
        archive->arena = arena_create(ARCHIVE_BYTES_MAX);
        if (archive->arena)
            archive->path = arena_copy(archive->arena, str_from(path)).bytes;
    }
    if (!archive || !archive->path) {
        error_set(err, ERROR_NO_MEMORY, "no memory for a file of tiles");
    } else if (is_pmtiles ? open_pmtiles(archive, err)
                          : open_mbtiles(archive, err)) {
        settle_bounds(&archive->words.bounds);
        return archive;
    } else {
        if (is_pmtiles) error_context(err, "%s", path);
        // The client asked for nothing that could be answered otherwise.
        if (err->code == ERROR_UNSUPPORTED) err->code = ERROR_CORRUPT;
    }
    archive_release(archive);
    return NULL;
}

struct archive *archive_hold(struct archive *archive)
{
    atomic_fetch_add(&archive->holders, 1);
    return archive;
}

void archive_release(struct archive *archive)
{
    if (!archive || atomic_fetch_sub(&archive->holders, 1) != 1) return;
    if (archive->file >= 0) close(archive->file);
    mbtiles_close(archive->mbtiles);
    pthread_mutex_destroy(&archive->lock);
    arena_destroy(archive->arena);
    free(archive);
}

const struct archive_words *archive_words(const struct archive *archive)
{
    return &archive->words;
}

int archive_file(const struct archive *archive, uint64_t *size)
{
    *size = archive->size;
    return archive->file;
}

bool archive_tile(struct archive *archive, struct arena *arena,
                  struct tile_address address, str *out, struct error *err)
{
    if (archive->file >= 0)
        return pmtiles_tile(&archive->pmtiles, arena, address, out, err) ||
               error_context(err, "%s", archive->path);
    const struct mbtiles_place place = { address.zoom, address.row,
                                         address.col };
    pthread_mutex_lock(&archive->lock);
    bool ok = mbtiles_tile(archive->mbtiles, place, arena, out, err);
    pthread_mutex_unlock(&archive->lock);
    return ok;
}
