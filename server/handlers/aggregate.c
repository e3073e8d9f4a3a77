#include "server/aggregate_tiles.h"
#include "server/aggregate_write.h"
#include "server/body.h"
#include "server/geojson.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/pages.h"
#include "server/selection.h"

// Names for every area level but the first, whose names come with the counts;
// and geometries for the finest.
static bool read_areas(struct aggregate_answer *answer,
                       const struct selection *selection, struct error *err)
{
    const struct aggregate_plan *plan = answer->plan;
    bool is_geojson = answer->request->format == FORMAT_GEOJSON;
    for (size_t i = 0; i < plan->query.grouping_count; i++) {
        bool has_geometry = is_geojson && i == plan->finest_area;
        bool needs_names = i != plan->first_area;
        const struct collection *areas = plan->groupings[i]->areas;
        if (!areas || !(needs_names || has_geometry)) continue;
        if (!area_table_read(answer->request, selection, areas, has_geometry,
                             &answer->areas[i], err))
            return false;
    }
    return true;
}

static bool write_answer(struct aggregate_answer *answer, struct buf *body,
                         struct error *err)
{
    if (answer->request->format == FORMAT_GEOJSON)
        return aggregate_write_geojson(answer, body, err);
    if (answer->request->format == FORMAT_JSON)
        return aggregate_write_json(answer, body, err);
    aggregate_write_csv(answer, body);
    return true;
}

void check_aggregate(struct request *request)
{
    struct aggregate_plan plan;
    struct selection selection = { .collection = request->collection };
    check_selection(request);
    // What is wrong is recorded in the request; the handler reads it again.
    (void)!aggregate_plan_read(request, &selection, SIZE_MAX, &plan, NULL);
}

bool get_aggregate(struct app *app, struct request *request,
                   struct response *response, struct error *err)
{
    struct buf body;
    struct selection selection;
    struct aggregate_plan plan;
    struct aggregate aggregate;
    struct aggregate_answer answer = { request, &plan, &aggregate };
    if (!selection_read(request, &selection, err) ||
        !aggregate_plan_read(request, &selection,
                             (size_t)app->config->max_groups, &plan, err))
        return false;
    bool is_not_drawn = plan.finest_area == plan.query.grouping_count;
    if (is_not_drawn) request->absent_forms |= 1u << FORMAT_GEOJSON;
    if (request->format == FORMAT_GEOJSON && is_not_drawn)
        return error_set(err, ERROR_INVALID,
                         "f=geojson: groupBy names no area, so there is "
                         "nothing to draw; add buurt, wijk or gemeente, or "
                         "ask for f=json");
    if (!aggregate_run(request->view, request->arena, &plan.query, &aggregate,
                       err) ||
        !read_areas(&answer, &selection, err))
        return false;
    response->rows = aggregate.group_count;
    if (request->format == FORMAT_HTML)
        return page_aggregate(app, &answer, response, err);
    body_begin(&body, app, request);
    if (!write_answer(&answer, &body, err)) return false;
    if (request->format == FORMAT_GEOJSON) body_set_crs(response, request);
    return body_end(&body, response, err);
}

static const char *offer_kind(const struct grouping_offer *offer)
{
    switch (offer->grouping.kind) {
    case GROUP_BUURT:
    case GROUP_WIJK:
    case GROUP_GEMEENTE: return "area";
    case GROUP_CATEGORY: return "category";
    case GROUP_YEAR:
    case GROUP_QUARTER:
    case GROUP_MONTH: break;
    }
    return "time";
}

static void write_choices(struct json *json, const struct field *field)
{
    json_key(json, STR("values"));
    json_array_begin(json);
    for (size_t i = 0; i < field->choice_count; i++) {
        json_object_begin(json);
        json_key(json, STR("value"));
        value_write_json(json->out, field->choices[i]);
        json->needs_comma = true;
        if (field->choice_labels && field->choice_labels[i].len)
            json_member_str(json, "title", field->choice_labels[i]);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_offer(struct json *json, const struct grouping_offer *offer)
{
    const struct field *field = offer->grouping.field;
    json_object_begin(json);
    json_member_str(json, "name", offer->name);
    json_member_str(json, "title", offer->title);
    json_member_str(json, "type", str_from(offer_kind(offer)));
    if (offer->areas) json_member_str(json, "collection", offer->areas->id);
    if (field && field->choice_count) write_choices(json, field);
    json_object_end(json);
}

static void write_measure(struct json *json, struct arena *arena,
                          const struct field *field,
                          const struct measure_function *function)
{
    str title = label_text(&field->title, field->name);
    json_object_begin(json);
    json_member_str(
        json, "name",
        arena_printf(arena, "%s(%.*s)", function->name, STR_ARG(field->name)));
    json_member_str(
        json, "key",
        arena_printf(arena, "%s_%.*s", function->name, STR_ARG(field->name)));
    json_member_str(
        json, "title",
        arena_printf(arena, "%s van %.*s", function->title, STR_ARG(title)));
    if (field->unit.len) json_member_str(json, "unit", field->unit);
    json_object_end(json);
}

static void write_measures(struct json *json, const struct request *request)
{
    const struct schema *schema = &request->collection->schema;
    json_key(json, STR("measures"));
    json_array_begin(json);
    json_object_begin(json);
    json_member_str(json, "name", STR("count"));
    json_member_str(json, "key", STR("count"));
    json_member_str(json, "title", count_title(request->collection));
    json_object_end(json);
    for (size_t i = 0; i < schema->count; i++)
        for (size_t k = 0; k < measure_function_count; k++)
            if (schema->fields[i].is_measure)
                write_measure(json, request->arena, &schema->fields[i],
                              &measure_functions[k]);
    json_array_end(json);
}

// What rate(x, …) can be taken of: numbers of the finest areas.
static void write_rates(struct json *json, const struct request *request)
{
    const struct collection *areas =
        rate_areas(request->catalog, request->collection);
    json_key(json, STR("ratePer"));
    json_array_begin(json);
    for (size_t i = 0; areas && i < areas->schema.count; i++) {
        const struct field *field = &areas->schema.fields[i];
        if (!is_rate_base(field)) continue;
        json_object_begin(json);
        json_member_str(json, "name", field->name);
        json_member_str(json, "title", label_text(&field->title, field->name));
        json_object_end(json);
    }
    json_array_end(json);
}

bool get_aggregations(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    struct buf body;
    struct json json = { .out = &body };
    const struct collection *collection = request->collection;
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, collection);
    if (request->format == FORMAT_HTML)
        return page_aggregations(app, request, response, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_member_str(&json, "collection", collection->id);
    json_member_str(&json, "title",
                    label_text(&collection->title, collection->id));
    json_key(&json, STR("groupBy"));
    json_array_begin(&json);
    for (size_t i = 0; i < offers.count; i++)
        write_offer(&json, &offers.offers[i]);
    json_array_end(&json);
    write_measures(&json, request);
    write_rates(&json, request);
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    link_write(&json, &(struct link){
                          "aggregate", "application/json", "De tellingen",
                          collection_url(request, collection, "/aggregate") });
    if (aggregate_tiles_any(request, collection))
        link_write(&json, &(struct link){ "aggregate-tiles", "application/json",
                                          "De tellingen in tegels",
                                          collection_url(request, collection,
                                                         "/aggregate/tiles") });
    links_write_collection(&json, request);
    json_array_end(&json);
    json_object_end(&json);
    return body_end(&body, response, err);
}
