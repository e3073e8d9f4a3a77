// The record that is being read lies whole in one buffer, from `start` on.
// Fields are remembered as offsets from there, so the buffer may be moved and
// grown while reading; they become pointers only when the record is complete.
// Nothing is changed in the buffer before that, because a quote that turns out
// not to be closed sends the reader back to the end of the line it opened on.

#include "importers/csv.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 * 1024 };

struct span {
    size_t from, to;
    bool has_doubled_quotes;
};

struct csv {
    struct byte_reader reader;
    struct csv_dialect dialect;
    struct utf16 utf16;
    struct arena *arena;  // decoded fields of the current record
    char *bytes;
    size_t capacity, len;
    size_t start;       // of the current record
    size_t at;          // where reading is, from `start`
    uint64_t line;      // of `at`
    bool is_at_end;     // of the source
    bool cr_ends_line;  // lone CRs: the first line end was one
    bool has_line_end;
    size_t quote_faults;
    struct span *spans;  // CSV_COLUMN_MAX of them
    str *fields;
    bool stops[256];  // what ends a run of plain bytes
    enum error_code failure;
};

static bool reserve(struct csv *csv, size_t room)
{
    if (csv->start && csv->len + room > csv->capacity) {
        memmove(csv->bytes, csv->bytes + csv->start, csv->len - csv->start);
        csv->len -= csv->start;
        csv->start = 0;
    }
    if (csv->len + room <= csv->capacity) return true;
    char *bytes = realloc(csv->bytes, csv->capacity * 2 + room);
    if (!bytes) {
        csv->failure = ERROR_NO_MEMORY;
        return false;
    }
    csv->bytes = bytes;
    csv->capacity = csv->capacity * 2 + room;
    return true;
}

static void fill_from_utf16(struct csv *csv)
{
    char raw[CHUNK / 4];
    size_t got = csv->reader.read(csv->reader.context, raw, sizeof raw);
    char *end = csv->bytes + csv->len;
    if (got) {
        csv->len += utf16_to_utf8(&csv->utf16, (str){ raw, got }, end);
    } else {
        csv->is_at_end = true;
        csv->len += utf16_finish(&csv->utf16, end);
    }
}

// More bytes behind those there are. False at the end.
static bool fill(struct csv *csv)
{
    while (!csv->is_at_end) {
        if (!reserve(csv, CHUNK)) return false;
        size_t before = csv->len;
        if (encoding_is_utf16(csv->dialect.encoding)) {
            fill_from_utf16(csv);
        } else {
            csv->len += csv->reader.read(csv->reader.context,
                                         csv->bytes + csv->len, CHUNK);
            csv->is_at_end = csv->len == before;
        }
        if (csv->len > before) return true;
    }
    return false;
}

// The byte at `at`, or -1 at the end.
static int peek(struct csv *csv)
{
    while (csv->start + csv->at >= csv->len)
        if (!fill(csv)) return -1;
    return (unsigned char)csv->bytes[csv->start + csv->at];
}

static void skip_mark(struct csv *csv)
{
    while (csv->len < 3 && fill(csv)) continue;
    if (csv->len >= 3 && !memcmp(csv->bytes, "\xEF\xBB\xBF", 3)) csv->start = 3;
}

struct csv *csv_open(struct byte_reader reader, struct csv_dialect dialect,
                     struct error *err)
{
    struct csv *csv = calloc(1, sizeof *csv);
    if (csv) {
        csv->arena = arena_create(CSV_RECORD_MAX * 4);
        csv->bytes = malloc(CHUNK * 2);
        csv->spans = calloc(CSV_COLUMN_MAX, sizeof *csv->spans);
        csv->fields = calloc(CSV_COLUMN_MAX, sizeof *csv->fields);
    }
    if (!csv || !csv->arena || !csv->bytes || !csv->spans || !csv->fields) {
        csv_close(csv);
        error_set(err, ERROR_NO_MEMORY, "no room to read a table");
        return NULL;
    }
    csv->reader = reader;
    csv->dialect = dialect;
    csv->utf16.is_big_endian = dialect.encoding == ENCODING_UTF16BE;
    csv->capacity = CHUNK * 2;
    csv->line = 1;
    csv->stops[(unsigned char)dialect.delimiter] = true;
    csv->stops['\n'] = csv->stops['\r'] = true;
    skip_mark(csv);
    return csv;
}

void csv_close(struct csv *csv)
{
    if (!csv) return;
    arena_destroy(csv->arena);
    free(csv->bytes);
    free(csv->spans);
    free(csv->fields);
    free(csv);
}

// Whether a line ends at `at`, whose byte is `c`; if so, goes behind it.
static bool take_line_end(struct csv *csv, int c)
{
    if (c != '\n' && c != '\r') return false;
    if (c == '\r') {
        csv->at++;
        bool has_lf = peek(csv) == '\n';
        csv->at--;
        if (!csv->has_line_end) csv->cr_ends_line = !has_lf;
        if (!has_lf && !csv->cr_ends_line) return false;
        csv->at += has_lf;
    }
    csv->has_line_end = true;
    csv->at++;
    csv->line++;
    return true;
}

static void skip_line(struct csv *csv)
{
    for (int c = peek(csv); c >= 0 && !take_line_end(csv, c); c = peek(csv)) {
        csv->at++;
        if (csv->at < CHUNK) continue;
        csv->start += csv->at;  // let go of what was passed
        csv->at = 0;
    }
}

// What stands between two quotes. False when the closing one is missing, or
// something follows it that cannot.
static bool read_quoted(struct csv *csv, struct span *span)
{
    *span = (struct span){ .from = ++csv->at };
    for (int c = peek(csv); c >= 0; c = peek(csv)) {
        if (csv->at - span->from > CSV_FIELD_MAX) return false;
        csv->at++;
        if (c == '\n' || (c == '\r' && csv->cr_ends_line)) csv->line++;
        if (c != '"') continue;
        c = peek(csv);
        if (c == '"') {
            span->has_doubled_quotes = true;
            csv->at++;
            continue;
        }
        span->to = csv->at - 1;
        return c < 0 || csv->stops[c];
    }
    return false;
}

static bool read_plain(struct csv *csv, struct span *span)
{
    *span = (struct span){ .from = csv->at };
    for (;;) {
        if (peek(csv) < 0) break;
        const char *p = csv->bytes + csv->start + csv->at;
        const char *end = csv->bytes + csv->len;
        while (p < end && !csv->stops[(unsigned char)*p]) p++;
        csv->at = (size_t)(p - csv->bytes) - csv->start;
        if (csv->at - span->from > CSV_FIELD_MAX) return false;
        if (p == end) continue;
        if (*p == csv->dialect.delimiter) break;
        // A CR in the middle of a line is a byte like any other.
        size_t before = csv->at;
        uint64_t line = csv->line;
        bool is_end = take_line_end(csv, (unsigned char)*p);
        csv->at = before;
        csv->line = line;
        if (is_end) break;
        csv->at++;
    }
    span->to = csv->at;
    return true;
}

// A quote that stays open takes only its own line with it.
static void recover_from_quote(struct csv *csv, struct csv_record *record,
                               size_t opened, uint64_t line)
{
    record->fault = CSV_QUOTE;
    record->fault_line = line;
    csv->at = opened;
    csv->line = line;
    skip_line(csv);
    if (++csv->quote_faults > CSV_QUOTE_FAULT_MAX)
        csv->failure = ERROR_TOO_LARGE;
}

// Cuts one record into spans. False with a fault.
static bool read_spans(struct csv *csv, struct csv_record *record)
{
    size_t count = 0;
    for (;;) {
        record->fault_field = count;
        record->fault_line = csv->line;
        struct span *span = &csv->spans[count];
        int c = peek(csv);
        size_t opened = csv->at;
        uint64_t line = csv->line;
        if (c == '"' && !read_quoted(csv, span)) {
            recover_from_quote(csv, record, opened, line);
            return false;
        }
        if (c != '"' && !read_plain(csv, span)) {
            record->fault = CSV_LONG_FIELD;
            skip_line(csv);
            return false;
        }
        count++;
        c = peek(csv);
        if (c == csv->dialect.delimiter && count < CSV_COLUMN_MAX &&
            csv->at < CSV_RECORD_MAX) {
            csv->at++;
            continue;
        }
        record->field_count = count;
        if (c < 0 || take_line_end(csv, c)) return true;
        record->fault = CSV_LONG_RECORD;
        skip_line(csv);
        return false;
    }
}

static size_t undouble_quotes(char *bytes, size_t len)
{
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        bytes[to++] = bytes[i];
        if (bytes[i] == '"') i++;
    }
    return to;
}

// Spans become fields of UTF-8.
static bool decode_fields(struct csv *csv, struct csv_record *record)
{
    char *base = csv->bytes + csv->start;
    bool is_8bit = csv->dialect.encoding == ENCODING_WINDOWS_1252 ||
                   csv->dialect.encoding == ENCODING_ISO_8859_1;
    for (size_t i = 0; i < record->field_count; i++) {
        struct span span = csv->spans[i];
        size_t len = span.to - span.from;
        if (span.has_doubled_quotes)
            len = undouble_quotes(base + span.from, len);
        str field = { base + span.from, len };
        if (is_8bit && !record->is_ascii &&
            encoding_ascii_prefix(field) < field.len) {
            field =
                encoding_8bit_to_utf8(csv->arena, csv->dialect.encoding, field);
            if (!field.bytes) return false;
        }
        csv->fields[i] = field;
    }
    record->fields = csv->fields;
    return true;
}

static void set_fault(struct csv_record *record, enum csv_fault fault,
                      size_t field)
{
    record->fault = fault;
    record->fault_field = field;
    record->fault_line = record->line;
    for (size_t i = 0; i < field; i++)
        for (size_t j = 0; j < record->fields[i].len; j++)
            record->fault_line += record->fields[i].bytes[j] == '\n';
}

static void check_bytes(struct csv_record *record, str raw)
{
    bool has_nul = memchr(raw.bytes, '\0', raw.len);
    if (!has_nul && record->is_ascii) return;
    for (size_t i = 0; i < record->field_count; i++) {
        str field = record->fields[i];
        if (!field.len) continue;
        if (has_nul && memchr(field.bytes, '\0', field.len)) {
            set_fault(record, CSV_NUL, i);
            return;
        }
        if (!record->is_ascii && str_valid_utf8(field) < field.len) {
            set_fault(record, CSV_ENCODING, i);
            return;
        }
    }
}

static void pass_empty_lines(struct csv *csv)
{
    for (;;) {
        csv->start += csv->at;
        csv->at = 0;
        int c = peek(csv);
        if (c < 0 || !take_line_end(csv, c)) break;
    }
}

bool csv_next(struct csv *csv, struct csv_record *record)
{
    *record = (struct csv_record){ 0 };
    arena_clear(csv->arena);
    if (csv->failure) return false;
    pass_empty_lines(csv);
    if (peek(csv) < 0) return false;
    record->line = csv->line;
    bool is_whole = read_spans(csv, record);
    if (csv->failure) return false;
    if (!is_whole) {
        record->field_count = 0;
        return true;
    }
    str raw = { csv->bytes + csv->start, csv->at };
    record->is_ascii = encoding_ascii_prefix(raw) == raw.len;
    if (!decode_fields(csv, record)) {
        csv->failure = ERROR_NO_MEMORY;
        return false;
    }
    check_bytes(record, raw);
    return true;
}

bool csv_failed(const struct csv *csv, struct error *err)
{
    if (!csv->failure) return false;
    if (csv->failure == ERROR_TOO_LARGE)
        error_set(err, ERROR_SOURCE,
                  "more than %d quotes are not closed; the last one is on line "
                  "%llu: is this a CSV file",
                  CSV_QUOTE_FAULT_MAX, (unsigned long long)csv->line - 1);
    else
        error_set(err, csv->failure, "no room for line %llu",
                  (unsigned long long)csv->line);
    return true;
}

struct delimiter {
    char c;
    const char *name;
};

static const struct delimiter delimiters[] = {
    { ',', "comma" },
    { ';', "semicolon" },
    { '\t', "tab" },
    { '|', "bar" },
};

const char *csv_delimiter_name(char delimiter)
{
    for (size_t i = 0; i < sizeof delimiters / sizeof *delimiters; i++)
        if (delimiters[i].c == delimiter) return delimiters[i].name;
    return "other";
}

enum { SNIFF_LINES = 30 };

// Counts `c` outside quotes on each line of the start; the last line, which
// may be cut, is left out unless it is the only one.
static size_t count_on_lines(str start, char c, size_t counts[SNIFF_LINES])
{
    size_t lines = 0, count = 0;
    bool in_quotes = false;
    for (size_t i = 0; i < start.len && lines < SNIFF_LINES; i++) {
        char b = start.bytes[i];
        bool next_is_lf = i + 1 < start.len && start.bytes[i + 1] == '\n';
        if (b == '"') in_quotes = !in_quotes;
        if (in_quotes || (b == '\r' && next_is_lf)) continue;
        if (b == c) count++;
        if (b != '\n' && b != '\r') continue;
        counts[lines++] = count;
        count = 0;
    }
    if (lines == 0) counts[lines++] = count;
    return lines;
}

char csv_find_delimiter(str start)
{
    char best = ',';
    size_t best_score = 0;
    for (size_t d = 0; d < sizeof delimiters / sizeof *delimiters; d++) {
        size_t counts[SNIFF_LINES];
        size_t lines = count_on_lines(start, delimiters[d].c, counts);
        size_t same = 0;
        for (size_t i = 0; i < lines; i++) same += counts[i] == counts[0];
        // What cuts every line alike says more than what occurs often.
        bool is_regular = same * 10 >= lines * 6;
        size_t score = counts[0] * same * (is_regular ? 100 : 1);
        if (score <= best_score) continue;
        best_score = score;
        best = delimiters[d].c;
    }
    return best;
}

const char *csv_fault_rule(enum csv_fault fault)
{
    static const char *const rules[] = {
        [CSV_OK] = "",
        [CSV_ENCODING] = "encoding",
        [CSV_NUL] = "nul-byte",
        [CSV_QUOTE] = "unbalanced-quote",
        [CSV_LONG_FIELD] = "field-too-long",
        [CSV_LONG_RECORD] = "row-too-long",
    };
    return rules[fault];
}

str csv_fault_message(struct arena *arena, const struct csv_record *record,
                      enum encoding encoding)
{
    size_t field = record->fault_field + 1;
    switch (record->fault) {
    case CSV_OK: break;
    case CSV_ENCODING:
        return arena_printf(arena,
                            "field %zu holds bytes that are not %s; save the "
                            "file in one encoding, or name it as "
                            "source.encoding",
                            field, encoding_name(encoding));
    case CSV_NUL:
        return arena_printf(arena, "field %zu holds a NUL byte", field);
    case CSV_QUOTE:
        return arena_printf(arena,
                            "the quote that opens field %zu is not closed, or "
                            "text follows the closing one; a quote inside a "
                            "quoted field is written twice",
                            field);
    case CSV_LONG_FIELD:
        return arena_printf(arena, "field %zu is longer than %d bytes", field,
                            CSV_FIELD_MAX);
    case CSV_LONG_RECORD:
        return arena_printf(arena,
                            "the row has more than %d fields or %d bytes",
                            CSV_COLUMN_MAX, CSV_RECORD_MAX);
    }
    return (str){ 0 };
}
