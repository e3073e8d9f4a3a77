// PMTiles version 3 (github.com/protomaps/PMTiles, spec/v3): a whole tileset
// in one file, of which a client reads only the parts that it needs.
//
// A header of 127 bytes says where the other parts lie. A directory lists
// tiles by their number; what is too large for one becomes a root directory
// whose entries point at leaves. Directories are compressed as `internal`
// says; here they are read and written as they are before that.
//
// Tiles are numbered zoom by zoom, and within a zoom along a Hilbert curve: the
// four below the n-th tile of a zoom are those from 4n on in the next.

#ifndef TILE_PMTILES_H
#define TILE_PMTILES_H

#include "tile/tms.h"

enum {
    PMTILES_HEADER_BYTES = 127,
    PMTILES_ROOT_END = 16384,  // header and root directory lie below
    PMTILES_ZOOM_MAX = 26,
};

enum pmtiles_packing {
    PMTILES_PACKING_UNKNOWN,
    PMTILES_PLAIN,
    PMTILES_GZIP,
    PMTILES_BROTLI,
    PMTILES_ZSTD,
};
enum pmtiles_type { PMTILES_MVT = 1, PMTILES_PNG, PMTILES_JPEG, PMTILES_WEBP };

struct pmtiles_part {
    uint64_t offset, length;  // in bytes of the file
};

struct pmtiles_header {
    struct pmtiles_part root, metadata, leaves, tiles;
    uint64_t addressed;  // tiles that there are
    uint64_t entries;    // the same, runs counted once
    uint64_t contents;   // different tiles
    bool is_clustered;   // tiles lie in the order of their numbers
    uint8_t internal, packing, type;
    uint8_t min_zoom, max_zoom, middle_zoom;
    struct box bounds;  // degrees
    struct point middle;
};

// `run` tiles from `id` on, all with these bytes; a run of 0 is a leaf, whose
// tiles begin at `id`. Offsets count from the part that the bytes lie in.
struct pmtiles_entry {
    uint64_t id, offset;
    uint32_t length, run;
};

// The tile must lie in WebMercatorQuad (or in any set with its numbers).
uint64_t pmtiles_id(struct tile_address address);
bool pmtiles_address(uint64_t id, struct tile_address *out);
uint64_t pmtiles_first_id(uint32_t zoom);  // the tiles of all zooms above

void pmtiles_write_header(const struct pmtiles_header *header,
                          char out[PMTILES_HEADER_BYTES]);

// Judges the header by itself and by the size of the file. ERROR_CORRUPT names
// the byte; ERROR_UNSUPPORTED for another version.
bool pmtiles_read_header(str bytes, uint64_t file_size,
                         struct pmtiles_header *out,
                         struct error *err) MUST_CHECK;

// Entries in the order of their ids.
void pmtiles_write_directory(const struct pmtiles_entry *entries, size_t count,
                             struct buf *out);

// In `arena`. ERROR_CORRUPT names the byte (of the directory as it is read
// here) where it stops to be one.
bool pmtiles_read_directory(struct arena *arena, str bytes,
                            struct pmtiles_entry **entries, size_t *count,
                            struct error *err) MUST_CHECK;

// The entry that holds the tile, or the leaf that may; NULL when there is none.
const struct pmtiles_entry *pmtiles_find(const struct pmtiles_entry *entries,
                                         size_t count, uint64_t id);

#endif
