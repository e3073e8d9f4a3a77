// A file of tiles that is given out: PMTiles or MBTiles, whoever made it.
//
// It is looked at as long as it is the same file; one that is renamed over it
// is another. Any number of threads may read from it.

#ifndef SERVER_ARCHIVE_ARCHIVE_H
#define SERVER_ARCHIVE_ARCHIVE_H

#include "base/arena.h"
#include "base/error.h"
#include "geo/geom.h"
#include "tile/tms.h"

struct archive;

// A layer of vector tiles, as `vector_layers` names it.
struct archive_field {
    str name, type;  // "Number", "String", "Boolean", or what else is written
};
struct archive_layer {
    str id, description;  // the description may be empty
    const struct archive_field *fields;
    size_t field_count;
};

// What a file says of itself, as far as that is of use; texts may be empty.
struct archive_words {
    str title, description, attribution;
    str layers;  // the JSON array `vector_layers`, written anew
    const struct archive_layer *layer_list;  // those that have an id
    size_t layer_count;
    struct box bounds;
    uint32_t min_zoom, max_zoom;
    str media_type;  // of its tiles
};

// All files of a folder. A tileset has the name of its file, without the
// extension; .pmtiles goes before .mbtiles.
struct archives;
// NULL with ERROR_IO for a folder that cannot be read; "": there are no files.
// Opens what is there; what is wrong with a file is logged.
struct archives *archives_create(const char *folder,
                                 struct error *err) MUST_CHECK;
void archives_destroy(struct archives *archives);  // NULL is fine

// Names in `arena`, in the order of their bytes.
bool archives_list(struct archives *archives, struct arena *arena, str **names,
                   size_t *count, struct error *err) MUST_CHECK;

// Says which file the name stands for now: a text that another file would not
// have. Only asks the file system.
struct buf;
void archives_stamp(const struct archives *archives, str name, struct buf *out);

// One more holder. ERROR_NOT_FOUND; ERROR_CORRUPT and ERROR_IO name the file,
// and the byte where there is one. `err` is not NULL.
struct archive *archives_get(struct archives *archives, str name,
                             struct error *err) MUST_CHECK;
void archive_release(struct archive *archive);  // NULL is fine

const struct archive_words *archive_words(const struct archive *archive);

// The tile as it is stored, in `arena`; empty when there is none.
bool archive_tile(struct archive *archive, struct arena *arena,
                  struct tile_address address, str *out,
                  struct error *err) MUST_CHECK;

// The file itself, open for reading with pread; -1 for one that is not given
// out as a whole. It stays open as long as the archive is held.
int archive_file(const struct archive *archive, uint64_t *size);

#endif
