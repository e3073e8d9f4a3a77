// Allocation torture: runs a piece of code again and again, its first, second,
// third … allocation failing, until it gets through without one.
//
//   static bool build(void *context) { … return done; }
//   TEST(it_survives_any_failed_allocation) { CHECK(torture(build, NULL)); }
//
// `build` returns whether it succeeded; it must free what it made and fail, not
// crash, when memory is refused. Only code of ours is refused memory: the test
// program is linked with --wrap (tests/base.cmake: torture()).

#ifndef TESTS_UNIT_TORTURE_H
#define TESTS_UNIT_TORTURE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

// Allocations that still succeed, on whichever thread; negative: all do.
static atomic_long torture_left = -1;
static atomic_bool torture_struck;

static bool torture_strikes(void)
{
    long left = atomic_load(&torture_left);
    // Memory that is spent stays so.
    while (left > 0)
        if (atomic_compare_exchange_weak(&torture_left, &left, left - 1))
            return false;
    if (left < 0) return false;
    torture_struck = true;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return torture_strikes() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return torture_strikes() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return torture_strikes() ? NULL : __real_realloc(old, size);
}

// True when `build` failed whenever memory did, at least once, and succeeded
// in the end.
static inline bool torture(bool (*build)(void *), void *context)
{
    enum { ALLOCATIONS_MAX = 100000 };
    for (long n = 0; n < ALLOCATIONS_MAX; n++) {
        torture_left = n;
        torture_struck = false;
        bool done = build(context);
        torture_left = -1;
        if (!torture_struck) return done && n > 0;
        if (done) return false;
    }
    return false;
}

#endif
