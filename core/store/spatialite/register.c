#include "store/spatialite/register.h"

#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/view.h"

struct layer {
    sqlite3 *db;
    const char *table, *column;
    int type, srid;
    bool has_index;
    int64_t row_count;
    struct box extent;  // nothing: not known
};

static bool write_rows(const struct layer *l, struct error *err)
{
    static const char *const details[] = {
        "geometry_columns_auth(f_table_name, f_geometry_column, read_only,"
        " hidden) VALUES (%Q, %Q, 0, 0)",
        "geometry_columns_time(f_table_name, f_geometry_column)"
        " VALUES (%Q, %Q)",
    };
    if (!sql_run(l->db, err,
                 "INSERT INTO geometry_columns(f_table_name,"
                 " f_geometry_column, geometry_type, coord_dimension, srid,"
                 " spatial_index_enabled) VALUES (%Q, %Q, %d, 2, %d, %d)",
                 l->table, l->column, l->type, l->srid, l->has_index))
        return false;
    for (size_t i = 0; i < 2; i++) {
        char *detail = sqlite3_mprintf(details[i], l->table, l->column);
        bool ok = detail && sql_run(l->db, err, "INSERT INTO %s", detail);
        sqlite3_free(detail);
        if (!ok) return false;
    }
    return true;
}

// Layer statistics: who opens the file need not read every row to know how
// many there are and how far they reach.
static bool write_statistics(const struct layer *l, struct error *err)
{
    sqlite3_stmt *row = sql_prepare(
        l->db, err,
        "INSERT INTO geometry_columns_statistics(f_table_name,"
        " f_geometry_column, last_verified, row_count, extent_min_x,"
        " extent_min_y, extent_max_x, extent_max_y) VALUES (%Q, %Q,"
        " strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now'), ?, ?, ?, ?, ?)",
        l->table, l->column);
    if (!row) return false;
    if (!box_is_nothing(l->extent)) {
        sqlite3_bind_int64(row, 1, l->row_count);
        sqlite3_bind_double(row, 2, l->extent.min_x);
        sqlite3_bind_double(row, 3, l->extent.min_y);
        sqlite3_bind_double(row, 4, l->extent.max_x);
        sqlite3_bind_double(row, 5, l->extent.max_y);
    }
    bool ok = sql_step(l->db, row, err);
    sqlite3_finalize(row);
    return ok;
}

// SpatiaLite makes these for a column that it adds itself; for a table that is
// there already it would build the index anew.
static bool create_constraint(const struct layer *l, const char *prefix,
                              const char *event, struct error *err)
{
    return sql_run(
        l->db, err,
        "CREATE TRIGGER \"%w_%w_%w\" BEFORE %s ON \"%w\"\n"
        "FOR EACH ROW BEGIN\n"
        "SELECT RAISE(ROLLBACK, '%q.%q violates Geometry constraint "
        "[geom-type or SRID not allowed]')\n"
        "WHERE (SELECT geometry_type FROM geometry_columns\n"
        "WHERE Lower(f_table_name) = Lower(%Q) AND Lower(f_geometry_column) ="
        " Lower(%Q)\n"
        "AND GeometryConstraints(NEW.\"%w\", geometry_type, srid) = 1) IS"
        " NULL;\n"
        "END",
        prefix, l->table, l->column, event, l->table, l->table, l->column,
        l->table, l->column, l->column);
}

static bool create_constraints(const struct layer *l, struct error *err)
{
    char *update = sqlite3_mprintf("UPDATE OF \"%w\"", l->column);
    bool ok = update && create_constraint(l, "ggi", "INSERT", err) &&
              create_constraint(l, "ggu", update, err);
    sqlite3_free(update);
    return ok;
}

static bool create_timekeepers(const struct layer *l, struct error *err)
{
    static const struct {
        const char *prefix, *event, *column;
    } kinds[] = { { "tmi", "INSERT", "last_insert" },
                  { "tmu", "UPDATE", "last_update" },
                  { "tmd", "DELETE", "last_delete" } };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!sql_run(l->db, err,
                     "CREATE TRIGGER \"%s_%w_%w\" AFTER %s ON \"%w\"\n"
                     "FOR EACH ROW BEGIN\n"
                     "UPDATE geometry_columns_time SET %s ="
                     " strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now')\n"
                     "WHERE Lower(f_table_name) = Lower(%Q) AND"
                     " Lower(f_geometry_column) = Lower(%Q);\n"
                     "END",
                     kinds[i].prefix, l->table, l->column, kinds[i].event,
                     l->table, kinds[i].column, l->table, l->column))
            return false;
    return true;
}

static bool create_indexers(const struct layer *l, struct error *err)
{
    static const char align[] =
        "CREATE TRIGGER \"%s_%w_%w\" AFTER %s ON \"%w\"\n"
        "FOR EACH ROW BEGIN\n"
        "DELETE FROM \"idx_%w_%w\" WHERE pkid=NEW.ROWID;\n"
        "SELECT RTreeAlign('idx_%q_%q', NEW.ROWID, NEW.\"%w\");\n"
        "END";
    char *update = sqlite3_mprintf("UPDATE OF \"%w\"", l->column);
    bool ok =
        update &&
        sql_run(l->db, err, align, "gii", l->table, l->column, "INSERT",
                l->table, l->table, l->column, l->table, l->column,
                l->column) &&
        sql_run(l->db, err, align, "giu", l->table, l->column, update, l->table,
                l->table, l->column, l->table, l->column, l->column) &&
        sql_run(l->db, err,
                "CREATE TRIGGER \"gid_%w_%w\" AFTER DELETE ON \"%w\"\n"
                "FOR EACH ROW BEGIN\n"
                "DELETE FROM \"idx_%w_%w\" WHERE pkid=OLD.ROWID;\n"
                "END",
                l->table, l->column, l->table, l->table, l->column);
    sqlite3_free(update);
    return ok;
}

static bool register_column(const struct layer *l, struct error *err)
{
    return write_rows(l, err) && write_statistics(l, err) &&
           create_constraints(l, err) && create_timekeepers(l, err) &&
           (!l->has_index || create_indexers(l, err));
}

bool register_layer(sqlite3 *db, struct arena *arena,
                    const struct collection *c, struct error *err)
{
    if (!table_has_geom(c)) return true;
    str table = table_name(arena, c);
    if (!table.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a table name");
    struct layer layer = {
        .db = db,
        .table = table.bytes,
        .column = "geom",
        .type = c->geom_type == GEOM_COLLECTION ? 0 : (int)c->geom_type,
        .srid = CRS_WGS84,
        .has_index = true,
        .row_count = c->feature_count,
        .extent = c->extent,
    };
    if (!register_column(&layer, err)) return false;
    if (!table_has_stored(c)) return true;
    layer.column = schema_stored_column(arena, c).bytes;
    layer.srid = c->storage_srid;
    layer.has_index = false;
    layer.extent = box_nothing();
    return register_column(&layer, err);
}

static bool drop_triggers(sqlite3 *db, str table, struct error *err)
{
    char *drops = NULL;
    sqlite3_stmt *names =
        sql_prepare(db, err,
                    "SELECT group_concat(printf('DROP TRIGGER \"%%w\"', name),"
                    " ';') FROM sqlite_master WHERE type = 'trigger'"
                    " AND tbl_name = '%.*q'",
                    STR_ARG(table));
    if (!names) return false;
    bool ok = sqlite3_step(names) == SQLITE_ROW || sql_error(db, err);
    if (ok) drops = sqlite3_mprintf("%s", sqlite3_column_text(names, 0));
    sqlite3_finalize(names);
    ok = ok && sql_run(db, err, "%s", drops);
    sqlite3_free(drops);
    return ok;
}

bool unregister_layer(sqlite3 *db, str table, struct error *err)
{
    static const char *const tables[] = {
        "geometry_columns_field_infos",
        "geometry_columns_statistics",
        "geometry_columns_time",
        "geometry_columns_auth",
        "geometry_columns",
    };
    if (!drop_triggers(db, table, err)) return false;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (!sql_run(db, err, "DELETE FROM %s WHERE f_table_name = '%.*q'",
                     tables[i], STR_ARG(table)))
            return false;
    return true;
}
