#include "unit/test.h"

#include "server/time_period.h"

TEST(a_duration_becomes_the_end_that_it_stands_for)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        { "2026-01-01", "2026-01-01" },
        { "2026-01-01/2026-02-01", "2026-01-01/2026-02-01" },
        { "2026-01-01/..", "2026-01-01/.." },
        { "2026-01-01/P2D", "2026-01-01/2026-01-03" },
        { "2026-01-31/P1M", "2026-01-31/2026-02-28" },
        { "2024-02-29/P1Y", "2024-02-29/2025-02-28" },
        { "2026-12-30/P1W", "2026-12-30/2027-01-06" },
        { "2026-01-01/PT48H", "2026-01-01/2026-01-03" },
        { "2026-01-01/PT36H", "2026-01-01/2026-01-02T12:00:00.000Z" },
        { "2018-02-12T00:00:00Z/P1M6DT12H31M12S",
          "2018-02-12T00:00:00Z/2018-03-18T12:31:12.000Z" },
        { "2026-01-01T23:30:00.250+01:00/PT2H",
          "2026-01-01T23:30:00.250+01:00/2026-01-02T00:30:00.250Z" },
    };
    struct arena *arena = arena_create(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str out = { 0 };
        CHECK(
            time_period_spell_out(arena, str_from(cases[i].text), &out, NULL));
        CHECK_STR(out, str_from(cases[i].wanted));
    }
    arena_destroy(arena);
}

TEST(what_is_no_duration_is_refused)
{
    static const char *const texts[] = {
        "2026-01-01/P",        "2026-01-01/PT",    "2026-01-01/P1",
        "2026-01-01/P1S",      "2026-01-01/P1D1M", "2026-01-01/PT1HT1M",
        "2026-01-01/P-1D",     "2026-01-01/P1D ",  "2026-01-01/P99999999Y",
        "2026-01-01/P900000Y", "../P1D",           "/P1D",
        "morgen/P1D",          "2026-01-01/P1.5D",
    };
    struct arena *arena = arena_create(1 << 20);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        str out = { 0 };
        struct error err = { 0 };
        if (time_period_spell_out(arena, str_from(texts[i]), &out, &err))
            test_fail(texts[i], 0, "is refused");
        CHECK(err.code == ERROR_INVALID);
    }
    arena_destroy(arena);
}

TEST_MAIN
