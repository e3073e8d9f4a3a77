// The catalog from the tables that describe it.

#ifndef STORE_SPATIALITE_CATALOG_READ_H
#define STORE_SPATIALITE_CATALOG_READ_H

#include <sqlite3.h>

#include "store/catalog.h"

// A snapshot with one reference, for catalog_release; NULL on failure. Inside
// a transaction all of it is of one state.
const struct catalog *catalog_read(sqlite3 *db, struct error *err) MUST_CHECK;

#endif
