// The rows in which words occur.
//
// Terms stand between commas, and are alternatives (OGC API Features Part 9,
// Records Part 1: the parameter q). The words of a term follow one another in
// some text field of the row; the last may be the beginning of a longer one.
// Words are cut and folded as FTS5 does it: letters and digits make words, case
// and diacritics aside.
//
// When no row has any of the terms, their words are looked for anywhere in the
// row, in any order; and then what they may have meant: one letter more, less,
// other or swapped in a word of four to seven letters, two in a longer one, as
// long as some three letters in a row are right.

#ifndef STORE_SPATIALITE_WORDS_H
#define STORE_SPATIALITE_WORDS_H

#include "store/query.h"
#include "store/spatialite/fid_set.h"
#include "store/spatialite/view.h"

#define WORDS_TOKENIZER "unicode61 remove_diacritics 2"

enum {
    WORDS_MAX = 16,          // in one question
    WORDS_BYTES_MAX = 1024,  // of a question
    WORDS_TYPO_MIN = 4,      // letters of a word that may be mistyped
    WORDS_TYPO_MAX = 40,
    WORDS_TERMS_MAX = 200000,  // different words kept for that
    WORDS_MEANT_MAX = 10,      // that one mistyped word may have meant
};

// Adds the fids of the rows to `set`, which is made in `arena`. A text without
// any word is ERROR_INVALID.
bool words_find(struct view *view, struct arena *arena,
                const struct selection *selection, struct fid_set *set,
                struct error *err) MUST_CHECK;

#endif
