#include "store/spatialite/counts.h"

#include "test.h"

static const struct field fields[] = {
    { .name = { "n", 1 }, .type = VALUE_INT, .is_measure = true },
    { .name = { "t", 1 }, .type = VALUE_TEXT },
    { .name = { "x", 1 }, .type = VALUE_REAL, .is_measure = true },
};
static const struct schema schema = { fields, 3 };

static struct cell_layout layout_of(const struct schema *s)
{
    struct cell_layout layout;
    CHECK(cell_layout_init(&layout, s, NULL));
    return layout;
}

static struct cell sample(int64_t area)
{
    return (struct cell){
        .area = area,
        .count = 300 + area,
        .measures = { { .known = 2,
                        .sum.integer = INT64_MIN,
                        .least.integer = -5,
                        .greatest.integer = INT64_MAX },
                      { .known = area & 1,
                        .sum.real = 0.1,
                        .lost = -1e-18,
                        .least.real = -1e300,
                        .greatest.real = 5 } },
    };
}

static str write_some(struct arena *arena, const struct cell_layout *layout)
{
    static const int64_t areas[] = { CELL_NO_AREA, 0, 1, 130, 100000 };
    struct buf buf;
    str out = { 0 };
    int64_t previous = CELL_NO_AREA - 1;
    buf_init(&buf, arena, 1 << 16);
    for (size_t i = 0; i < 5; i++) {
        struct cell cell = sample(areas[i]);
        cell_write(&buf, layout, previous, &cell);
        previous = areas[i];
    }
    CHECK(buf_finish(&buf, &out, NULL));
    return out;
}

TEST(cells_read_back_as_they_were_written)
{
    struct arena *arena = arena_create(1 << 20);
    struct cell_layout layout = layout_of(&schema);
    CHECK(layout.measure_count == 2 && layout.fields[1] == 2);
    struct cells cells = cells_over(&layout, write_some(arena, &layout));
    struct cell cell;
    size_t count = 0;
    while (cells_next(&cells, &cell)) {
        struct cell wanted = sample(cell.area);
        CHECK(cell.count == wanted.count);
        CHECK(cell.measures[0].sum.integer == INT64_MIN);
        CHECK(cell.measures[0].least.integer == -5);
        CHECK(cell.measures[0].greatest.integer == INT64_MAX);
        CHECK(cell.measures[1].known == wanted.measures[1].known);
        if (cell.measures[1].known) {
            CHECK(cell.measures[1].sum.real == 0.1);
            CHECK(cell.measures[1].lost == -1e-18);
            CHECK(cell.measures[1].least.real == -1e300);
        }
        count++;
    }
    CHECK(count == 5 && !cells.is_broken && cell.area == 100000);
    arena_destroy(arena);
}

TEST(cells_that_are_cut_short_are_broken)
{
    struct arena *arena = arena_create(1 << 20);
    struct cell_layout layout = layout_of(&schema);
    str whole = write_some(arena, &layout);
    size_t ends = 0;
    for (size_t len = 0; len < whole.len; len++) {
        struct cells cells = cells_over(&layout, str_slice(whole, 0, len));
        struct cell cell;
        while (cells_next(&cells, &cell)) continue;
        if (!cells.is_broken) ends++;
    }
    CHECK(ends == 5);  // only where a cell ends
    arena_destroy(arena);
}

TEST(an_area_that_comes_twice_is_broken)
{
    struct cell_layout layout = layout_of(&(struct schema){ fields + 1, 1 });
    struct cells cells = cells_over(&layout, STR("\x01\x05\x00\x05"));
    struct cell cell;
    CHECK(cells_next(&cells, &cell) && cell.area == 0 && cell.count == 5);
    CHECK(!cells_next(&cells, &cell) && cells.is_broken);
}

TEST(a_measure_that_is_no_number_is_refused)
{
    struct field bad = fields[1];
    struct error err = { 0 };
    struct cell_layout layout;
    bad.is_measure = true;
    CHECK(!cell_layout_init(&layout, &(struct schema){ &bad, 1 }, &err));
    CHECK(err.code == ERROR_REFUSED);
}

TEST_MAIN
