#include "server/selection.h"
#include "server/wfs/markup.h"
#include "server/wfs/places.h"
#include "server/wfs/query.h"

// ---- features by id

static bool get(struct wfs *wfs, const struct wfs_query *query, str id,
                struct feature *feature, bool *is_there, struct error *err)
{
    struct error missing;
    struct selection selection = query->selection;
    *is_there = store_get(wfs->request->view, wfs->request->arena, &selection,
                          id, feature, &missing);
    if (*is_there || missing.code == ERROR_NOT_FOUND) return true;
    return error_set(err, missing.code, "%s", missing.message);
}

static bool count_ids(struct wfs *wfs, const struct wfs_query *query,
                      int64_t *matched, struct error *err)
{
    bool is_there;
    struct feature feature;
    for (size_t i = 0; i < query->id_count; i++) {
        if (!get(wfs, query, query->ids[i], &feature, &is_there, err))
            return false;
        *matched += is_there;
    }
    return true;
}

static bool read_ids(struct wfs *wfs, const struct wfs_query *query,
                     wfs_add *add, void *context, struct error *err)
{
    bool is_there;
    struct feature feature;
    size_t found = 0;
    for (size_t i = 0; i < query->id_count; i++) {
        if (!get(wfs, query, query->ids[i], &feature, &is_there, err))
            return false;
        if (!is_there) continue;
        bool is_on_page =
            found >= query->start && found < query->start + query->count;
        if (is_on_page) add(context, &feature);
        found++;
    }
    return true;
}

// ---- features by selection

bool wfs_rows_count(struct wfs *wfs, const struct wfs_query *query,
                    struct wfs_rows *out, struct error *err)
{
    bool ok = true;
    struct wfs_place place;
    *out = (struct wfs_rows){ 0 };
    if (query->is_nothing) return true;
    if (query->ids)
        ok = count_ids(wfs, query, &out->matched, err);
    else if (wfs_places_find(wfs->app->wfs_places, query->key, SIZE_MAX,
                             &place))
        out->matched = place.matched;
    else
        ok = store_count(wfs->request->view, &query->selection, &out->matched,
                         err);
    size_t matched = (size_t)out->matched;
    if (!query->is_hits && query->start < matched)
        out->returned = (int64_t)(matched - query->start);
    if (out->returned > (int64_t)query->count)
        out->returned = (int64_t)query->count;
    return ok;
}

// Moves `place` on to query->start.
static bool skip(struct wfs *wfs, const struct wfs_query *query,
                 struct wfs_place *place, struct error *err)
{
    struct selection selection = query->selection;
    size_t count = query->start - place->index;
    selection.after_fid = place->fid;
    if (!selection_find_place(wfs->request, &selection, err) ||
        !selection_skip(wfs->request, &selection, &count, err))
        return false;
    place->fid = selection.after_fid;
    place->index += count;
    return true;
}

static bool read_page(struct wfs *wfs, const struct wfs_query *query,
                      struct wfs_place *place, wfs_add *add, void *context,
                      struct error *err)
{
    struct feature feature;
    struct selection selection = query->selection;
    selection.limit = query->count;
    selection.after_fid = place->fid;
    if (!selection_find_place(wfs->request, &selection, err)) return false;
    struct cursor *cursor = cursor_open(wfs->request->view, &selection, err);
    if (!cursor) return false;
    while (cursor_next(cursor, &feature)) {
        add(context, &feature);
        place->fid = feature.fid;
        place->index++;
    }
    return cursor_close(cursor, err);
}

static bool read_selection(struct wfs *wfs, const struct wfs_query *query,
                           const struct wfs_rows *rows, wfs_add *add,
                           void *context, struct error *err)
{
    struct wfs_places *places = wfs->app->wfs_places;
    struct wfs_place place = { .matched = rows->matched };
    struct wfs_place known;
    if (wfs_places_find(places, query->key, query->start, &known))
        place = known;
    if (!skip(wfs, query, &place, err) ||
        !read_page(wfs, query, &place, add, context, err))
        return false;
    if (place.index != query->start + (size_t)rows->returned)
        return error_set(err, ERROR_INTERNAL, "%zu rows where %zu were counted",
                         place.index, query->start + (size_t)rows->returned);
    wfs_places_add(places, query->key, &place);
    return true;
}

bool wfs_rows_read(struct wfs *wfs, const struct wfs_query *query,
                   const struct wfs_rows *rows, wfs_add *add, void *context,
                   struct error *err)
{
    wfs->response->rows = (uint64_t)rows->returned;
    if (!rows->returned) return true;
    if (query->ids) return read_ids(wfs, query, add, context, err);
    return read_selection(wfs, query, rows, add, context, err);
}

// ---- pages

static void add_pair(struct buf *url, const char *name, str value)
{
    buf_addf(url, "&%s=", name);
    percent_encode(url, value, ":/,@()*");
}

static str filter_text(struct wfs *wfs)
{
    struct buf text;
    str done = { 0 };
    if (!wfs->given.filter) return wfs->given.values[WFS_FILTER];
    buf_init(&text, wfs->request->arena, SIZE_MAX);
    xml_print(&text, wfs->given.filter);
    return buf_finish(&text, &done, NULL) ? done : (str){ 0 };
}

str wfs_page_url(struct wfs *wfs, size_t start, size_t count)
{
    struct buf url;
    str done = { 0 };
    buf_init(&url, wfs->request->arena,
             (size_t)wfs->app->config->max_url_bytes +
                 wfs->request->base_url.len);
    buf_addf(&url, "%.*s?SERVICE=WFS", STR_ARG(wfs_url(wfs->request)));
    for (int i = WFS_VERSION; i < WFS_PARAMETER_COUNT; i++) {
        str value = wfs->given.values[i];
        bool is_other =
            i == WFS_COUNT || i == WFS_START_INDEX || i == WFS_RESULT_TYPE;
        if (i == WFS_FILTER) value = filter_text(wfs);
        if (value.len && !is_other)
            add_pair(&url, parameter_name((enum wfs_parameter)i), value);
    }
    buf_addf(&url, "&STARTINDEX=%zu&COUNT=%zu", start, count);
    return buf_finish(&url, &done, NULL) ? done : (str){ 0 };
}

static void write_link(struct wfs *wfs, const char *name, size_t start,
                       size_t count)
{
    str url = wfs_page_url(wfs, start, count);
    if (!url.len) return;
    buf_addf(&wfs->body, " %s=\"", name);
    markup_quoted(&wfs->body, url);
    buf_add_char(&wfs->body, '"');
}

// Of a hits answer, the next page is the first (OGC 09-025r2, 7.7.4.4.1).
void wfs_write_page_links(struct wfs *wfs, const struct wfs_query *query,
                          const struct wfs_rows *rows)
{
    size_t matched = (size_t)rows->matched;
    size_t start = query->is_hits ? 0 : query->start;
    size_t next = start + (size_t)rows->returned;
    if (query->is_by_id || !query->count) return;
    if (next < matched) write_link(wfs, "next", next, query->count);
    if (query->is_hits || !start) return;
    size_t back = start < query->count ? start : query->count;
    write_link(wfs, "previous", start - back, back);
}

void wfs_write_numbers(struct wfs *wfs, const struct wfs_query *query,
                       const struct wfs_rows *rows)
{
    buf_addf(&wfs->body, " numberMatched=\"%lld\" numberReturned=\"%lld\"",
             (long long)rows->matched, (long long)rows->returned);
    markup_attribute(&wfs->body, "timeStamp",
                     query->collection->dataset->updated);
}
