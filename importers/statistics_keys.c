#include "importers/statistics_keys.h"

#include <stdlib.h>

enum { COMBINATIONS_MAX = 1 << 20, PERIODS_MAX = 1 << 16 };

struct series {
    uint64_t key;  // area and combination; 0: free
    uint32_t *rows;
    uint32_t capacity;
};

static bool grow_texts(struct text_set *set)
{
    size_t capacity = set->capacity ? set->capacity * 2 : 256;
    struct text_number *slots = calloc(capacity, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < set->capacity; i++) {
        if (!set->slots[i].number) continue;
        size_t at = str_hash(set->slots[i].text) & (capacity - 1);
        while (slots[at].number) at = (at + 1) & (capacity - 1);
        slots[at] = set->slots[i];
    }
    free(set->slots);
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

// The number of a text, from 1; 0 when memory is spent.
static uint32_t number_of(struct text_set *set, struct arena *arena, str text)
{
    if (set->count * 2 >= set->capacity && !grow_texts(set)) return 0;
    size_t i = str_hash(text) & (set->capacity - 1);
    while (set->slots[i].number && !str_equal(set->slots[i].text, text))
        i = (i + 1) & (set->capacity - 1);
    if (set->slots[i].number) return set->slots[i].number;
    str copy = arena_copy(arena, text);
    if (!copy.bytes && text.len) return 0;
    set->slots[i] = (struct text_number){ copy, ++set->count };
    return set->count;
}

static struct series *find_series(struct series *all, size_t capacity,
                                  uint64_t key)
{
    size_t i = (key * 0x9E3779B97F4A7C15U >> 24) & (capacity - 1);
    while (all[i].key && all[i].key != key) i = (i + 1) & (capacity - 1);
    return &all[i];
}

static bool grow_series(struct key_set *set)
{
    size_t capacity = set->capacity ? set->capacity * 2 : 4096;
    struct series *all = calloc(capacity, sizeof *all);
    if (!all) return false;
    for (size_t i = 0; i < set->capacity; i++)
        if (set->series[i].key)
            *find_series(all, capacity, set->series[i].key) = set->series[i];
    free(set->series);
    set->series = all;
    set->capacity = capacity;
    return true;
}

static struct series *get_series(struct key_set *set, uint64_t key)
{
    if (set->count * 2 >= set->capacity && !grow_series(set)) return NULL;
    struct series *series = find_series(set->series, set->capacity, key);
    set->count += !series->key;
    series->key = key;
    return series;
}

static uint32_t *get_row(struct series *series, uint32_t period)
{
    if (period >= series->capacity) {
        uint32_t capacity = period + period / 2 + 1;
        uint32_t *rows =
            reallocarray(series->rows, capacity, sizeof *series->rows);
        if (!rows) return NULL;
        for (uint32_t i = series->capacity; i < capacity; i++) rows[i] = 0;
        series->rows = rows;
        series->capacity = capacity;
    }
    return &series->rows[period];
}

bool key_set_add(struct key_set *set, struct arena *arena,
                 const struct key *key, uint64_t row, uint64_t *earlier,
                 struct error *err)
{
    uint32_t combination =
        number_of(&set->combinations, arena, key->categories);
    uint32_t period = number_of(&set->periods, arena, key->period);
    if (combination > COMBINATIONS_MAX || period > PERIODS_MAX ||
        row >= UINT32_MAX)
        return error_set(err, ERROR_TOO_LARGE,
                         "more than 4294967294 rows, 65536 periods or 1048576 "
                         "combinations of categories");
    struct series *series =
        combination && period
            ? get_series(set, (uint64_t)key->area << 32 | combination)
            : NULL;
    uint32_t *seen = series ? get_row(series, period - 1) : NULL;
    if (!seen)
        return error_set(err, ERROR_NO_MEMORY, "no memory left for keys");
    *earlier = *seen;
    if (!*seen) *seen = (uint32_t)row;
    return true;
}

void key_set_free(struct key_set *set)
{
    for (size_t i = 0; i < set->capacity; i++) free(set->series[i].rows);
    free(set->series);
    free(set->combinations.slots);
    free(set->periods.slots);
    *set = (struct key_set){ 0 };
}
