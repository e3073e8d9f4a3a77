// wkb_read: what is accepted has arrays that agree, and comes back the same
// from our own WKB. The exact tests of geom.h get it too.

#include "fuzz/geometry.h"

// Within what orient.h promises, and where one step to the left is one.
static bool is_ordinary(const struct geom *geom)
{
    const double *numbers = (const double *)geom->points;
    for (size_t i = 0; i < geom->point_count * 2; i++) {
        double size = fabs(numbers[i]);
        if (size != 0 && (size < 1e-100 || size > 1e9)) return false;
    }
    for (size_t i = 0; i < geom->member_count; i++)
        if (!is_ordinary(&geom->members[i])) return false;
    return true;
}

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
        if (is_ordinary(&geom))
            MUST_HOLD(geom_place(&geom, left) == PLACE_OUTSIDE);
    }
    arena_destroy(arena);
    return 0;
}
