// What a manifest names and its source does not have: gathered, so that one
// run tells all of it.

#ifndef IMPORTERS_LACKING_H
#define IMPORTERS_LACKING_H

#include "importers/report.h"
#include "importers/source.h"

struct lacking {
    const struct source *source;
    struct report *report;
    struct buf columns, fields;  // `"AAA" (line 5), "x" (source.x)`
};

// Texts grow in `arena`.
void lacking_begin(struct lacking *lacking, struct arena *arena,
                   const struct source *source, struct report *report);

// The column that `name` means; -1 when there is none, which is kept in mind.
// `key` is where the manifest says so: "source.x", "line 5".
int lacking_column(struct lacking *lacking, const char *key, str name);

// There is no field of the collection of this name.
void lacking_field(struct lacking *lacking, const char *key, str name);

bool lacking_any(const struct lacking *lacking);

// True when nothing lacks; else ERROR_INVALID, with `where` in front: what
// does, and which columns there are. The report has each as a problem, and the
// columns as a fact, for a message may be too short for all.
bool lacking_end(struct lacking *lacking, str where,
                 struct error *err) MUST_CHECK;

#endif
