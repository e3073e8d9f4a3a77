#include "base/arena.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "unit/test.h"
#include "unit/torture.h"

TEST(an_arena_never_exceeds_its_limit)
{
    struct arena *arena = arena_create(100 * 1000);
    size_t got = 0;
    while (arena_alloc(arena, 1000)) got += 1000;
    CHECK(got > 90 * 1000 && got <= 100 * 1000);
    CHECK(arena_used(arena) >= got && arena_used(arena) <= 100 * 1000);
    CHECK(!arena_alloc_array(arena, SIZE_MAX / 2, 3));
    CHECK(!arena_alloc(arena, SIZE_MAX));
    arena_destroy(arena);
    arena_destroy(NULL);
}

static bool is_zero(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i]) return false;
    return true;
}

TEST(memory_is_zero_and_aligned_also_after_clear)
{
    struct arena *arena = arena_create(SIZE_MAX);
    unsigned seed = 1;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 200; i++) {
            size_t size = (size_t)rand_r(&seed) % 3000;
            char *bytes = arena_alloc(arena, size);
            CHECK(bytes && (uintptr_t)bytes % _Alignof(max_align_t) == 0);
            CHECK(is_zero(bytes, size));
            memset(bytes, 0xAA, size);
        }
        arena_clear(arena);
        CHECK(arena_used(arena) == 0);
    }
    arena_destroy(arena);
}

TEST(growing_the_newest_allocation_leaves_it_in_place)
{
    struct arena *arena = arena_create(SIZE_MAX);
    char *first = arena_alloc(arena, 10);
    memcpy(first, "0123456789", 10);
    char *more = arena_grow(arena, first, 10, 1000);
    CHECK(more == first && is_zero(more + 10, 990));
    char *other = arena_alloc(arena, 10);
    memset(other, 1, 10);
    char *moved = arena_grow(arena, more, 1000, 2000);
    CHECK(moved != more && !memcmp(moved, "0123456789", 10));
    CHECK(is_zero(moved + 1000, 1000) && other[9] == 1);
    CHECK(arena_grow(arena, moved, 2000, 5) == moved);
    char *huge = arena_grow(arena, moved, 2000, 5 << 20);
    CHECK(huge && !memcmp(huge, "0123456789", 10));
    CHECK(is_zero(huge + 2000, (5 << 20) - 2000));
    arena_destroy(arena);
}

TEST(growth_after_clear_is_zero_too)
{
    struct arena *arena = arena_create(SIZE_MAX);
    memset(arena_alloc(arena, 4000), 0xAA, 4000);
    arena_clear(arena);
    char *bytes = arena_alloc(arena, 3);
    memset(bytes, 0xBB, 3);
    char *grown = arena_grow(arena, bytes, 3, 3000);
    CHECK(grown == bytes && is_zero(grown + 3, 2997));
    arena_destroy(arena);
}

TEST(copies_and_prints_end_with_a_nul)
{
    struct arena *arena = arena_create(8192);
    str copy = arena_copy(arena, STR("buurt"));
    CHECK_STR(copy, STR("buurt"));
    CHECK(copy.bytes[5] == '\0');
    CHECK(arena_copy(arena, STR("")).bytes);
    str text = arena_printf(arena, "%s-%d", "WK", 14);
    CHECK_STR(text, STR("WK-14"));
    CHECK(text.bytes[text.len] == '\0');
    for (int len = 250; len < 260; len++) {
        text = arena_printf(arena, "%0*d", len, 7);
        CHECK(text.len == (size_t)len && text.bytes[len - 1] == '7');
        CHECK(text.bytes[len] == '\0');
    }
    CHECK(!arena_printf(arena, "%9000d", 1).bytes);
    CHECK(!arena_copy(arena, (str){ "x", 9000 }).bytes);
    arena_destroy(arena);
}

static str finished(struct buf *buf)
{
    str text = { 0 };
    CHECK(buf_finish(buf, &text, NULL));
    return text;
}

TEST(a_buf_grows_to_its_limit_and_says_when_it_passes_it)
{
    struct arena *arena = arena_create(SIZE_MAX);
    struct error err;
    struct buf buf;
    str text;
    buf_init(&buf, arena, 1000);
    for (int i = 0; i < 1000; i++) buf_add_char(&buf, 'x');
    CHECK(finished(&buf).len == 1000);
    buf_add_char(&buf, 'y');
    buf_add(&buf, "z", 0);
    CHECK(!buf_finish(&buf, &text, &err) && err.code == ERROR_TOO_LARGE);
    CHECK(!buf_reserve(&buf, 1));
    arena_destroy(arena);
}

TEST(a_buf_tells_a_spent_arena_from_a_reached_limit)
{
    struct arena *arena = arena_create(5000);
    struct error err;
    struct buf buf;
    str text;
    buf_init(&buf, arena, SIZE_MAX);
    for (int i = 0; i < 6000; i++) buf_add_char(&buf, 'x');
    CHECK(!buf_finish(&buf, &text, &err) && err.code == ERROR_NO_MEMORY);
    arena_destroy(arena);
}

TEST(formatted_text_may_fill_a_buf_to_the_last_byte)
{
    struct arena *arena = arena_create(SIZE_MAX);
    struct buf buf;
    buf_init(&buf, arena, 300);
    buf_addf(&buf, "%0255d", 7);
    buf_addf(&buf, "%045d", 8);
    str text = finished(&buf);
    CHECK(text.len == 300 && text.bytes[254] == '7' && text.bytes[299] == '8');
    buf_addf(&buf, "%s", "");
    CHECK(finished(&buf).len == 300);
    arena_destroy(arena);
}

static struct arena *scratch;

static str real_text(double value)
{
    struct buf buf;
    buf_init(&buf, scratch, 1000);
    buf_add_real(&buf, value);
    return finished(&buf);
}

static str fixed_text(double value, int decimals)
{
    struct buf buf;
    buf_init(&buf, scratch, 1000);
    buf_add_fixed(&buf, value, decimals);
    return finished(&buf);
}

TEST(integers_of_every_length)
{
    scratch = arena_create(SIZE_MAX);
    int64_t value = 1;
    for (int i = 0; i < 19; i++, value = value * 10 + i % 10) {
        char wanted[32];
        struct buf buf;
        buf_init(&buf, scratch, 100);
        buf_add_int(&buf, value);
        buf_add_char(&buf, ' ');
        buf_add_int(&buf, -value);
        snprintf(wanted, sizeof wanted, "%lld", (long long)value);
        str rest = finished(&buf);
        str part;
        str_next(&rest, ' ', &part);
        CHECK_STR(part, str_from(wanted));
        CHECK(rest.bytes[0] == '-' &&
              str_equal(str_slice(rest, 1, rest.len), str_from(wanted)));
        if (i == 18) break;
    }
    struct buf buf;
    buf_init(&buf, scratch, 100);
    buf_add_int(&buf, INT64_MIN);
    buf_add_int(&buf, 0);
    CHECK_STR(finished(&buf), STR("-92233720368547758080"));
    arena_destroy(scratch);
}

TEST(reals_take_the_shortest_text_that_reads_back)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        { 12.0, "12" },
        { -0.0, "0" },
        { 0.1, "0.1" },
        { -2.5, "-2.5" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1e22, "1e+22" },
        { 1.0 / 3, "0.3333333333333333" },
        { 123456.789, "123456.789" },
        { 5e-324, "4.94065645841247e-324" },
        { 999999999999999.0, "999999999999999" },
        { 9007199254740992.0, "9007199254740992" },
        { 1e-7, "0.0000001" },
        { 1e-10, "1e-10" },
        { 0.000001, "0.000001" },
    };
    scratch = arena_create(SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(real_text(cases[i].value), str_from(cases[i].text));
    arena_destroy(scratch);
}

TEST(fixed_numbers_round_half_away_from_zero_and_drop_zeros)
{
    static const struct {
        double value;
        int decimals;
        const char *text;
    } cases[] = {
        { 1.0, 3, "1" },
        { 0.5, 0, "1" },
        { -0.5, 0, "-1" },
        { 2.5, 0, "3" },
        { 0.125, 2, "0.13" },
        { -0.125, 2, "-0.13" },
        { 0.1 + 0.2, 9, "0.3" },
        { -0.0004, 3, "0" },
        { 1e-300, 9, "0" },
        { 6.568196524, 9, "6.568196524" },
        { 233883.1234567, 4, "233883.1235" },
        { 999999999.9999999, 0, "1000000000" },
        { 999999999.99, 1, "1000000000" },
        { 0.05, 1, "0.1" },
        { 100, 2, "100" },
        { 10.10, 5, "10.1" },
        { 0.000000001, 9, "0.000000001" },
        { 1e9, 3, "1000000000" },
        { -1234567890.5, 3, "-1234567890.5" },
    };
    scratch = arena_create(SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(fixed_text(cases[i].value, cases[i].decimals),
                  str_from(cases[i].text));
    arena_destroy(scratch);
}

// What printf says, its zeros dropped; they differ only where the exact value
// of the double lies half way.
static str printf_fixed(char text[64], double value, int decimals)
{
    snprintf(text, 64, "%.*f", decimals, value);
    str s = str_from(text);
    if (str_find_char(s, '.') < s.len) {
        while (s.bytes[s.len - 1] == '0') s.len--;
        if (s.bytes[s.len - 1] == '.') s.len--;
    }
    return str_equal(s, STR("-0")) ? STR("0") : s;
}

TEST(fixed_numbers_agree_with_printf)
{
    unsigned seed = 3;
    for (int round = 0; round < 200; round++) {
        scratch = arena_create(SIZE_MAX);
        for (int i = 0; i < 1000; i++) {
            char text[64];
            int decimals = rand_r(&seed) % 10;
            double value = (double)rand_r(&seed) / (rand_r(&seed) % 100000 + 1);
            if (i % 2) value = -value / 1000;
            if (fabs(value) >= 1e9) continue;
            double doubled = value * pow(10, decimals) * 2;
            if (doubled == rint(doubled)) continue;
            CHECK_STR(fixed_text(value, decimals),
                      printf_fixed(text, value, decimals));
        }
        arena_destroy(scratch);
    }
}

static bool fill(void *context)
{
    (void)context;
    struct arena *arena = arena_create(SIZE_MAX);
    struct buf buf;
    str text;
    if (!arena) return false;
    buf_init(&buf, arena, SIZE_MAX);
    for (int i = 0; i < 20000; i++) buf_addf(&buf, "%d,", i);
    struct error err = { 0 };
    bool done = buf_finish(&buf, &text, &err);
    if (!done) CHECK(err.code == ERROR_NO_MEMORY);
    done = done && arena_printf(arena, "%5000d", 1).bytes &&
           arena_copy(arena, text).bytes;
    arena_destroy(arena);
    return done;
}

TEST(a_failed_allocation_fails_the_buf_and_nothing_else)
{
    CHECK(torture(fill, NULL));
}

TEST(memory_is_zero_also_where_it_was_used_before)
{
    struct arena *arena = arena_create(1 << 20);
    for (int round = 0; round < 3; round++) {
        char *room = arena_alloc_bytes(arena, 3000);
        CHECK(room);
        memset(room, 'x', 3000);
        arena_clear(arena);
        char *zero = arena_alloc(arena, 100);
        CHECK(zero);
        for (size_t i = 0; i < 100; i++) CHECK(zero[i] == 0);
        memset(zero, 'y', 100);
        zero = arena_grow(arena, zero, 100, 2000);
        CHECK(zero && zero[99] == 'y');
        for (size_t i = 100; i < 2000; i++) CHECK(zero[i] == 0);
        arena_clear(arena);
    }
    CHECK(!arena_room_array(arena, SIZE_MAX / 2, 4));
    arena_destroy(arena);
}

TEST_MAIN
