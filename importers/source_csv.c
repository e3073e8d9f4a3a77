// A table in text. It is read twice: once to learn its encoding, its header,
// its decimal sign and what its columns hold, and once to hand out its rows.

#include "importers/csv.h"
#include "importers/gdal.h"
#include "importers/normalise_guess.h"
#include "importers/source_driver.h"

enum { START_LEN = 64 * 1024 };

struct csv_source {
    struct source base;
    struct bytes *bytes;
    struct csv *csv;
    struct csv_dialect dialect;
    bool is_encoding_known;
    bool has_header;
};

// What one pass over the whole file finds out.
struct csv_scan {
    struct source_nulls nulls;
    str *header;
    size_t column_count;
    unsigned *seen;
    enum guess *header_looks;
    uint64_t rows;
    uint64_t foreign_rows;  // valid UTF-8 that is not ASCII
    uint64_t invalid_rows;
    bool header_is_valid;
};

static bool reopen(struct csv_source *source, struct error *err)
{
    csv_close(source->csv);
    struct byte_reader reader = { bytes_read, source->bytes };
    if (!bytes_rewind(source->bytes, err)) return false;
    source->csv = csv_open(reader, source->dialect, err);
    return source->csv;
}

static bool read_declared(struct csv_source *source,
                          const struct manifest_source *spec, struct error *err)
{
    if (!spec->encoding.len) return true;
    source->is_encoding_known = true;
    if (encoding_find(spec->encoding, &source->dialect.encoding)) return true;
    return error_set(err, ERROR_INVALID,
                     "source.encoding: \"%.*s\" is not one of utf-8, "
                     "windows-1252, iso-8859-1, utf-16",
                     STR_ARG(spec->encoding));
}

// The dialect, as far as the start of the file tells it.
static bool sniff_dialect(struct csv_source *source,
                          const struct source_request *request,
                          struct error *err)
{
    struct arena *arena = source->base.row_arena;
    char *start = arena_alloc(arena, START_LEN);
    char *text = arena_alloc(arena, START_LEN * 2);
    if (!start || !text) return error_set(err, ERROR_NO_MEMORY, "no room");
    size_t len = bytes_read(source->bytes, start, START_LEN);
    size_t bom_len;
    enum encoding found = encoding_of_start((str){ start, len }, &bom_len);
    if (!read_declared(source, request->spec, err)) return false;
    bool has_mark = bom_len || encoding_is_utf16(found);
    bool is_declared_utf16 = encoding_is_utf16(source->dialect.encoding);
    if (has_mark && (!source->is_encoding_known || is_declared_utf16)) {
        source->dialect.encoding = found;
        source->is_encoding_known = true;
    }
    if (!source->is_encoding_known) source->dialect.encoding = ENCODING_UTF8;
    str sample = { start, len };
    if (encoding_is_utf16(source->dialect.encoding)) {
        struct utf16 state = {
            .is_big_endian = source->dialect.encoding == ENCODING_UTF16BE,
        };
        sample = (str){ text, utf16_to_utf8(&state, sample, text) };
    }
    source->dialect.delimiter = request->spec->delimiter
                                    ? request->spec->delimiter
                                    : csv_find_delimiter(sample);
    return true;
}

static bool keep_header(struct csv_source *source, struct csv_scan *scan,
                        const struct csv_record *record, struct error *err)
{
    struct arena *arena = source->base.arena;
    size_t count = record->field_count;
    if (record->fault != CSV_OK && record->fault != CSV_ENCODING) {
        str why = csv_fault_message(arena, record, source->dialect.encoding);
        return error_set(err, ERROR_SOURCE,
                         "the header (line %llu) cannot be read: %.*s",
                         (unsigned long long)record->fault_line, STR_ARG(why));
    }
    scan->header = ARENA_ARRAY(arena, str, count);
    scan->seen = ARENA_ARRAY(arena, unsigned, count);
    scan->header_looks = ARENA_ARRAY(arena, enum guess, count);
    if (!scan->header || !scan->seen || !scan->header_looks)
        return error_set(err, ERROR_NO_MEMORY, "no room for the header");
    for (size_t i = 0; i < count; i++) {
        str text = str_trim(record->fields[i]);
        scan->header[i] = arena_copy(arena, text);
        scan->header_looks[i] = text.len ? guess_text(text) : 0;
    }
    scan->header_is_valid = record->fault == CSV_OK;
    scan->column_count = count;
    return true;
}

static void scan_record(struct csv_scan *scan, const struct csv_record *record)
{
    scan->rows++;
    if (record->fault == CSV_ENCODING)
        scan->invalid_rows++;
    else if (record->fault)
        return;
    else if (!record->is_ascii)
        scan->foreign_rows++;
    if (record->field_count != scan->column_count) return;
    for (size_t i = 0; i < scan->column_count; i++) {
        if (scan->seen[i] & GUESS_TEXT) continue;
        str text = str_trim(record->fields[i]);
        if (!source_is_null(scan->nulls, text))
            scan->seen[i] |= guess_text(text);
    }
}

static bool scan_file(struct csv_source *source, struct csv_scan *scan,
                      struct error *err)
{
    struct csv_record record;
    if (!reopen(source, err)) return false;
    if (!csv_next(source->csv, &record)) {
        if (csv_failed(source->csv, err)) return false;
        return error_set(err, ERROR_SOURCE, "is empty: not even a header");
    }
    if (!keep_header(source, scan, &record, err)) return false;
    while (csv_next(source->csv, &record)) scan_record(scan, &record);
    return !csv_failed(source->csv, err);
}

// Bytes that are not UTF-8 make a file Windows-1252, unless other rows are
// UTF-8 beyond doubt: then it is a mixture, and its invalid rows are refused.
static void decide_encoding(struct csv_source *source,
                            const struct csv_scan *scan)
{
    uint64_t invalid = scan->invalid_rows + !scan->header_is_valid;
    if (source->is_encoding_known || !invalid) return;
    if (scan->foreign_rows * 10 < invalid)
        source->dialect.encoding = ENCODING_WINDOWS_1252;
}

static bool is_year(str text)
{
    int64_t year;
    return text.len == 4 && str_to_int(text, &year) && year >= 1800 &&
           year < 2200;
}

// A first row of data: a cell of it is a number or a date like those below.
// Plain integers count in the first column only, and years never, because
// wide tables are headed so.
static bool has_header(const struct csv_scan *scan,
                       const struct manifest_source *spec)
{
    const unsigned sure =
        GUESS_DOT | GUESS_COMMA | GUESS_GROUPED | GUESS_DATE | GUESS_TIME;
    for (size_t i = 0; i < scan->column_count; i++)
        if (spec->x.len && str_equal_nocase(scan->header[i], spec->x))
            return true;
    for (size_t i = 0; i < scan->column_count; i++) {
        unsigned looks = scan->header_looks[i];
        bool is_like_the_rest = looks && scan->seen[i] == looks;
        if (is_like_the_rest && looks & sure) return false;
        if (is_like_the_rest && looks & GUESS_INT && i == 0 &&
            !is_year(scan->header[0]))
            return false;
    }
    return true;
}

static str column_name(struct csv_source *source, const struct csv_scan *scan,
                       size_t i)
{
    str name = source->has_header ? scan->header[i] : (str){ 0 };
    if (scan->header_is_valid) return name;
    return encoding_8bit_to_utf8(source->base.arena, ENCODING_WINDOWS_1252,
                                 name);
}

static bool describe_columns(struct csv_source *source, struct csv_scan *scan,
                             struct error *err)
{
    struct source_info *info = &source->base.info;
    size_t count = scan->column_count;
    struct source_column *columns =
        ARENA_ARRAY(source->base.arena, struct source_column, count);
    source->base.values = ARENA_ARRAY(source->base.arena, struct value, count);
    if (!columns || !source->base.values)
        return error_set(err, ERROR_NO_MEMORY, "no room for the columns");
    for (size_t i = 0; i < count; i++) {
        if (!source->has_header) scan->seen[i] |= scan->header_looks[i];
        str name = column_name(source, scan, i);
        columns[i].name =
            source->has_header
                ? source_unique_name(&source->base, columns, i, name)
                : arena_printf(source->base.arena, "field_%zu", i + 1);
        columns[i].type = guess_type(scan->seen[i], info->decimal);
        columns[i].is_text = true;
    }
    info->columns = columns;
    info->column_count = count;
    info->row_count = scan->rows + !source->has_header;
    return true;
}

static void tell_facts(struct csv_source *source)
{
    struct report *report = source->base.report;
    char decimal = source->base.info.decimal;
    if (!report) return;
    report_fact(report, "encoding",
                str_from(encoding_name(source->dialect.encoding)));
    report_fact(report, "delimiter",
                str_from(csv_delimiter_name(source->dialect.delimiter)));
    report_fact(report, "decimal",
                decimal ? decimal == ',' ? STR("comma") : STR("point")
                        : STR("not clear"));
    if (source->has_header) return;
    source_tell(&source->base,
                &(struct problem){
                    .effect = REPORT_NOTE,
                    .line = 1,
                    .rule = "missing-header",
                    .message = STR("the first row holds data, not names; the "
                                   "columns are called field_1, field_2 …") });
}

static bool learn(struct csv_source *source,
                  const struct source_request *request, struct error *err)
{
    struct csv_scan scan = { .nulls = request->nulls };
    struct source_info *info = &source->base.info;
    if (!sniff_dialect(source, request, err) || !scan_file(source, &scan, err))
        return false;
    decide_encoding(source, &scan);
    source->has_header = has_header(&scan, request->spec);
    info->format = "CSV";
    info->decimal = request->spec->decimal;
    if (!info->decimal)
        info->decimal = guess_decimal(scan.seen, scan.column_count,
                                      source->dialect.delimiter);
    if (!describe_columns(source, &scan, err)) return false;
    tell_facts(source);
    return true;
}

static void refuse(struct csv_source *source, const struct csv_record *record)
{
    struct source *base = &source->base;
    const struct source_info *info = &base->info;
    struct problem problem = { .effect = REPORT_REFUSED,
                               .row = base->rows,
                               .line = record->line,
                               .rule = csv_fault_rule(record->fault) };
    if (record->fault) {
        problem.line = record->fault_line;
        if (record->fault_field < info->column_count)
            problem.field = info->columns[record->fault_field].name;
        problem.message = csv_fault_message(base->row_arena, record,
                                            source->dialect.encoding);
    } else {
        bool is_short = record->field_count < info->column_count;
        problem.rule = is_short ? "too-few-fields" : "too-many-fields";
        problem.message = arena_printf(base->row_arena,
                                       "fields in this row: %zu; in the "
                                       "header: %zu",
                                       record->field_count, info->column_count);
    }
    source_tell(base, &problem);
}

static bool next_row(struct source *base, struct source_row *row)
{
    struct csv_source *source = (struct csv_source *)base;
    struct csv_record record;
    while (csv_next(source->csv, &record)) {
        base->rows++;
        if (record.fault || record.field_count != base->info.column_count) {
            arena_clear(base->row_arena);
            refuse(source, &record);
            continue;
        }
        for (size_t i = 0; i < record.field_count; i++)
            base->values[i] =
                (struct value){ .type = VALUE_TEXT, .text = record.fields[i] };
        *row = (struct source_row){ .row = base->rows,
                                    .line = record.line,
                                    .values = base->values };
        return true;
    }
    return false;
}

static bool rewind_rows(struct source *base, struct error *err)
{
    struct csv_source *source = (struct csv_source *)base;
    struct csv_record header;
    if (!reopen(source, err)) return false;
    if (source->has_header && !csv_next(source->csv, &header))
        return error_set(err, ERROR_SOURCE, "changed while it was read");
    return true;
}

static bool close_source(struct source *base, struct error *err)
{
    struct csv_source *source = (struct csv_source *)base;
    bool ok = !source->csv || !csv_failed(source->csv, err);
    csv_close(source->csv);
    if (!bytes_close(source->bytes, ok ? err : NULL)) ok = false;
    source_destroy(base);
    return ok;
}

static const struct source_driver csv_driver = { next_row, rewind_rows,
                                                 close_source };

struct source *source_csv_open(const struct source_request *request,
                               struct error *err)
{
    struct source *base =
        source_create(sizeof(struct csv_source), &csv_driver, request, err);
    if (!base) return NULL;
    struct csv_source *source = (struct csv_source *)base;
    source->bytes = bytes_open(request->path, err);
    if (source->bytes && learn(source, request, err) && rewind_rows(base, err))
        return base;
    if (!close_source(base, NULL)) return NULL;
    return NULL;
}
