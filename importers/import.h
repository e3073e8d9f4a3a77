// One import: a manifest in, a new version of its dataset out, or nothing
// changed and a report that says why.
//
// import_run does what the three kinds share, in this order: it checks that
// the areas dataset is there, opens the load, calls the importer of the kind,
// compares the refused rows with reject.max-rows, and publishes. An importer
// reads its source and fills the collections; it never publishes.
//
//   struct import_target *target = import_target_open(job, &collection, err);
//   while (source_next(...)) {
//       if (bad) report_add(job->report, &problem);
//       else if (!import_target_add(target, &feature, NULL, &row, err)) ...
//   }
//   return import_target_finish(target, err);

#ifndef IMPORTERS_IMPORT_H
#define IMPORTERS_IMPORT_H

#include "importers/manifest.h"
#include "importers/report.h"
#include "store/load.h"

enum import_step { IMPORT_READING, IMPORT_WRITING };

// What an importer gets. It owns none of it.
struct import_job {
    const struct manifest *manifest;
    struct store *store;  // where areas are read; NULL only in a dry run
                          // before there is a database
    bool has_areas;       // the manifest names areas and the store has them:
                          // features get codes, statistics are joined
    struct load *load;    // NULL in a dry run; import_target_* knows
    struct report *report;
    struct arena *arena;        // lives as long as the job; rows need their own
    struct progress *progress;  // NULL is fine
    struct import_target *targets;  // import.c's: to be closed at the end
};

// The importers. Each reports rows with report_rows (once, at the end of each
// source), adds every problem to the report, and returns false only for what
// stops the import: a source that does not open (ERROR_SOURCE), a manifest
// that does not fit the source (ERROR_INVALID), the database (ERROR_IO).
// Refused rows do not stop it: all of them belong in the report.
bool features_import(struct import_job *job, struct error *err) MUST_CHECK;
bool areas_import(struct import_job *job, struct error *err) MUST_CHECK;
bool statistics_import(struct import_job *job, struct error *err) MUST_CHECK;

// A collection being filled: the store's loader, or in a dry run only a list
// of ids. It is closed with the job. `collection` is copied.
struct import_target;
struct import_target *import_target_open(struct import_job *job,
                                         const struct collection *collection,
                                         struct error *err) MUST_CHECK;

// Where in its source a feature stands, for the report.
struct import_place {
    uint64_t row, line;  // row or feature number; physical line or 0
    str source;          // where there is more than one; may be empty
    str id_field;        // the source's name of the id column; may be empty
};

// As loader_add. A duplicate id is reported here ("duplicate-id", naming the
// earlier row) and leaves *is_kept false. False also when someone asked to
// stop (a signal).
bool import_target_add(struct import_target *target,
                       const struct feature *feature, const struct geom *stored,
                       const struct import_place *place, bool *is_kept,
                       struct error *err) MUST_CHECK;
bool import_target_finish(struct import_target *target,
                          struct error *err) MUST_CHECK;

// False when someone asked to stop (a signal). For loops that add nothing.
bool import_may_go_on(struct import_job *job, struct error *err) MUST_CHECK;

// Tells how far it is; `total` 0 when unknown. Cheap enough for every row.
void import_progress(struct import_job *job, enum import_step step,
                     uint64_t done, uint64_t total);

struct import_options {
    const struct manifest *manifest;
    bool is_dry_run;
    struct progress *progress;  // NULL is fine
};

// `store` as in the job. The report is filled whether it succeeds or not.
// ERROR_REFUSED when more rows were refused than the manifest allows.
bool import_run(const struct import_options *options, struct store *store,
                struct report *report, struct error *err) MUST_CHECK;

#endif
