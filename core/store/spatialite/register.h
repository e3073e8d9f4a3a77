// What makes a table a layer for SpatiaLite, and so for QGIS and GDAL: its rows
// in the geometry_columns tables and its triggers, which keep the index right
// when somebody edits.

#ifndef STORE_SPATIALITE_REGISTER_H
#define STORE_SPATIALITE_REGISTER_H

#include <sqlite3.h>

#include "store/catalog.h"

// `table` is published under its final name.
bool register_layer(sqlite3 *db, struct arena *arena,
                    const struct collection *collection,
                    struct error *err) MUST_CHECK;
bool unregister_layer(sqlite3 *db, str table, struct error *err) MUST_CHECK;

#endif
