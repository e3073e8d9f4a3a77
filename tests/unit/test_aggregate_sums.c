#include "store/spatialite/aggregate_sums.h"

#include <stdint.h>

#include "test.h"

static struct cell_measure whole(int64_t value)
{
    struct cell_measure m = { .known = 1 };
    m.sum.integer = m.least.integer = m.greatest.integer = value;
    return m;
}

static struct cell_measure real(double value)
{
    struct cell_measure m = { .known = 1 };
    m.sum.real = m.least.real = m.greatest.real = value;
    return m;
}

static bool add(struct sum *sum, bool is_real, struct cell_measure measure)
{
    struct error err;
    return sum_add(sum, is_real, &measure, &err);
}

TEST(an_integer_sum_is_exact_and_knows_its_ends)
{
    struct sum sum = { 0 };
    CHECK(add(&sum, false, whole(7)));
    CHECK(add(&sum, false, whole(-9)));
    CHECK(add(&sum, false, whole(INT64_MAX - 5)));
    CHECK(sum.known == 3);
    CHECK(sum.total.integer == INT64_MAX - 7);
    CHECK(sum.least.integer == -9);
    CHECK(sum.greatest.integer == INT64_MAX - 5);
}

TEST(an_integer_sum_that_does_not_fit_is_too_large)
{
    struct error err = { 0 };
    struct sum sum = { 0 };
    struct cell_measure most = whole(INT64_MAX), one = whole(1);
    CHECK(sum_add(&sum, false, &most, &err));
    CHECK(!sum_add(&sum, false, &one, &err));
    CHECK(err.code == ERROR_TOO_LARGE);
}

TEST(a_real_sum_does_not_lose_what_is_small)
{
    struct sum sum = { 0 };
    CHECK(add(&sum, true, real(1)));
    CHECK(add(&sum, true, real(1e100)));
    CHECK(add(&sum, true, real(1)));
    CHECK(add(&sum, true, real(-1e100)));
    CHECK(sum_real(&sum, true) == 2);
    CHECK(sum.least.real == -1e100 && sum.greatest.real == 1e100);
}

TEST(a_measure_without_values_changes_nothing)
{
    struct sum sum = { 0 };
    CHECK(add(&sum, false, whole(5)));
    CHECK(add(&sum, false, (struct cell_measure){ 0 }));
    CHECK(sum.known == 1 && sum.least.integer == 5);
}

TEST(merged_sums_are_the_sum_of_all)
{
    struct error err;
    struct sum first = { 0 }, second = { 0 };
    CHECK(add(&first, true, real(1e100)));
    CHECK(add(&first, true, real(3)));
    CHECK(add(&second, true, real(-1e100)));
    CHECK(add(&second, true, real(4)));
    CHECK(sum_merge(&first, true, &second, &err));
    CHECK(first.known == 4);
    CHECK(sum_real(&first, true) == 7);
    CHECK(first.least.real == -1e100 && first.greatest.real == 1e100);
}

TEST(three_dimes_are_thirty_cents)
{
    struct sum sum = { 0 };
    for (int i = 0; i < 3; i++) CHECK(add(&sum, true, real(0.1)));
    CHECK(sum_real(&sum, true) == 0.3);
}

// 1,001 amounts in cents: as rows, and added up per seven in cells before.
TEST(sums_of_amounts_are_exact_to_the_cent_also_from_cells)
{
    struct sum rows = { 0 }, cells = { 0 };
    struct cell_measure cell = { 0 };
    int64_t cents = 0;
    for (int64_t i = 1; i <= 1001; i++) {
        int64_t amount = i * i % 9973 * 37;
        double value = (double)amount / 100;
        cents += amount;
        CHECK(add(&rows, true, real(value)));
        real_add(&cell.sum.real, &cell.lost, value);
        cell.known++;
        if (i % 7) continue;
        CHECK(add(&cells, true, cell));
        cell = (struct cell_measure){ 0 };
    }
    CHECK(sum_real(&rows, true) == (double)cents / 100);
    CHECK(sum_real(&cells, true) == (double)cents / 100);
}

TEST_MAIN
