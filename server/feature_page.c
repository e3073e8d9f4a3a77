#include "server/feature_page.h"

#include "server/selection.h"

// Reads one feature more than the page holds, to know whether there is a next.
bool feature_page_add(struct feature_page *page, void *writer,
                      feature_adder *add, struct error *err)
{
    struct selection selection = page->selection;
    struct feature feature;
    selection.limit++;
    if (page->simpler.map) selection.skip_geometry = true;
    struct cursor *cursor = cursor_open(page->request->view, &selection, err);
    if (!cursor) return false;
    bool is_whole = true;
    while (cursor_next(cursor, &feature)) {
        page->has_more = page->returned == page->selection.limit;
        if (page->has_more) break;
        is_whole = simpler_feature(&page->simpler, &feature, err);
        if (!is_whole) break;
        add(writer, &page->body, &feature);
        page->last.fid = feature.fid;
        page->last.distance_m = feature.distance_m;
        page->returned++;
    }
    return cursor_close(cursor, is_whole ? err : NULL) && is_whole;
}

struct cursor_token feature_page_next(const struct feature_page *page)
{
    struct cursor_place place = page->last;
    place.shape = selection_shape(page->request);
    return cursor_token_print(page->selection.collection, &place);
}

str feature_page_next_url(const struct feature_page *page)
{
    struct cursor_token token = feature_page_next(page);
    return request_url_with(page->request, "cursor",
                            (str){ token.text, token.len });
}
