// Cutting a text into terms, and these into words, by the tokenizer of the
// index.

#ifndef STORE_SPATIALITE_WORDS_CUT_H
#define STORE_SPATIALITE_WORDS_CUT_H

#include "store/spatialite/words.h"

// Terms between commas, each of words that follow one another.
struct word_list {
    str words[WORDS_MAX];    // folded
    bool begins[WORDS_MAX];  // the word is the first of its term
    size_t count;
};

bool words_cut(struct view *view, struct arena *arena, str text,
               struct word_list *out, struct error *err) MUST_CHECK;

#endif
