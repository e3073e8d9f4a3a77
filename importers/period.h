// What period a figure is about: a code of CBS, a year, a month or a day.

#ifndef IMPORTERS_PERIOD_H
#define IMPORTERS_PERIOD_H

#include "base/timestamp.h"
#include "store/catalog.h"

struct period_start {
    enum period kind;
    char date[DATE_LEN + 1];  // its first day: "2023-04-01"
};

// `format` is the manifest's: "cbs" (2023JJ00 a year, 2023KW02 a quarter,
// 2023MM04 a month), "year" (2023), "month" (2023-04 or 202304) or "date"
// (2023-04-01). White space around it is passed over. False, and `out`
// untouched, when the text is none.
bool period_read(str text, str format, struct period_start *out);

// Whether `name` is the pattern with digits for {YYYY}, {MM} and {DD}:
// "misdrijven_2023" for "misdrijven_{YYYY}".
bool period_match(str pattern, str name, struct period_start *out);

// "year", "quarter", "month", "day".
const char *period_name(enum period kind);

#endif
