// The codes of the buurt, wijk and gemeente that a place lies in, from the
// areas dataset in the store: exact, and fast enough for every row.

#ifndef IMPORTERS_CODES_H
#define IMPORTERS_CODES_H

#include "store/store.h"

struct codes;

// Reads the finest level that the areas dataset has; coarser codes come with
// its features.
struct codes *codes_open(struct store *store, str areas,
                         struct error *err) MUST_CHECK;
void codes_close(struct codes *codes);  // NULL is fine

// Whether features get a code of this level.
bool codes_has_level(const struct codes *codes, enum area_level level);

// The codes, one per level and empty where there is none, of the area in which
// the geometry (in CRS84) lies: a point itself, a line or polygon by a point
// on its surface. NULL when it lies in none. Borrowed from `codes`.
const str *codes_find(const struct codes *codes, const struct geom *geom);

#endif
