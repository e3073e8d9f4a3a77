// What kind of value a column of texts holds. Nothing is guessed that could
// lose a digit: codes with leading zeros, numbers of more than 18 digits,
// telephone numbers with a plus and dates in any but ISO order stay text.

#ifndef IMPORTERS_NORMALISE_GUESS_H
#define IMPORTERS_NORMALISE_GUESS_H

#include "geo/feature.h"

// What one text looks like; or-ed together for a column.
enum guess {
    GUESS_INT = 1,
    GUESS_LONG_INT = 2,    // 16 to 18 digits: more than a double keeps
    GUESS_DOT = 4,         // 53.2194
    GUESS_COMMA = 8,       // 53,2194
    GUESS_THOUSANDS = 16,  // 1.234: a number with a point, or a thousand
    GUESS_DATE = 32,       // 2026-03-18
    GUESS_TIME = 64,       // 2026-03-18T07:30:00, with or without an offset
    GUESS_TEXT = 128,
    GUESS_GROUPED = 256,  // 233.500,5: points between thousands, for there is
                          // a decimal comma
    GUESS_GROUPS = 512,   // 1.234.567: a number only among those
};

// `text` without blanks around it, not empty.
unsigned guess_text(str text);

// The type that holds all that was seen. `decimal` is '.', ',' or 0 when it
// could not be told.
enum value_type guess_type(unsigned seen, char decimal);

// The decimal sign of a table, from what was seen in its columns; 0 when all
// that is there is like 1.234 and the fields are not cut by commas.
char guess_decimal(const unsigned *seen, size_t column_count, char delimiter);

#endif
