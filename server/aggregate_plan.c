#include "server/aggregate_plan.h"

#include <string.h>

#include "server/queryable.h"

// "buurt, wijk, soort, year": what to say to who asks for something else.
static str offer_names(struct arena *arena, struct grouping_offers offers)
{
    struct buf names;
    buf_init(&names, arena, ERROR_MESSAGE_MAX / 2);
    for (size_t i = 0; i < offers.count; i++)
        buf_addf(&names, "%s%.*s", i ? ", " : "",
                 STR_ARG(offers.offers[i].name));
    str text = { 0 };
    return buf_finish(&names, &text, NULL) ? text : STR("see aggregations");
}

// Names of areas and times come before those of categories.
static const struct grouping_offer *
find_offer(struct grouping_offers offers, const struct schema *schema, str name)
{
    const struct grouping_offer *category = NULL;
    for (size_t i = 0; i < offers.count; i++) {
        const struct grouping_offer *offer = &offers.offers[i];
        if (offer->grouping.kind == GROUP_CATEGORY) {
            if (queryable_find(schema, name) == offer->grouping.field)
                category = offer;
        } else if (str_equal(offer->name, name)) {
            return offer;
        }
    }
    return category;
}

static bool has_grouping(const struct aggregate_plan *plan,
                         const struct grouping_offer *offer)
{
    for (size_t i = 0; i < plan->query.grouping_count; i++)
        if (plan->groupings[i] == offer) return true;
    return false;
}

static bool add_grouping(struct request *request, struct aggregate_plan *plan,
                         struct grouping_offers offers, str name)
{
    const struct grouping_offer *offer =
        find_offer(offers, &request->collection->schema, name);
    if (!offer)
        return request_problem(
            request, "groupBy",
            "unknown value '%.*s'; this collection can be grouped by %.*s",
            STR_ARG(str_slice(name, 0, 80)),
            STR_ARG(offer_names(request->arena, offers)));
    if (has_grouping(plan, offer))
        return request_problem(request, "groupBy", "names %.*s twice",
                               STR_ARG(name));
    if (plan->query.grouping_count == GROUPINGS_MAX)
        return request_problem(request, "groupBy", "takes at most %d names",
                               GROUPINGS_MAX);
    plan->groupings[plan->query.grouping_count] = offer;
    plan->query.groupings[plan->query.grouping_count++] = offer->grouping;
    return true;
}

static void read_groupings(struct request *request, struct aggregate_plan *plan)
{
    const struct param_value *group_by = request_param(request, "groupBy");
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, request->collection);
    if (group_by->item_count && !offers.count) {
        request_problem(request, "groupBy",
                        "this collection cannot be counted by anything");
        return;
    }
    for (size_t i = 0; i < group_by->item_count; i++)
        if (!add_grouping(request, plan, offers, group_by->items[i])) return;
}

static const struct {
    const char *name;
    enum measure_kind kind;
} functions[] = {
    { "sum", MEASURE_SUM }, { "avg", MEASURE_AVG },   { "min", MEASURE_MIN },
    { "max", MEASURE_MAX }, { "rate", MEASURE_RATE },
};
enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

static bool find_function(str name, enum measure_kind *kind)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        if (!str_equal(str_from(functions[i].name), name)) continue;
        *kind = functions[i].kind;
        return true;
    }
    return false;
}

static str measure_names(struct arena *arena, const struct schema *schema)
{
    struct buf names;
    buf_init(&names, arena, ERROR_MESSAGE_MAX / 2);
    for (size_t i = 0; i < schema->count; i++)
        if (schema->fields[i].is_measure)
            buf_addf(&names, "%s%.*s", names.len ? ", " : "",
                     STR_ARG(schema->fields[i].name));
    str text = { 0 };
    if (!buf_finish(&names, &text, NULL)) return STR("see aggregations");
    return text.len ? text : STR("none");
}

// `per` of a rate: a number of inhabitants, or a field of the areas.
static bool read_per(struct request *request, str per, struct measure *measure)
{
    const struct collection *areas =
        rate_areas(request->catalog, request->collection);
    double number;
    bool is_scale = str_to_real(per, &number);
    if (is_scale && !(number > 0))
        return request_problem(request, "measures", "rate: %.*s is not above 0",
                               STR_ARG(per));
    if (!areas)
        return request_problem(request, "measures",
                               "rate: this collection has no areas to take a "
                               "rate of; leave it out");
    const struct field *field =
        queryable_find(&areas->schema, is_scale ? STR(INHABITANTS) : per);
    if (!field || !is_rate_base(field))
        return request_problem(
            request, "measures",
            "rate: the areas (collection %.*s) have no number '%.*s'",
            STR_ARG(areas->id),
            STR_ARG(is_scale ? STR(INHABITANTS) : str_slice(per, 0, 80)));
    measure->per = field->name;
    measure->per_unit = is_scale ? number : 1;
    return true;
}

// The last comma parts the field from `per`; a name may hold commas itself.
static bool split_rate(str *argument, str *per)
{
    for (size_t i = argument->len; i > 0; i--) {
        if (argument->bytes[i - 1] != ',') continue;
        *per = str_trim(str_slice(*argument, i, argument->len));
        *argument = str_trim(str_slice(*argument, 0, i - 1));
        return per->len > 0;
    }
    return false;
}

static bool read_argument(struct request *request, str argument,
                          struct measure *measure)
{
    const struct schema *schema = &request->collection->schema;
    if (measure->kind == MEASURE_RATE && str_equal(argument, STR("count")))
        return true;
    measure->field = queryable_find(schema, argument);
    if (measure->field && measure->field->is_measure) return true;
    return request_problem(
        request, "measures",
        "'%.*s' is not a measure of this collection; its measures are: %.*s",
        STR_ARG(str_slice(argument, 0, 80)),
        STR_ARG(measure_names(request->arena, schema)));
}

static str measure_key(struct arena *arena, const char *function,
                       const struct measure *measure, str per)
{
    str name = measure->field ? measure->field->name : STR("count");
    if (measure->kind == MEASURE_RATE)
        return arena_printf(arena, "%s_%.*s_%.*s", function, STR_ARG(name),
                            STR_ARG(per));
    return arena_printf(arena, "%s_%.*s", function, STR_ARG(name));
}

static const char *function_name(enum measure_kind kind)
{
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (functions[i].kind == kind) return functions[i].name;
    return "count";
}

static bool has_key(const struct aggregate_plan *plan, str key)
{
    for (size_t i = 0; i < plan->query.measure_count; i++)
        if (str_equal(plan->measure_keys[i], key)) return true;
    return false;
}

static bool add_measure(struct request *request, struct aggregate_plan *plan,
                        str text)
{
    if (str_equal(text, STR("count"))) return true;
    size_t open = str_find_char(text, '(');
    struct measure measure = { 0 };
    if (open == text.len || text.bytes[text.len - 1] != ')' ||
        !find_function(str_trim(str_slice(text, 0, open)), &measure.kind))
        return request_problem(request, "measures",
                               "cannot read '%.*s'; there is count, sum(x), "
                               "avg(x), min(x), max(x) and rate(x,per)",
                               STR_ARG(str_slice(text, 0, 80)));
    str per = { 0 };
    str argument = str_trim(str_slice(text, open + 1, text.len - 1));
    if (measure.kind == MEASURE_RATE && !split_rate(&argument, &per))
        return request_problem(request, "measures",
                               "rate takes two: rate(x,1000) is per 1000 "
                               "inhabitants, rate(x,field) per one of a field "
                               "of the areas");
    if (!read_argument(request, argument, &measure)) return false;
    if (per.len && !read_per(request, per, &measure)) return false;
    str key =
        measure_key(request->arena, function_name(measure.kind), &measure, per);
    if (has_key(plan, key)) return true;
    if (plan->query.measure_count == MEASURES_MAX)
        return request_problem(request, "measures", "takes at most %d",
                               MEASURES_MAX);
    plan->measure_keys[plan->query.measure_count] = key;
    plan->query.measures[plan->query.measure_count++] = measure;
    return true;
}

static void find_area_groupings(struct aggregate_plan *plan)
{
    size_t count = plan->query.grouping_count;
    plan->first_area = plan->finest_area = count;
    for (size_t i = 0; i < count; i++) {
        if (plan->groupings[i]->level == LEVEL_NONE) continue;
        if (plan->first_area == count) plan->first_area = i;
        if (plan->finest_area == count ||
            plan->groupings[i]->level <
                plan->groupings[plan->finest_area]->level)
            plan->finest_area = i;
    }
}

static void begin(struct aggregate_plan *plan,
                  const struct selection *selection, size_t max_groups)
{
    memset(plan, 0, sizeof *plan);
    plan->query.selection = selection;
    plan->query.max_groups = max_groups;
}

static void read_measures(struct request *request, struct aggregate_plan *plan)
{
    const struct param_value *measures = request_param(request, "measures");
    for (size_t i = 0; i < measures->item_count; i++)
        if (!add_measure(request, plan, measures->items[i])) break;
}

bool aggregate_plan_read(struct request *request,
                         const struct selection *selection, size_t max_groups,
                         struct aggregate_plan *out, struct error *err)
{
    begin(out, selection, max_groups);
    read_groupings(request, out);
    read_measures(request, out);
    find_area_groupings(out);
    return request_is_valid(request, err);
}

bool aggregate_plan_read_measures(struct request *request,
                                  const struct selection *selection,
                                  size_t max_groups, struct aggregate_plan *out,
                                  struct error *err)
{
    begin(out, selection, max_groups);
    read_measures(request, out);
    find_area_groupings(out);
    return request_is_valid(request, err);
}

void aggregate_plan_group(struct aggregate_plan *plan,
                          const struct grouping_offer *offer)
{
    plan->groupings[0] = offer;
    plan->query.groupings[0] = offer->grouping;
    plan->query.grouping_count = 1;
    find_area_groupings(plan);
}
