// How areas lie to each other. Children and parents need nothing from here:
// they are items whose code of the other level is given.

#ifndef STORE_RELATIONS_H
#define STORE_RELATIONS_H

#include "store/store.h"

// Areas that meet within this count as touching (slivers between borders that
// were drawn apart), and as neighbours when the border they share is longer
// than NEIGHBOUR_LEAST_M: below that only a corner touches.
#define NEIGHBOUR_SLACK_M 0.5
#define NEIGHBOUR_LEAST_M 5.0

struct neighbour {
    int64_t fid;
    struct value id;
    double border_m;     // of the border that is shared
    bool shares_border;  // else they touch in a corner only
};

// The other areas of the collection that touch the one with this id, corners
// included, in order of fid. Lives in `arena`. ERROR_NOT_FOUND.
bool store_adjacent(struct view *view, struct arena *arena,
                    const struct collection *collection, str id,
                    struct neighbour **neighbours, size_t *count,
                    struct error *err) MUST_CHECK;

#endif
