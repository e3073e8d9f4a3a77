#include "server/pages/area_list.h"

#include "server/cursor_token.h"
#include "server/pages/parts.h"
#include "server/selection.h"
#include "server/style/classes.h"
#include "server/tally.h"
#include "store/query.h"

struct area_list {
    const struct request *request;  // of the map: without what is of the list
    const struct classes *classes;
    const struct grouping_offer *level;
    int64_t after_fid;  // of the last area of the page before
    int64_t last_fid;   // of this page
    size_t count;       // of areas in the box
    size_t listed, limit;
    bool has_more;
};

static const struct class_set *choose_set(const struct classes *classes)
{
    for (size_t i = 0; i < classes->count; i++) {
        const struct class_set *set = &classes->sets[i];
        size_t areas = set->zeros + set->withheld;
        for (size_t k = 0; k < set->count; k++) areas += set->ranges[k].areas;
        if (areas > 1) return set;
    }
    return &classes->sets[classes->count - 1];
}

// The page of these counts: of one area, or without a code of all.
static str counts_url(const struct area_list *list, str code)
{
    struct buf url;
    str text = { 0 };
    const struct request *request = list->request;
    str level = list->level->name;
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url, collection_url(request, request->collection,
                                     "/aggregate?f=html&groupBy="));
    buf_add_str(&url, level);
    HTML(&url, "&measures=");
    percent_encode(&url, list->classes->measure, "(),");
    if (code.len) {
        buf_addf(&url, "&%.*scode=", STR_ARG(level));
        percent_encode(&url, code, "");
    }
    style_filters_add(&url, request);
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}

static void add_value(struct buf *body, const struct area_list *list,
                      const struct tally_group *group)
{
    bool is_count = str_equal(list->classes->key, STR("count"));
    html_text(body, list->classes->title);
    HTML(body, ": ");
    if (is_count)
        html_count(body, group->count);
    else
        page_measure(body, group->measures[0], group->withheld);
}

static void add_area(struct buf *body, const struct area_list *list,
                     const struct tally_group *group)
{
    HTML(body, "<li>");
    html_link(body, counts_url(list, group->code),
              group->name.len ? group->name : group->code);
    HTML(body, "<br>\n");
    add_value(body, list, group);
    HTML(body, "</li>\n");
}

static void add_head(struct buf *body, const struct area_list *list,
                     size_t count, bool has_box)
{
    HTML(body, "<section id=\"lijst\" class=\"lijst\" "
               "aria-labelledby=\"lijst-kop\">\n"
               "<h2 id=\"lijst-kop\" tabindex=\"-1\">Lijst</h2>\n"
               "<p role=\"status\">Per ");
    html_text(body, list->level->name);
    HTML(body, ": ");
    html_count(body, (int64_t)count);
    buf_add_str(body, has_box ? STR(" in dit deel van de kaart.</p>\n")
                              : STR(" in totaal.</p>\n"));
}

// A cursor is of the collection that is counted. Where it stands is an area, so
// the version of the areas goes along, in the place of a distance.
static double areas_version(const struct area_list *list)
{
    return (double)list->level->areas->dataset->version;
}

static bool read_cursor(struct area_list *list, const struct request *request,
                        struct error *err)
{
    struct cursor_place place;
    const struct param_value *cursor = request_param(request, "cursor");
    if (!cursor->is_given) return true;
    if (!cursor_token_parse(request->collection, cursor->text, &place, err))
        return false;
    if (place.distance_m < areas_version(list) ||
        place.distance_m > areas_version(list))
        return error_set(err, ERROR_GONE,
                         "cursor: the areas have a newer version; start again "
                         "without a cursor");
    list->after_fid = place.fid;
    return true;
}

static str next_url(const struct area_list *list, const struct request *request)
{
    const struct cursor_place place = { .fid = list->last_fid,
                                        .distance_m = areas_version(list),
                                        .shape = selection_shape(request) };
    struct cursor_token token = cursor_token_print(request->collection, &place);
    return list->has_more ? request_url_with(request, "cursor",
                                             (str){ token.text, token.len })
                          : (str){ 0 };
}

static void add_tail(struct buf *body, const struct area_list *list,
                     const struct request *request)
{
    page_paging(body, request, next_url(list, request));
    HTML(body, "<p class=\"alles\">");
    html_link(body, counts_url(list, (str){ 0 }), STR("Alle in een tabel"));
    HTML(body, "</p>\n</section>\n");
}

static void take_area(struct buf *items, struct area_list *list,
                      const struct tally *tally, const struct feature *area)
{
    const struct tally_group *group = tally_find(tally, area->id.text);
    if (!group) return;
    list->count++;
    if (area->fid <= list->after_fid) return;
    list->has_more = list->listed == list->limit;
    if (list->has_more) return;
    add_area(items, list, group);
    list->listed++;
    list->last_fid = area->fid;
}

// The areas in the box of the request, in order of their place, as far as
// anything is counted in them.
static bool add_areas(struct buf *body, struct area_list *list,
                      const struct request *request, const struct tally *tally,
                      struct error *err)
{
    struct buf items;
    struct feature area;
    const struct selection selection = { .collection = list->level->areas,
                                         .box = request->params.box,
                                         .skip_geometry = true };
    struct cursor *cursor = cursor_open(request->view, &selection, err);
    if (!cursor) return false;
    buf_init(&items, request->arena, SIZE_MAX);
    while (cursor_next(cursor, &area)) take_area(&items, list, tally, &area);
    str text = { 0 };
    if (!cursor_close(cursor, err) || !buf_finish(&items, &text, err))
        return false;
    add_head(body, list, list->count, request->params.box.count);
    if (list->listed) {
        HTML(body, "<ol>\n");
        buf_add_str(body, text);
        HTML(body, "</ol>\n");
    }
    add_tail(body, list, request);
    return true;
}

bool area_list_add(struct buf *body, struct app *app,
                   const struct request *request, const struct drawing *drawing,
                   struct error *err)
{
    struct aggregate_tiles tiles;
    struct request drawn = *drawing->request;
    struct area_list list = { .request = &drawn,
                              .classes = drawing_classes(drawing) };
    if (!list.classes || !list.classes->count) return true;
    list.level = choose_set(list.classes)->level;
    list.limit = (size_t)request_param(request, "limit")->integer;
    if (!read_cursor(&list, request, err)) return false;
    if (!aggregate_tiles_read(&drawn, (size_t)app->config->max_groups, &tiles,
                              err))
        return false;
    const struct shelf_item *item =
        tally_get(app, &drawn, &tiles, list.level, err);
    if (!item) return false;
    bool is_added = add_areas(body, &list, request, item->thing, err);
    shelf_release(app->shelf, item);
    return is_added;
}
