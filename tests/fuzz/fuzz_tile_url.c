// The end of a tile's URL, "WebMercatorQuad/8/83/132": what is read is a tile
// of its matrix, prints as it was written, and holds its own middle.

#include <inttypes.h>

#include "fuzz/fuzz.h"
#include "tile/tms.h"

static void check_address(const struct tms *tms, struct tile_address address,
                          const str parts[4])
{
    struct arena *arena = arena_create(1 << 16);
    struct tile_address again;
    if (!arena) return;
    MUST_HOLD(address.zoom < (uint32_t)tms->zoom_count);
    MUST_HOLD(address.row < tms_height(tms, address.zoom));
    MUST_HOLD(address.col < tms_width(tms, address.zoom));
    const uint32_t numbers[] = { address.zoom, address.row, address.col };
    for (size_t i = 0; i < 3; i++)
        MUST_HOLD(str_equal(parts[i + 1],
                            arena_printf(arena, "%" PRIu32, numbers[i])));
    struct box box = tms_tile_box(tms, address);
    struct point middle = { (box.min_x + box.max_x) / 2,
                            (box.min_y + box.max_y) / 2 };
    MUST_HOLD(tms_tile_at(tms, address.zoom, middle, &again));
    MUST_HOLD(again.row == address.row && again.col == address.col);
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str rest = fuzz_text(data, size);
    str parts[4] = { 0 };
    struct tile_address address;
    struct error err = { 0 };
    for (size_t i = 0; i < 4; i++)
        if (!str_next(&rest, '/', &parts[i])) return 0;
    const struct tms *tms = tms_find(parts[0]);
    if (!tms) return 0;
    if (tms_parse_address(tms, parts[1], parts[2], parts[3], &address, &err))
        check_address(tms, address, parts);
    else
        MUST_HOLD(err.code == ERROR_INVALID || err.code == ERROR_NOT_FOUND);
    return 0;
}
