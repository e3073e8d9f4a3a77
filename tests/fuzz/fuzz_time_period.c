// Any text as `datetime`: what is spelled out stays as it is, and an interval
// that is accepted has its ends in order.

#include "fuzz/fuzz.h"

#include "base/timestamp.h"
#include "server/time_period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str spelled, again;
    struct time_range range;
    struct arena *arena = arena_create(1 << 20);
    if (arena &&
        time_period_spell_out(arena, fuzz_text(data, size), &spelled, NULL) &&
        time_range_parse(arena, spelled, &range, NULL)) {
        MUST_HOLD(time_period_spell_out(arena, spelled, &again, NULL));
        MUST_HOLD(str_equal(again, spelled));
        MUST_HOLD(!range.from.len || !range.to.len ||
                  str_compare(range.from, range.to) <= 0);
    }
    arena_destroy(arena);
    return 0;
}
