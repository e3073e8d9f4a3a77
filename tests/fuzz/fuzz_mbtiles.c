// An MBTiles file as anyone could have made it: it is read or refused, in
// bounded time and memory.

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"
#include "store/mbtiles.h"

enum { MEMORY = 64 << 20 };

static void read_tiles(struct mbtiles *mbtiles, struct arena *arena)
{
    str text;
    struct error err = { 0 };
    uint32_t min = 0, max = 0;
    static const char *const names[] = { "json", "format", "bounds", "name" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!mbtiles_find(mbtiles, names[i], arena, &text, &err))
            MUST_HOLD(err.code != ERROR_NONE);
    if (mbtiles_zooms(mbtiles, &min, &max, &err))
        MUST_HOLD(min <= max && max <= MBTILES_ZOOM_MAX);
    for (uint32_t col = 0; col < 4; col++) {
        const struct mbtiles_place place = { 1, col / 2, col % 2 };
        if (mbtiles_tile(mbtiles, place, arena, &text, &err))
            MUST_HOLD(text.len <= MBTILES_TILE_BYTES_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/fuzz-%d.mbtiles", (int)getpid());
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return 0;
    MUST_HOLD(write(file, data, size) == (ssize_t)size);
    close(file);
    struct arena *arena = arena_create(MEMORY);
    struct mbtiles *mbtiles = arena ? mbtiles_open(path, NULL) : NULL;
    if (mbtiles) read_tiles(mbtiles, arena);
    mbtiles_close(mbtiles);
    arena_destroy(arena);
    unlink(path);
    return 0;
}
