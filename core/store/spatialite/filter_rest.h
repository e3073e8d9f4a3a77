// The parts of a filter that SQL cannot say exactly, decided for each row.

#ifndef STORE_SPATIALITE_FILTER_REST_H
#define STORE_SPATIALITE_FILTER_REST_H

#include <sqlite3.h>

#include "base/buf.h"
#include "store/query.h"

struct cql_matcher;

struct filter_rest {
    const struct schema *schema;
    struct cql_matcher *matcher;  // NULL: nothing is left to decide
    struct cql whole;             // an AND of the parts that are left
    size_t *fields;               // by column: the field it holds
    size_t field_count;
    struct value *values;  // of the row, by field; null where it is not read
    bool reads_geom;
    bool has_extent;    // it holds nowhere else
    struct box extent;  // CRS84
};

bool filter_rest_init(struct filter_rest *rest, struct arena *arena,
                      const struct selection *selection,
                      struct error *err) MUST_CHECK;
void filter_rest_close(struct filter_rest *rest);

// Adds what it reads besides the geometry, each with ", " in front.
void filter_rest_add_columns(const struct filter_rest *rest, struct buf *sql);

// The columns of the row begin at `column`; `geom` is in CRS84, and read when
// reads_geom says so.
bool filter_rest_matches(struct filter_rest *rest, sqlite3_stmt *row,
                         int column, const struct geom *geom, bool *matches,
                         struct error *err) MUST_CHECK;

#endif
