// MBTiles 1.3 (github.com/mapbox/mbtiles-spec): a tileset in an SQLite file.
// Rows are counted from the top here, as everywhere in the program; in the file
// they are from the bottom.

#ifndef STORE_MBTILES_H
#define STORE_MBTILES_H

#include "base/arena.h"
#include "base/error.h"

enum {
    MBTILES_TILE_BYTES_MAX = 16 << 20,
    MBTILES_TEXT_BYTES_MAX = 4 << 20,  // of one line of the metadata
    MBTILES_ZOOM_MAX = 24,
};

// Writing: a file that is not there yet. Nothing is safe before
// mbtiles_finish; what fails is left for the caller to remove. The same calls
// give the same bytes.
struct mbtiles_writer;
struct mbtiles_writer *mbtiles_create(const char *path,
                                      struct error *err) MUST_CHECK;
void mbtiles_writer_close(struct mbtiles_writer *writer);  // NULL is fine

bool mbtiles_say(struct mbtiles_writer *writer, const char *name, str value,
                 struct error *err) MUST_CHECK;

struct mbtiles_place {
    uint32_t zoom, row, col;
};

// The bytes of tiles are stored under a number of the caller's choice, so that
// several tiles can have the same.
bool mbtiles_add_bytes(struct mbtiles_writer *writer, int64_t number, str bytes,
                       struct error *err) MUST_CHECK;
bool mbtiles_add_tile(struct mbtiles_writer *writer, struct mbtiles_place place,
                      int64_t number, struct error *err) MUST_CHECK;
bool mbtiles_finish(struct mbtiles_writer *writer,
                    struct error *err) MUST_CHECK;

// Reading a file that anyone may have made: nothing in it is run or trusted.
// Belongs to one thread at a time.
struct mbtiles;
struct mbtiles *mbtiles_open(const char *path, struct error *err) MUST_CHECK;
void mbtiles_close(struct mbtiles *mbtiles);  // NULL is fine

// What the metadata says under a name, in `arena`; empty when nothing.
bool mbtiles_find(struct mbtiles *mbtiles, const char *name,
                  struct arena *arena, str *out, struct error *err) MUST_CHECK;

// The least and the greatest zoom that has tiles; false for a file without.
bool mbtiles_zooms(struct mbtiles *mbtiles, uint32_t *min, uint32_t *max,
                   struct error *err) MUST_CHECK;

// The bytes as they are stored, in `arena`; empty when there is no such tile.
bool mbtiles_tile(struct mbtiles *mbtiles, struct mbtiles_place place,
                  struct arena *arena, str *out, struct error *err) MUST_CHECK;

#endif
