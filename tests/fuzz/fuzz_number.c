// str_to_int, str_to_real and their counterparts in buf.h: what is read must be
// written so that it reads back the same.

#include "fuzz/fuzz.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"

static str print(struct buf *buf, struct arena *arena)
{
    str text;
    MUST_HOLD(buf_finish(buf, &text, NULL));
    buf_init(buf, arena, 1000);
    return text;
}

static void check_real(struct buf *buf, struct arena *arena, double value)
{
    double back;
    buf_add_real(buf, value);
    MUST_HOLD(str_to_real(print(buf, arena), &back));
    MUST_HOLD(back == value);
    for (int decimals = 0; decimals <= 9; decimals++) {
        double unit = pow(10, -decimals);
        buf_add_fixed(buf, value, decimals);
        MUST_HOLD(str_to_real(print(buf, arena), &back));
        double slack = fabs(value) * 1e-15;
        MUST_HOLD(fabs(back - value) <= unit * 0.5000001 + slack);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = fuzz_text(data, size);
    struct arena *arena = arena_create(1 << 20);
    struct buf buf;
    int64_t integer, back;
    double real;
    if (!arena) return 0;
    buf_init(&buf, arena, 1000);
    if (str_to_int(text, &integer)) {
        buf_add_int(&buf, integer);
        MUST_HOLD(str_to_int(print(&buf, arena), &back) && back == integer);
    }
    if (str_to_real(text, &real)) {
        MUST_HOLD(isfinite(real));
        check_real(&buf, arena, real);
    }
    if (size >= sizeof real) {
        memcpy(&real, data, sizeof real);
        if (isfinite(real)) check_real(&buf, arena, real);
    }
    arena_destroy(arena);
    return 0;
}
