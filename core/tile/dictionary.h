// Values that many tiles share: each distinct one encoded once, and numbered
// by a code. A code says nothing about a tile; what number the value has in a
// layer is found there once and then looked up (mvt_block.h).
//
// Codes that were handed out are read without a lock while other threads add
// values, by those who were told of the code in a way that orders memory.

#ifndef TILE_DICTIONARY_H
#define TILE_DICTIONARY_H

#include "tile/mvt_pool.h"

enum { DICTIONARY_CODES_MAX = UINT16_MAX };  // so that one has 16 bits

// No code: for null, for numbers that are not finite, and for what a full
// dictionary does not hold.
#define DICTIONARY_NONE UINT32_MAX

// NULL for what a tile leaves out, and, as *failed tells, when `arena` is
// spent.
const struct mvt_encoded *mvt_encode(struct arena *arena, struct value value,
                                     bool *failed);

struct dictionary;

// Of `columns` columns; NULL when memory is out.
struct dictionary *dictionary_create(size_t max_bytes, size_t columns);
void dictionary_destroy(struct dictionary *dictionary);  // NULL is fine

// The code of a value of this column, which is added while there is room. A
// column whose values hardly ever come again adds no more after a while.
uint32_t dictionary_code(struct dictionary *dictionary, size_t column,
                         const struct mvt_encoded *encoded);

const struct mvt_encoded *dictionary_value(const struct dictionary *dictionary,
                                           uint32_t code);

// What dictionary_value reads to find it, for who fetches ahead.
const void *dictionary_place(const struct dictionary *dictionary,
                             uint32_t code);

// How many codes there are at least: those that the caller was told of.
size_t dictionary_count(struct dictionary *dictionary);
size_t dictionary_bytes(struct dictionary *dictionary);

#endif
