// Which area, period and categories have been there, and in what row.
//
// A table of ten million rows has few areas, few periods and few combinations
// of categories. So each becomes a number, and per area and combination there
// is an array of rows, one a period: four bytes a row, and exact.

#ifndef IMPORTERS_STATISTICS_KEYS_H
#define IMPORTERS_STATISTICS_KEYS_H

#include "base/arena.h"
#include "base/error.h"

// Texts and their numbers, from 1.
struct text_set {
    struct text_number {
        str text;
        uint32_t number;  // 0: free
    } * slots;
    size_t capacity;
    uint32_t count;
};

// What a figure is about, and where it has been before: statistics_keys.c.
struct key {
    uint32_t area;
    str period, categories;
};
struct key_set {
    struct text_set periods, combinations;
    struct series *series;
    size_t capacity, count;
};

// Adds a key; *earlier is the row that had it before, or 0. Texts are copied
// into `arena`.
bool key_set_add(struct key_set *set, struct arena *arena,
                 const struct key *key, uint64_t row, uint64_t *earlier,
                 struct error *err) MUST_CHECK;
void key_set_free(struct key_set *set);

#endif
