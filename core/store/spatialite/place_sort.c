#include "store/spatialite/place_sort.h"

#include <stdbool.h>

enum { DIGITS = 16, FEW = 24 };

static bool is_before(struct row_place a, struct row_place b)
{
    return a.rank != b.rank ? a.rank < b.rank : a.offset < b.offset;
}

static void sort_few(struct row_place *places, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct row_place moved = places[i];
        size_t to = i;
        for (; to > 0 && is_before(moved, places[to - 1]); to--)
            places[to] = places[to - 1];
        places[to] = moved;
    }
}

// Digit 0 is the highest byte of the rank, digit 15 the lowest of the offset.
static unsigned digit_of(struct row_place place, unsigned digit)
{
    uint64_t number = digit < 8 ? place.rank : place.offset;
    return number >> (56 - digit % 8 * 8) & 0xFF;
}

static void find_ends(const struct row_place *places, size_t count,
                      unsigned digit, size_t starts[256], size_t ends[256])
{
    for (unsigned i = 0; i < 256; i++) ends[i] = 0;
    for (size_t i = 0; i < count; i++) ends[digit_of(places[i], digit)]++;
    size_t sum = 0;
    for (unsigned i = 0; i < 256; i++) {
        starts[i] = sum;
        sum += ends[i];
        ends[i] = sum;
    }
}

// American flag sort (McIlroy, Bostic and McIlroy, 1993): count the rows of
// each digit, swap every row into the stretch of its digit, then sort each
// stretch by the next digit.
static void sort_by(struct row_place *places, size_t count, unsigned digit)
{
    size_t starts[256], ends[256];
    if (count <= FEW) {
        sort_few(places, count);
        return;
    }
    find_ends(places, count, digit, starts, ends);
    for (unsigned i = 0; i < 256; i++)
        while (starts[i] < ends[i]) {
            struct row_place *here = &places[starts[i]];
            unsigned home = digit_of(*here, digit);
            struct row_place *there = &places[starts[home]++];
            struct row_place moved = *here;
            *here = *there;
            *there = moved;
        }
    if (digit + 1 == DIGITS) return;
    for (size_t i = 0, from = 0; i < 256; from = ends[i++])
        sort_by(places + from, ends[i] - from, digit + 1);
}

void places_sort(struct row_place *places, size_t count)
{
    sort_by(places, count, 0);
}
