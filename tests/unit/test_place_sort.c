#include "store/spatialite/place_sort.h"

#include <stdlib.h>

#include "test.h"

static int compare(const void *a, const void *b)
{
    const struct row_place *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

static bool sorts_like_qsort(size_t count, uint64_t rank_mask)
{
    struct row_place *a = calloc(count + 1, sizeof *a);
    struct row_place *b = calloc(count + 1, sizeof *b);
    uint64_t state = 88172645463325252U;
    for (size_t i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        a[i] = (struct row_place){ state & rank_mask, i * 100 };
        if (state % 7 == 0)
            a[i] = (struct row_place){ UINT64_MAX, i * 100 | PLACE_NOWHERE };
    }
    memcpy(b, a, count * sizeof *a);
    places_sort(a, count);
    qsort(b, count, sizeof *b, compare);
    bool same = memcmp(a, b, count * sizeof *a) == 0;
    free(a);
    free(b);
    return same;
}

TEST(rows_come_in_order_of_rank_and_then_of_arrival)
{
    for (size_t count = 0; count < 200; count += 13)
        CHECK(sorts_like_qsort(count, UINT64_MAX));
    CHECK(sorts_like_qsort(100000, UINT64_MAX));
}

TEST(many_rows_of_one_rank_keep_their_order)
{
    CHECK(sorts_like_qsort(50000, 0));
    CHECK(sorts_like_qsort(50000, 0x100));
    CHECK(sorts_like_qsort(50000, (uint64_t)3 << 62));
}

TEST(rows_without_a_place_come_behind_the_last_rank)
{
    struct row_place places[] = { { UINT64_MAX, PLACE_NOWHERE },
                                  { UINT64_MAX, 500 },
                                  { 3, 900 } };
    places_sort(places, 3);
    CHECK(places[0].offset == 900);
    CHECK(places[1].offset == 500);
    CHECK(places[2].offset == PLACE_NOWHERE);
}

TEST_MAIN
