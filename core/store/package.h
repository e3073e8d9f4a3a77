// A GeoPackage (OGC 12-128r18, version 1.3): a file of one layer, made row by
// row.
//
//   struct package *package = package_create(&options, err);
//   while (...) if (!package_add(package, &geom, values, err)) ...
//   ok = package_finish(package, err);
//   package_close(package);

#ifndef STORE_PACKAGE_H
#define STORE_PACKAGE_H

#include "geo/feature.h"

struct package;

struct package_column {
    str name;  // different from every other's, capitals aside
    str title, description;
    enum value_type type;
    bool is_required;
};

struct package_options {
    const char *path;    // of an empty file; its name is not needed once
                         // package_create has returned
    uint64_t max_bytes;  // a larger file is ERROR_TOO_LARGE
    str layer, title, description;
    str updated;  // RFC 3339: the same rows give the same bytes
    const struct package_column *columns;
    size_t column_count;
    enum geom_type geom_type;  // GEOM_EMPTY: a table without geometry;
                               // GEOM_COLLECTION: mixed
    int srid;                  // coordinates are x, y
};

struct package *package_create(const struct package_options *options,
                               struct error *err) MUST_CHECK;

// One value per column. GEOM_EMPTY: no place.
bool package_add(struct package *package, const struct geom *geom,
                 const struct value *values, struct error *err) MUST_CHECK;

// The spatial index, and what the file says of itself.
bool package_finish(struct package *package, struct error *err) MUST_CHECK;
void package_close(struct package *package);  // NULL is fine

#endif
