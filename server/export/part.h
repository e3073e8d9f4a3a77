// A file of tiles while it is made: FILE.part with the tiles, FILE.part.log
// with what is known of each. Killed at any moment, the next run of the same
// export goes on behind the last record that is whole; an export of something
// else begins anew.
//
// Tiles lie where those of a PMTiles file do that has room for its header and
// its root directory before them. The log has a record for every tile that was
// looked at, in the order of their numbers (tile/pmtiles.h).

#ifndef SERVER_EXPORT_PART_H
#define SERVER_EXPORT_PART_H

#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "tile/pmtiles.h"

enum part_flag {
    PART_HAS_ROWS = 1,    // there are features; perhaps none that show
    PART_IS_REDUCED = 2,  // it goes without something, to keep to its limit
};

struct part_record {
    uint64_t id;
    uint64_t offset;  // in the file
    uint64_t hash;    // of the bytes, as they lie there
    uint32_t length;  // 0: no tile
    uint32_t flags;
};

struct part;

// `path` is the file as it will be called, `what` a hash of all that its bytes
// depend on. ERROR_BUSY while another process makes the same file. Close it
// either way; what is there stays for the next run.
struct part *part_open(const char *path, uint64_t what,
                       struct error *err) MUST_CHECK;
void part_close(struct part *part);

// Behind the last record. Bytes that are there already are not stored twice,
// as far as a table of some thousand tiles remembers.
bool part_add(struct part *part, const struct part_record *record, str bytes,
              struct error *err) MUST_CHECK;

// What was added is kept from here on, whatever happens.
bool part_commit(struct part *part, struct error *err) MUST_CHECK;

// Records that are kept, from the `from`-th on; fewer than `max` at the end.
bool part_read(struct part *part, uint64_t from, struct part_record *out,
               size_t max, size_t *count, struct error *err) MUST_CHECK;

// Of the zoom: records, and those of them with PART_HAS_ROWS.
struct part_zoom {
    uint64_t first, count, with_rows;
};
struct part_zoom part_zoom(const struct part *part, uint32_t zoom);
uint64_t part_count(const struct part *part);  // of all zooms, kept or not
const struct part_record *part_last(const struct part *part);  // or NULL
bool part_is_resumed(const struct part *part);
uint64_t part_end(const struct part *part);  // of the tiles, in the file

// Bytes at any place of the file of tiles, for what stands around the tiles.
bool part_write(struct part *part, uint64_t offset, str bytes,
                struct error *err) MUST_CHECK;
bool part_fetch(struct part *part, const struct part_record *record, char *room,
                struct error *err) MUST_CHECK;

// The file of tiles, cut at `size`, gets its name. Only close it then.
bool part_publish(struct part *part, uint64_t size,
                  struct error *err) MUST_CHECK;

// `from` gets the name of the finished file instead, and the part goes away.
bool part_publish_other(struct part *part, const char *from,
                        struct error *err) MUST_CHECK;

// There will be no such file. Only close it then.
void part_discard(struct part *part);

// "FILE.part", and what it is to be.
const char *part_data_path(const struct part *part);
const char *part_path(const struct part *part);

#endif
