// blob_read and blob_box: what is accepted has arrays that agree, and comes
// back the same from our own blob, in whose header its box stands.

#include "fuzz/geometry.h"

static void check_box(str blob, const struct geom *geom)
{
    struct box box;
    struct box own = geom_box(geom);
    MUST_HOLD(blob_box(blob, &box));
    if (box_is_nothing(own)) return;
    MUST_HOLD(!memcmp(&box, &own, sizeof box));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1 << 26);
    str input = fuzz_text(data, size);
    struct geom geom;
    struct geom back;
    struct box box;
    if (!arena) return 0;
    bool has_box = blob_box(input, &box);
    if (blob_read(arena, input, &geom, NULL)) {
        MUST_HOLD(has_box);
        check_geom(&geom);
        struct buf buf;
        str blob;
        buf_init(&buf, arena, 1 << 25);
        blob_write(&buf, &geom, 28992);
        if (buf_finish(&buf, &blob, NULL)) {
            check_box(blob, &geom);
            MUST_HOLD(blob_read(arena, blob, &back, NULL));
            // Nested collections are written flat, so that their second trip
            // is the one that changes nothing.
            MUST_HOLD(geom_point_total(&back) == geom_point_total(&geom));
        }
    }
    arena_destroy(arena);
    return 0;
}
