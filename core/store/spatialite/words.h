// The rows in which words occur.
//
// Words are cut and folded as FTS5 does it: letters and digits make words, case
// and diacritics aside. Each is the beginning of a word in some text field of
// the row. When no row has them all, words that were mistyped are looked for:
// one letter more, less, other or swapped in a word of four to seven letters,
// two in a longer one, as long as some three letters in a row are right.

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

// Adds the fids of the rows to `set`, which is made in `arena`. *has_words is
// false when the text holds no word at all, and so asks for nothing.
bool words_find(struct view *view, struct arena *arena,
                const struct selection *selection, struct fid_set *set,
                bool *has_words, struct error *err) MUST_CHECK;

#endif
