// Any bytes as a WFS request: before the first newline a query string, behind
// it the body of a POST. Names of types, properties, systems and boxes come
// out of both.

#include "fuzz/fuzz.h"

#include "server/wfs/box.h"
#include "server/wfs/markup.h"
#include "server/wfs/parameters.h"

enum { MEMORY = 64 << 20 };

static void use(struct arena *arena, const struct wfs_parameters *given)
{
    struct error err;
    bool is_outside;
    struct wfs_crs crs;
    struct box_filter box;
    if (!wfs_crs_find(arena, given->values[WFS_SRS_NAME], &crs))
        MUST_HOLD(wfs_crs_find(arena, STR("CRS84"), &crs));
    if (wfs_box_parse(arena, given->values[WFS_BBOX], &crs, &box, &is_outside,
                      &err))
        MUST_HOLD(is_outside || box.count == 1 || box.count == 2);
    str name = given->values[WFS_TYPE_NAMES];
    if (str_valid_utf8(name) != name.len) return;
    str written = markup_name_copy(arena, name);
    MUST_HOLD(str_equal(markup_name_read(arena, written), name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err;
    struct params params = { 0 };
    struct wfs_parameters given;
    struct arena *arena = arena_create(MEMORY);
    struct problems problems = { .arena = arena };
    str text = fuzz_text(data, size);
    size_t end = str_find_char(text, '\n');
    if (params_split(arena, str_slice(text, 0, end), &params, &problems)) {
        parameters_from_pairs(&params, &given);
        use(arena, &given);
    }
    if (end < text.len &&
        parameters_from_xml(arena, str_slice(text, end + 1, text.len), &given,
                            &err))
        use(arena, &given);
    arena_destroy(arena);
    return 0;
}
