#include "store/spatialite/catalog_write.h"

#include "store/spatialite/catalog_names.h"
#include "store/spatialite/sql.h"

static void bind_label(sqlite3_stmt *row, int parameter, struct label label)
{
    sql_bind_str(row, parameter, label.nl);
    sql_bind_str(row, parameter + 1, label.en);
}

static bool run_once(sqlite3 *db, sqlite3_stmt *row, struct error *err)
{
    bool ok = sql_step(db, row, err);
    sqlite3_finalize(row);
    return ok;
}

bool catalog_write_dataset(sqlite3 *db, const struct dataset *d,
                           struct error *err)
{
    sqlite3_stmt *row = sql_prepare(
        db, err,
        "INSERT OR REPLACE INTO buurt_datasets (id, kind, title_nl, title_en,"
        " description_nl, description_en, license, attribution, is_internal,"
        " source, areas, areas_version, vintage, max_age_s, version, updated,"
        " report) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!row) return false;
    sql_bind_str(row, 1, d->id);
    sql_bind_str(row, 2, str_from(dataset_kind_name(d->kind)));
    bind_label(row, 3, d->title);
    bind_label(row, 5, d->description);
    sql_bind_str(row, 7, d->license);
    sql_bind_str(row, 8, d->attribution);
    sqlite3_bind_int(row, 9, d->is_internal);
    sql_bind_str(row, 10, d->source);
    sql_bind_str(row, 11, d->areas);
    sqlite3_bind_int64(row, 12, d->areas_version);
    sqlite3_bind_int(row, 13, d->vintage);
    sqlite3_bind_int64(row, 14, d->max_age_s);
    sqlite3_bind_int64(row, 15, d->version);
    sql_bind_str(row, 16, d->updated);
    sql_bind_str(row, 17, d->report);
    return run_once(db, row, err);
}

static void bind_field(sqlite3_stmt *row, size_t position,
                       const struct field *f)
{
    sqlite3_bind_int64(row, 2, (sqlite3_int64)position);
    sql_bind_str(row, 3, f->name);
    sql_bind_str(row, 4, f->column);
    bind_label(row, 5, f->title);
    bind_label(row, 7, f->description);
    sql_bind_str(row, 9, f->unit);
    sql_bind_str(row, 10, str_from(value_type_name(f->type)));
    sql_bind_str(row, 11, str_from(role_names[f->role]));
    sqlite3_bind_int(row, 12, f->is_required);
    sqlite3_bind_int(row, 13, f->is_category);
    sqlite3_bind_int(row, 14, f->is_measure);
    sqlite3_bind_int(row, 15, f->is_indexed);
    sqlite3_bind_int(row, 16, f->wants_enum);
}

static bool write_fields(sqlite3 *db, const struct collection *c,
                         struct error *err)
{
    sqlite3_stmt *row = sql_prepare(
        db, err,
        "INSERT INTO buurt_fields (collection, position, name, column_name,"
        " title_nl, title_en, description_nl, description_en, unit, type,"
        " role, is_required, is_category, is_measure, is_indexed, wants_enum)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!row) return false;
    sql_bind_str(row, 1, c->id);
    bool ok = true;
    for (size_t i = 0; ok && i < c->schema.count; i++) {
        bind_field(row, i, &c->schema.fields[i]);
        ok = sql_step(db, row, err);
    }
    sqlite3_finalize(row);
    return ok;
}

static bool write_field_choices(sqlite3 *db, sqlite3_stmt *row,
                                const struct field *field, struct error *err)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        sqlite3_bind_int64(row, 3, (sqlite3_int64)i);
        sql_bind_value(row, 4, field->choices[i]);
        sqlite3_bind_null(row, 5);
        if (field->choice_labels) sql_bind_str(row, 5, field->choice_labels[i]);
        if (!sql_step(db, row, err)) return false;
    }
    return true;
}

static bool write_choices(sqlite3 *db, const struct collection *c,
                          struct error *err)
{
    sqlite3_stmt *row =
        sql_prepare(db, err,
                    "INSERT INTO buurt_choices (collection, field,"
                    " position, value, label) VALUES (?,?,?,?,?)");
    if (!row) return false;
    sql_bind_str(row, 1, c->id);
    bool ok = true;
    for (size_t i = 0; ok && i < c->schema.count; i++) {
        sqlite3_bind_int64(row, 2, (sqlite3_int64)i);
        ok = write_field_choices(db, row, &c->schema.fields[i], err);
    }
    sqlite3_finalize(row);
    return ok;
}

static void bind_extent(sqlite3_stmt *row, int parameter, struct box extent)
{
    if (box_is_nothing(extent)) return;
    sqlite3_bind_double(row, parameter, extent.min_x);
    sqlite3_bind_double(row, parameter + 1, extent.min_y);
    sqlite3_bind_double(row, parameter + 2, extent.max_x);
    sqlite3_bind_double(row, parameter + 3, extent.max_y);
}

static bool write_collection(sqlite3 *db, const struct collection *c, str table,
                             struct error *err)
{
    sqlite3_stmt *row = sql_prepare(
        db, err,
        "INSERT INTO buurt_collections (id, dataset, table_name, title_nl,"
        " title_en, description_nl, description_en, level, geom_type,"
        " storage_srid, feature_count, min_x, min_y, max_x, max_y, time_from,"
        " time_to, period) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!row) return false;
    sql_bind_str(row, 1, c->id);
    sql_bind_str(row, 2, c->dataset->id);
    sql_bind_str(row, 3, table);
    bind_label(row, 4, c->title);
    bind_label(row, 6, c->description);
    sql_bind_str(row, 8, str_from(area_level_name(c->level)));
    sqlite3_bind_int(row, 9, (int)c->geom_type);
    sqlite3_bind_int(row, 10, c->storage_srid);
    sqlite3_bind_int64(row, 11, c->feature_count);
    bind_extent(row, 12, c->extent);
    sql_bind_str(row, 16, c->time_from);
    sql_bind_str(row, 17, c->time_to);
    sql_bind_str(row, 18, str_from(period_names[c->period]));
    return run_once(db, row, err);
}

bool catalog_write_collection(sqlite3 *db, const struct collection *c,
                              str table, struct error *err)
{
    return write_collection(db, c, table, err) && write_fields(db, c, err) &&
           write_choices(db, c, err);
}

bool catalog_erase_collections(sqlite3 *db, str dataset, struct error *err)
{
    return sql_run(db, err,
                   "DELETE FROM buurt_choices WHERE collection IN"
                   " (SELECT id FROM buurt_collections WHERE dataset = '%.*q')",
                   STR_ARG(dataset)) &&
           sql_run(db, err,
                   "DELETE FROM buurt_fields WHERE collection IN"
                   " (SELECT id FROM buurt_collections WHERE dataset = '%.*q')",
                   STR_ARG(dataset)) &&
           sql_run(db, err,
                   "DELETE FROM buurt_collections WHERE dataset = '%.*q'",
                   STR_ARG(dataset));
}

bool catalog_erase_dataset(sqlite3 *db, str dataset, struct error *err)
{
    return sql_run(db, err,
                   "INSERT OR REPLACE INTO buurt_meta"
                   " SELECT 'removed ' || id, version FROM buurt_datasets"
                   " WHERE id = '%.*q'",
                   STR_ARG(dataset)) &&
           catalog_erase_collections(db, dataset, err) &&
           sql_run(db, err, "DELETE FROM buurt_datasets WHERE id = '%.*q'",
                   STR_ARG(dataset));
}

bool catalog_next_generation(sqlite3 *db, struct error *err)
{
    return sql_run(db, err,
                   "UPDATE buurt_meta SET value = value + 1"
                   " WHERE key = 'generation'");
}

bool catalog_next_version(sqlite3 *db, str dataset, int64_t *version,
                          struct error *err)
{
    return sql_int(db, version, err,
                   "SELECT 1 + max(coalesce((SELECT version FROM buurt_datasets"
                   " WHERE id = '%.*q'), 0), coalesce((SELECT value FROM"
                   " buurt_meta WHERE key = 'removed %.*q'), 0))",
                   STR_ARG(dataset), STR_ARG(dataset));
}
