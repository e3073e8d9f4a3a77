#include "store/spatialite/remove.h"

#include "base/log.h"
#include "store/spatialite/catalog_write.h"
#include "store/spatialite/database.h"
#include "store/spatialite/publish.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/writer.h"

enum { NAMES_BYTES_MAX = 1 << 20 };

static bool check(const struct catalog *catalog, str dataset, struct error *err)
{
    if (!catalog_dataset(catalog, dataset))
        return error_set(err, ERROR_NOT_FOUND, "there is no dataset \"%.*s\"",
                         STR_ARG(dataset));
    for (size_t i = 0; i < catalog->dataset_count; i++) {
        const struct dataset *d = &catalog->datasets[i];
        if (str_equal(d->areas, dataset))
            return error_set(err, ERROR_REFUSED,
                             "the dataset \"%.*s\" takes its area codes from"
                             " \"%.*s\"; remove it first",
                             STR_ARG(d->id), STR_ARG(dataset));
    }
    return true;
}

static bool erase(sqlite3 *db, const struct catalog *catalog, str dataset,
                  struct error *err)
{
    struct arena *arena = arena_create(NAMES_BYTES_MAX);
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no room for names");
    bool ok = sql_run(db, err, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE") &&
              retire_dataset(db, arena, catalog, dataset, err) &&
              catalog_erase_dataset(db, dataset, err) &&
              catalog_next_generation(db, err) && sql_run(db, err, "COMMIT");
    if (!ok) sql_rollback(db);
    arena_destroy(arena);
    return ok;
}

static bool remove_with(struct writer *writer, struct store *store, str dataset,
                        struct error *err)
{
    struct error why;
    if (!writer_drop_leftovers(writer, err) || !database_refresh(store, err))
        return false;
    const struct catalog *catalog = database_catalog(store);
    bool ok = check(catalog, dataset, err) &&
              erase(writer->db, catalog, dataset, err);
    catalog_release(catalog);
    if (ok && !writer_drop_leftovers(writer, &why))
        log_line(LOG_WARNING, "event=leftovers error=\"%s\"", why.message);
    return ok && database_refresh(store, err);
}

bool spatialite_remove(struct store *store, str dataset, struct error *err)
{
    struct database *database = database_of(store);
    struct writer writer;
    if (!database->options.can_write)
        return error_set(err, ERROR_INTERNAL,
                         "the database was opened for reading");
    if (!writer_open(&writer, database->path, database->options.busy_timeout_ms,
                     err))
        return false;
    bool ok = remove_with(&writer, store, dataset, err);
    writer_close(&writer);
    return ok;
}
