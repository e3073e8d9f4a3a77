// From a row to a feature: which columns it takes, and how they are read.

#ifndef STORE_SPATIALITE_CURSOR_ROW_H
#define STORE_SPATIALITE_CURSOR_ROW_H

#include "store/query.h"
#include "store/spatialite/view.h"

struct row_shape {
    const struct collection *collection;
    const struct field *id;  // NULL: the table has a row_id
    int *field_columns;      // by field; 0: not read
    int id_column;
    int geom_column;                  // -1: none
    bool keeps_beyond;                // as in the selection
    struct crs_transform *transform;  // from what is stored; or NULL
};

// Adds the columns to `sql`, each with ", " in front; they begin behind the
// fid, which is column 0.
bool row_shape_init(struct row_shape *shape, struct view *view,
                    const struct selection *selection, struct buf *sql,
                    struct error *err) MUST_CHECK;

// `values` has room for every field of the schema. The geometry lives in
// `arena`; texts are SQLite's, and valid until the statement steps.
bool row_read(const struct row_shape *shape, sqlite3_stmt *row,
              struct arena *arena, struct value *values,
              struct feature *feature, struct error *err) MUST_CHECK;

struct value column_value(sqlite3_stmt *row, int column, enum value_type type);

#endif
