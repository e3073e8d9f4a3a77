#include "store/spatialite/geopackage.h"

#include <string.h>

#include "geo/crs.h"
#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"

static const char tables[] =
    "CREATE TABLE gpkg_spatial_ref_sys ("
    " srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
    " definition TEXT NOT NULL, description TEXT);"
    "CREATE TABLE gpkg_contents ("
    " table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT UNIQUE, description TEXT DEFAULT '',"
    " last_change DATETIME NOT NULL"
    " DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),"
    " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
    " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)"
    " REFERENCES gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_geometry_columns ("
    " table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,"
    " z TINYINT NOT NULL, m TINYINT NOT NULL,"
    " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    " CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name)"
    " REFERENCES gpkg_contents(table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id)"
    " REFERENCES gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_extensions ("
    " table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
    " definition TEXT NOT NULL, scope TEXT NOT NULL,"
    " CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));"
    "INSERT INTO gpkg_spatial_ref_sys VALUES"
    " ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),"
    " ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);";

static bool add_system(sqlite3 *db, struct arena *arena, int srid,
                       struct error *err)
{
    str wkt = crs_wkt(arena, srid);
    if (!wkt.len)
        return error_set(err, ERROR_UNSUPPORTED,
                         "EPSG:%d has no definition here", srid);
    // The name stands between the first two quotes: GEOGCS["WGS 84",…
    size_t start = str_find_char(wkt, '"') + 1;
    str name = str_slice(wkt, start, wkt.len);
    name = str_slice(name, 0, str_find_char(name, '"'));
    return sql_run(db, err,
                   "INSERT INTO gpkg_spatial_ref_sys"
                   " VALUES ('%.*q', %d, 'EPSG', %d, '%q', NULL)",
                   STR_ARG(name), srid, srid, wkt.bytes);
}

static const char *sql_type(enum value_type type)
{
    static const char *const types[] = {
        [VALUE_NULL] = "TEXT",     [VALUE_BOOL] = "BOOLEAN",
        [VALUE_INT] = "INTEGER",   [VALUE_REAL] = "REAL",
        [VALUE_TEXT] = "TEXT",     [VALUE_DATE] = "DATE",
        [VALUE_TIME] = "DATETIME",
    };
    return types[type];
}

static bool create_layer(sqlite3 *db, const struct package_options *options,
                         const struct geopackage_names *names,
                         struct error *err)
{
    sqlite3_str *sql = sqlite3_str_new(db);
    sqlite3_str_appendf(sql,
                        "CREATE TABLE \"%w\" (\"%w\" INTEGER PRIMARY KEY"
                        " AUTOINCREMENT NOT NULL",
                        names->table, names->fid);
    if (options->geom_type != GEOM_EMPTY)
        sqlite3_str_appendf(sql, ", \"%w\" %s", names->geom,
                            schema_geometry_type(options->geom_type));
    for (size_t i = 0; i < options->column_count; i++) {
        const struct package_column *column = &options->columns[i];
        sqlite3_str_appendf(sql, ", \"%.*w\" %s%s", STR_ARG(column->name),
                            sql_type(column->type),
                            column->is_required ? " NOT NULL" : "");
    }
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    bool ok = text ? sql_run(db, err, "%s", text)
                   : error_set(err, ERROR_NO_MEMORY, "no room for a layer");
    sqlite3_free(text);
    return ok;
}

static bool create_index(sqlite3 *db, const struct geopackage_names *names,
                         struct error *err)
{
    return sql_run(db, err,
                   "CREATE VIRTUAL TABLE \"rtree_%w_%w\" USING rtree"
                   "(id, minx, maxx, miny, maxy);"
                   "INSERT INTO gpkg_extensions VALUES ('%q', '%q',"
                   " 'gpkg_rtree_index',"
                   " 'http://www.geopackage.org/spec120/#extension_rtree',"
                   " 'write-only')",
                   names->table, names->geom, names->table, names->geom);
}

bool geopackage_create(sqlite3 *db, struct arena *arena,
                       const struct package_options *options,
                       const struct geopackage_names *names, struct error *err)
{
    bool has_geom = options->geom_type != GEOM_EMPTY;
    return sql_run(db, err, "%s", tables) &&
           add_system(db, arena, CRS_WGS84, err) &&
           (options->srid == CRS_WGS84 ||
            add_system(db, arena, options->srid, err)) &&
           create_layer(db, options, names, err) &&
           (!has_geom || create_index(db, names, err));
}

static void bind_side(sqlite3_stmt *statement, int at, struct box box,
                      double side)
{
    if (box_is_nothing(box))
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_double(statement, at, side);
}

static bool add_contents(sqlite3 *db, const struct package_options *options,
                         const struct geopackage_names *names, struct box box,
                         struct error *err)
{
    bool has_geom = options->geom_type != GEOM_EMPTY;
    sqlite3_stmt *row = sql_prepare(
        db, err, "INSERT INTO gpkg_contents VALUES ('%q','%s',?,?,?,?,?,?,?,?)",
        names->table, has_geom ? "features" : "attributes");
    if (!row) return false;
    sql_bind_str(row, 1, options->title);
    sql_bind_str(row, 2, options->description);
    sql_bind_str(row, 3, options->updated);
    bind_side(row, 4, box, box.min_x);
    bind_side(row, 5, box, box.min_y);
    bind_side(row, 6, box, box.max_x);
    bind_side(row, 7, box, box.max_y);
    if (has_geom) sqlite3_bind_int(row, 8, options->srid);
    bool ok = sql_step(db, row, err);
    sqlite3_finalize(row);
    return ok;
}

// What follows CREATE TRIGGER "rtree_…_. Letters that stand by themselves are
// names: T the layer, G its geometry, I its key, R the index.
static const char *const triggers[] = {
    "insert\" AFTER INSERT ON T WHEN (NEW.G NOTNULL AND NOT ST_IsEmpty(NEW.G))"
    " BEGIN INSERT OR REPLACE INTO R VALUES (NEW.I, ST_MinX(NEW.G),"
    " ST_MaxX(NEW.G), ST_MinY(NEW.G), ST_MaxY(NEW.G)); END",
    "update1\" AFTER UPDATE OF G ON T WHEN OLD.I = NEW.I AND"
    " (NEW.G NOTNULL AND NOT ST_IsEmpty(NEW.G))"
    " BEGIN INSERT OR REPLACE INTO R VALUES (NEW.I, ST_MinX(NEW.G),"
    " ST_MaxX(NEW.G), ST_MinY(NEW.G), ST_MaxY(NEW.G)); END",
    "update2\" AFTER UPDATE OF G ON T WHEN OLD.I = NEW.I AND"
    " (NEW.G ISNULL OR ST_IsEmpty(NEW.G))"
    " BEGIN DELETE FROM R WHERE id = OLD.I; END",
    "update3\" AFTER UPDATE ON T WHEN OLD.I != NEW.I AND"
    " (NEW.G NOTNULL AND NOT ST_IsEmpty(NEW.G))"
    " BEGIN DELETE FROM R WHERE id = OLD.I; INSERT OR REPLACE INTO R VALUES"
    " (NEW.I, ST_MinX(NEW.G), ST_MaxX(NEW.G), ST_MinY(NEW.G),"
    " ST_MaxY(NEW.G)); END",
    "update4\" AFTER UPDATE ON T WHEN OLD.I != NEW.I AND"
    " (NEW.G ISNULL OR ST_IsEmpty(NEW.G))"
    " BEGIN DELETE FROM R WHERE id IN (OLD.I, NEW.I); END",
    ("delete\" AFTER DELETE ON T WHEN OLD.G NOTNULL"
     " BEGIN DELETE FROM R WHERE id = OLD.I; END"),
};

static void append_trigger(sqlite3_str *sql, const char *text,
                           const struct geopackage_names *names)
{
    for (const char *c = text; *c; c++) {
        bool is_name = c > text && strchr(" .", c[-1]) && strchr(" );,", c[1]);
        if (is_name && *c == 'T')
            sqlite3_str_appendf(sql, "\"%w\"", names->table);
        else if (is_name && *c == 'G')
            sqlite3_str_appendf(sql, "\"%w\"", names->geom);
        else if (is_name && *c == 'I')
            sqlite3_str_appendf(sql, "\"%w\"", names->fid);
        else if (is_name && *c == 'R')
            sqlite3_str_appendf(sql, "\"rtree_%w_%w\"", names->table,
                                names->geom);
        else
            sqlite3_str_appendchar(sql, 1, *c);
    }
}

bool geopackage_add_triggers(sqlite3 *db, const struct geopackage_names *names,
                             struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof triggers / sizeof *triggers; i++) {
        sqlite3_str *sql = sqlite3_str_new(db);
        sqlite3_str_appendf(sql, "CREATE TRIGGER \"rtree_%w_%w_", names->table,
                            names->geom);
        append_trigger(sql, triggers[i], names);
        char *text = sqlite3_str_finish(sql);
        ok = text ? sql_run(db, err, "%s", text)
                  : error_set(err, ERROR_NO_MEMORY, "no room for a trigger");
        sqlite3_free(text);
    }
    return ok;
}

bool geopackage_describe(sqlite3 *db, const struct package_options *options,
                         const struct geopackage_names *names, struct box box,
                         struct error *err)
{
    if (!add_contents(db, options, names, box, err)) return false;
    if (options->geom_type == GEOM_EMPTY) return true;
    return sql_run(db, err,
                   "INSERT INTO gpkg_geometry_columns"
                   " VALUES ('%q', '%q', '%s', %d, 0, 0)",
                   names->table, names->geom,
                   schema_geometry_type(options->geom_type), options->srid);
}
