// Texts as CASEI and ACCENTI see them, by the tables of Unicode. The only pair
// that knows utf8proc.

#ifndef CQL_FOLD_H
#define CQL_FOLD_H

#include "base/arena.h"

// Each gives {NULL, 0} when the arena is spent, and the text itself when it is
// not valid UTF-8. Results are composed (NFC).

// Full case folding: "Straße" and "STRASSE" are both "strasse".
str fold_case(struct arena *arena, str text);

// Without the marks that stand on letters: "ș" is "s", but "ø" is a letter.
str fold_accents(struct arena *arena, str text);

// Letter by letter.
str fold_lower(struct arena *arena, str text);
str fold_upper(struct arena *arena, str text);

#endif
