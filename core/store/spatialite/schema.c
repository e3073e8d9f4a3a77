#include "store/spatialite/schema.h"

#include <string.h>

#include "base/ascii.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/view.h"

enum { SQL_BYTES_MAX = 1 << 20, COLUMN_NAME_MAX = 60 };

str schema_table(struct arena *arena, str table, enum table_part part,
                 enum table_stage stage)
{
    static const struct {
        const char *before, *after;
    } parts[] = {
        [PART_DATA] = { "", "" },        [PART_INDEX] = { "idx_", "_geom" },
        [PART_AREAS] = { "", "_areas" }, [PART_COUNTS] = { "", "_counts" },
        [PART_WORDS] = { "", "_words" }, [PART_TERMS] = { "", "_terms" },
        [PART_END] = { "", "" },
    };
    static const char *const endings[] = { "", "__next", "__old" };
    return arena_printf(arena, "%s%.*s%s%s", parts[part].before, STR_ARG(table),
                        parts[part].after, endings[stage]);
}

str schema_stored_column(struct arena *arena, const struct collection *c)
{
    return arena_printf(arena, "geom_%d", c->storage_srid);
}

// What the tables of a collection use for themselves, counts included.
static bool is_reserved(const char *name)
{
    static const char *const names[] = { "fid",     "row_id", "geom",
                                         "area",    "rowid",  "oid",
                                         "_rowid_", "period", "rollup",
                                         "cells" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return strncmp(name, "geom_", 5) == 0;
}

// The letters and digits of `wanted`, lower case, with "_" for all else.
static void make_name(str wanted, char out[COLUMN_NAME_MAX + 1])
{
    size_t len = 0;
    for (size_t i = 0; i < wanted.len && len < COLUMN_NAME_MAX; i++) {
        char c = ascii_lower(wanted.bytes[i]);
        bool fits = ascii_is_lower(c) || ascii_is_digit(c);
        if (!fits && len > 0 && out[len - 1] == '_') continue;
        out[len++] = fits ? c : '_';
    }
    if (len == 0) out[len++] = '_';
    out[len] = '\0';
}

static bool is_taken(const struct field *fields, size_t count, str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(fields[i].column, name)) return true;
    return false;
}

static bool name_column(struct arena *arena, struct field *fields, size_t i,
                        struct error *err)
{
    char name[COLUMN_NAME_MAX + 1];
    make_name(fields[i].column.len ? fields[i].column : fields[i].name, name);
    str column =
        arena_printf(arena, "%s%s", name, is_reserved(name) ? "_" : "");
    for (int n = 2; column.bytes && is_taken(fields, i, column); n++)
        column = arena_printf(arena, "%s_%d", name, n);
    if (!column.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a column name");
    fields[i].column = column;
    return true;
}

bool schema_name_columns(struct arena *arena, struct field *fields,
                         size_t field_count, struct error *err)
{
    for (size_t i = 0; i < field_count; i++)
        if (!name_column(arena, fields, i, err)) return false;
    return true;
}

// What other programs make of a column: INTEGER would be 32 bits wide to GDAL.
// To SQLite these are INTEGER, REAL and TEXT, because no date or time reads as
// a number.
static const char *column_type(enum value_type type)
{
    static const char *const types[] = {
        [VALUE_NULL] = "TEXT",     [VALUE_BOOL] = "BOOLEAN",
        [VALUE_INT] = "BIGINT",    [VALUE_REAL] = "REAL",
        [VALUE_TEXT] = "TEXT",     [VALUE_DATE] = "DATE",
        [VALUE_TIME] = "DATETIME",
    };
    return types[type];
}

const char *schema_geometry_type(enum geom_type type)
{
    static const char *const types[] = {
        [GEOM_EMPTY] = "GEOMETRY",
        [GEOM_POINT] = "POINT",
        [GEOM_LINE] = "LINESTRING",
        [GEOM_POLYGON] = "POLYGON",
        [GEOM_MULTIPOINT] = "MULTIPOINT",
        [GEOM_MULTILINE] = "MULTILINESTRING",
        [GEOM_MULTIPOLYGON] = "MULTIPOLYGON",
        [GEOM_COLLECTION] = "GEOMETRY",
    };
    return types[type];
}

static void add_column(struct buf *sql, str name, const char *type)
{
    buf_add_str(sql, STR(", "));
    sql_name(sql, name);
    buf_addf(sql, " %s", type);
}

static void add_name(struct buf *sql, str name, const char *type)
{
    (void)type;
    buf_add_str(sql, STR(", "));
    sql_name(sql, name);
}

// Those of the data table behind its key, in their order.
static void
add_columns(struct buf *sql, struct arena *arena, const struct collection *c,
            void (*add)(struct buf *sql, str name, const char *type))
{
    if (table_has_row_id(c)) add(sql, STR("row_id"), "BIGINT");
    if (table_has_area(c)) add(sql, STR("area"), "INTEGER");
    for (size_t i = 0; i < c->schema.count; i++)
        add(sql, c->schema.fields[i].column,
            column_type(c->schema.fields[i].type));
    const char *type = schema_geometry_type(c->geom_type);
    if (table_has_geom(c)) add(sql, STR("geom"), type);
    if (table_has_stored(c)) add(sql, schema_stored_column(arena, c), type);
}

// One statement from a buf, which ends it.
static bool run_buf(sqlite3 *db, struct buf *sql, struct error *err)
{
    str text;
    buf_add_char(sql, '\0');
    return buf_finish(sql, &text, err) && sql_run(db, err, "%s", text.bytes);
}

static bool create_data(sqlite3 *db, struct arena *arena, str table,
                        const struct collection *c, struct error *err)
{
    struct buf sql;
    buf_init(&sql, arena, SQL_BYTES_MAX);
    buf_add_str(&sql, STR("CREATE TABLE "));
    sql_name(&sql, schema_table(arena, table, PART_DATA, STAGE_NEXT));
    buf_add_str(&sql, STR(" (fid INTEGER PRIMARY KEY"));
    add_columns(&sql, arena, c, add_column);
    buf_add_char(&sql, ')');
    return run_buf(db, &sql, err);
}

sqlite3_stmt *schema_prepare_fill(sqlite3 *db, struct arena *arena,
                                  const struct collection *c,
                                  const char *source, struct error *err)
{
    struct buf names;
    str list;
    str table =
        schema_table(arena, table_name(arena, c), PART_DATA, STAGE_NEXT);
    buf_init(&names, arena, SQL_BYTES_MAX);
    add_columns(&names, arena, c, add_name);
    if (!buf_finish(&names, &list, err)) return NULL;
    list = str_slice(list, 2, list.len);  // behind the first comma
    return sql_prepare(db, err, "INSERT INTO \"%.*w\" (%.*s) SELECT * FROM %s",
                       STR_ARG(table), STR_ARG(list), source);
}

static bool create_counts(sqlite3 *db, struct arena *arena, str table,
                          const struct collection *c, struct error *err)
{
    struct buf sql;
    buf_init(&sql, arena, SQL_BYTES_MAX);
    buf_add_str(&sql, STR("CREATE TABLE "));
    sql_name(&sql, schema_table(arena, table, PART_COUNTS, STAGE_NEXT));
    buf_add_str(&sql, STR(" (period TEXT"));
    for (size_t i = 0; i < c->schema.count; i++)
        if (c->schema.fields[i].is_category)
            add_column(&sql, c->schema.fields[i].column,
                       column_type(c->schema.fields[i].type));
    buf_add_str(&sql, STR(", rollup INTEGER, cells BLOB)"));
    return run_buf(db, &sql, err);
}

bool schema_has_counts(const struct collection *c)
{
    if (table_has_area(c)) return true;
    for (size_t i = 0; i < c->schema.count; i++)
        if (c->schema.fields[i].is_category) return true;
    return false;
}

bool schema_create(sqlite3 *db, struct arena *arena, const struct collection *c,
                   struct error *err)
{
    str table = table_name(arena, c);
    if (!table.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a table name");
    if (!create_data(db, arena, table, c, err)) return false;
    if (table_has_geom(c) &&
        !sql_run(db, err,
                 "CREATE VIRTUAL TABLE \"%w\" USING rtree"
                 "(pkid, xmin, xmax, ymin, ymax)",
                 schema_table(arena, table, PART_INDEX, STAGE_NEXT).bytes))
        return false;
    if (table_has_area(c) &&
        !sql_run(db, err,
                 "CREATE TABLE \"%w\" (ordinal INTEGER PRIMARY KEY,"
                 " buurtcode TEXT, wijkcode TEXT, gemeentecode TEXT)",
                 schema_table(arena, table, PART_AREAS, STAGE_NEXT).bytes))
        return false;
    return !schema_has_counts(c) || create_counts(db, arena, table, c, err);
}

// The codes of areas need an index of their own only where no ordinal stands
// for them: in collections of areas.
static bool wants_index(const struct collection *c, const struct field *field)
{
    switch (field->role) {
    case FIELD_TIME_START:
    case FIELD_TIME_END: return true;
    case FIELD_BUURTCODE:
    case FIELD_WIJKCODE:
    case FIELD_GEMEENTECODE:
        if (!table_has_area(c)) return true;
        break;
    case FIELD_ID:
    case FIELD_PLAIN:
    case FIELD_AREA_NAME: break;
    }
    return field->is_category || field->is_indexed;
}

bool schema_has_index(const struct collection *c, const struct field *field)
{
    return field == collection_id_field(c) || wants_index(c, field);
}

static bool create_index(sqlite3 *db, const struct collection *c, str table,
                         str column, bool is_unique, struct error *err)
{
    return sql_run(
        db, err, "CREATE %s \"%.*w_%.*w_v%lld\" ON \"%.*w__next\"(\"%.*w\")",
        is_unique ? "UNIQUE INDEX" : "INDEX", STR_ARG(table), STR_ARG(column),
        (long long)c->dataset->version, STR_ARG(table), STR_ARG(column));
}

bool schema_create_indexes(sqlite3 *db, struct arena *arena,
                           const struct collection *c, struct error *err)
{
    str table = table_name(arena, c);
    if (table_has_row_id(c) &&
        !create_index(db, c, table, STR("row_id"), true, err))
        return false;
    if (table_has_area(c) &&
        !create_index(db, c, table, STR("area"), false, err))
        return false;
    for (size_t i = 0; i < c->schema.count; i++) {
        const struct field *field = &c->schema.fields[i];
        bool is_id = field == collection_id_field(c);
        if (!schema_has_index(c, field)) continue;
        if (!create_index(db, c, table, field->column, is_id, err))
            return false;
    }
    return !schema_has_counts(c) ||
           sql_run(db, err,
                   "CREATE INDEX \"%.*w_counts_v%lld\" ON"
                   " \"%.*w_counts__next\"(rollup, period)",
                   STR_ARG(table), (long long)c->dataset->version,
                   STR_ARG(table));
}

// Values of a category or an enum are kept with the type of their field.
static const char our_tables[] =
    "CREATE TABLE buurt_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE buurt_datasets ("
    " id TEXT PRIMARY KEY, kind TEXT NOT NULL,"
    " title_nl TEXT, title_en TEXT, description_nl TEXT, description_en TEXT,"
    " license TEXT, attribution TEXT, is_internal INTEGER NOT NULL,"
    " source TEXT, areas TEXT, areas_version INTEGER, vintage INTEGER,"
    " max_age_s INTEGER, version INTEGER NOT NULL, updated TEXT NOT NULL,"
    " report TEXT) WITHOUT ROWID;"
    "CREATE TABLE buurt_collections ("
    " id TEXT PRIMARY KEY, dataset TEXT NOT NULL, table_name TEXT NOT NULL,"
    " title_nl TEXT, title_en TEXT, description_nl TEXT, description_en TEXT,"
    " level TEXT, geom_type INTEGER NOT NULL, storage_srid INTEGER NOT NULL,"
    " feature_count INTEGER NOT NULL, min_x REAL, min_y REAL, max_x REAL,"
    " max_y REAL, time_from TEXT, time_to TEXT, period TEXT) WITHOUT ROWID;"
    "CREATE TABLE buurt_fields ("
    " collection TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,"
    " column_name TEXT NOT NULL, title_nl TEXT, title_en TEXT,"
    " description_nl TEXT, description_en TEXT, unit TEXT, type TEXT NOT NULL,"
    " role TEXT, is_required INTEGER, is_category INTEGER, is_measure INTEGER,"
    " is_indexed INTEGER, wants_enum INTEGER,"
    " PRIMARY KEY (collection, position)) WITHOUT ROWID;"
    "CREATE TABLE buurt_choices ("
    " collection TEXT NOT NULL, field INTEGER NOT NULL,"
    " position INTEGER NOT NULL, value, label TEXT,"
    " PRIMARY KEY (collection, field, position)) WITHOUT ROWID;"
    "INSERT INTO buurt_meta VALUES ('format', 1), ('generation', 0);";

// Whether a reference system is there; it is added when SpatiaLite knows it.
bool schema_add_srid(sqlite3 *db, int srid, struct error *err)
{
    int64_t is_there;
    if (!sql_int(db, &is_there, err,
                 "SELECT count(*) FROM spatial_ref_sys WHERE srid = %d", srid))
        return false;
    if (is_there) return true;
    if (!sql_int(db, &is_there, err, "SELECT InsertEpsgSrid(%d)", srid))
        return false;
    return is_there || error_set(err, ERROR_UNSUPPORTED,
                                 "SpatiaLite does not know EPSG:%d", srid);
}

bool schema_create_database(sqlite3 *db, struct error *err)
{
    static const int srids[] = { 4326, 28992, 4258, 3857 };
    int64_t ok;
    if (!sql_int(db, &ok, err, "SELECT InitSpatialMetaData(0, 'NONE')"))
        return false;
    if (!ok)
        return error_set(err, ERROR_IO, "SpatiaLite could not make its tables");
    for (size_t i = 0; i < sizeof srids / sizeof srids[0]; i++)
        if (!schema_add_srid(db, srids[i], err)) return false;
    return sql_run(db, err, "%s", our_tables);
}
