// Copies of what a caller describes, for as long as an import lasts.

#ifndef STORE_SPATIALITE_COPY_H
#define STORE_SPATIALITE_COPY_H

#include "base/arena.h"
#include "store/catalog.h"

bool copy_dataset(struct arena *arena, const struct dataset *from,
                  struct dataset *to, struct error *err) MUST_CHECK;

// The fields come in an array of their own, which may be changed. The dataset
// is that of `from`.
bool copy_collection(struct arena *arena, const struct collection *from,
                     struct collection *to, struct field **fields,
                     struct error *err) MUST_CHECK;

#endif
