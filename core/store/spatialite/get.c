#include <inttypes.h>
#include <stdio.h>

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/read.h"
#include "store/spatialite/select.h"

enum { GET_SQL_MAX = 256 * 1024 };

static bool not_found(const struct collection *collection, str id,
                      struct error *err)
{
    return error_set(err, ERROR_NOT_FOUND, "no item '%.*s' in %.*s",
                     STR_ARG(id), STR_ARG(collection->id));
}

// One feature has one address: "007" is not the item 7.
static bool read_integer_id(str id, struct value *out)
{
    char text[24];
    int64_t integer;
    if (!str_to_int(id, &integer)) return false;
    snprintf(text, sizeof text, "%" PRId64, integer);
    *out = (struct value){ .type = VALUE_INT, .integer = integer };
    return str_equal(id, str_from(text));
}

static bool read_id(struct arena *arena, const struct field *field, str id,
                    struct value *out)
{
    if (!field || field->type == VALUE_INT) return read_integer_id(id, out);
    return value_parse(arena, field->type, id, out, NULL);
}

// Texts of the row are SQLite's only as long as the statement stands.
static bool keep_text(struct arena *arena, struct value *value,
                      struct error *err)
{
    if (value->type != VALUE_TEXT && value->type != VALUE_DATE &&
        value->type != VALUE_TIME)
        return true;
    str copy = arena_copy(arena, value->text);
    if (value->text.len && !copy.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for an item");
    value->text = copy;
    return true;
}

static bool keep_texts(struct arena *arena, const struct collection *collection,
                       struct value *values, struct feature *feature,
                       struct error *err)
{
    for (size_t i = 0; i < collection->schema.count; i++)
        if (!keep_text(arena, &values[i], err)) return false;
    return keep_text(arena, &feature->id, err);
}

static sqlite3_stmt *prepare(struct view *view, struct arena *arena,
                             const struct selection *selection,
                             struct row_shape *shape, struct error *err)
{
    struct buf sql;
    str text;
    buf_init(&sql, arena, GET_SQL_MAX);
    buf_add_str(&sql, STR("SELECT fid"));
    if (!row_shape_init(shape, view, selection, &sql, err)) return NULL;
    buf_add_str(&sql, STR(" FROM "));
    sql_name(&sql, table_name(arena, selection->collection));
    buf_add_str(&sql, STR(" WHERE "));
    sql_name(&sql, shape->id ? shape->id->column : STR("row_id"));
    buf_add_str(&sql, STR(" = ?"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return NULL;
    return view_prepare(view, text.bytes, err);
}

bool spatialite_get(struct view *view, struct arena *arena,
                    const struct selection *selection, str id,
                    struct feature *feature, struct error *err)
{
    struct value key;
    struct row_shape shape;
    struct feature found;
    const struct collection *collection = selection->collection;
    const struct field *field = collection_id_field(collection);
    if (!read_id(arena, field, id, &key)) return not_found(collection, id, err);
    struct value *values =
        ARENA_ARRAY(arena, struct value, collection->schema.count + 1);
    if (!values) return error_set(err, ERROR_NO_MEMORY, "no room for an item");
    sqlite3_stmt *row = prepare(view, arena, selection, &shape, err);
    if (!row) return false;
    bool ok = false;
    int rc = value_bind(row, 1, key) ? sqlite3_step(row) : SQLITE_NOMEM;
    if (rc == SQLITE_DONE)
        not_found(collection, id, err);
    else if (rc != SQLITE_ROW)
        view_error(view, rc, err);
    else
        ok = row_read(&shape, row, arena, values, &found, err) &&
             keep_texts(arena, collection, values, &found, err);
    view_done(view, row);
    if (ok) *feature = found;
    return ok;
}
