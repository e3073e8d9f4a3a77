// wkt_parse: what is accepted prints as a text that reads back the same.

#include "fuzz/geometry.h"
#include "geo/wkt.h"

static str print(struct arena *arena, const struct geom *geom)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, 1 << 26);
    wkt_print(&buf, geom);
    MUST_HOLD(buf_finish(&buf, &text, NULL));
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1 << 28);
    struct geom geom;
    struct geom again;
    struct error err = { 0 };
    if (!arena) return 0;
    if (wkt_parse(arena, fuzz_text(data, size), &geom, &err)) {
        check_geom(&geom);
        str text = print(arena, &geom);
        MUST_HOLD(wkt_parse(arena, text, &again, &err));
        MUST_HOLD(same_geom(&geom, &again));
        MUST_HOLD(str_equal(print(arena, &again), text));
    } else {
        MUST_HOLD(err.code == ERROR_INVALID);
    }
    arena_destroy(arena);
    return 0;
}
