// Where pages begin: WFS pages by number (startIndex), the store by the row
// behind which a page begins. The end of each page sent is remembered, so that
// a client that walks through everything finds each page at once; any other
// startIndex is reached by skipping rows from the nearest place below it.
//
// A fixed number of places; new ones take the room of the oldest. Forgetting
// costs time, never rows. Safe to use from any thread.

#ifndef SERVER_WFS_PLACES_H
#define SERVER_WFS_PLACES_H

#include "base/str.h"

struct wfs_places;

struct wfs_place {
    size_t index;     // so many rows of the query come before
    int64_t fid;      // the last of these; 0: none
    int64_t matched;  // how many rows the query has
};

struct wfs_places *wfs_places_create(void);  // NULL when memory is out
void wfs_places_destroy(struct wfs_places *places);

// The place nearest to `index`, at or below it, in the query of this key: all
// that its rows and their order depend on. False when none is known.
bool wfs_places_find(struct wfs_places *places, str key, size_t index,
                     struct wfs_place *out);
void wfs_places_add(struct wfs_places *places, str key,
                    const struct wfs_place *place);

#endif
