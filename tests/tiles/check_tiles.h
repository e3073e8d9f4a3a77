// The parts of check_tiles: making tiles as the server does, and holding them
// to their neighbours.

#ifndef TESTS_TILES_CHECK_TILES_H
#define TESTS_TILES_CHECK_TILES_H

#include "server/aggregate_tiles.h"
#include "server/app.h"
#include "server/tile_make.h"
#include "tile/mvt_decode.h"

// What is asked of the server: the tiles of one tileset.
struct asking {
    struct app app;
    struct config config;
    struct arena *arena;
    struct request request;
    struct selection selection;
    struct aggregate_tiles counts;
    bool has_counts;  // of /aggregate/tiles
    const struct tms *tms;
};

// `address` is that of a tileset, with conditions behind a question mark:
// "/v1/collections/ID/aggregate/tiles/TMS?groupBy=grid". Everything lives until
// the program ends.
bool asking_open(struct asking *asking, const char *db, str address,
                 struct error *err) MUST_CHECK;

// Whether tiles of two zooms show the same features: where the counts of one
// are by wijk and of the other by buurt they do not.
bool asking_is_alike(const struct asking *asking, uint32_t zoom,
                     uint32_t other);

// Squares and clusters have none: each is in one tile only.
bool asking_has_margins(const struct asking *asking);

struct checked {
    struct tile_address address;
    bool is_known;        // made, or proved empty
    struct arena *arena;  // of what was made
    struct tile_made made;
    struct mvt_read_tile tile;
};

// Makes a tile, decodes it strictly and checks its shapes. What fails counts as
// a tile without layers.
bool checked_make(struct asking *asking, struct checked *out,
                  struct error *err) MUST_CHECK;
void checked_forget(struct checked *checked);

// Every corner that both tiles show is on the same feature in both. `b` lies
// `dx`, `dy` units from `a`. NULL, or what is wrong; adds to *compared.
const char *neighbours_compare(const struct checked *a, const struct checked *b,
                               int dx, int dy, size_t *compared);

#endif
