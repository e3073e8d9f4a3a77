#include "store/spatialite/values_intern.h"

#include <stdio.h>

#include "test.h"

TEST(equal_values_get_the_same_number)
{
    struct intern intern;
    struct arena *arena = arena_create(1 << 20);
    char text[16] = "diefstal";
    struct value a = { .type = VALUE_TEXT, .text = { text, 8 } };
    struct value zero = { .type = VALUE_REAL, .real = 0.0 };
    struct value minus = { .type = VALUE_REAL, .real = -0.0 };
    intern_init(&intern, arena);
    CHECK(intern_value(&intern, a) == 0);
    text[0] = 'x';
    CHECK(intern_value(&intern, a) == 1);
    text[0] = 'd';
    CHECK(intern_value(&intern, a) == 0);
    CHECK_STR(intern.values[0].text, STR("diefstal"));
    arena_destroy(arena);
    arena = arena_create(1 << 20);
    intern_init(&intern, arena);
    CHECK(intern_value(&intern, zero) == intern_value(&intern, minus));
    CHECK(intern_value(&intern, (struct value){ 0 }) == 1);
    CHECK(intern_value(&intern, (struct value){ 0 }) == 1);
    arena_destroy(arena);
}

TEST(numbers_stay_the_same_while_the_table_grows)
{
    struct intern intern;
    struct arena *arena = arena_create(16 << 20);
    intern_init(&intern, arena);
    for (int round = 0; round < 2; round++)
        for (int64_t i = 0; i < 5000; i++) {
            struct value value = { .type = VALUE_INT, .integer = i * 977 };
            CHECK(intern_value(&intern, value) == i);
        }
    CHECK(intern.count == 5000);
    arena_destroy(arena);
}

TEST(a_spent_arena_is_a_failure)
{
    struct intern intern;
    struct arena *arena = arena_create(16);
    intern_init(&intern, arena);
    CHECK(intern_value(&intern, (struct value){ 0 }) == INTERN_FAILED);
    arena_destroy(arena);
}

TEST_MAIN
