#include "server/area_links.h"
#include "server/body.h"
#include "server/csv.h"
#include "server/feature_page.h"
#include "server/geojson.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/items_page.h"
#include "server/pages/pages.h"
#include "server/selection.h"
#include "server/writer.h"

// The next page of a search is asked with the same body and this cursor in it.
static void write_next_search(const struct feature_page *page,
                              struct json *json)
{
    struct cursor_token token = feature_page_next(page);
    json_object_begin(json);
    json_member_str(json, "rel", STR("next"));
    json_member_str(json, "type",
                    str_from(format_link_type(page->request->format)));
    json_member_str(json, "title", STR("De volgende features"));
    json_member_str(json, "href",
                    request_url_with(page->request, NULL, (str){ 0 }));
    json_member_str(json, "method", STR("POST"));
    json_member_bool(json, "merge", true);
    json_key(json, STR("body"));
    json_object_begin(json);
    json_member_str(json, "cursor", (str){ token.text, token.len });
    json_object_end(json);
    json_object_end(json);
}

// As a parameter of its own, since no URL leads there.
static void add_next_search(const struct feature_page *page, struct buf *header)
{
    struct cursor_token token = feature_page_next(page);
    buf_addf(header, "; cursor=\"%.*s\"",
             STR_ARG(((str){ token.text, token.len })));
}

static void add_header(struct buf *header, const struct request *request,
                       const char *rel, const char *tail)
{
    link_header_add(
        header,
        &(struct link){ rel, "application/schema+json", NULL,
                        collection_url(request, request->collection, tail) });
}

// Link headers: clients of CSV have no other way to the next page, and OGC
// API Features looks for the queryables (Part 3) and sortables here.
static bool set_link_header(const struct feature_page *page,
                            struct response *response, struct error *err)
{
    struct request *request = page->request;
    struct buf header;
    str text;
    buf_init(&header, request->arena, 32 * 1024);
    if (page->has_more)
        link_header_add(
            &header, &(struct link){ "next", format_link_type(request->format),
                                     NULL, feature_page_next_url(page) });
    if (page->has_more && request->route->is_post_only)
        add_next_search(page, &header);
    add_header(&header, request, REL_OGC "queryables", "/queryables");
    add_header(&header, request, REL_OGC "sortables", "/sortables");
    if (!buf_finish(&header, &text, err)) return false;
    response_header(response, "Link", text);
    return true;
}

static void write_links(const struct feature_page *page, struct json *json)
{
    const struct request *request = page->request;
    json_array_begin(json);
    links_write_self(json, request);
    if (page->has_more && request->route->is_post_only)
        write_next_search(page, json);
    else if (page->has_more)
        link_write(json,
                   &(struct link){ "next", format_link_type(request->format),
                                   "De volgende features",
                                   feature_page_next_url(page) });
    links_write_collection(json, request);
    json_array_end(json);
}

static void add_geojson(void *writer, struct buf *body,
                        const struct feature *feature)
{
    geojson_feature(writer, body, feature);
}

static bool has_choice(const struct request *request, const char *name,
                       str choice)
{
    return str_equal(request_param(request, name)->text, choice);
}

static bool is_hits(const struct request *request)
{
    return has_choice(request, "resultType", STR("hits"));
}

static bool add_geojson_features(struct feature_page *page, struct error *err)
{
    struct geojson writer;
    const struct request *request = page->request;
    const struct selection *selection = &page->selection;
    return geojson_init(&writer, request->arena, &request->collection->schema,
                        request_crs(request), err) &&
           geojson_choose(&writer, request->arena, selection->wanted,
                          selection->near.is_asked, err) &&
           feature_page_add(page, &writer, add_geojson, err);
}

// The formats that downloads know too, by their writers.
static bool open_writing(struct writing *w, const struct request *request,
                         const struct selection *selection, struct error *err)
{
    *w = (struct writing){ .request = request,
                           .selection = selection,
                           .crs = request_crs(request) };
    return writer_find(request->format)->open(w, err);
}

static void add_written(void *writer, struct buf *body,
                        const struct feature *feature)
{
    struct writing *w = writer;
    writer_find(w->request->format)->add(w, body, feature);
}

static bool write_sequence(struct feature_page *page, struct error *err)
{
    struct writing w;
    return open_writing(&w, page->request, &page->selection, err) &&
           feature_page_add(page, &w, add_written, err);
}

static bool write_jsonfg(struct feature_page *page, struct error *err)
{
    bool is_done;
    struct writing w;
    return open_writing(&w, page->request, &page->selection, err) &&
           jsonfg_writer.begin(&w, &page->body, &is_done, err) &&
           (is_hits(page->request) ||
            feature_page_add(page, &w, add_written, err));
}

static bool write_geojson(struct feature_page *page, struct error *err)
{
    buf_addf(&page->body, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    return is_hits(page->request) || add_geojson_features(page, err);
}

// A collection of features as JSON, of either kind, with its numbers and links.
static bool write_json(struct feature_page *page, struct error *err)
{
    int64_t matched = 0;
    const struct request *request = page->request;
    bool is_jsonfg = request->format == FORMAT_JSONFG;
    bool is_counted = !has_choice(request, "count", STR("none"));
    if (is_counted &&
        !store_count(request->view, &page->selection, &matched, err))
        return false;
    if (!(is_jsonfg ? write_jsonfg(page, err) : write_geojson(page, err)))
        return false;
    struct json json = { .out = &page->body };
    buf_addf(&page->body, "\n],");
    if (is_counted) json_member_int(&json, "numberMatched", matched);
    json_member_int(&json, "numberReturned", (int64_t)page->returned);
    json_key(&json, STR("links"));
    write_links(page, &json);
    json_object_end(&json);
    return true;
}

struct csv_page {
    struct csv_features features;
    struct csv csv;
};

static void add_csv(void *writer, struct buf *body,
                    const struct feature *feature)
{
    struct csv_page *page = writer;
    page->csv.out = body;
    csv_feature(&page->features, &page->csv, feature);
}

static bool write_csv(struct feature_page *page, struct error *err)
{
    const struct collection *collection = page->selection.collection;
    bool is_placeless = page->selection.skip_geometry;
    struct csv_page writer = {
        .features = { &collection->schema, request_crs(page->request),
                      is_placeless ? GEOM_EMPTY : collection->geom_type,
                      page->selection.wanted, page->selection.near.is_asked },
        .csv = { .out = &page->body },
    };
    csv_header(&writer.features, &writer.csv);
    return feature_page_add(page, &writer, add_csv, err);
}

// How many features come before the page; a cursor says that by itself.
static size_t page_offset(const struct request *request)
{
    const struct param_value *offset = request_param(request, "offset");
    if (request_param(request, "cursor")->is_given) return 0;
    if (!offset->is_given) offset = request_param(request, "startindex");
    return offset->is_given ? (size_t)offset->integer : 0;
}

void check_items(struct request *request)
{
    check_selection(request);
    if (request_param(request, "offset")->is_given &&
        request_param(request, "startindex")->is_given)
        request_problem(request, "startindex",
                        "is another name for offset: give one of the two");
    check_simpler(request);
    if (is_hits(request) && has_choice(request, "count", STR("none")))
        request_problem(request, "count",
                        "none leaves nothing to answer with resultType=hits");
}

static bool write_html(struct feature_page *page, struct error *err)
{
    int64_t matched = -1;
    struct items_page writer;
    const struct request *request = page->request;
    if (!has_choice(request, "count", STR("none")) &&
        !store_count(request->view, &page->selection, &matched, err))
        return false;
    items_page_begin(&writer, &page->body, request, &page->selection, matched);
    if (!is_hits(request) &&
        !feature_page_add(page, &writer, items_page_add, err))
        return false;
    items_page_end(&writer,
                   page->has_more ? feature_page_next_url(page) : (str){ 0 });
    return true;
}

static bool write_page(struct feature_page *page, struct error *err)
{
    if (page->request->format == FORMAT_HTML) return write_html(page, err);
    if (page->request->format == FORMAT_CSV) return write_csv(page, err);
    if (page->request->format == FORMAT_GEOJSONSEQ)
        return write_sequence(page, err);
    return write_json(page, err);
}

static bool write_simpler_page(const struct app *app, struct feature_page *page,
                               struct error *err)
{
    if (!simpler_open(&page->simpler, app, page->request, &page->selection,
                      err))
        return false;
    bool is_written = write_page(page, err);
    simpler_close(&page->simpler);
    return is_written;
}

bool get_items(struct app *app, struct request *request,
               struct response *response, struct error *err)
{
    struct feature_page page = { .request = request };
    size_t offset = page_offset(request);
    if (is_hits(request) &&
        (request->format == FORMAT_CSV || request->format == FORMAT_GEOJSONSEQ))
        return error_set(err, ERROR_INVALID,
                         "f=%s: resultType=hits is one number, which has no "
                         "place there; ask for f=json",
                         request->format == FORMAT_CSV ? "csv" : "geojsonseq");
    if (!selection_read(request, &page.selection, err) ||
        !selection_find_place(request, &page.selection, err) ||
        !selection_skip(request, &page.selection, &offset, err))
        return false;
    body_begin(&page.body, app, request);
    if (!write_simpler_page(app, &page, err) ||
        !set_link_header(&page, response, err))
        return false;
    response->rows = page.returned;
    body_set_crs(response, request);
    if (request->format == FORMAT_HTML)
        return page_end(&page.body, app, request, response, err);
    return body_end(&page.body, response, err);
}

static void write_item_links(const struct request *request, struct buf *body,
                             const struct feature *feature)
{
    struct json json = { .out = body, .needs_comma = true };
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    links_write_collection(&json, request);
    area_links_write(&json, request, feature);
    json_array_end(&json);
}

static bool write_item(const struct request *request,
                       const struct selection *selection, struct buf *body,
                       const struct feature *feature, struct error *err)
{
    struct geojson geojson;
    struct writing w;
    bool is_jsonfg = request->format == FORMAT_JSONFG;
    if (request->format == FORMAT_GEOJSON &&
        !geojson_init(&geojson, request->arena, &request->collection->schema,
                      request_crs(request), err))
        return false;
    if (request->format != FORMAT_GEOJSON &&
        !open_writing(&w, request, selection, err))
        return false;
    if (request->format == FORMAT_GEOJSONSEQ) {
        add_written(&w, body, feature);
        return true;
    }
    buf_add_char(body, '{');
    if (is_jsonfg)
        jsonfg_item(&w, body, feature);
    else
        geojson_members(&geojson, body, feature);
    write_item_links(request, body, feature);
    buf_add_char(body, '}');
    return true;
}

bool get_item(struct app *app, struct request *request,
              struct response *response, struct error *err)
{
    struct buf body;
    struct feature feature;
    struct selection selection;
    if (!selection_read(request, &selection, err) ||
        !store_get(request->view, request->arena, &selection,
                   request->variables[1], &feature, err))
        return false;
    response->rows = 1;
    body_set_crs(response, request);
    if (request->format == FORMAT_HTML)
        return page_item(app, request, response, &feature, err);
    body_begin(&body, app, request);
    return write_item(request, &selection, &body, &feature, err) &&
           body_end(&body, response, err);
}
