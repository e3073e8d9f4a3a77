// Deleting a dataset.

#ifndef STORE_SPATIALITE_REMOVE_H
#define STORE_SPATIALITE_REMOVE_H

#include "store/store.h"

bool spatialite_remove(struct store *store, str dataset,
                       struct error *err) MUST_CHECK;

#endif
