// The tables that make a SQLite file a GeoPackage.

#ifndef STORE_SPATIALITE_GEOPACKAGE_H
#define STORE_SPATIALITE_GEOPACKAGE_H

#include <sqlite3.h>

#include "store/package.h"

// Names of the two columns that are not the features' own.
struct geopackage_names {
    const char *table, *fid, *geom;
};

// The tables that every GeoPackage has, the layer's own, and its empty index.
bool geopackage_create(sqlite3 *db, struct arena *arena,
                       const struct package_options *options,
                       const struct geopackage_names *names,
                       struct error *err) MUST_CHECK;

// Says what the layer holds: `box` may be nothing.
bool geopackage_describe(sqlite3 *db, const struct package_options *options,
                         const struct geopackage_names *names, struct box box,
                         struct error *err) MUST_CHECK;

// The triggers that keep the index in step when others change the layer.
bool geopackage_add_triggers(sqlite3 *db, const struct geopackage_names *names,
                             struct error *err) MUST_CHECK;

#endif
