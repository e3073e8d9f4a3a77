// Tables in text: RFC 4180 and what people make of it.
//
// Records are read one at a time from a stream of bytes, in UTF-8, UTF-16 or
// an 8-bit encoding, with fields in quotes (line ends and doubled quotes
// inside), CRLF, LF or CR. Damage stays where it is: a record that cannot be
// read whole says why in `fault`, and the next call goes on behind it.
//
//   struct csv *csv = csv_open(reader, dialect, err);
//   while (csv_next(csv, &record)) ...
//   csv_close(csv);
//
// Empty lines are passed over.

#ifndef IMPORTERS_CSV_H
#define IMPORTERS_CSV_H

#include "importers/encoding.h"

enum {
    CSV_FIELD_MAX = 1 << 20,     // bytes of one field
    CSV_RECORD_MAX = 16 << 20,   // bytes of one record
    CSV_COLUMN_MAX = 2000,       // fields of one record
    CSV_QUOTE_FAULT_MAX = 1000,  // quotes left open before the file is given up
};

// Where bytes come from: fills `out` and returns how many; 0 at the end.
struct byte_reader {
    size_t (*read)(void *context, char *out, size_t len);
    void *context;
};

struct csv_dialect {
    char delimiter;
    enum encoding encoding;  // never ENCODING_UNKNOWN
};

enum csv_fault {
    CSV_OK,
    CSV_ENCODING,  // bytes that are not the encoding's; fields are as they are
    CSV_NUL,       // a NUL byte; fields are as they are
    CSV_QUOTE,     // a quote that is not closed, or closed inside a field
    CSV_LONG_FIELD,   // more than CSV_FIELD_MAX
    CSV_LONG_RECORD,  // more than CSV_RECORD_MAX or CSV_COLUMN_MAX
};

struct csv_record {
    uint64_t line;  // where it starts, from 1
    const str *fields;
    size_t field_count;
    bool is_ascii;
    enum csv_fault fault;
    uint64_t fault_line;
    size_t fault_field;  // from 0
};

struct csv;

struct csv *csv_open(struct byte_reader reader, struct csv_dialect dialect,
                     struct error *err) MUST_CHECK;
void csv_close(struct csv *csv);  // NULL is fine

// Fields live until the next call. False at the end, and when reading cannot
// go on: csv_failed then fills `err` and returns true.
bool csv_next(struct csv *csv, struct csv_record *record);
bool csv_failed(const struct csv *csv, struct error *err);

// "comma" for ','.
const char *csv_delimiter_name(char delimiter);

// The delimiter that cuts the lines of this start of a text (UTF-8 or an 8-bit
// encoding) into equal numbers of fields: , ; tab or |. A comma when none does.
char csv_find_delimiter(str start);

// The rule that a fault breaks, as in reports, and the sentence about it.
const char *csv_fault_rule(enum csv_fault fault);
str csv_fault_message(struct arena *arena, const struct csv_record *record,
                      enum encoding encoding);

#endif
