// Things with a place: rows of one source become features of one collection.
// Nothing is kept of a row once the store has it, so that the memory needed
// does not grow with their number.

#include "importers/features.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { ROW_MEMORY_MAX = 256 << 20, MESSAGE_MAX = 400 };

void features_tell(struct features *features, const struct source_row *row,
                   struct problem problem, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    problem.message = str_from(message);
    if (row) {
        problem.row = row->row;
        problem.line = row->line;
    }
    report_add(features->job->report, &problem);
}

static str column_name(const struct features *f, size_t i)
{
    return f->info->columns[f->columns[i].column].name;
}

static bool is_choice(const struct manifest_field *spec, struct arena *arena,
                      struct value value)
{
    if (!spec || !spec->choice_count || value.type == VALUE_NULL) return true;
    str text = normalise_text(arena, value);
    for (size_t i = 0; i < spec->choice_count; i++)
        if (str_equal(spec->choices[i], text)) return true;
    return false;
}

// False when the value cannot be kept; the report then says why.
static bool read_value(struct features *f, const struct source_row *row,
                       size_t i)
{
    const struct feature_column *column = &f->columns[i];
    struct value from = row->values[column->column];
    const char *rule = NULL;
    struct error why;  // 400 bytes, so not cleared for each value
    if (!normalise_value(f->row_arena, &column->rule, from, &f->values[i],
                         &why)) {
        rule = "type";
    } else if (f->fields[i].is_required && f->values[i].type == VALUE_NULL) {
        rule = "required";
        error_set(&why, ERROR_REFUSED, "a value is required here");
    } else if (!is_choice(column->spec, f->row_arena, f->values[i])) {
        rule = "enum";
        error_set(&why, ERROR_REFUSED,
                  "is not one of the values that the "
                  "manifest allows (enum)");
    }
    if (!rule) return true;
    struct problem problem = { .effect = REPORT_REFUSED,
                               .rule = rule,
                               .field = column_name(f, i),
                               .value = normalise_text(f->row_arena, from) };
    features_tell(f, row, problem, "%s", why.message);
    return false;
}

// All fields are looked at, so that all that is wrong with a row is told.
static bool read_values(struct features *f, const struct source_row *row)
{
    bool ok = true;
    for (size_t i = 0; i < f->count; i++) {
        if (f->columns[i].column < 0)
            f->values[i] = (struct value){ .type = VALUE_NULL };
        else if (!read_value(f, row, i))
            ok = false;
    }
    return ok;
}

static void set_codes(struct features *f, const struct geom *geom)
{
    const str *codes = f->codes ? codes_find(f->codes, geom) : NULL;
    for (size_t i = 0; codes && i < f->count; i++) {
        if (f->columns[i].column >= 0) continue;
        str code = codes[f->columns[i].level];
        if (code.len)
            f->values[i] = (struct value){ .type = VALUE_TEXT, .text = code };
    }
}

static bool read_row(struct features *f, struct source_row *row,
                     struct error *err)
{
    struct row_geometry geometry;
    bool is_kept = false;
    arena_clear(f->row_arena);
    bool has_values = read_values(f, row);
    if (!features_read_geometry(f, row, &geometry, err)) return false;
    if (!has_values || !geometry.is_kept) return true;
    set_codes(f, &geometry.wgs84);
    struct feature feature = {
        .id = { .type = VALUE_INT, .integer = (int64_t)row->row },
        .geom = geometry.wgs84,
        .values = f->values,
    };
    struct import_place place = { .row = row->row,
                                  .line = row->line,
                                  .id_field = f->id_column };
    if (!import_target_add(f->target, &feature,
                           f->geometry.is_stored ? &geometry.own : NULL, &place,
                           &is_kept, err))
        return false;
    f->kept += is_kept;
    return true;
}

static bool open_target(struct features *f, struct error *err)
{
    const struct manifest *manifest = f->job->manifest;
    struct collection collection = {
        .id = manifest->dataset.id,
        .dataset = &manifest->dataset,
        .title = manifest->dataset.title,
        .description = manifest->dataset.description,
        .schema = { f->fields, f->count },
        .level = LEVEL_NONE,
        .storage_srid = f->geometry.is_stored ? f->geometry.srid : CRS_WGS84,
    };
    f->target = import_target_open(f->job, &collection, err);
    return f->target;
}

// RD in a file that says degrees is one mistake, not one a row.
static bool check_crs(const struct features *f, struct error *err)
{
    if (f->like_rd * 2 < f->placed || !f->like_rd) return true;
    return error_set(err, ERROR_REFUSED,
                     "%.*s: %" PRIu64 " of %" PRIu64 " places have coordinates "
                     "in metres that look like RD, but the source says "
                     "EPSG:%d; set source.crs: EPSG:28992",
                     STR_ARG(f->job->manifest->dataset.id), f->like_rd,
                     f->placed, f->geometry.srid);
}

static bool read_rows(struct features *f, struct error *err)
{
    struct source_row row;
    while (source_next(f->source, &row)) {
        import_progress(f->job, IMPORT_READING, row.row, f->info->row_count);
        if (!read_row(f, &row, err)) return false;
    }
    report_rows(f->job->report, source_row_count(f->source), f->kept);
    return true;
}

// Both are asked, so that one run names every column that is not there.
static bool plan(struct features *f, struct error *err)
{
    lacking_begin(&f->lacking, f->job->arena, f->source, f->job->report);
    bool is_placed = geometry_plan_open(f, err);
    bool is_planned = features_plan(f, is_placed ? err : NULL);
    return lacking_end(&f->lacking, f->job->manifest->path, err) && is_placed &&
           is_planned;
}

static bool import_source(struct features *f, struct error *err)
{
    const struct import_job *job = f->job;
    f->info = source_info(f->source);
    if (job->has_areas) {
        f->codes = codes_open(job->store, job->manifest->dataset.areas, err);
        if (!f->codes) return false;
    }
    return plan(f, err) && open_target(f, err) && read_rows(f, err);
}

bool features_import(struct import_job *job, struct error *err)
{
    const struct manifest *manifest = job->manifest;
    struct source_nulls nulls = { manifest->null_values,
                                  manifest->null_value_count };
    struct features f = { .job = job,
                          .row_arena = arena_create(ROW_MEMORY_MAX) };
    if (!f.row_arena) return error_set(err, ERROR_NO_MEMORY, "no memory left");
    f.source = source_open(&manifest->source, nulls, job->report, err);
    bool ok = f.source && import_source(&f, err);
    if (!source_close(f.source, ok ? err : NULL)) ok = false;
    geometry_plan_close(&f.geometry);
    codes_close(f.codes);
    arena_destroy(f.row_arena);
    return ok && check_crs(&f, err) && import_target_finish(f.target, err);
}
