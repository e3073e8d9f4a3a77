// Putting staged tables in the place of published ones, within the caller's
// transaction.

#ifndef STORE_SPATIALITE_PUBLISH_H
#define STORE_SPATIALITE_PUBLISH_H

#include <sqlite3.h>

#include "store/catalog.h"

// Takes the tables of a dataset's collections out of sight, to be dropped
// later: dropping is long, and this is not.
bool retire_dataset(sqlite3 *db, struct arena *arena,
                    const struct catalog *catalog, str dataset,
                    struct error *err) MUST_CHECK;

#endif
