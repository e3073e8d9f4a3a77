// How the tables of the catalog spell the enums of catalog.h and feature.h.

#ifndef STORE_SPATIALITE_CATALOG_NAMES_H
#define STORE_SPATIALITE_CATALOG_NAMES_H

#include "store/catalog.h"

extern const char *const period_names[];
extern const char *const role_names[];

// The number of `name` in one of the tables above, or in those of the areas'
// levels, kinds and types; ERROR_CORRUPT for any other.
bool period_find(str name, enum period *out, struct error *err) MUST_CHECK;
bool role_find(str name, enum field_role *out, struct error *err) MUST_CHECK;
bool level_find(str name, enum area_level *out, struct error *err) MUST_CHECK;
bool kind_find(str name, enum dataset_kind *out, struct error *err) MUST_CHECK;
bool type_find(str name, enum value_type *out, struct error *err) MUST_CHECK;

#endif
