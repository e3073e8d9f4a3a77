// Reading the facts of areas from their tables; areas.h keeps them.

#ifndef STORE_SPATIALITE_AREAS_READ_H
#define STORE_SPATIALITE_AREAS_READ_H

#include "store/spatialite/areas.h"

// The areas dataset `id`: the lists live in `arena`.
bool area_index_read(struct view *view, struct arena *arena, str id,
                     struct area_index *index, struct error *err) MUST_CHECK;

bool area_ordinals_read(struct view *view, struct arena *arena,
                        const struct collection *collection,
                        const struct area_index *index,
                        struct area_ordinals *ordinals,
                        struct error *err) MUST_CHECK;

#endif
