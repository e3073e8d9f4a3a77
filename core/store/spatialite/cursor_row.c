#include "store/spatialite/cursor_row.h"

#include <inttypes.h>

#include "geo/exact.h"
#include "geo/wkb.h"
#include "store/spatialite/view_crs.h"

struct value column_value(sqlite3_stmt *row, int column, enum value_type type)
{
    struct value value = { .type = type };
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return (struct value){ .type = VALUE_NULL };
    switch (type) {
    case VALUE_NULL: break;
    case VALUE_BOOL:
        value.boolean = sqlite3_column_int(row, column) != 0;
        break;
    case VALUE_INT: value.integer = sqlite3_column_int64(row, column); break;
    case VALUE_REAL: value.real = sqlite3_column_double(row, column); break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: value.text = column_str(row, column); break;
    }
    return value;
}

// The coordinates as they came in are given back to the last bit; everything
// else is made from CRS84.
static bool choose_geometry(struct row_shape *shape, struct view *view,
                            const struct selection *selection, struct buf *sql,
                            struct error *err)
{
    const struct collection *collection = selection->collection;
    if (selection->skip_geometry || !table_has_geom(collection)) return true;
    int srid = selection->srid ? selection->srid : CRS_WGS84;
    if (table_has_stored(collection) && collection->storage_srid == srid) {
        buf_addf(sql, ", \"geom_%d\"", srid);
        return true;
    }
    buf_add_str(sql, STR(", geom"));
    return view_crs_to(view, srid, &shape->transform, err);
}

bool row_shape_init(struct row_shape *shape, struct view *view,
                    const struct selection *selection, struct buf *sql,
                    struct error *err)
{
    const struct collection *collection = selection->collection;
    const struct schema *schema = &collection->schema;
    *shape = (struct row_shape){ .collection = collection,
                                 .id = collection_id_field(collection),
                                 .id_column = 1,
                                 .geom_column = -1,
                                 .keeps_beyond = selection->keeps_beyond };
    shape->field_columns = ARENA_ARRAY(sql->arena, int, schema->count + 1);
    if (!shape->field_columns)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    buf_add_str(sql, STR(", "));
    sql_name(sql, shape->id ? shape->id->column : STR("row_id"));
    int column = 2;
    for (size_t i = 0; i < schema->count; i++) {
        if (selection->wanted && !selection->wanted[i]) continue;
        shape->field_columns[i] = column++;
        buf_add_str(sql, STR(", "));
        sql_name(sql, schema->fields[i].column);
    }
    if (!selection->skip_geometry && table_has_geom(collection))
        shape->geom_column = column;
    return choose_geometry(shape, view, selection, sql, err);
}

// Into the CRS that was asked for, as far as the geometry has a place in it.
static bool transform(const struct row_shape *shape, struct feature *feature,
                      struct error *err)
{
    struct error failed;
    if (!shape->transform ||
        (crs_geom(shape->transform, &feature->geom, &failed) &&
         exact_geom(shape->transform, &feature->geom, &failed)))
        return true;
    if (!shape->keeps_beyond || failed.code != ERROR_INVALID)
        return error_set(err, failed.code, "%s", failed.message);
    feature->geom = (struct geom){ .type = GEOM_EMPTY };
    feature->is_beyond = true;
    return true;
}

static bool read_geometry(const struct row_shape *shape, sqlite3_stmt *row,
                          struct arena *arena, struct feature *feature,
                          struct error *err)
{
    str blob = { .bytes = sqlite3_column_blob(row, shape->geom_column) };
    blob.len = (size_t)sqlite3_column_bytes(row, shape->geom_column);
    if (blob.len == 0) return true;
    if (blob_read(arena, blob, &feature->geom, err) &&
        transform(shape, feature, err))
        return true;
    return error_context(err, "row %" PRId64 " of %.*s", feature->fid,
                         STR_ARG(shape->collection->id));
}

bool row_read(const struct row_shape *shape, sqlite3_stmt *row,
              struct arena *arena, struct value *values,
              struct feature *feature, struct error *err)
{
    const struct schema *schema = &shape->collection->schema;
    *feature = (struct feature){ .fid = sqlite3_column_int64(row, 0),
                                 .values = values };
    for (size_t i = 0; i < schema->count; i++) {
        values[i] = (struct value){ .type = VALUE_NULL };
        if (shape->field_columns[i])
            values[i] = column_value(row, shape->field_columns[i],
                                     schema->fields[i].type);
    }
    feature->id = column_value(row, shape->id_column,
                               shape->id ? shape->id->type : VALUE_INT);
    if (shape->geom_column < 0) return true;
    return read_geometry(shape, row, arena, feature, err);
}
