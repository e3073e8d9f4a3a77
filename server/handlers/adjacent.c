#include "cql/check.h"
#include "geo/crs.h"
#include "server/body.h"
#include "server/geojson.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/selection.h"

void check_adjacent(struct request *request)
{
    check_selection(request);
}

static bool read_area(const struct request *request, struct feature *area,
                      struct error *err)
{
    const struct selection selection = { .collection = request->collection,
                                         .srid = CRS_WGS84 };
    return store_get(request->view, request->arena, &selection,
                     request->variables[1], area, err);
}

// "S_INTERSECTS(geometry, <the area>)": what shares a border with it, and the
// area itself.
static const struct cql *touches(const struct request *request,
                                 const struct geom *area, struct error *err)
{
    const struct cql_scope scope = { .schema = &request->collection->schema,
                                     .has_geometry = true };
    struct cql *filter = cql_parse_text(
        request->arena, STR("S_INTERSECTS(geometry, POINT(0 0))"), err);
    if (!filter) return NULL;
    filter->children[1]->geom = *area;
    return cql_check(request->arena, filter, &scope, err) ? filter : NULL;
}

static bool add_features(const struct request *request,
                         const struct selection *selection,
                         const struct feature *area, struct buf *body,
                         size_t *count, struct error *err)
{
    struct geojson writer;
    struct feature feature;
    const struct schema *schema = &request->collection->schema;
    if (!geojson_init(&writer, request->arena, schema, request_crs(request),
                      err) ||
        !geojson_choose(&writer, request->arena, selection->wanted, false, err))
        return false;
    struct cursor *cursor = cursor_open(request->view, selection, err);
    if (!cursor) return false;
    while (cursor_next(cursor, &feature))
        if (!value_equal(feature.id, area->id))
            geojson_feature(&writer, body, &feature);
    *count = writer.feature_count;
    return cursor_close(cursor, err);
}

static void write_links(struct json *json, const struct request *request)
{
    json_key(json, STR("links"));
    json_array_begin(json);
    links_write_self(json, request);
    link_write(json, &(struct link){
                         "collection", "application/json", "De collectie",
                         collection_url(request, request->collection, "") });
    json_array_end(json);
}

bool get_adjacent(struct app *app, struct request *request,
                  struct response *response, struct error *err)
{
    struct buf body;
    size_t count = 0;
    struct feature area;
    struct selection selection;
    if (request->collection->level == LEVEL_NONE)
        return error_set(err, ERROR_NOT_FOUND,
                         "the collection '%.*s' holds no areas, so nothing "
                         "borders on its items",
                         STR_ARG(request->collection->id));
    if (!selection_read(request, &selection, err) ||
        !read_area(request, &area, err))
        return false;
    bool has_border = area.geom.type != GEOM_EMPTY;
    if (has_border) selection.filter = touches(request, &area.geom, err);
    if (has_border && !selection.filter) return false;
    body_begin(&body, app, request);
    buf_addf(&body, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    if (has_border &&
        !add_features(request, &selection, &area, &body, &count, err))
        return false;
    struct json json = { .out = &body };
    buf_addf(&body, "\n],");
    json_member_int(&json, "numberMatched", (int64_t)count);
    json_member_int(&json, "numberReturned", (int64_t)count);
    write_links(&json, request);
    json_object_end(&json);
    response->rows = count;
    body_set_crs(response, request);
    return body_end(&body, response, err);
}
