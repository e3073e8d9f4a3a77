#include "importers/source.h"

#include <stdlib.h>

#include "base/timestamp.h"
#include "importers/gdal.h"
#include "importers/source_driver.h"
#include "importers/source_sniff.h"

// Numbers that stand for "no value" are listed as texts too.
static bool keep_nulls(struct source *source, struct source_nulls nulls)
{
    source->nulls = nulls;
    source->null_numbers = ARENA_ARRAY(source->arena, double, nulls.count + 1);
    if (!source->null_numbers) return false;
    for (size_t i = 0; i < nulls.count; i++) {
        double *number = &source->null_numbers[source->null_number_count];
        if (str_to_real(nulls.texts[i], number)) source->null_number_count++;
    }
    return true;
}

struct source *source_create(size_t size, const struct source_driver *driver,
                             const struct source_request *request,
                             struct error *err)
{
    struct source *source = calloc(1, size);
    if (source) {
        source->driver = driver;
        source->report = request->report;
        source->arena = arena_create(SOURCE_ARENA_MAX);
        source->row_arena = arena_create(SOURCE_ROW_MAX);
    }
    bool ok = source && source->arena && source->row_arena;
    if (ok && keep_nulls(source, request->nulls)) return source;
    source_destroy(source);
    error_set(err, ERROR_NO_MEMORY, "no room to open a source");
    return NULL;
}

void source_destroy(struct source *source)
{
    if (!source) return;
    arena_destroy(source->arena);
    arena_destroy(source->row_arena);
    free(source);
}

void source_tell(struct source *source, const struct problem *problem)
{
    if (!source->is_quiet && source->report)
        report_add(source->report, problem);
}

// Blanks around a name, no-break spaces of spreadsheets among them.
static str trim_name(str name)
{
    const str nbsp = STR("\xC2\xA0");
    for (size_t before = name.len + 1; name.len < before;) {
        before = name.len;
        name = str_trim(name);
        if (str_starts(name, nbsp)) name = str_slice(name, 2, name.len);
        if (str_ends(name, nbsp)) name = str_slice(name, 0, name.len - 2);
    }
    return name;
}

static bool is_taken(const struct source_column *columns, size_t count,
                     str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(columns[i].name, name)) return true;
    return false;
}

str source_unique_name(struct source *source,
                       const struct source_column *columns, size_t count,
                       str name)
{
    str wanted = trim_name(name);
    str unique = wanted.len
                     ? arena_copy(source->arena, wanted)
                     : arena_printf(source->arena, "field_%zu", count + 1);
    for (unsigned n = 2; unique.bytes && is_taken(columns, count, unique); n++)
        unique = arena_printf(source->arena, "%.*s_%u", STR_ARG(wanted), n);
    if (!unique.bytes || str_equal(unique, wanted)) return unique;
    str message = arena_printf(
        source->arena, "column %zu %s; it is called \"%.*s\" here", count + 1,
        wanted.len ? "has the name of one before it" : "has no name",
        STR_ARG(unique));
    source_tell(source,
                &(struct problem){ .effect = REPORT_REPAIRED,
                                   .field = unique,
                                   .value = wanted,
                                   .rule = wanted.len ? "duplicate-column"
                                                      : "unnamed-column",
                                   .message = message });
    return unique;
}

bool source_time_value(struct arena *arena, enum value_type type,
                       const struct source_time *t, struct value *out)
{
    if (!date_is_valid(t->year, t->month, t->day)) return false;
    str text = arena_printf(arena, "%04d-%02d-%02d", t->year, t->month, t->day);
    if (type == VALUE_TIME) {
        struct timestamp time;
        int offset = abs(t->offset_minutes);
        text = arena_printf(arena, "%.*sT%02d:%02d:%02d.%03d", STR_ARG(text),
                            t->hour, t->minute, t->ms / 1000, t->ms % 1000);
        if (t->has_offset)
            text = arena_printf(arena, "%.*s%c%02d:%02d", STR_ARG(text),
                                t->offset_minutes < 0 ? '-' : '+', offset / 60,
                                offset % 60);
        if (!timestamp_parse_local(text, &time, NULL)) return false;
        text = arena_copy(arena, str_from(time.text));
    }
    *out = (struct value){ .type = type, .text = text };
    return text.bytes;
}

static struct source *open_kind(enum source_kind kind,
                                const struct source_request *request,
                                struct error *err)
{
    switch (kind) {
    case SOURCE_CSV: return source_csv_open(request, err);
    case SOURCE_GEOJSON: return source_geojson_open(request, err);
    case SOURCE_GDAL: return source_gdal_open(request, err);
    }
    return NULL;
}

static struct source *sniff_and_open(struct arena *arena,
                                     struct source_request request,
                                     struct error *err)
{
    enum source_kind kind;
    if (!source_sniff(arena, request.spec, &request.path, &kind, err))
        return NULL;
    // The layer chose the file within a zip; inside that there is one.
    struct manifest_source spec = *request.spec;
    bool is_member = str_starts(request.path, STR("/vsizip/")) &&
                     !str_ends(request.path, STR(".gpkg"));
    if (is_member) spec.layer = (str){ 0 };
    request.spec = &spec;
    return open_kind(kind, &request, err);
}

struct source *source_open(const struct manifest_source *spec,
                           struct source_nulls nulls, struct report *report,
                           struct error *err)
{
    struct arena *arena = arena_create(SOURCE_ARENA_MAX);
    struct source_request request = { .spec = spec,
                                      .nulls = nulls,
                                      .report = report };
    struct source *source = NULL;
    if (!arena)
        error_set(err, ERROR_NO_MEMORY, "no room to open a source");
    else
        source = sniff_and_open(arena, request, err);
    str shown = spec->path.len ? spec->path : spec->full_path;
    if (!source) error_context(err, "%.*s", STR_ARG(shown));
    if (source && report)
        report_fact(report, "format", str_from(source->info.format));
    arena_destroy(arena);
    return source;
}

const struct source_info *source_info(const struct source *source)
{
    return &source->info;
}

int source_column(const struct source *source, str name)
{
    const struct source_info *info = &source->info;
    str wanted = trim_name(name);
    for (size_t i = 0; i < info->column_count; i++)
        if (str_equal(info->columns[i].name, wanted)) return (int)i;
    for (size_t i = 0; i < info->column_count; i++)
        if (str_equal_nocase(info->columns[i].name, wanted)) return (int)i;
    return -1;
}

static bool is_null(struct source_nulls nulls, str text)
{
    if (!text.len) return true;
    for (size_t i = 0; i < nulls.count; i++)
        if (str_equal(text, nulls.texts[i])) return true;
    return false;
}

bool source_is_null(struct source_nulls nulls, str text)
{
    return is_null(nulls, str_trim(text));
}

static bool is_null_number(const struct source *source, double found)
{
    for (size_t i = 0; i < source->null_number_count; i++) {
        double number = source->null_numbers[i];
        if (found <= number && found >= number) return true;
    }
    return false;
}

bool source_next(struct source *source, struct source_row *row)
{
    if (!source->driver->next(source, row)) return false;
    for (size_t i = 0; i < source->info.column_count; i++) {
        struct value *value = &source->values[i];
        bool is_absent = false;
        if (value->type == VALUE_TEXT) {
            value->text = str_trim(value->text);
            is_absent = is_null(source->nulls, value->text);
        } else if (value->type == VALUE_INT) {
            is_absent = is_null_number(source, (double)value->integer);
        } else if (value->type == VALUE_REAL) {
            is_absent = is_null_number(source, value->real);
        }
        if (is_absent) *value = (struct value){ .type = VALUE_NULL };
    }
    return true;
}

bool source_rewind(struct source *source, struct error *err)
{
    source->rows = 0;
    source->is_quiet = true;
    return source->driver->rewind(source, err);
}

uint64_t source_row_count(const struct source *source)
{
    return source->rows;
}

bool source_close(struct source *source, struct error *err)
{
    return !source || source->driver->close(source, err);
}
