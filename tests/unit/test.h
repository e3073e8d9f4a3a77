// A test program in a few lines: each TEST is a sentence, CHECK says what must
// hold, and the program names every one that does not.
//
//   TEST(an_empty_arena_gives_zeroed_memory) { ... CHECK(x == 0); ... }
//   TEST_MAIN
//
// `test_x name` runs the tests whose name holds that word.

#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct test {
    const char *name;
    void (*run)(void);
    struct test *next;
};

static struct test *test_first, *test_last;
static int test_failures;

static inline void test_register(struct test *test)
{
    if (test_last)
        test_last->next = test;
    else
        test_first = test;
    test_last = test;
}

static inline void test_fail(const char *file, int line, const char *what)
{
    test_failures++;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
}

#define TEST(name) \
    static void name(void); \
    static struct test test_##name = { #name, name, NULL }; \
    __attribute__((constructor)) static void register_##name(void) \
    { \
        test_register(&test_##name); \
    } \
    static void name(void)

#define CHECK(what) \
    do { \
        if (!(what)) test_fail(__FILE__, __LINE__, #what); \
    } while (0)

#define CHECK_STR(got, wanted) \
    do { \
        str got_ = (got), wanted_ = (wanted); \
        if (!str_equal(got_, wanted_)) { \
            test_fail(__FILE__, __LINE__, #got " == " #wanted); \
            fprintf(stderr, "  got    \"%.*s\"\n  wanted \"%.*s\"\n", \
                    STR_ARG(got_), STR_ARG(wanted_)); \
        } \
    } while (0)

static inline int test_run_all(int argc, char **argv)
{
    int passed = 0, failed = 0;
    for (struct test *t = test_first; t; t = t->next) {
        if (argc > 1 && !strstr(t->name, argv[1])) continue;
        test_failures = 0;
        t->run();
        if (test_failures) fprintf(stderr, "FAILED %s\n", t->name);
        if (test_failures)
            failed++;
        else
            passed++;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}

#define TEST_MAIN \
    int main(int argc, char **argv) \
    { \
        return test_run_all(argc, argv); \
    }

#endif
