#include "store/package.h"

#include <errno.h>
#include <stdlib.h>

#include "geo/wkb.h"
#include "store/spatialite/geopackage.h"
#include "store/spatialite/rtree_pack.h"
#include "store/spatialite/sql.h"

enum {
    PAGE_BYTES = 4096,
    PACKAGE_BYTES_MAX = 1024 * 1024,        // names and columns
    FEATURE_BYTES_MAX = 256 * 1024 * 1024,  // one geometry
    GEOPACKAGE = 0x47504B47,                // "GPKG"
    GEOPACKAGE_VERSION = 10300,
};

// Of one row, as the index will round it; nothing where it has no place.
struct small_box {
    float min_x, max_x, min_y, max_y;
};

struct package {
    sqlite3 *db;
    struct package_options options;
    struct geopackage_names names;
    struct arena *arena, *row_arena;
    sqlite3_stmt *insert;
    struct small_box *boxes;  // by row
    size_t row_count, box_room;
    size_t placed_count;  // rows with a place
    bool has_gap;         // a row with a place behind one without
    struct box box;
};

// A full disk and the limit are one to SQLite; the first has a reason.
static bool package_error(struct package *package, struct error *err)
{
    if (sqlite3_errcode(package->db) != SQLITE_FULL)
        return sql_error(package->db, err);
    if (sqlite3_system_errno(package->db) == ENOSPC)
        return error_set(err, ERROR_IO,
                         "no room on the disk for a temporary file");
    return error_set(err, ERROR_TOO_LARGE,
                     "the GeoPackage would be larger than %llu MB",
                     (unsigned long long)(package->options.max_bytes >> 20));
}

// The file is thrown away when anything fails, so nothing needs undoing.
static bool open_database(struct package *package, struct error *err)
{
    const struct package_options *options = &package->options;
    if (sqlite3_open_v2(options->path, &package->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return sql_error(package->db, err);
    return sql_run(package->db, err,
                   "PRAGMA page_size = %d; PRAGMA journal_mode = OFF;"
                   "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                   "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;"
                   "PRAGMA max_page_count = %lld;"
                   "PRAGMA application_id = %d; PRAGMA user_version = %d;"
                   "BEGIN",
                   PAGE_BYTES, (long long)(options->max_bytes / PAGE_BYTES),
                   GEOPACKAGE, GEOPACKAGE_VERSION);
}

static bool is_taken(const struct package_options *options, str name)
{
    for (size_t i = 0; i < options->column_count; i++)
        if (str_equal_nocase(options->columns[i].name, name)) return true;
    return false;
}

static const char *free_name(const struct package_options *options,
                             const char *name, const char *other)
{
    return is_taken(options, str_from(name)) ? other : name;
}

// SQLite takes "ID" and "id" for one name: the second becomes "id_2".
static bool settle_columns(struct package *package, struct error *err)
{
    struct package_options *options = &package->options;
    size_t count = options->column_count;
    struct package_column *columns =
        ARENA_ARRAY(package->arena, struct package_column, count + 1);
    if (!columns) return error_set(err, ERROR_NO_MEMORY, "no room for columns");
    struct package_options before = { .columns = columns };
    for (; before.column_count < count; before.column_count++) {
        struct package_column *column = &columns[before.column_count];
        *column = options->columns[before.column_count];
        str name = column->name;
        for (int number = 2; is_taken(&before, column->name); number++) {
            column->name =
                arena_printf(package->arena, "%.*s_%d", STR_ARG(name), number);
            if (!column->name.bytes)
                return error_set(err, ERROR_NO_MEMORY, "no room for columns");
        }
    }
    options->columns = columns;
    return true;
}

static bool prepare_insert(struct package *package, struct error *err)
{
    struct buf sql;
    str text;
    size_t count = package->options.column_count + 1 +
                   (package->options.geom_type != GEOM_EMPTY);
    buf_init(&sql, package->arena, PACKAGE_BYTES_MAX);
    for (size_t i = 0; i < count; i++) buf_add_str(&sql, STR(",?"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return false;
    package->insert =
        sql_prepare(package->db, err, "INSERT INTO \"%w\" VALUES (%s)",
                    package->names.table, text.bytes + 1);
    return package->insert != NULL;
}

static bool open_package(struct package *package, struct error *err)
{
    const struct package_options *options = &package->options;
    package->arena = arena_create(PACKAGE_BYTES_MAX);
    package->row_arena = arena_create(FEATURE_BYTES_MAX);
    if (!package->arena || !package->row_arena)
        return error_set(err, ERROR_NO_MEMORY, "no room for a GeoPackage");
    if (!settle_columns(package, err)) return false;
    package->box = box_nothing();
    package->names = (struct geopackage_names){
        arena_copy(package->arena, options->layer).bytes,
        free_name(options, "fid", "item_fid"),
        free_name(options, "geom", "item_geom"),
    };
    return open_database(package, err) &&
           geopackage_create(package->db, package->arena, options,
                             &package->names, err) &&
           prepare_insert(package, err);
}

struct package *package_create(const struct package_options *options,
                               struct error *err)
{
    struct package *package = calloc(1, sizeof *package);
    if (!package) {
        error_set(err, ERROR_NO_MEMORY, "no room for a GeoPackage");
        return NULL;
    }
    package->options = *options;
    if (open_package(package, err)) return package;
    package_close(package);
    return NULL;
}

void package_close(struct package *package)
{
    if (!package) return;
    sqlite3_finalize(package->insert);
    sqlite3_close(package->db);
    arena_destroy(package->arena);
    arena_destroy(package->row_arena);
    free(package->boxes);
    free(package);
}

static bool keep_box(struct package *package, struct box box, struct error *err)
{
    if (package->row_count == package->box_room) {
        size_t room = package->box_room ? package->box_room * 2 : 4096;
        struct small_box *boxes = realloc(package->boxes, room * sizeof *boxes);
        if (!boxes)
            return error_set(err, ERROR_NO_MEMORY, "no room for an index");
        package->boxes = boxes;
        package->box_room = room;
    }
    bool is_placed = !box_is_nothing(box);
    package->has_gap |= is_placed && package->placed_count < package->row_count;
    package->placed_count += is_placed;
    package->box = box_join(package->box, box);
    package->boxes[package->row_count++] =
        (struct small_box){ rtree_below(box.min_x), rtree_above(box.max_x),
                            rtree_below(box.min_y), rtree_above(box.max_y) };
    return true;
}

// The header: magic, version, flags (little endian, envelope or none), the
// system, the envelope in its own order; then WKB.
static bool bind_geometry(struct package *package, int parameter,
                          const struct geom *geom, struct box box,
                          struct error *err)
{
    struct buf blob;
    str bytes;
    bool has_box = geom->type != GEOM_POINT;
    const double sides[] = { box.min_x, box.max_x, box.min_y, box.max_y };
    int32_t srid = package->options.srid;
    buf_init(&blob, package->row_arena, FEATURE_BYTES_MAX);
    buf_add(&blob, has_box ? "GP\0\3" : "GP\0\1", 4);
    buf_add(&blob, &srid, sizeof srid);
    if (has_box) buf_add(&blob, sides, sizeof sides);
    wkb_write(&blob, geom);
    if (!buf_finish(&blob, &bytes, err)) return false;
    sqlite3_bind_blob64(package->insert, parameter, bytes.bytes, bytes.len,
                        SQLITE_STATIC);
    return true;
}

bool package_add(struct package *package, const struct geom *geom,
                 const struct value *values, struct error *err)
{
    int parameter = 1;
    sqlite3_stmt *insert = package->insert;
    struct box box = geom_box(geom);
    arena_clear(package->row_arena);
    if (!keep_box(package, box, err)) return false;
    sqlite3_bind_int64(insert, parameter++, (sqlite3_int64)package->row_count);
    if (package->options.geom_type != GEOM_EMPTY && box_is_nothing(box))
        sqlite3_bind_null(insert, parameter++);
    else if (package->options.geom_type != GEOM_EMPTY &&
             !bind_geometry(package, parameter++, geom, box, err))
        return false;
    for (size_t i = 0; i < package->options.column_count; i++)
        sql_bind_value(insert, parameter++, values[i]);
    int rc = sqlite3_step(insert);
    bool ok = rc == SQLITE_DONE || package_error(package, err);
    sqlite3_reset(insert);
    return ok;
}

static struct box widen(struct small_box box)
{
    return (struct box){ (double)box.min_x, (double)box.min_y,
                         (double)box.max_x, (double)box.max_y };
}

// Rows with a place come first and follow each other, so the tree can be made
// as a whole.
static bool pack_index(struct package *package, const char *table,
                       struct error *err)
{
    struct rtree_pack *pack =
        rtree_pack_open(package->db, table, package->placed_count, err);
    bool ok = pack != NULL;
    for (size_t i = 0; ok && i < package->placed_count; i++)
        ok = rtree_pack_add(pack, widen(package->boxes[i]), err);
    ok = ok && rtree_pack_finish(pack, err);
    rtree_pack_close(pack);
    return ok;
}

// A download in another order than that of the store.
static bool insert_index(struct package *package, const char *table,
                         struct error *err)
{
    bool ok = true;
    sqlite3_stmt *insert = sql_prepare(
        package->db, err, "INSERT INTO \"%w\" VALUES (?,?,?,?,?)", table);
    if (!insert) return false;
    for (size_t i = 0; ok && i < package->row_count; i++) {
        struct small_box box = package->boxes[i];
        if (!(box.min_x <= box.max_x)) continue;
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i + 1);
        sqlite3_bind_double(insert, 2, (double)box.min_x);
        sqlite3_bind_double(insert, 3, (double)box.max_x);
        sqlite3_bind_double(insert, 4, (double)box.min_y);
        sqlite3_bind_double(insert, 5, (double)box.max_y);
        ok = sql_step(package->db, insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool make_index(struct package *package, struct error *err)
{
    if (package->options.geom_type == GEOM_EMPTY) return true;
    str table = arena_printf(package->arena, "rtree_%s_%s",
                             package->names.table, package->names.geom);
    if (!table.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for an index");
    bool ok = package->has_gap ? insert_index(package, table.bytes, err)
                               : pack_index(package, table.bytes, err);
    return ok && geopackage_add_triggers(package->db, &package->names, err);
}

bool package_finish(struct package *package, struct error *err)
{
    if (make_index(package, err) &&
        geopackage_describe(package->db, &package->options, &package->names,
                            package->box, err) &&
        sql_run(package->db, err, "COMMIT"))
        return true;
    return sqlite3_errcode(package->db) == SQLITE_FULL
               ? package_error(package, err)
               : false;
}
