// Names of fields as names of columns in a table.

#ifndef IMPORTERS_NORMALISE_NAME_H
#define IMPORTERS_NORMALISE_NAME_H

#include "geo/feature.h"

enum { COLUMN_NAME_MAX = 60 };

// A column for the field `name` that none of the `count` fields has: lower-case
// letters, digits and underscores, accents taken off, at most COLUMN_NAME_MAX
// bytes, and none of the names that the tables use themselves (fid, geom,
// area, row_id …). {NULL, 0} without memory.
str normalise_column(struct arena *arena, str name, const struct field *fields,
                     size_t count);

#endif
