#include "importers/statistics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "importers/lacking.h"

enum { ROW_MEMORY_MAX = 64 << 20, LABELS_MAX = 100000 };

void statistics_report(struct statistics *st, const struct source_row *row,
                       int column, const struct problem *problem,
                       const char *format, ...)
{
    char message[ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    struct problem whole = *problem;
    whole.message = str_from(message);
    if (row) {
        whole.row = row->row;
        whole.line = row->line;
    }
    if (column >= 0) whole.field = st->info->columns[column].name;
    report_add(st->job->report, &whole);
}

str statistics_text(struct statistics *st, struct value value)
{
    str text = { 0 };
    struct buf buf;
    switch (value.type) {
    case VALUE_NULL: return text;
    case VALUE_BOOL: text = value.boolean ? STR("true") : STR("false"); break;
    case VALUE_INT:
        text = arena_printf(st->row_arena, "%" PRId64, value.integer);
        break;
    case VALUE_REAL:
        buf_init(&buf, st->row_arena, 64);
        buf_add_real(&buf, value.real);
        if (!buf_finish(&buf, &text, NULL)) return (str){ 0 };
        break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: text = str_trim(value.text); break;
    }
    return source_is_null(st->nulls, text) ? (str){ 0 } : text;
}

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no memory left");
}

// The columns of a wide table whose names hold a period.
static bool wide_columns(struct statistics *st, struct lacking *lacking,
                         struct error *err)
{
    const struct manifest *manifest = st->job->manifest;
    size_t count = st->info->column_count;
    st->wide = ARENA_ARRAY(st->job->arena, struct wide_column, count + 1);
    if (!st->wide) return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct wide_column *wide = &st->wide[st->wide_count];
        wide->column = (int)i;
        st->wide_count += period_match(
            manifest->period_columns, st->info->columns[i].name, &wide->period);
    }
    if (!st->wide_count)
        (void)lacking_column(lacking, "period.columns",
                             manifest->period_columns);
    return true;
}

static bool long_columns(struct statistics *st, struct lacking *lacking,
                         struct error *err)
{
    const struct manifest *manifest = st->job->manifest;
    st->period_column =
        lacking_column(lacking, "period.field", manifest->period_field);
    st->measure_columns = ARENA_ARRAY(st->job->arena, int, st->measure_count);
    if (!st->measure_columns) return no_memory(err);
    for (size_t i = 0; i < st->measure_count; i++)
        st->measure_columns[i] =
            lacking_column(lacking, "measures", manifest->measures[i].from);
    return true;
}

bool statistics_columns(struct statistics *st, struct error *err)
{
    const struct manifest *manifest = st->job->manifest;
    st->period_column = -1;
    st->measure_count = manifest->statistics_measure_count;
    st->category_count = manifest->statistics_category_count;
    st->categories =
        ARENA_ARRAY(st->job->arena, struct category, st->category_count + 1);
    if (!st->categories) return no_memory(err);
    struct lacking lacking;
    lacking_begin(&lacking, st->job->arena, st->source, st->job->report);
    st->area_column =
        lacking_column(&lacking, "area.field", manifest->area_field);
    for (size_t i = 0; i < st->category_count; i++) {
        st->categories[i].spec = &manifest->categories[i];
        st->categories[i].column =
            lacking_column(&lacking, "by", manifest->categories[i].from);
    }
    bool ok = manifest->period_field.len ? long_columns(st, &lacking, err)
                                         : wide_columns(st, &lacking, err);
    return ok && lacking_end(&lacking, manifest->path, err);
}

static bool add_label(struct statistics *st, struct labels *labels, str code,
                      str text)
{
    struct arena *arena = st->job->arena;
    size_t n = labels->count;
    labels->codes = arena_grow(arena, labels->codes, n * sizeof *labels->codes,
                               (n + 1) * sizeof *labels->codes);
    labels->texts = arena_grow(arena, labels->texts, n * sizeof *labels->texts,
                               (n + 1) * sizeof *labels->texts);
    if (!labels->codes || !labels->texts) return false;
    labels->codes[n] =
        (struct value){ .type = VALUE_TEXT, .text = arena_copy(arena, code) };
    labels->texts[n] = arena_copy(arena, text);
    labels->count++;
    return labels->codes[n].text.bytes && labels->texts[n].bytes;
}

static bool read_label_rows(struct statistics *st, struct source *source,
                            struct labels *labels, struct error *err)
{
    struct source_row row;
    while (source_next(source, &row)) {
        arena_clear(st->row_arena);
        str code = statistics_text(st, row.values[0]);
        str text = statistics_text(st, row.values[1]);
        if (!code.len || !text.len) continue;
        if (labels->count == LABELS_MAX)
            return error_set(err, ERROR_TOO_LARGE, "more than 100000 labels");
        if (!add_label(st, labels, code, text)) return no_memory(err);
    }
    return true;
}

// The labels have a report of their own, which nobody sees: what it says about
// encoding and delimiter is about another file than the figures.
static bool read_labels(struct statistics *st, struct category *category,
                        struct error *err)
{
    struct manifest_source spec = { .path = category->spec->labels,
                                    .full_path = category->spec->labels };
    struct report *report = report_create();
    if (!report) return no_memory(err);
    struct source *source =
        source_open(&spec, (struct source_nulls){ 0 }, report, err);
    bool ok = source;
    if (ok && source_info(source)->column_count < 2)
        ok = error_set(err, ERROR_SOURCE,
                       "labels need two columns: code and "
                       "label");
    ok = ok && read_label_rows(st, source, &category->labels, err);
    struct error ignored;
    ok = source_close(source, ok ? err : &ignored) && ok;
    if (ok && report_refused(report))
        ok = error_set(err, ERROR_SOURCE, "a row of the labels is damaged");
    report_destroy(report);
    return ok || error_context(err, "%.*s", STR_ARG(category->spec->labels));
}

bool statistics_labels(struct statistics *st, struct error *err)
{
    for (size_t i = 0; i < st->category_count; i++)
        if (st->categories[i].spec->labels.len &&
            !read_labels(st, &st->categories[i], err))
            return false;
    return true;
}

// The finest level and the shortest period that occur: what is coarser in the
// same table are published totals.
static bool find_finest(struct statistics *st, struct error *err)
{
    const struct manifest *manifest = st->job->manifest;
    struct source_row row;
    uint64_t count = 0;
    while (source_next(st->source, &row)) {
        arena_clear(st->row_arena);
        if (++count % 4096 == 0 && !import_may_go_on(st->job, err))
            return false;
        enum area_level level;
        str code = statistics_text(st, row.values[st->area_column]);
        if (manifest->statistics_level == LEVEL_NONE &&
            statistics_code_level(code, &level) && level < st->level)
            st->level = level;
        struct period_start start;
        if (st->period_column < 0) continue;
        str text = statistics_text(st, row.values[st->period_column]);
        if (period_read(text, manifest->period_format, &start) &&
            (st->period == PERIOD_NONE || start.kind < st->period))
            st->period = start.kind;
    }
    return source_rewind(st->source, err);
}

static bool settle_grain(struct statistics *st, struct error *err)
{
    st->level = st->job->manifest->statistics_level;
    if (st->wide_count) st->period = st->wide[0].period.kind;
    if (st->level == LEVEL_NONE || st->period == PERIOD_NONE)
        if (!find_finest(st, err)) return false;
    // A table without a single usable row.
    if (st->level == LEVEL_NONE) st->level = LEVEL_BUURT;
    if (st->period == PERIOD_NONE) st->period = PERIOD_YEAR;
    report_fact(st->job->report, "area level",
                str_from(area_level_name(st->level)));
    report_fact(st->job->report, "period", str_from(period_name(st->period)));
    return true;
}

static void report_totals(struct statistics *st)
{
    for (size_t i = 0; i < st->category_count; i++) {
        const struct category *c = &st->categories[i];
        if (!c->has_total || !c->has_others || c->spec->total.len) continue;
        statistics_report(st, NULL, c->column,
                          &(struct problem){ .effect = REPORT_NOTE,
                                             .rule = "possible-total" },
                          "some values look like a total of the others; if so, "
                          "name it with 'total' in by, or sums will count it "
                          "twice");
    }
}

static bool import_source(struct statistics *st, struct error *err)
{
    if (!statistics_columns(st, err) || !statistics_labels(st, err) ||
        !settle_grain(st, err) || !statistics_areas(st, err) ||
        !statistics_rows(st, err))
        return false;
    report_rows(st->job->report, source_row_count(st->source), st->kept);
    char figures[24];
    snprintf(figures, sizeof figures, "%" PRIu64, st->figures);
    if (st->wide_count)
        report_fact(st->job->report, "figures", str_from(figures));
    statistics_join_report(st);
    report_totals(st);
    return true;
}

bool statistics_import(struct import_job *job, struct error *err)
{
    const struct manifest *manifest = job->manifest;
    struct statistics st = { .job = job,
                             .nulls = { manifest->null_values,
                                        manifest->null_value_count } };
    st.row_arena = arena_create(ROW_MEMORY_MAX);
    if (!st.row_arena) return no_memory(err);
    st.source = source_open(&manifest->source, st.nulls, job->report, err);
    bool ok = st.source;
    if (ok) st.info = source_info(st.source);
    ok = ok && import_source(&st, err);
    struct error ignored;
    ok = source_close(st.source, ok ? err : &ignored) && ok;
    ok = ok && import_target_finish(st.target, err);
    key_set_free(&st.keys);
    arena_destroy(st.row_arena);
    return ok;
}
