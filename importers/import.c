#include "importers/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/id_set.h"
#include "base/progress.h"
#include "geo/crs.h"

enum {
    JOB_MEMORY_MAX = 1 << 30,
    REPORT_SIZE_MAX = 64 << 20,
    ADDS_PER_LOOK = 1024,
    IDS_FIRST = 4096,
};

// The ids of a dry run by their hash: of ten million texts two share one with a
// chance of three in a million, which a dry run may take. Numbers share none.
struct seen_ids {
    struct id_set set;  // numbers are places in `ids`
    struct seen_id {
        uint64_t hash, row;
    } * ids;
    size_t capacity;
};

struct import_target {
    struct import_job *job;
    struct loader *loader;  // NULL in a dry run
    const struct field *id_field;
    size_t id_index;
    struct seen_ids ids;
    uint64_t count;
    struct import_target *next;
};

static bool reserve_id(struct seen_ids *seen, struct error *err)
{
    if (!id_set_reserve(&seen->set, err)) return false;
    if (seen->set.count < seen->capacity) return true;
    size_t wanted = seen->capacity ? seen->capacity * 2 : IDS_FIRST;
    struct seen_id *ids = realloc(seen->ids, wanted * sizeof *ids);
    if (!ids) return error_set(err, ERROR_NO_MEMORY, "no memory left for ids");
    seen->ids = ids;
    seen->capacity = wanted;
    return true;
}

// Remembers the id; when it was there, *first_row is its row.
static bool add_id(struct seen_ids *seen, struct value id, uint64_t row,
                   uint64_t *first_row, struct error *err)
{
    if (!reserve_id(seen, err)) return false;
    uint64_t hash = value_hash(id);
    uint32_t bits = (uint32_t)(hash >> 32), number;
    size_t probe = 0;
    while (id_set_next(&seen->set, bits, &probe, &number)) {
        if (seen->ids[number].hash != hash) continue;
        *first_row = seen->ids[number].row;
        return error_set(err, ERROR_REFUSED, "the id is already there");
    }
    seen->ids[seen->set.count] = (struct seen_id){ hash, row };
    id_set_add(&seen->set, bits, (uint32_t)seen->set.count);
    return true;
}

static void free_ids(struct seen_ids *seen)
{
    id_set_free(&seen->set);
    free(seen->ids);
}

struct import_target *import_target_open(struct import_job *job,
                                         const struct collection *collection,
                                         struct error *err)
{
    struct import_target *target = ARENA_NEW(job->arena, struct import_target);
    if (!target) {
        error_set(err, ERROR_NO_MEMORY, "no memory left");
        return NULL;
    }
    target->job = job;
    target->id_field = collection_id_field(collection);
    if (target->id_field)
        target->id_index = schema_index(&collection->schema, target->id_field);
    if (job->load) {
        target->loader = loader_open(job->load, collection, err);
        if (!target->loader) return NULL;
    }
    target->next = job->targets;
    job->targets = target;
    return target;
}

static bool refuse_duplicate(struct import_target *target, struct value id,
                             const struct import_place *place,
                             uint64_t first_row)
{
    char number[24];
    str text = id.type == VALUE_TEXT ? id.text : (str){ 0 };
    if (id.type == VALUE_INT) {
        snprintf(number, sizeof number, "%" PRId64, id.integer);
        text = str_from(number);
    }
    char message[160];
    snprintf(message, sizeof message,
             "row %" PRIu64 " already has this id; every id must be unique",
             first_row);
    report_add(target->job->report,
               &(struct problem){ .effect = REPORT_REFUSED,
                                  .row = place->row,
                                  .line = place->line,
                                  .source = place->source,
                                  .field = place->id_field,
                                  .value = text,
                                  .rule = "duplicate-id",
                                  .message = str_from(message) });
    return true;
}

bool import_may_go_on(struct import_job *job, struct error *err)
{
    if (!progress_is_stopped(job->progress)) return true;
    return error_set(err, ERROR_TIMEOUT, "stopped by a signal");
}

bool import_target_add(struct import_target *target,
                       const struct feature *feature, const struct geom *stored,
                       const struct import_place *place, bool *is_kept,
                       struct error *err)
{
    if (target->count++ % ADDS_PER_LOOK == 0 &&
        !import_may_go_on(target->job, err))
        return false;
    struct value id =
        target->id_field ? feature->values[target->id_index] : feature->id;
    struct error failure;  // not cleared for each row
    failure.code = ERROR_NONE;
    uint64_t first_row = 0;
    *is_kept = target->loader
                   ? loader_add(target->loader, feature, stored, place->row,
                                &first_row, &failure)
                   : !target->id_field || add_id(&target->ids, id, place->row,
                                                 &first_row, &failure);
    if (*is_kept) return true;
    if (failure.code == ERROR_REFUSED)
        return refuse_duplicate(target, id, place, first_row);
    *err = failure;
    return false;
}

static void show_writing(void *context, uint64_t done, uint64_t total)
{
    import_progress(context, IMPORT_WRITING, done, total);
}

bool import_target_finish(struct import_target *target, struct error *err)
{
    if (!import_may_go_on(target->job, err)) return false;
    if (!target->loader) return true;
    return loader_finish(target->loader, show_writing, target->job, err) &&
           import_may_go_on(target->job, err);
}

void import_progress(struct import_job *job, enum import_step step,
                     uint64_t done, uint64_t total)
{
    static const char *const names[] = { "reading", "writing" };
    if (job->progress) progress_show(job->progress, names[step], done, total);
}

// The collection that the manifest fills must not be another dataset's.
static bool check_owner(const struct import_job *job,
                        const struct catalog *catalog, str id,
                        struct error *err)
{
    const struct collection *there = catalog_collection(catalog, id);
    if (!there || str_equal(there->dataset->id, job->manifest->dataset.id))
        return true;
    return error_set(err, ERROR_INVALID,
                     "%s: the collection '%.*s' belongs to the dataset '%.*s'; "
                     "choose another name, or remove that dataset first",
                     job->manifest->path.bytes, STR_ARG(id),
                     STR_ARG(there->dataset->id));
}

static bool check_owners(const struct import_job *job,
                         const struct catalog *catalog, struct error *err)
{
    const struct manifest *manifest = job->manifest;
    if (manifest->dataset.kind != DATASET_AREAS)
        return check_owner(job, catalog, manifest->dataset.id, err);
    for (int i = 0; i < LEVEL_COUNT; i++)
        if (manifest->levels[i].is_there &&
            !check_owner(job, catalog, manifest->levels[i].collection, err))
            return false;
    return true;
}

// Areas that others take their codes from stay areas, for the same reason that
// they cannot be removed.
static bool check_kind(const struct import_job *job,
                       const struct catalog *catalog, struct error *err)
{
    const struct dataset *wanted = &job->manifest->dataset;
    const struct dataset *there = catalog_dataset(catalog, wanted->id);
    if (!there || there->kind != DATASET_AREAS || wanted->kind == DATASET_AREAS)
        return true;
    for (size_t i = 0; i < catalog->dataset_count; i++)
        if (str_equal(catalog->datasets[i].areas, wanted->id))
            return error_set(err, ERROR_INVALID,
                             "%s: '%.*s' holds the areas that '%.*s' takes its "
                             "codes from, and cannot become %s; choose another "
                             "id",
                             job->manifest->path.bytes, STR_ARG(wanted->id),
                             STR_ARG(catalog->datasets[i].id),
                             dataset_kind_name(wanted->kind));
    return true;
}

// What is refused because of what is there already, before any data is read.
static bool check_catalog(const struct import_job *job, struct error *err)
{
    if (!job->store) return true;
    if (!store_refresh(job->store, err)) return false;
    const struct catalog *catalog = store_catalog(job->store);
    bool ok = check_owners(job, catalog, err) && check_kind(job, catalog, err);
    catalog_release(catalog);
    return ok;
}

// Whether the areas dataset that the manifest names is in the store. In a dry
// run it may come from a manifest that is to be imported first.
static bool find_areas(struct import_job *job, bool is_dry_run,
                       struct error *err)
{
    str areas = job->manifest->dataset.areas;
    if (!areas.len) return true;
    if (job->store) {
        const struct catalog *catalog = store_catalog(job->store);
        job->has_areas = catalog_finest_level(catalog, areas) != LEVEL_NONE;
        catalog_release(catalog);
    }
    if (job->has_areas) return true;
    if (!is_dry_run)
        return error_set(err, ERROR_INVALID,
                         "%s: the areas dataset '%.*s' is not in the database; "
                         "import it first",
                         job->manifest->path.bytes, STR_ARG(areas));
    report_add(job->report,
               &(struct problem){
                   .effect = REPORT_NOTE,
                   .value = areas,
                   .rule = "areas-not-there",
                   .message = STR("the areas dataset is not in the "
                                  "database, so codes were not checked") });
    return true;
}

// Who asks for RD without the grid gets it, and everyone is told.
static bool allow_approximate(struct import_job *job, struct dataset *dataset,
                              struct error *err)
{
    bool allow = job->manifest->source.allow_approximate_rd;
    for (int i = 0; i < LEVEL_COUNT; i++)
        allow |= job->manifest->levels[i].source.allow_approximate_rd;
    crs_allow_approximate_rd(allow);
    if (!allow || crs_has_rd_grid()) return true;
    report_fact(job->report, "rd", STR("approximate, up to 25 cm off"));
    struct label *text = &dataset->description;
    text->nl = arena_printf(job->arena,
                            "%.*s%sRD-coördinaten zijn zonder het officiële "
                            "grid omgerekend, tot 25 cm onnauwkeurig.",
                            STR_ARG(text->nl), text->nl.len ? " " : "");
    if (text->en.len)
        text->en = arena_printf(job->arena,
                                "%.*s RD coordinates were converted without "
                                "the official grid, up to 25 cm off.",
                                STR_ARG(text->en));
    return text->nl.bytes || error_set(err, ERROR_NO_MEMORY, "no memory left");
}

static bool read_rows(struct import_job *job, struct error *err)
{
    switch (job->manifest->dataset.kind) {
    case DATASET_FEATURES: return features_import(job, err);
    case DATASET_AREAS: return areas_import(job, err);
    case DATASET_STATISTICS: return statistics_import(job, err);
    }
    return false;
}

static bool check_refused(const struct import_job *job, struct error *err)
{
    uint64_t refused = report_refused(job->report);
    uint64_t max = job->manifest->reject_max_rows;
    if (refused <= max) return true;
    return error_set(err, ERROR_REFUSED,
                     "%.*s: %" PRIu64 " %s refused; the manifest allows "
                     "%" PRIu64 " (reject.max-rows)",
                     STR_ARG(job->manifest->dataset.id), refused,
                     refused == 1 ? "row was" : "rows were", max);
}

static bool publish(struct import_job *job, struct error *err)
{
    if (!job->load) return true;
    struct buf buf;
    str text;
    buf_init(&buf, job->arena, REPORT_SIZE_MAX);
    report_write(job->report, &buf);
    return buf_finish(&buf, &text, err) && import_may_go_on(job, err) &&
           load_publish(job->load, text, err);
}

static void close_targets(struct import_job *job)
{
    for (struct import_target *t = job->targets; t; t = t->next)
        free_ids(&t->ids);
    load_close(job->load);
}

static bool run_job(struct import_job *job, bool is_dry_run, struct error *err)
{
    struct dataset dataset = job->manifest->dataset;
    if (!check_catalog(job, err)) return false;
    if (!find_areas(job, is_dry_run, err)) return false;
    if (!allow_approximate(job, &dataset, err)) return false;
    if (!is_dry_run) {
        job->load = load_open(job->store, &dataset, err);
        if (!job->load) return false;
    }
    bool ok =
        read_rows(job, err) && check_refused(job, err) && publish(job, err);
    close_targets(job);
    return ok;
}

bool import_run(const struct import_options *options, struct store *store,
                struct report *report, struct error *err)
{
    struct arena *arena = arena_create(JOB_MEMORY_MAX);
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no memory left");
    struct import_job job = { .manifest = options->manifest,
                              .store = store,
                              .report = report,
                              .arena = arena,
                              .progress = options->progress };
    bool ok = run_job(&job, options->is_dry_run, err);
    arena_destroy(arena);
    return ok;
}
