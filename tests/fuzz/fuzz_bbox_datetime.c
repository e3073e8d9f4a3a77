// A box and a time, as people write them. Input: a byte that chooses the CRS,
// a box, a line feed, a time. A box that is accepted lies in its CRS, with its
// edges in order; a time that is accepted has its ends in order.

#include "fuzz/fuzz.h"

#include "geo/crs.h"
#include "server/params_box.h"

static const struct crs_entry systems[] = {
    { .uri = "CRS84", .srid = CRS_WGS84 },
    { .uri = "4326", .srid = CRS_WGS84, .is_y_first = true },
    { .uri = "28992", .srid = CRS_RD },
    { .uri = "3857", .srid = CRS_WEB_MERCATOR },
};

static void check_box(str text, const struct crs_entry *crs)
{
    struct box_filter filter = { 0 };
    struct error err = { 0 };
    if (!box_filter_parse(text, crs, &filter, &err)) {
        MUST_HOLD(err.message[0]);
        return;
    }
    MUST_HOLD(filter.count == 1 || filter.count == 2);
    MUST_HOLD(filter.srid == CRS_WGS84 || filter.srid == CRS_RD);
    for (size_t i = 0; i < filter.count; i++) {
        struct box box = filter.boxes[i];
        MUST_HOLD(box.min_x <= box.max_x && box.min_y <= box.max_y);
        MUST_HOLD(filter.srid != CRS_WGS84 ||
                  (box.min_x > -180.1 && box.max_x < 180.1));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct time_range range;
    if (size < 1 || size > 4000) return 0;
    struct arena *arena = arena_create(1 << 16);
    if (!arena) return 0;
    str text = fuzz_text(data + 1, size - 1);
    size_t line = str_find_char(text, '\n');
    check_box(str_slice(text, 0, line), &systems[data[0] % 4]);
    str time = str_slice(text, line + 1, text.len);
    if (time_range_parse(arena, time, &range, NULL))
        MUST_HOLD(!range.from.len || !range.to.len ||
                  str_compare(range.from, range.to) <= 0);
    arena_destroy(arena);
    return 0;
}
