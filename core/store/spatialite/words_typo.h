// What a mistyped word may have meant.

#ifndef STORE_SPATIALITE_WORDS_TYPO_H
#define STORE_SPATIALITE_WORDS_TYPO_H

#include "store/spatialite/words.h"

struct meant {
    str words[WORDS_MEANT_MAX];  // the nearest first
    size_t count;
};

// `terms` is the name of the table.
bool words_typo_find(struct view *view, struct arena *arena, str terms,
                     str word, struct meant *out, struct error *err) MUST_CHECK;

// In how many places `word` has to be changed to become the beginning of
// `term`: letters added, left out, replaced, or swapped with the next. More
// than `most` comes as most + 1. Texts are UTF-8.
int words_typo_distance(str word, str term, int most);

#endif
