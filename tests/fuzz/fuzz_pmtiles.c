// A PMTiles file as anyone could have made it: header, directories, metadata
// and tiles are read or refused, what is read lies within the file, and a
// directory that is read can be written again.

#include <string.h>

#include "fuzz.h"
#include "server/archive/archive_words.h"
#include "server/archive/pmtiles_file.h"

enum { MEMORY = 256 << 20, ZOOM_MAX = 6 };

static bool read_bytes(void *context, uint64_t offset, char *room, size_t size,
                       struct error *err)
{
    const str *file = context;
    (void)err;
    MUST_HOLD(offset <= file->len && size <= file->len - offset);
    memcpy(room, file->bytes + offset, size);
    return true;
}

static void write_again(struct arena *arena, const struct pmtiles_entry *list,
                        size_t count)
{
    struct buf buf;
    str bytes;
    size_t again;
    struct pmtiles_entry *entries;
    buf_init(&buf, arena, MEMORY);
    pmtiles_write_directory(list, count, &buf);
    if (!buf_finish(&buf, &bytes, NULL) ||
        !pmtiles_read_directory(arena, bytes, &entries, &again, NULL))
        abort();
    MUST_HOLD(again == count);
    MUST_HOLD(!count || !memcmp(entries, list, count * sizeof *list));
}

static void read_file(struct arena *arena, str *file)
{
    str text;
    struct pmtiles_file pmtiles;
    struct archive_words words = { 0 };
    struct error err = { 0 };
    const struct pmtiles_bytes bytes = { read_bytes, file, file->len };
    if (!pmtiles_open(&pmtiles, arena, &bytes, &err)) {
        MUST_HOLD(err.code != ERROR_NONE && err.message[0]);
        return;
    }
    write_again(arena, pmtiles.root, pmtiles.root_count);
    if (pmtiles_metadata(&pmtiles, arena, &text, &err) &&
        archive_words_read(arena, text, &words, &err))
        MUST_HOLD(words.layers.len >= 2 && words.layers.bytes[0] == '[');
    for (uint64_t id = 0; id < pmtiles_first_id(ZOOM_MAX); id += 7) {
        struct tile_address address;
        MUST_HOLD(pmtiles_address(id, &address));
        MUST_HOLD(pmtiles_id(address) == id);
        if (id > 100 && id % 11) continue;
        if (!pmtiles_tile(&pmtiles, arena, address, &text, &err)) return;
        MUST_HOLD(text.len <= file->len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t count;
    struct pmtiles_entry *entries;
    str file = fuzz_text(data, size);
    struct arena *arena = arena_create(MEMORY);
    if (!arena) return 0;
    read_file(arena, &file);
    if (pmtiles_read_directory(arena, file, &entries, &count, NULL))
        write_again(arena, entries, count);
    arena_destroy(arena);
    return 0;
}
