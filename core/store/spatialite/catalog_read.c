#include "store/spatialite/catalog_read.h"

#include "store/snapshot.h"
#include "store/spatialite/catalog_names.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/view.h"

// Copies what a statement yields; a spent arena is remembered, not checked at
// each text.
struct reader {
    sqlite3 *db;
    struct arena *arena;
    struct catalog *catalog;
    bool is_spent;
};

static str text(struct reader *reader, sqlite3_stmt *row, int column)
{
    str copy = arena_copy(reader->arena, column_str(row, column));
    if (!copy.bytes) reader->is_spent = true;
    return copy;
}

static struct label label(struct reader *reader, sqlite3_stmt *row, int column)
{
    return (struct label){ .nl = text(reader, row, column),
                           .en = text(reader, row, column + 1) };
}

static bool spent(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the catalog");
}

// Calls `read` for every row of the statement and finalizes that.
static bool each_row(struct reader *reader, sqlite3_stmt *rows,
                     bool (*read)(struct reader *, sqlite3_stmt *, void *,
                                  struct error *),
                     void *context, struct error *err)
{
    bool ok = rows != NULL;
    int rc = SQLITE_DONE;
    while (ok && (rc = sqlite3_step(rows)) == SQLITE_ROW)
        ok = read(reader, rows, context, err);
    if (ok && rc != SQLITE_DONE) ok = sql_error(reader->db, err);
    if (ok && reader->is_spent) ok = spent(err);
    sqlite3_finalize(rows);
    return ok;
}

static bool read_dataset(struct reader *reader, sqlite3_stmt *row,
                         void *context, struct error *err)
{
    struct dataset **next = context;
    struct dataset *d = (*next)++;
    *d = (struct dataset){
        .id = text(reader, row, 0),
        .title = label(reader, row, 2),
        .description = label(reader, row, 4),
        .license = text(reader, row, 6),
        .attribution = text(reader, row, 7),
        .is_internal = sqlite3_column_int(row, 8),
        .source = text(reader, row, 9),
        .areas = text(reader, row, 10),
        .areas_version = sqlite3_column_int64(row, 11),
        .vintage = sqlite3_column_int(row, 12),
        .max_age_s = (unsigned)sqlite3_column_int64(row, 13),
        .version = sqlite3_column_int64(row, 14),
        .updated = text(reader, row, 15),
        .report = text(reader, row, 16),
    };
    return kind_find(column_str(row, 1), &d->kind, err);
}

static bool read_datasets(struct reader *reader, struct error *err)
{
    int64_t count;
    if (!sql_int(reader->db, &count, err,
                 "SELECT count(*) FROM buurt_datasets"))
        return false;
    struct dataset *datasets =
        ARENA_ARRAY(reader->arena, struct dataset, (size_t)count);
    if (!datasets) return spent(err);
    reader->catalog->datasets = datasets;
    reader->catalog->dataset_count = (size_t)count;
    sqlite3_stmt *rows = sql_prepare(
        reader->db, err,
        "SELECT id, kind, title_nl, title_en, description_nl, description_en,"
        " license, attribution, is_internal, source, areas, areas_version,"
        " vintage, max_age_s, version, updated, report"
        " FROM buurt_datasets ORDER BY id");
    return each_row(reader, rows, read_dataset, &datasets, err);
}

static bool read_field(struct reader *reader, sqlite3_stmt *row, void *context,
                       struct error *err)
{
    struct field **next = context;
    struct field *f = (*next)++;
    *f = (struct field){
        .name = text(reader, row, 0),
        .column = text(reader, row, 1),
        .title = label(reader, row, 2),
        .description = label(reader, row, 4),
        .unit = text(reader, row, 6),
        .is_required = sqlite3_column_int(row, 9),
        .is_category = sqlite3_column_int(row, 10),
        .is_measure = sqlite3_column_int(row, 11),
        .is_indexed = sqlite3_column_int(row, 12),
        .wants_enum = sqlite3_column_int(row, 13),
    };
    return type_find(column_str(row, 7), &f->type, err) &&
           role_find(column_str(row, 8), &f->role, err);
}

static struct value choice_value(struct reader *reader, sqlite3_stmt *row,
                                 enum value_type type)
{
    struct value value = { .type = type };
    switch (type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: value.boolean = sqlite3_column_int(row, 1); break;
    case VALUE_INT: value.integer = sqlite3_column_int64(row, 1); break;
    case VALUE_REAL: value.real = sqlite3_column_double(row, 1); break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: value.text = text(reader, row, 1); break;
    }
    return value;
}

// Where the next choice of a field goes.
struct choices {
    struct field *fields;
    size_t field_count;
    struct value *values;
    str *labels;
};

static bool read_choice(struct reader *reader, sqlite3_stmt *row, void *context,
                        struct error *err)
{
    struct choices *next = context;
    size_t i = (size_t)sqlite3_column_int64(row, 0);
    if (i >= next->field_count)
        return error_set(err, ERROR_CORRUPT,
                         "the catalog holds choices of a"
                         " field that is not there");
    struct field *field = &next->fields[i];
    if (field->choice_count == 0) field->choices = next->values;
    if (sqlite3_column_type(row, 2) != SQLITE_NULL)
        field->choice_labels = next->labels - field->choice_count;
    *next->values++ = choice_value(reader, row, field->type);
    *next->labels++ = text(reader, row, 2);
    field->choice_count++;
    return true;
}

static bool read_choices(struct reader *reader, str id, struct field *fields,
                         size_t field_count, struct error *err)
{
    int64_t count;
    struct choices next = { .fields = fields, .field_count = field_count };
    if (!sql_int(reader->db, &count, err,
                 "SELECT count(*) FROM buurt_choices WHERE collection = '%.*q'",
                 STR_ARG(id)))
        return false;
    next.values = ARENA_ARRAY(reader->arena, struct value, (size_t)count);
    next.labels = ARENA_ARRAY(reader->arena, str, (size_t)count);
    if (!next.values || !next.labels) return spent(err);
    sqlite3_stmt *rows =
        sql_prepare(reader->db, err,
                    "SELECT field, value, label FROM buurt_choices"
                    " WHERE collection = '%.*q' ORDER BY field, position",
                    STR_ARG(id));
    return each_row(reader, rows, read_choice, &next, err);
}

static bool read_schema(struct reader *reader, struct collection *c,
                        struct error *err)
{
    int64_t count;
    if (!sql_int(reader->db, &count, err,
                 "SELECT count(*) FROM buurt_fields WHERE collection = '%.*q'",
                 STR_ARG(c->id)))
        return false;
    struct field *fields =
        ARENA_ARRAY(reader->arena, struct field, (size_t)count);
    if (!fields) return spent(err);
    c->schema = (struct schema){ .fields = fields, .count = (size_t)count };
    struct field *next = fields;
    sqlite3_stmt *rows = sql_prepare(
        reader->db, err,
        "SELECT name, column_name, title_nl, title_en, description_nl,"
        " description_en, unit, type, role, is_required, is_category,"
        " is_measure, is_indexed, wants_enum FROM buurt_fields"
        " WHERE collection = '%.*q' ORDER BY position",
        STR_ARG(c->id));
    return each_row(reader, rows, read_field, &next, err) &&
           read_choices(reader, c->id, fields, (size_t)count, err);
}

static bool read_collection(struct reader *reader, sqlite3_stmt *row,
                            void *context, struct error *err)
{
    struct collection **next = context;
    struct collection *c = (*next)++;
    *c = (struct collection){
        .id = text(reader, row, 0),
        .dataset = catalog_dataset(reader->catalog, column_str(row, 1)),
        .title = label(reader, row, 2),
        .description = label(reader, row, 4),
        .geom_type = (enum geom_type)sqlite3_column_int(row, 7),
        .storage_srid = sqlite3_column_int(row, 8),
        .feature_count = sqlite3_column_int64(row, 9),
        .extent = box_nothing(),
        .time_from = text(reader, row, 14),
        .time_to = text(reader, row, 15),
    };
    if (sqlite3_column_type(row, 10) != SQLITE_NULL)
        c->extent = (struct box){ sqlite3_column_double(row, 10),
                                  sqlite3_column_double(row, 11),
                                  sqlite3_column_double(row, 12),
                                  sqlite3_column_double(row, 13) };
    if (!c->dataset || c->geom_type > GEOM_COLLECTION)
        return error_set(err, ERROR_CORRUPT,
                         "the catalog entry of %.*s is damaged",
                         STR_ARG(c->id));
    return level_find(column_str(row, 6), &c->level, err) &&
           period_find(column_str(row, 16), &c->period, err) &&
           read_schema(reader, c, err);
}

static bool read_collections(struct reader *reader, struct error *err)
{
    int64_t count;
    if (!sql_int(reader->db, &count, err,
                 "SELECT count(*) FROM buurt_collections"))
        return false;
    struct collection *collections =
        ARENA_ARRAY(reader->arena, struct collection, (size_t)count);
    if (!collections) return spent(err);
    reader->catalog->collections = collections;
    reader->catalog->collection_count = (size_t)count;
    sqlite3_stmt *rows = sql_prepare(
        reader->db, err,
        "SELECT id, dataset, title_nl, title_en, description_nl,"
        " description_en, level, geom_type, storage_srid, feature_count,"
        " min_x, min_y, max_x, max_y, time_from, time_to, period"
        " FROM buurt_collections ORDER BY id");
    return each_row(reader, rows, read_collection, &collections, err);
}

const struct catalog *catalog_read(sqlite3 *db, struct error *err)
{
    struct snapshot *snapshot = snapshot_create();
    if (!snapshot) {
        spent(err);
        return NULL;
    }
    struct catalog *catalog = &snapshot->catalog;
    struct reader reader = { .db = db,
                             .arena = snapshot->arena,
                             .catalog = catalog };
    if (sql_int(db, &catalog->generation, err,
                "SELECT value FROM buurt_meta WHERE key = 'generation'") &&
        read_datasets(&reader, err) && read_collections(&reader, err))
        return catalog;
    catalog_release(catalog);
    return NULL;
}
