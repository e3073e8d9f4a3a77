#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "server/style/breaks.h"
#include "unit/test.h"

enum { VALUES_MAX = 4000, TINY = 11, ROUNDS = 400 };

static double values[VALUES_MAX], bounds[CLASSES_MAX];
static size_t bound_count;
static uint32_t seed = 7;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void fill(size_t count, uint32_t below)
{
    for (size_t i = 0; i < count; i++) values[i] = 1 + next_random(below) / 4.0;
    qsort(values, count, sizeof *values, compare);
}

static bool find(size_t count, enum break_method method, size_t classes)
{
    struct arena *arena = arena_create(1 << 20);
    bool ok = breaks_find(arena, values, count, method, classes, bounds,
                          &bound_count, NULL);
    arena_destroy(arena);
    return ok;
}

// Squared distances to the mean of values[from … to - 1], the long way.
static double spread(size_t from, size_t to)
{
    double mean = 0, sum = 0;
    for (size_t i = from; i < to; i++) mean += values[i] / (double)(to - from);
    for (size_t i = from; i < to; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return sum;
}

static double spread_of_bounds(size_t count)
{
    double sum = 0;
    size_t from = 0;
    for (size_t k = 0; k <= bound_count; k++) {
        size_t to = from;
        while (to < count && (k == bound_count || values[to] < bounds[k])) to++;
        sum += spread(from, to);
        from = to;
    }
    return sum;
}

// The least of every way to cut `count` values from `from` on into classes.
static double least_spread(size_t from, size_t count, size_t classes)
{
    if (classes == 1) return spread(from, count);
    double least = INFINITY;
    for (size_t cut = from + 1; cut + classes - 1 <= count; cut++)
        least = fmin(least,
                     spread(from, cut) + least_spread(cut, count, classes - 1));
    return least;
}

TEST(natural_breaks_are_the_best_there_are)
{
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = 5 + next_random(TINY - 4);
        size_t classes = 2 + next_random(4);
        fill(count, round % 2 ? 12 : 4000);
        CHECK(find(count, BREAKS_JENKS, classes));
        CHECK(bound_count < classes);
        CHECK(fabs(spread_of_bounds(count) - least_spread(0, count, classes)) <
              1e-6);
    }
}

TEST(natural_breaks_of_large_numbers_close_together)
{
    const double far = 1e12;
    for (size_t i = 0; i < 6; i++)
        values[i] = far + (double)(i / 2) * 100 + (double)(i % 2);
    CHECK(find(6, BREAKS_JENKS, 3));
    CHECK(bound_count == 2);
    CHECK(bounds[0] - far > 99.5 && bounds[0] - far < 100.5);
    CHECK(bounds[1] - far > 199.5 && bounds[1] - far < 200.5);
}

TEST(quantiles_hold_as_many_values_each)
{
    for (size_t i = 0; i < 100; i++) values[i] = (double)i + 1;
    CHECK(find(100, BREAKS_QUANTILE, 4));
    CHECK(bound_count == 3);
    for (size_t i = 0; i < 3; i++)
        CHECK(!(fabs(bounds[i] - (25.0 * (double)(i + 1) + 1)) > 0));
}

TEST(equal_values_are_never_parted)
{
    for (size_t i = 0; i < 10; i++) values[i] = i < 8 ? 3 : (double)i;
    CHECK(find(10, BREAKS_QUANTILE, 5));
    CHECK(bound_count == 1 && bounds[0] > 7.5 && bounds[0] < 8.5);
    for (size_t i = 0; i < 10; i++) values[i] = 3;
    for (int method = BREAKS_JENKS; method <= BREAKS_EQUAL; method++) {
        CHECK(find(10, (enum break_method)method, 5));
        CHECK(bound_count == 0);
    }
}

TEST(classes_of_equal_width)
{
    for (size_t i = 0; i < 5; i++) values[i] = i ? 10 + (double)i : 2;
    CHECK(find(5, BREAKS_EQUAL, 4));
    CHECK(bound_count == 3);
    CHECK(!(fabs(bounds[0] - 5) > 0) && !(fabs(bounds[1] - 8) > 0) &&
          !(fabs(bounds[2] - 11) > 0));
}

TEST(nothing_has_no_breaks)
{
    CHECK(find(0, BREAKS_JENKS, 5) && bound_count == 0);
    values[0] = 4;
    CHECK(find(1, BREAKS_QUANTILE, 5) && bound_count == 0);
}

TEST(bounds_rise_whatever_the_method)
{
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = 2 + next_random(200);
        fill(count, 1 + next_random(90));
        CHECK(
            find(count, (enum break_method)next_random(3), 2 + next_random(8)));
        for (size_t i = 0; i < bound_count; i++) {
            CHECK(bounds[i] > values[0] && bounds[i] <= values[count - 1]);
            CHECK(!i || bounds[i] > bounds[i - 1]);
        }
    }
}

TEST(without_memory_it_says_so)
{
    struct error err;
    bool is_done = false;
    fill(VALUES_MAX, 100000);
    for (size_t limit = 1024; !is_done; limit *= 2) {
        struct arena *small = arena_create(limit);
        err.code = ERROR_NONE;
        is_done = breaks_find(small, values, VALUES_MAX, BREAKS_JENKS, 9,
                              bounds, &bound_count, &err);
        CHECK(is_done ? bound_count == 8 : err.code == ERROR_NO_MEMORY);
        arena_destroy(small);
    }
}

TEST_MAIN
