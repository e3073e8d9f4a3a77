#include <string.h>

#include "fuzz/fuzz.h"
#include "importers/csv.h"
#include "importers/normalise_guess.h"
#include "unit/pieces.h"

// Everything that was read, in one number.
static uint64_t read_all(str text, struct csv_dialect dialect, size_t step)
{
    struct pieces pieces = { text, step };
    struct byte_reader reader = { read_piece, &pieces };
    struct csv_record record;
    struct error err = { 0 };
    struct csv *csv = csv_open(reader, dialect, &err);
    uint64_t sum = 0, line = 0;
    if (!csv) return 0;
    while (csv_next(csv, &record)) {
        MUST_HOLD(record.line > line);
        MUST_HOLD(record.field_count <= CSV_COLUMN_MAX);
        MUST_HOLD(!record.fault || record.fault_line >= record.line);
        line = record.line;
        sum = sum * 31 + record.fault + record.line * 7;
        for (size_t i = 0; i < record.field_count; i++) {
            str field = record.fields[i];
            sum = sum * 31 + str_hash(field);
            MUST_HOLD(field.len <= CSV_FIELD_MAX * 3);
            if (record.fault) continue;
            MUST_HOLD(str_valid_utf8(field) == field.len);
            MUST_HOLD(!field.len || !memchr(field.bytes, '\0', field.len));
            str trimmed = str_trim(field);
            if (trimmed.len) sum += guess_text(trimmed);
        }
    }
    if (csv_failed(csv, &err)) MUST_HOLD(err.message[0]);
    csv_close(csv);
    return sum;
}

// The first byte chooses the dialect. However the bytes arrive, the same is
// read, and what is taken is UTF-8 without NUL bytes.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum encoding encodings[] = {
        ENCODING_UTF8, ENCODING_WINDOWS_1252, ENCODING_UTF16LE, ENCODING_UTF16BE
    };
    if (!size) return 0;
    str text = fuzz_text(data + 1, size - 1);
    struct csv_dialect dialect = { csv_find_delimiter(text),
                                   encodings[data[0] & 3] };
    uint64_t whole = read_all(text, dialect, SIZE_MAX);
    MUST_HOLD(read_all(text, dialect, 1 + (data[0] >> 2)) == whole);
    return 0;
}
