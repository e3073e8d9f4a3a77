// What an export shows: the collections and conditions of the command line,
// read as those of a tile's address are, so that an exported tile is the one
// that is served.

#ifndef SERVER_EXPORT_ASK_H
#define SERVER_EXPORT_ASK_H

#include "server/request.h"
#include "server/tile_make.h"
#include "server/tile_source.h"

struct export_ask {
    const char *collections;    // "a,b"
    const struct pair *params;  // as in an address: filter, datetime …
    size_t param_count;
    const struct tms *tms;
    uint32_t min_zoom, max_zoom;
};

// The same, checked against one state of the data. Belongs to one thread.
struct asked {
    struct arena *arena;
    struct view *view;
    struct blocks *blocks;  // NULL, or what all threads of the export share
    struct request request;
    struct tile_source source;
    struct selection *selections;  // one for each collection
    str version;                   // of the data (tile_version.h)
};

// ERROR_NOT_FOUND, ERROR_INVALID: the message has all that is wrong with the
// conditions, as far as there is room for it.
struct asked *asked_open(struct store *store, const struct export_ask *ask,
                         struct error *err) MUST_CHECK;
void asked_close(struct asked *asked);  // NULL is fine

// Everything that the bytes of the tiles depend on.
uint64_t asked_hash(const struct asked *asked, const struct export_ask *ask);

// The tile, in `arena`. With `is_probe` only whether there are rows.
bool asked_make(struct asked *asked, struct arena *arena,
                const struct export_ask *ask, struct tile_address address,
                struct tile_made *out, struct error *err) MUST_CHECK;
bool asked_probe(struct asked *asked, const struct export_ask *ask,
                 struct tile_address address, bool *has_rows,
                 struct error *err) MUST_CHECK;

#endif
