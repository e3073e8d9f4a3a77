// The small questions about tables and columns that view.h declares.

#include "store/spatialite/view.h"

str column_str(sqlite3_stmt *statement, int column)
{
    const void *bytes = sqlite3_column_text(statement, column);
    int len = sqlite3_column_bytes(statement, column);
    return (str){ bytes, bytes ? (size_t)len : 0 };
}

str table_name(struct arena *arena, const struct collection *collection)
{
    str id = collection->id;
    char *name = ARENA_ARRAY(arena, char, id.len + 1);
    if (!name) return (str){ 0 };
    for (size_t i = 0; i < id.len; i++)
        name[i] = id.bytes[i] == '-' ? '_' : id.bytes[i];
    return (str){ name, id.len };
}

bool table_has_geom(const struct collection *collection)
{
    return collection->geom_type != GEOM_EMPTY;
}

bool table_has_stored(const struct collection *collection)
{
    return table_has_geom(collection) && collection->storage_srid &&
           collection->storage_srid != CRS_WGS84;
}

bool table_has_area(const struct collection *collection)
{
    return collection->dataset->areas.len > 0;
}

bool table_has_row_id(const struct collection *collection)
{
    return !collection_id_field(collection);
}

void sql_name(struct buf *sql, str name)
{
    buf_add_char(sql, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.bytes[i] == '"') buf_add_char(sql, '"');
        buf_add_char(sql, name.bytes[i]);
    }
    buf_add_char(sql, '"');
}
