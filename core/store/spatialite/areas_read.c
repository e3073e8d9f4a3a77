#include "store/spatialite/areas_read.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { AREAS_SQL_MAX = 128 * 1024 };

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
}

// The field that holds the codes of a level: by its role, else by its name.
static const struct field *code_field(const struct schema *schema,
                                      enum area_level level)
{
    const struct field *field =
        schema_find_role(schema, area_level_role(level));
    if (field) return field;
    return schema_find(schema, str_from(area_level_code_name(level)));
}

static bool is_number(const struct field *field)
{
    return field->type == VALUE_INT || field->type == VALUE_REAL;
}

// What a row of a list's SELECT holds, by column.
struct list_reader {
    struct arena *arena;
    struct area_list *list;
    enum area_level level;
    int first_number;
    size_t capacity;
};

static bool add_columns(struct list_reader *reader, const struct schema *schema,
                        struct buf *sql)
{
    const struct field *name = schema_find_role(schema, FIELD_AREA_NAME);
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        const struct field *code = code_field(schema, level);
        buf_add_str(sql, STR(", "));
        if (code)
            sql_name(sql, code->column);
        else
            buf_add_str(sql, STR("NULL"));
    }
    buf_add_str(sql, STR(", "));
    if (name)
        sql_name(sql, name->column);
    else
        buf_add_str(sql, STR("NULL"));
    struct area_list *list = reader->list;
    list->numbers =
        ARENA_ARRAY(reader->arena, struct area_number, schema->count + 1);
    if (!list->numbers) return false;
    for (size_t i = 0; i < schema->count; i++) {
        if (!is_number(&schema->fields[i])) continue;
        buf_add_str(sql, STR(", "));
        sql_name(sql, schema->fields[i].column);
        list->numbers[list->number_count++].name =
            arena_copy(reader->arena, schema->fields[i].name);
    }
    return true;
}

static bool allocate(struct list_reader *reader, size_t capacity)
{
    struct arena *arena = reader->arena;
    struct area_list *list = reader->list;
    reader->capacity = capacity;
    for (size_t level = 0; level < LEVEL_COUNT; level++)
        if (!(list->codes[level] = ARENA_ARRAY(arena, str, capacity + 1)))
            return false;
    for (size_t i = 0; i < list->number_count; i++)
        if (!(list->numbers[i].values =
                  ARENA_ARRAY(arena, double, capacity + 1)))
            return false;
    list->names = ARENA_ARRAY(arena, str, capacity + 1);
    list->are_plain = ARENA_ARRAY(arena, bool, capacity + 1);
    list->fids = ARENA_ARRAY(arena, int64_t, capacity + 1);
    list->places = ARENA_ARRAY(arena, int32_t, capacity + 1);
    return list->names && list->are_plain && list->fids && list->places;
}

static bool take_texts(struct list_reader *reader, sqlite3_stmt *row, size_t at)
{
    struct area_list *list = reader->list;
    bool is_plain = true;
    for (int i = 0; i <= LEVEL_COUNT; i++) {
        str text = column_str(row, 1 + i);
        str copy = arena_copy(reader->arena, text);
        if (text.len && !copy.bytes) return false;
        *(i < LEVEL_COUNT ? &list->codes[i][at] : &list->names[at]) = copy;
        is_plain = is_plain && json_is_plain(copy);
    }
    list->are_plain[at] = is_plain;
    return true;
}

// A code that came already lends this feature its place, and takes from it
// the numbers that it lacks.
static bool take_row(struct list_reader *reader, sqlite3_stmt *row)
{
    struct area_list *list = reader->list;
    enum area_level level = reader->level;
    str code = column_str(row, 1 + (int)level);
    size_t at = list->count;
    bool is_same = at > 0 && str_equal(list->codes[level][at - 1], code);
    if (is_same)
        at--;
    else
        list->count++;
    if (!is_same && !take_texts(reader, row, at)) return false;
    for (size_t i = 0; i < list->number_count; i++) {
        int column = reader->first_number + (int)i;
        double *value = &list->numbers[i].values[at];
        if (is_same && !isnan(*value)) continue;
        *value = sqlite3_column_type(row, column) == SQLITE_NULL
                     ? NAN
                     : sqlite3_column_double(row, column);
    }
    list->fids[list->feature_count] = sqlite3_column_int64(row, 0);
    list->places[list->feature_count++] = (int32_t)at;
    return true;
}

static int compare_fids(const void *a, const void *b)
{
    const int64_t *first = a, *second = b;
    return (first[0] > second[0]) - (first[0] < second[0]);
}

// fids came in order of code; areas are looked up by them.
static bool sort_by_fid(struct arena *arena, struct area_list *list)
{
    int64_t(*pairs)[2] =
        arena_alloc_array(arena, list->feature_count + 1, sizeof *pairs);
    if (!pairs) return false;
    for (size_t i = 0; i < list->feature_count; i++) {
        pairs[i][0] = list->fids[i];
        pairs[i][1] = list->places[i];
    }
    qsort(pairs, list->feature_count, sizeof *pairs, compare_fids);
    for (size_t i = 0; i < list->feature_count; i++) {
        list->fids[i] = pairs[i][0];
        list->places[i] = (int32_t)pairs[i][1];
    }
    return true;
}

static sqlite3_stmt *prepare_list(struct view *view, struct list_reader *reader,
                                  const struct collection *collection,
                                  struct error *err)
{
    struct buf sql;
    str text;
    const struct field *code = code_field(&collection->schema, reader->level);
    if (!code) {
        error_set(err, ERROR_CORRUPT, "%.*s has no area codes",
                  STR_ARG(collection->id));
        return NULL;
    }
    buf_init(&sql, view->arena, AREAS_SQL_MAX);
    buf_add_str(&sql, STR("SELECT fid"));
    if (!add_columns(reader, &collection->schema, &sql)) {
        no_memory(err);
        return NULL;
    }
    buf_add_str(&sql, STR(" FROM "));
    sql_name(&sql, table_name(view->arena, collection));
    buf_add_str(&sql, STR(" WHERE "));
    sql_name(&sql, code->column);
    buf_add_str(&sql, STR(" IS NOT NULL ORDER BY "));
    sql_name(&sql, code->column);
    buf_add_str(&sql, STR(", fid"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return NULL;
    return view_prepare(view, text.bytes, err);
}

static bool read_list(struct view *view, struct arena *arena,
                      const struct collection *collection,
                      struct area_list *list, struct error *err)
{
    struct list_reader reader = { .arena = arena,
                                  .list = list,
                                  .level = collection->level,
                                  .first_number = 2 + LEVEL_COUNT };
    sqlite3_stmt *row = prepare_list(view, &reader, collection, err);
    if (!row) return false;
    bool ok =
        allocate(&reader, (size_t)collection->feature_count) || no_memory(err);
    while (ok) {
        int rc = sqlite3_step(row);
        if (rc == SQLITE_DONE) break;
        if (rc != SQLITE_ROW)
            ok = view_error(view, rc, err);
        else if (list->feature_count == reader.capacity)
            ok =
                error_set(err, ERROR_CORRUPT, "%.*s has more rows than it says",
                          STR_ARG(collection->id));
        else if (!take_row(&reader, row))
            ok = no_memory(err);
    }
    view_done(view, row);
    return ok && (sort_by_fid(arena, list) || no_memory(err));
}

bool area_index_read(struct view *view, struct arena *arena, str id,
                     struct area_index *index, struct error *err)
{
    *index = (struct area_index){ .finest =
                                      catalog_finest_level(view->catalog, id) };
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        const struct collection *areas =
            catalog_areas(view->catalog, id, level);
        if (!areas) continue;
        if (!read_list(view, arena, areas, &index->levels[level], err))
            return false;
    }
    return true;
}

static bool count_ordinals(struct view *view, str table, size_t *count,
                           struct error *err)
{
    str sql = arena_printf(view->arena,
                           "SELECT coalesce(max(ordinal), -1) + 1"
                           " FROM \"%.*s_areas\"",
                           STR_ARG(table));
    if (!sql.bytes) return no_memory(err);
    sqlite3_stmt *row = view_prepare(view, sql.bytes, err);
    if (!row) return false;
    int rc = sqlite3_step(row);
    if (rc == SQLITE_ROW) *count = (size_t)sqlite3_column_int64(row, 0);
    view_done(view, row);
    return rc == SQLITE_ROW || view_error(view, rc, err);
}

static bool take_ordinal(struct arena *arena, const struct area_index *index,
                         struct area_ordinals *ordinals, sqlite3_stmt *row)
{
    size_t at = (size_t)sqlite3_column_int64(row, 0);
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        str code = arena_copy(arena, column_str(row, 1 + (int)level));
        if (!code.bytes && sqlite3_column_bytes(row, 1 + (int)level) > 0)
            return false;
        ordinals->codes[level][at] = code;
        ordinals->places[level][at] =
            area_list_find(&index->levels[level], level, code);
    }
    return true;
}

static bool allocate_ordinals(struct arena *arena,
                              struct area_ordinals *ordinals)
{
    for (size_t level = 0; level < LEVEL_COUNT; level++) {
        ordinals->codes[level] = ARENA_ARRAY(arena, str, ordinals->count + 1);
        ordinals->places[level] =
            ARENA_ARRAY(arena, int32_t, ordinals->count + 1);
        if (!ordinals->codes[level] || !ordinals->places[level]) return false;
        // A gap among the ordinals is no area.
        memset(ordinals->places[level], 0xFF,
               ordinals->count * sizeof(int32_t));
    }
    return true;
}

bool area_ordinals_read(struct view *view, struct arena *arena,
                        const struct collection *collection,
                        const struct area_index *index,
                        struct area_ordinals *ordinals, struct error *err)
{
    *ordinals = (struct area_ordinals){ 0 };
    str table = table_name(view->arena, collection);
    if (!count_ordinals(view, table, &ordinals->count, err)) return false;
    if (!allocate_ordinals(arena, ordinals)) return no_memory(err);
    str sql = arena_printf(view->arena,
                           "SELECT ordinal, buurtcode, wijkcode, gemeentecode"
                           " FROM \"%.*s_areas\"",
                           STR_ARG(table));
    if (!sql.bytes) return no_memory(err);
    sqlite3_stmt *row = view_prepare(view, sql.bytes, err);
    if (!row) return false;
    int rc;
    bool ok = true;
    while (ok && (rc = sqlite3_step(row)) != SQLITE_DONE)
        ok = rc == SQLITE_ROW
                 ? take_ordinal(arena, index, ordinals, row) || no_memory(err)
                 : view_error(view, rc, err);
    view_done(view, row);
    return ok;
}
