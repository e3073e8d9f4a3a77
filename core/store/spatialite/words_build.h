// The tables that searching for words needs: written once, when the rows are.

#ifndef STORE_SPATIALITE_WORDS_BUILD_H
#define STORE_SPATIALITE_WORDS_BUILD_H

#include <sqlite3.h>

#include "base/buf.h"
#include "store/catalog.h"

// Whether the texts of a field are searched: all but the codes of the area that
// a row lies in.
bool words_has_field(const struct collection *collection,
                     const struct field *field);

// Whether the collection has any such field, and so the tables.
bool words_has_tables(const struct collection *collection);

// Makes `<table>_words__next` and `<table>_terms__next`, empty.
bool words_create(sqlite3 *db, struct arena *arena,
                  const struct collection *collection,
                  struct error *err) MUST_CHECK;

// Fills them from the staged table, which may be in an attached database.
bool words_fill(sqlite3 *db, struct arena *arena,
                const struct collection *collection,
                struct error *err) MUST_CHECK;

#endif
