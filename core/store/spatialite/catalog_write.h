// The catalog's tables, changed within the caller's transaction.

#ifndef STORE_SPATIALITE_CATALOG_WRITE_H
#define STORE_SPATIALITE_CATALOG_WRITE_H

#include <sqlite3.h>

#include "store/catalog.h"

// The dataset's row, in place of the one it had.
bool catalog_write_dataset(sqlite3 *db, const struct dataset *dataset,
                           struct error *err) MUST_CHECK;
bool catalog_write_collection(sqlite3 *db, const struct collection *collection,
                              str table, struct error *err) MUST_CHECK;

// The rows of all its collections, and of the dataset with these.
bool catalog_erase_collections(sqlite3 *db, str dataset,
                               struct error *err) MUST_CHECK;
bool catalog_erase_dataset(sqlite3 *db, str dataset,
                           struct error *err) MUST_CHECK;

bool catalog_next_generation(sqlite3 *db, struct error *err) MUST_CHECK;

// The version that the next import of `dataset` gets. It goes on counting
// where a removed dataset of that id stopped, because versions are in ETags.
bool catalog_next_version(sqlite3 *db, str dataset, int64_t *version,
                          struct error *err) MUST_CHECK;

#endif
