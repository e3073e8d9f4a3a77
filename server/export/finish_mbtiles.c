#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "server/export/finish.h"
#include "server/export/metadata.h"
#include "store/mbtiles.h"

enum { READ_AT_ONCE = 256, TILE_ROOM = 1 << 20, TEXT_BYTES_MAX = 16 << 20 };

struct packing {
    struct part *part;
    struct mbtiles_writer *writer;
    const struct asked *asked;
    const struct export_ask *ask;
    char *tile;    // TILE_ROOM
    uint64_t end;  // of the tiles whose bytes are stored
};

static void add_numbers(struct buf *out, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, ',');
        buf_add_fixed(out, numbers[i], 6);
    }
}

static bool say(struct packing *p, const char *name, struct buf *text,
                struct error *err)
{
    str value;
    bool ok = buf_finish(text, &value, err) &&
              mbtiles_say(p->writer, name, value, err);
    buf_init(text, p->asked->arena, TEXT_BYTES_MAX);
    return ok;
}

static bool describe_place(struct packing *p, const struct metadata *metadata,
                           struct error *err)
{
    struct buf text;
    const struct box b = metadata->bounds;
    const double bounds[] = { b.min_x, b.min_y, b.max_x, b.max_y };
    const double middle[] = { metadata->middle.x, metadata->middle.y };
    buf_init(&text, p->asked->arena, TEXT_BYTES_MAX);
    add_numbers(&text, bounds, 4);
    if (!say(p, "bounds", &text, err)) return false;
    add_numbers(&text, middle, 2);
    buf_addf(&text, ",%u", p->ask->min_zoom);
    if (!say(p, "center", &text, err)) return false;
    buf_addf(&text, "%u", p->ask->min_zoom);
    if (!say(p, "minzoom", &text, err)) return false;
    buf_addf(&text, "%u", p->ask->max_zoom);
    return say(p, "maxzoom", &text, err);
}

static bool describe(struct packing *p, struct error *err)
{
    struct buf text;
    struct metadata metadata;
    struct json json = { .out = &text };
    if (!metadata_read(p->asked, p->ask, &metadata, err)) return false;
    for (size_t i = 0; i < metadata.count; i++)
        if (!mbtiles_say(p->writer, metadata.words[i].name,
                         metadata.words[i].value, err))
            return false;
    if (!mbtiles_say(p->writer, "format", STR("pbf"), err) ||
        !describe_place(p, &metadata, err))
        return false;
    buf_init(&text, p->asked->arena, TEXT_BYTES_MAX);
    json_object_begin(&json);
    json_key(&json, STR("vector_layers"));
    json_raw(&json, metadata.layers);
    json_object_end(&json);
    return say(p, "json", &text, err);
}

static bool add(struct packing *p, const struct part_record *tile,
                struct error *err)
{
    struct tile_address at;
    if (!tile->length || !pmtiles_address(tile->id, &at)) return true;
    if (tile->offset >= p->end) {
        if (tile->length > TILE_ROOM)
            return error_set(err, ERROR_INTERNAL, "a tile of %u bytes",
                             tile->length);
        if (!part_fetch(p->part, tile, p->tile, err) ||
            !mbtiles_add_bytes(p->writer, (int64_t)tile->offset,
                               (str){ p->tile, tile->length }, err))
            return false;
        p->end = tile->offset + tile->length;
    }
    const struct mbtiles_place place = { at.zoom, at.row, at.col };
    return mbtiles_add_tile(p->writer, place, (int64_t)tile->offset, err);
}

static bool add_tiles(struct packing *p, struct error *err)
{
    struct part_record records[READ_AT_ONCE];
    size_t count = READ_AT_ONCE;
    for (uint64_t at = 0; count == READ_AT_ONCE; at += count) {
        if (!part_read(p->part, at, records, READ_AT_ONCE, &count, err))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!add(p, &records[i], err)) return false;
    }
    return true;
}

static bool pack(struct packing *p, const char *path, struct error *err)
{
    // What a run that was killed here left.
    if (unlink(path) != 0 && errno != ENOENT)
        return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    p->tile = malloc(TILE_ROOM);
    if (!p->tile) return error_set(err, ERROR_NO_MEMORY, "no memory for tiles");
    p->writer = mbtiles_create(path, err);
    return p->writer && describe(p, err) && add_tiles(p, err) &&
           mbtiles_finish(p->writer, err);
}

static bool measure(const char *path, uint64_t *size, struct error *err)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    *size = (uint64_t)found.st_size;
    return true;
}

bool finish_mbtiles(struct part *part, const struct asked *asked,
                    const struct export_ask *ask, struct export_sums *sums,
                    struct error *err)
{
    struct packing p = { .part = part, .asked = asked, .ask = ask };
    str path = arena_printf(asked->arena, "%s.mbtiles", part_data_path(part));
    if (!path.bytes) return error_set(err, ERROR_NO_MEMORY, "no memory");
    bool ok = pack(&p, path.bytes, err);
    mbtiles_writer_close(p.writer);
    free(p.tile);
    if (ok && part_publish_other(part, path.bytes, err))
        return measure(part_path(part), &sums->bytes, err);
    unlink(path.bytes);
    return false;
}
