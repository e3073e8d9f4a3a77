// The cells of precomputed counts. What reads without being broken is in
// rising order, and writes back to cells that read as the same.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/spatialite/counts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_again(const struct cell_layout *layout, str written,
                        const struct cell *wanted)
{
    struct cells cells = cells_over(layout, written);
    struct cell cell = { 0 };
    if (!cells_next(&cells, &cell) || cells.is_broken) abort();
    if (cell.area != wanted->area || cell.count != wanted->count) abort();
    for (size_t i = 0; i < layout->measure_count; i++)
        if (memcmp(&cell.measures[i], &wanted->measures[i],
                   sizeof cell.measures[i]) != 0)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct field fields[] = {
        { .name = { "n", 1 }, .type = VALUE_INT, .is_measure = true },
        { .name = { "x", 1 }, .type = VALUE_REAL, .is_measure = true },
    };
    struct cell_layout layout;
    struct cell cell = { 0 };
    int64_t previous = CELL_NO_AREA - 1;
    if (!cell_layout_init(&layout, &(struct schema){ fields, 2 }, NULL))
        abort();
    struct arena *arena = arena_create(1 << 20);
    struct cells cells = cells_over(&layout, (str){ (const char *)bytes, len });
    while (cells_next(&cells, &cell)) {
        struct buf out;
        str written;
        if (cell.area <= previous || cell.count < 0) abort();
        previous = cell.area;
        arena_clear(arena);
        buf_init(&out, arena, 1 << 16);
        cell_write(&out, &layout, CELL_NO_AREA - 1, &cell);
        if (!buf_finish(&out, &written, NULL)) abort();
        check_again(&layout, written, &cell);
    }
    arena_destroy(arena);
    return 0;
}
