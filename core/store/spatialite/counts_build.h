// Counts made while rows are written: README.md, "Counts".

#ifndef STORE_SPATIALITE_COUNTS_BUILD_H
#define STORE_SPATIALITE_COUNTS_BUILD_H

#include <sqlite3.h>

#include "store/spatialite/counts.h"
#include "store/spatialite/distinct.h"

// What the cells may take of memory. More combinations than fit would answer
// no question faster than the rows do; then only the rollup is kept.
enum { COUNTS_BYTES_MAX = 96 << 20 };

struct counts_build;

// `distinct` has one entry per field; those of categories are complete or
// over. NULL on failure.
struct counts_build *counts_build_create(const struct schema *schema,
                                         struct distinct *distinct,
                                         size_t bytes_max,
                                         struct error *err) MUST_CHECK;
void counts_build_destroy(struct counts_build *build);

bool counts_build_add(struct counts_build *build, int32_t area,
                      const struct value *values, struct error *err) MUST_CHECK;

// Fills the staged `<table>_counts`.
bool counts_build_write(struct counts_build *build, sqlite3 *db,
                        const char *table, struct error *err) MUST_CHECK;

#endif
