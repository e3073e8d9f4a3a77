// Which area a row lies in: from the codes in its fields to an ordinal in
// `<table>_areas` (README.md, "Areas").

#ifndef STORE_SPATIALITE_AREA_CODES_H
#define STORE_SPATIALITE_AREA_CODES_H

#include <sqlite3.h>

#include "store/catalog.h"

struct area_codes;

// The areas of the dataset `areas`, as it is published. Lives in `arena`; NULL
// on failure.
struct area_codes *area_codes_read(struct arena *arena, sqlite3 *db,
                                   const struct catalog *catalog, str areas,
                                   struct error *err) MUST_CHECK;

// Tells which fields of a schema hold the codes; then rows can be asked about.
void area_codes_use(struct area_codes *codes, const struct schema *schema);

// The ordinal for a row with these values; CELL_NO_AREA when it has no code
// that is known. Marks the area as used.
int32_t area_codes_find(struct area_codes *codes, const struct value *values);

// Fills the staged `<table>_areas`.
bool area_codes_write(const struct area_codes *codes, sqlite3 *db,
                      const char *table, struct error *err) MUST_CHECK;

#endif
