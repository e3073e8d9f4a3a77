// wkb_read: what is accepted has arrays that agree, and comes back the same
// from our own WKB. The exact tests of geom.h get it too.

#include "fuzz/geometry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1 << 26);
    struct geom geom;
    struct geom back;
    struct error err = { 0 };
    if (!arena) return 0;
    if (!wkb_read(arena, fuzz_text(data, size), &geom, &err)) {
        MUST_HOLD(err.code != ERROR_NONE && err.message[0]);
        arena_destroy(arena);
        return 0;
    }
    check_geom(&geom);
    struct buf buf;
    str bytes;
    buf_init(&buf, arena, 1 << 25);
    wkb_write(&buf, &geom);
    if (buf_finish(&buf, &bytes, NULL)) {
        MUST_HOLD(wkb_read(arena, bytes, &back, NULL));
        MUST_HOLD(same_geom(&geom, &back));
    }
    struct box box = geom_box(&geom);
    if (geom.type != GEOM_EMPTY) {
        struct point left = { box.min_x - 1, box.min_y };
        MUST_HOLD(geom_meets_box(&geom, box));
        // Within what orient.h promises, and where one step left is one.
        if (box_contains((struct box){ -1e9, -1e9, 1e9, 1e9 }, box))
            MUST_HOLD(geom_place(&geom, left) == PLACE_OUTSIDE);
    }
    arena_destroy(arena);
    return 0;
}
