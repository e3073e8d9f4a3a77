#include "server/aggregate_tiles.h"

#include <string.h>

#include "server/collection_json.h"
#include "server/links.h"
#include "server/selection.h"

static const double metres_per_pixel = 0.00028;

// About a hundred areas to a tile of the middle of the country.
static const double cells_m[] = {
    [LEVEL_BUURT] = 0,
    [LEVEL_WIJK] = 100,
    [LEVEL_GEMEENTE] = 400,
};

static const struct {
    const char *name;
    enum count_form form;
    enum area_level level;
} forms[] = {
    { "auto", COUNT_AREAS, LEVEL_NONE },  // clusters where areas are unknown
    { "buurt", COUNT_AREAS, LEVEL_BUURT },
    { "wijk", COUNT_AREAS, LEVEL_WIJK },
    { "gemeente", COUNT_AREAS, LEVEL_GEMEENTE },
    { "grid", COUNT_GRID, LEVEL_NONE },
    { "cluster", COUNT_CLUSTERS, LEVEL_NONE },
};
enum {
    FORM_COUNT = sizeof forms / sizeof *forms,
    URL_BYTES_MAX = 64 * 1024,
};

double auto_level_cell_m(enum area_level level)
{
    return cells_m[level];
}

double tms_cell_m(const struct tms *tms, uint32_t zoom)
{
    return tms->scale_denominators[zoom] * metres_per_pixel;
}

static void find_levels(const struct request *request,
                        struct aggregate_tiles *tiles)
{
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, request->collection);
    for (size_t i = 0; i < offers.count; i++)
        if (offers.offers[i].level != LEVEL_NONE)
            tiles->levels[offers.offers[i].level] = &offers.offers[i];
}

static bool has_levels(const struct aggregate_tiles *tiles)
{
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        if (tiles->levels[i]) return true;
    return false;
}

static bool read_form(struct request *request, struct aggregate_tiles *tiles)
{
    const struct param_value *group_by = request_param(request, "groupBy");
    str name = group_by->item_count ? group_by->items[0] : STR("auto");
    size_t i = 0;
    while (i < FORM_COUNT && !str_equal(str_from(forms[i].name), name)) i++;
    if (i == FORM_COUNT || group_by->item_count > 1)
        return request_problem(request, "groupBy",
                               "must be one of auto, buurt, wijk, gemeente, "
                               "grid and cluster, not '%.*s'",
                               STR_ARG(str_slice(group_by->text, 0, 80)));
    tiles->form = forms[i].form;
    tiles->level = forms[i].level;
    if (i == 0 && !has_levels(tiles)) tiles->form = COUNT_CLUSTERS;
    return true;
}

static void check_form(struct request *request,
                       const struct aggregate_tiles *tiles)
{
    bool has_places = collection_has_place(request->collection);
    bool is_absent = tiles->level != LEVEL_NONE && !tiles->levels[tiles->level];
    if (tiles->form != COUNT_AREAS && !has_places)
        request_problem(request, "groupBy",
                        "grid and cluster take places, which the figures of "
                        "this collection do not have");
    else if (tiles->form != COUNT_AREAS && tiles->plan.query.measure_count)
        request_problem(request, "measures",
                        "are for areas; grid and cluster only count");
    else if (tiles->form == COUNT_AREAS && !has_levels(tiles))
        request_problem(request, "groupBy",
                        "this collection knows no areas; ask for grid or "
                        "cluster");
    else if (is_absent)
        request_problem(request, "groupBy",
                        "this collection cannot be counted by %s",
                        area_level_name(tiles->level));
}

bool aggregate_tiles_any(const struct request *request,
                         const struct collection *collection)
{
    struct aggregate_tiles tiles = { 0 };
    struct request other = *request;
    other.collection = collection;
    if (collection->dataset->kind == DATASET_AREAS) return false;
    if (collection_has_place(collection)) return true;
    find_levels(&other, &tiles);
    return has_levels(&tiles);
}

bool aggregate_tiles_can_be(const struct request *request, struct error *err)
{
    const struct collection *collection = request->collection;
    if (aggregate_tiles_any(request, collection)) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the collection '%.*s' has nothing that can be counted in "
                     "tiles",
                     STR_ARG(collection->id));
}

str aggregate_tiles_url(const struct request *request, str level)
{
    static const char *const others[] = { "f", "crs", "groupBy" };
    str done = { 0 };
    struct buf url;
    char before = '?';
    buf_init(&url, request->arena, URL_BYTES_MAX);
    buf_add_str(
        &url, collection_url(request, request->collection, "/aggregate/tiles"));
    if (level.len) {
        buf_addf(&url, "?groupBy=%.*s", STR_ARG(level));
        before = '&';
    }
    for (size_t i = 0; i < request->params.pair_count; i++) {
        const struct pair *pair = &request->params.pairs[i];
        bool is_other = false;
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            is_other = is_other || str_equal(pair->name, str_from(others[k]));
        if (is_other) continue;
        buf_add_char(&url, before);
        percent_encode(&url, pair->name, "");
        buf_add_char(&url, '=');
        percent_encode(&url, pair->value, ",:/()");
        before = '&';
    }
    return buf_finish(&url, &done, NULL) ? done : (str){ 0 };
}

static bool read(struct request *request, size_t max_groups,
                 struct aggregate_tiles *tiles, struct error *err)
{
    // What is wrong is recorded, and told with the rest.
    (void)!aggregate_plan_read_measures(request, &tiles->selection, max_groups,
                                        &tiles->plan, NULL);
    if (read_form(request, tiles)) check_form(request, tiles);
    return request_is_valid(request, err);
}

void aggregate_tiles_check(struct request *request)
{
    struct aggregate_tiles tiles = { .selection.collection =
                                         request->collection };
    check_selection(request);
    // What there is not is said by the handler, as 404.
    if (!aggregate_tiles_any(request, request->collection)) return;
    find_levels(request, &tiles);
    // What is wrong is recorded in the request; the handler reads it again.
    (void)!read(request, SIZE_MAX, &tiles, NULL);
}

bool aggregate_tiles_read(struct request *request, size_t max_groups,
                          struct aggregate_tiles *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    if (!aggregate_tiles_can_be(request, err)) return false;
    find_levels(request, out);
    return selection_read(request, &out->selection, err) &&
           read(request, max_groups, out, err);
}

static enum area_level fitting_level(const struct tms *tms, uint32_t zoom)
{
    double cell_m = tms_cell_m(tms, zoom);
    if (cell_m >= cells_m[LEVEL_GEMEENTE]) return LEVEL_GEMEENTE;
    return cell_m >= cells_m[LEVEL_WIJK] ? LEVEL_WIJK : LEVEL_BUURT;
}

const struct grouping_offer *
aggregate_tiles_level(const struct aggregate_tiles *tiles,
                      const struct tms *tms, uint32_t zoom)
{
    size_t level = tiles->level;
    if (level == LEVEL_NONE) level = fitting_level(tms, zoom);
    for (size_t i = level; i < LEVEL_COUNT; i++)
        if (tiles->levels[i]) return tiles->levels[i];
    for (size_t i = level; i > 0; i--)
        if (tiles->levels[i - 1]) return tiles->levels[i - 1];
    return NULL;
}
