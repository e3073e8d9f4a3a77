#include "store/spatialite/load.h"

#include <stdlib.h>

#include "base/log.h"
#include "store/spatialite/catalog_write.h"
#include "store/spatialite/copy.h"
#include "store/spatialite/sql.h"

enum { LOAD_BYTES_MAX = 64 << 20 };

// The areas must be those that the importer looked rows up in. From here on
// the import lock keeps them as they are.
static bool check_areas(struct load *load, struct error *err)
{
    struct dataset *d = &load->dataset;
    if (!d->areas.len) return true;
    const struct dataset *areas = catalog_dataset(load->before, d->areas);
    if (!areas || areas->kind != DATASET_AREAS)
        return error_set(err, ERROR_REFUSED,
                         "there is no areas dataset \"%.*s\"; import it first",
                         STR_ARG(d->areas));
    if (d->areas_version && d->areas_version != areas->version)
        return error_set(err, ERROR_BUSY,
                         "the areas \"%.*s\" were imported anew in the"
                         " meantime; try again",
                         STR_ARG(d->areas));
    d->areas_version = areas->version;
    return true;
}

static bool prepare(struct load *load, const struct dataset *dataset,
                    struct error *err)
{
    struct database *database = database_of(load->store);
    load->arena = arena_create(LOAD_BYTES_MAX);
    if (!load->arena)
        return error_set(err, ERROR_NO_MEMORY, "no room for an import");
    if (!copy_dataset(load->arena, dataset, &load->dataset, err)) return false;
    if (!writer_open(&load->writer, database->path,
                     database->options.busy_timeout_ms, err))
        return false;
    if (!writer_drop_leftovers(&load->writer, err) ||
        !database_refresh(load->store, err))
        return false;
    load->before = database_catalog(load->store);
    load->checkpoints = checkpoints_start(load->writer.db, err);
    return load->checkpoints && check_areas(load, err) &&
           catalog_next_version(load->writer.db, load->dataset.id,
                                &load->dataset.version, err);
}

struct load *spatialite_load_open(struct store *store,
                                  const struct dataset *dataset,
                                  struct error *err)
{
    if (!database_of(store)->options.can_write) {
        error_set(err, ERROR_INTERNAL, "the database was opened for reading");
        return NULL;
    }
    struct load *load = calloc(1, sizeof *load);
    if (!load) {
        error_set(err, ERROR_NO_MEMORY, "no room for an import");
        return NULL;
    }
    load->store = store;
    load->writer.lock = -1;
    if (prepare(load, dataset, err)) return load;
    spatialite_load_close(load);
    return NULL;
}

void spatialite_load_close(struct load *load)
{
    struct error why;
    while (load->loaders) {
        struct loader *loader = load->loaders;
        load->loaders = loader->next;
        spatialite_loader_close(loader);
    }
    checkpoints_stop(load->checkpoints);
    if (load->writer.db) {
        sql_rollback(load->writer.db);
        if (!load->is_published && !writer_drop_leftovers(&load->writer, &why))
            log_line(LOG_WARNING, "event=leftovers error=\"%s\"", why.message);
        writer_close(&load->writer);
    }
    catalog_release(load->before);
    arena_destroy(load->arena);
    free(load);
}
