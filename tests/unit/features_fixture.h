// What the tests of the features importer share: a manifest, a source and a
// database of their own; an import; and the collection read back as text.

#ifndef TESTS_UNIT_FEATURES_FIXTURE_H
#define TESTS_UNIT_FEATURES_FIXTURE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/import.h"
#include "unit/test.h"

struct fixture {
    char folder[64];
    struct arena *arena;
    struct store *store;
    struct report *report;  // of the last import
    struct error err;       // of the last import
    bool ok;
};

static inline void fixture_path(const struct fixture *f, const char *name,
                                char path[128])
{
    snprintf(path, 128, "%s/%s", f->folder, name);
}

static inline void fixture_write(const struct fixture *f, const char *name,
                                 const char *text)
{
    char path[128];
    fixture_path(f, name, path);
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0) abort();
    fclose(file);
}

static inline void fixture_begin(struct fixture *f)
{
    char path[128];
    struct store_options options = { .connections = 2,
                                     .wait_ms = 1000,
                                     .busy_timeout_ms = 1000,
                                     .can_write = true };
    *f = (struct fixture){ .arena = arena_create(256 << 20) };
    strcpy(f->folder, "/tmp/buurt-features-XXXXXX");
    if (!mkdtemp(f->folder) || !f->arena) abort();
    fixture_path(f, "db.sqlite", path);
    f->store = store_open(path, &options, &f->err);
    if (!f->store) fprintf(stderr, "store_open: %s\n", f->err.message);
    if (!f->store) abort();
}

static inline void fixture_end(struct fixture *f)
{
    char path[512];
    store_close(f->store);
    report_destroy(f->report);
    arena_destroy(f->arena);
    DIR *folder = opendir(f->folder);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        snprintf(path, sizeof path, "%s/%s", f->folder, e->d_name);
        if (e->d_name[0] != '.') unlink(path);
    }
    if (folder) closedir(folder);
    rmdir(f->folder);
}

// Imports `source` (a path, or NULL for what the manifest names) by a manifest
// of this text.
static inline void fixture_import(struct fixture *f, const char *text,
                                  const char *source, bool is_dry_run)
{
    char path[128];
    struct manifest manifest;
    report_destroy(f->report);
    f->report = report_create();
    f->err = (struct error){ 0 };
    fixture_write(f, "manifest.yaml", text);
    fixture_path(f, "manifest.yaml", path);
    f->ok = manifest_read(f->arena, path, str_from(source), &manifest, &f->err);
    struct import_options options = { .manifest = &manifest,
                                      .is_dry_run = is_dry_run };
    f->ok = f->ok && import_run(&options, f->store, f->report, &f->err) &&
            store_refresh(f->store, &f->err);
}

static inline str fixture_report(struct fixture *f)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, f->arena, 16 << 20);
    report_print(f->report, &buf);
    if (!buf_finish(&buf, &text, NULL)) abort();
    return text;
}

#endif
