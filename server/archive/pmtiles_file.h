// Reads tiles out of a PMTiles file that anyone may have made. What is wrong
// with it is said with the byte where it is, and costs no more than the limits
// below.

#ifndef SERVER_ARCHIVE_PMTILES_FILE_H
#define SERVER_ARCHIVE_PMTILES_FILE_H

#include "tile/pmtiles.h"

enum {
    PMTILES_TILE_MAX = 16 << 20,      // one tile, as it is stored
    PMTILES_DIRECTORY_MAX = 4 << 20,  // one directory, as it is stored
    PMTILES_UNPACKED_MAX = 32 << 20,  // the same, unpacked; and the metadata
    PMTILES_DEPTH_MAX = 4,            // directories on the way to a tile
};

// Where its bytes come from: `read` gives exactly `size` of them.
struct pmtiles_bytes {
    bool (*read)(void *context, uint64_t offset, char *room, size_t size,
                 struct error *err);
    void *context;
    uint64_t size;
};

struct pmtiles_file {
    struct pmtiles_bytes bytes;
    struct pmtiles_header header;
    struct pmtiles_entry *root;  // in the arena of pmtiles_open
    size_t root_count;
};

// Reads header and root directory. ERROR_CORRUPT, ERROR_UNSUPPORTED.
bool pmtiles_open(struct pmtiles_file *file, struct arena *arena,
                  const struct pmtiles_bytes *bytes,
                  struct error *err) MUST_CHECK;

// The JSON text, which nobody has looked at.
bool pmtiles_metadata(const struct pmtiles_file *file, struct arena *arena,
                      str *out, struct error *err) MUST_CHECK;

// The tile as it is stored, in `arena`; empty when there is none.
bool pmtiles_tile(const struct pmtiles_file *file, struct arena *arena,
                  struct tile_address address, str *out,
                  struct error *err) MUST_CHECK;

#endif
