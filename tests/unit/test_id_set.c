#include "base/id_set.h"

#include "unit/test.h"

enum { COUNT = 20000, OF_ONE = 3 };

// Spreads the ids over the slots; OF_ONE numbers in a row share their bits.
static uint32_t bits_of(uint32_t number)
{
    return number / OF_ONE * 2654435761U;
}

static size_t find_all(const struct id_set *set, uint32_t bits,
                       uint32_t numbers[OF_ONE])
{
    size_t probe = 0, count = 0;
    uint32_t number;
    while (id_set_next(set, bits, &probe, &number) && count < OF_ONE)
        numbers[count++] = number;
    return count;
}

TEST(every_number_with_the_bits_is_found_however_the_set_grew)
{
    struct id_set set = { 0 };
    struct error err = { 0 };
    for (uint32_t i = 0; i < COUNT; i++) {
        CHECK(id_set_reserve(&set, &err));
        id_set_add(&set, bits_of(i), i);
    }
    CHECK(set.count == COUNT);
    for (uint32_t i = 0; i + OF_ONE <= COUNT; i += OF_ONE) {
        uint32_t numbers[OF_ONE], sum = 0;
        CHECK(find_all(&set, bits_of(i), numbers) == OF_ONE);
        for (size_t k = 0; k < OF_ONE; k++) {
            CHECK(numbers[k] / OF_ONE == i / OF_ONE);
            sum += numbers[k];
        }
        CHECK(sum == 3 * i + 3);
    }
    id_set_free(&set);
}

TEST(bits_that_none_has_find_nothing)
{
    struct id_set set = { 0 };
    struct error err = { 0 };
    uint32_t numbers[OF_ONE];
    CHECK(id_set_reserve(&set, &err));
    CHECK(find_all(&set, 7, numbers) == 0);
    id_set_add(&set, 7, 0);
    CHECK(find_all(&set, 7, numbers) == 1 && numbers[0] == 0);
    CHECK(find_all(&set, 8, numbers) == 0);
    id_set_free(&set);
}

TEST_MAIN
