// Values of a source as values of a field: whole, of its type, or refused. No
// digit is lost and none is made up: "53,2" is never 53, and "1.234" is a
// number or a thousand only when the table's decimal sign says which.

#ifndef IMPORTERS_NORMALISE_H
#define IMPORTERS_NORMALISE_H

#include "base/error.h"
#include "geo/feature.h"

struct value_rule {
    enum value_type type;
    str format;    // dates and times as people write them: base/timestamp.h
    char decimal;  // of the table: '.', ',' or 0 when it is not clear
};

// The error says what would be accepted. Texts that need it are copied into
// `arena`; others stay where they are.
//
//   INT   12, 0012, 12.0, 1.234.567 (with decimal comma)
//   REAL  53.2194, 53,2194 (with decimal comma), 1.234,5
//   BOOL  ja nee true false waar onwaar yes no j n y 1 0
//   DATE  2026-03-18, a midnight, or by format
//   TIME  RFC 3339, without offset Dutch time, or by format; a date is its
//         midnight
//   TEXT  any value, written out
bool normalise_value(struct arena *arena, const struct value_rule *rule,
                     struct value in, struct value *out,
                     struct error *err) MUST_CHECK;

// A number from text with the decimal sign of the table.
bool normalise_real(str text, char decimal, double *out,
                    struct error *err) MUST_CHECK;

// The text of any value, for reports and codes; empty for null.
str normalise_text(struct arena *arena, struct value value);

#endif
