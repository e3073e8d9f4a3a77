#include "store/spatialite/publish.h"

#include "base/log.h"
#include "store/spatialite/catalog_write.h"
#include "store/spatialite/load.h"
#include "store/spatialite/register.h"
#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"

static bool rename_part(sqlite3 *db, str from, str to, struct error *err)
{
    int64_t is_there;
    if (!from.bytes || !to.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a table name");
    if (!sql_int(db, &is_there, err,
                 "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
                 " AND name = %Q",
                 from.bytes))
        return false;
    return !is_there || sql_run(db, err, "ALTER TABLE \"%w\" RENAME TO \"%w\"",
                                from.bytes, to.bytes);
}

static bool rename_parts(sqlite3 *db, struct arena *arena,
                         const struct collection *c, enum table_stage from,
                         enum table_stage to, struct error *err)
{
    str table = table_name(arena, c);
    for (enum table_part part = 0; part < PART_END; part++)
        if (!rename_part(db, schema_table(arena, table, part, from),
                         schema_table(arena, table, part, to), err))
            return false;
    return true;
}

bool retire_dataset(sqlite3 *db, struct arena *arena,
                    const struct catalog *catalog, str dataset,
                    struct error *err)
{
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *c = &catalog->collections[i];
        if (!str_equal(c->dataset->id, dataset)) continue;
        if (!unregister_layer(db, table_name(arena, c), err) ||
            !rename_parts(db, arena, c, STAGE_PUBLISHED, STAGE_OLD, err))
            return false;
    }
    return true;
}

static bool publish_collection(struct load *load, const struct collection *c,
                               struct error *err)
{
    sqlite3 *db = load->writer.db;
    return rename_parts(db, load->arena, c, STAGE_NEXT, STAGE_PUBLISHED, err) &&
           register_layer(db, load->arena, c, err) &&
           catalog_write_collection(db, c, table_name(load->arena, c), err);
}

static bool publish(struct load *load, struct error *err)
{
    sqlite3 *db = load->writer.db;
    if (!retire_dataset(db, load->arena, load->before, load->dataset.id, err) ||
        !catalog_erase_collections(db, load->dataset.id, err) ||
        !catalog_write_dataset(db, &load->dataset, err))
        return false;
    for (const struct loader *l = load->loaders; l; l = l->next)
        if (!publish_collection(load, &l->collection, err)) return false;
    return catalog_next_generation(db, err);
}

// The version is there for good once this returns: the log is on the disk.
static bool publish_durably(struct load *load, struct error *err)
{
    sqlite3 *db = load->writer.db;
    if (!sql_run(db, err, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE"))
        return false;
    if (publish(load, err) && sql_run(db, err, "COMMIT")) return true;
    sql_rollback(db);
    return false;
}

// What is left to do once the version is published can fail without harm: the
// next import, or the next start, does it again.
static void tidy(struct load *load)
{
    struct error why;
    if (!writer_drop_leftovers(&load->writer, &why))
        log_line(LOG_WARNING, "event=leftovers error=\"%s\"", why.message);
    if (!database_refresh(load->store, &why))
        log_line(LOG_WARNING, "event=refresh error=\"%s\"", why.message);
}

bool spatialite_load_publish(struct load *load, str report, struct error *err)
{
    for (const struct loader *l = load->loaders; l; l = l->next)
        if (!l->is_finished)
            return error_set(err, ERROR_INTERNAL,
                             "the collection %.*s is not finished",
                             STR_ARG(l->collection.id));
    load->dataset.updated =
        arena_copy(load->arena, str_from(timestamp_now().text));
    load->dataset.report = report;
    if (!load->dataset.updated.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a time");
    if (!publish_durably(load, err)) return false;
    load->is_published = true;
    tidy(load);
    return true;
}
