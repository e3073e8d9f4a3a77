// The tables of a collection: their names and how they are made. Every
// CREATE TABLE of the engine stands in schema.c.

#ifndef STORE_SPATIALITE_SCHEMA_H
#define STORE_SPATIALITE_SCHEMA_H

#include <sqlite3.h>

#include "base/buf.h"
#include "store/catalog.h"

enum table_part {
    PART_DATA,
    PART_INDEX,
    PART_AREAS,
    PART_COUNTS,
    PART_WORDS,  // words_build.h
    PART_TERMS,
    PART_END
};

// Published, staged by an import, or replaced and waiting to be dropped.
enum table_stage { STAGE_PUBLISHED, STAGE_NEXT, STAGE_OLD };

// "idx_buurten_2024_geom__next"; `table` is "buurten_2024". Lives in `arena`,
// with a NUL behind it.
str schema_table(struct arena *arena, str table, enum table_part part,
                 enum table_stage stage);

// Gives every field a column name that is its own: [a-z0-9_]+, from the one it
// asks for or else from its name.
bool schema_name_columns(struct arena *arena, struct field *fields,
                         size_t field_count, struct error *err) MUST_CHECK;

// "geom_28992".
str schema_stored_column(struct arena *arena, const struct collection *c);

// The data table and what belongs to it, staged and empty.
bool schema_create(sqlite3 *db, struct arena *arena,
                   const struct collection *collection,
                   struct error *err) MUST_CHECK;

// A statement that fills the staged, empty data table from `source`, which has
// its columns but for the key: rows become 1, 2, … as they come. NULL on
// failure.
sqlite3_stmt *schema_prepare_fill(sqlite3 *db, struct arena *arena,
                                  const struct collection *collection,
                                  const char *source,
                                  struct error *err) MUST_CHECK;

// The attribute indexes of a staged table, made when it is full. Their names
// carry the dataset's version, because names of indexes survive a rename.
bool schema_create_indexes(sqlite3 *db, struct arena *arena,
                           const struct collection *collection,
                           struct error *err) MUST_CHECK;

// Whether a column has an index that begins with it.
bool schema_has_index(const struct collection *collection,
                      const struct field *field);

// Whether `<table>_counts` is made for it.
bool schema_has_counts(const struct collection *collection);

// "MULTIPOLYGON": the name SpatiaLite and GeoPackage have for a type.
const char *schema_geometry_type(enum geom_type type);

// Sees to it that spatial_ref_sys has this reference system.
bool schema_add_srid(sqlite3 *db, int srid, struct error *err) MUST_CHECK;

// SpatiaLite's own tables and ours, in a new file.
bool schema_create_database(sqlite3 *db, struct error *err) MUST_CHECK;

#endif
