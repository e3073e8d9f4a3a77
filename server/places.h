// Where the features of one selection lie, in the CRS of a tile matrix set:
// read once, kept for all tiles that count them.

#ifndef SERVER_PLACES_H
#define SERVER_PLACES_H

#include "server/app.h"
#include "server/request.h"
#include "server/shelf.h"
#include "store/query.h"
#include "tile/tms.h"

enum { PLACES_IN_PIECE = 1024 };

struct place_of {
    struct point at;
    int64_t id;  // 0 where ids are no numbers
};

// Features that follow each other lie near to each other.
struct places_piece {
    struct places_piece *next;  // NULL: the last
    struct box box;             // of all its places
    size_t count;
    struct place_of places[PLACES_IN_PIECE];
};

struct places {
    struct places_piece *first;
    int64_t count;          // those that lie in the tile matrix set
    int64_t without_place;  // features without a geometry
    int64_t outside;        // of the tile matrix set, or of its CRS
};

// The shelf's item whose thing is the struct places: of a line or area a point
// on it. Needs the request's view.
const struct shelf_item *places_get(struct app *app,
                                    const struct request *request,
                                    const struct selection *selection,
                                    const struct tms *tms,
                                    struct error *err) MUST_CHECK;

#endif
