#include "server/style/classes.h"

#include <math.h>
#include <stdlib.h>

#include "server/links.h"
#include "server/selection.h"
#include "server/style/style.h"

enum { CLASSES_DEFAULT = 5 };

static const char *const method_names[] = {
    [BREAKS_JENKS] = "jenks",
    [BREAKS_QUANTILE] = "quantile",
    [BREAKS_EQUAL] = "equal",
};
enum { METHOD_COUNT = sizeof method_names / sizeof *method_names };

const char *break_method_name(enum break_method method)
{
    return method_names[method];
}

static str first_measure(const struct request *request)
{
    const struct schema *schema = &request->collection->schema;
    for (size_t i = 0; i < schema->count; i++)
        if (schema->fields[i].is_measure)
            return arena_printf(request->arena, "sum(%.*s)",
                                STR_ARG(schema->fields[i].name));
    return STR("count");
}

// The parameter as if the client had given it: what reads it later (the plan of
// the counts) sees the measure that is shown.
static bool set_measure(struct request *request, str measures)
{
    struct param_value *given = NULL;
    for (size_t i = 0; request->route->params[i].name; i++)
        if (str_equal(str_from(request->route->params[i].name),
                      STR("measures")))
            given = &request->params.values[i];
    if (!given) return false;
    if (given->item_count > 1)
        return request_problem(request, "measures",
                               "a map shows one measure; this names %zu",
                               given->item_count);
    if (given->item_count) return true;
    str *items = ARENA_NEW(request->arena, str);
    if (!items) return false;
    *items = measures.len ? measures : first_measure(request);
    given->items = items;
    given->item_count = 1;
    return true;
}

static bool is_choropleth(struct request *request)
{
    const struct param_value *group_by = request_param(request, "groupBy");
    if (!group_by->item_count ||
        (!str_equal(group_by->items[0], STR("grid")) &&
         !str_equal(group_by->items[0], STR("cluster"))))
        return true;
    return request_problem(request, "groupBy",
                           "must be one of auto, buurt, wijk and gemeente: "
                           "classes are of areas");
}

void classes_check(struct request *request, str measures)
{
    if (set_measure(request, measures) && is_choropleth(request))
        aggregate_tiles_check(request);
}

static enum break_method read_method(const struct request *request)
{
    str name = request_param(request, "method")->text;
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (str_equal(str_from(method_names[i]), name))
            return (enum break_method)i;
    return BREAKS_JENKS;
}

// The value that the map shows of an area. False: it is withheld.
static bool value_of(const struct tally_group *group, bool is_measure,
                     double *out)
{
    const struct value *value = &group->measures[0];
    *out = (double)group->count;
    if (!is_measure) return true;
    if (value->type == VALUE_INT) *out = (double)value->integer;
    if (value->type == VALUE_REAL) *out = value->real;
    return value->type == VALUE_INT || value->type == VALUE_REAL;
}

static int compare_numbers(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

// The values that are neither withheld nor zero, in order.
static bool collect(struct arena *arena, const struct tally *tally,
                    bool is_measure, struct class_set *set, double **values,
                    size_t *count)
{
    *count = 0;
    *values = ARENA_ARRAY(arena, double, tally->group_count + 1);
    if (!*values) return false;
    set->is_whole = true;
    for (size_t i = 0; i < tally->group_count; i++) {
        double value;
        if (!value_of(&tally->groups[i], is_measure, &value)) {
            set->withheld++;
        } else if (fpclassify(value) == FP_ZERO) {
            set->zeros++;
        } else {
            (*values)[(*count)++] = value;
            if (value < floor(value) || value > floor(value))
                set->is_whole = false;
        }
    }
    qsort(*values, *count, sizeof **values, compare_numbers);
    return true;
}

static void fill_ranges(struct class_set *set, const double *values,
                        size_t count, const double *bounds, size_t bound_count)
{
    set->count = count ? bound_count + 1 : 0;
    for (size_t k = 0, i = 0; k < set->count; k++) {
        struct class_range *range = &set->ranges[k];
        range->bound = k ? bounds[k - 1] : values[0];
        range->least = values[i < count ? i : count - 1];
        for (; i < count && (k == bound_count || values[i] < bounds[k]); i++) {
            range->most = values[i];
            range->areas++;
        }
    }
}

static bool read_set(struct app *app, struct request *request,
                     struct aggregate_tiles *tiles, struct classes *out,
                     const struct grouping_offer *level, struct error *err)
{
    double *values, bounds[CLASSES_MAX];
    size_t count, bound_count = 0;
    size_t wanted = (size_t)request_param(request, "classes")->integer;
    struct class_set *set = &out->sets[out->count++];
    *set = (struct class_set){ .level = level };
    const struct shelf_item *item = tally_get(app, request, tiles, level, err);
    if (!item) return false;
    bool ok =
        collect(request->arena, item->thing,
                tiles->plan.query.measure_count > 0, set, &values, &count);
    shelf_release(app->shelf, item);
    if (!ok) return error_set(err, ERROR_NO_MEMORY, "no room for the classes");
    if (!breaks_find(request->arena, values, count, out->method, wanted, bounds,
                     &bound_count, err))
        return false;
    fill_ranges(set, values, count, bounds, bound_count);
    return true;
}

// "Aantal per 1.000 inwoners", "Gemiddelde oppervlakte (m²)".
static str title_of(const struct request *request,
                    const struct aggregate_plan *plan)
{
    static const char *const before[] = {
        [MEASURE_COUNT] = "Aantal",     [MEASURE_SUM] = "",
        [MEASURE_AVG] = "Gemiddelde: ", [MEASURE_MIN] = "Kleinste: ",
        [MEASURE_MAX] = "Grootste: ",   [MEASURE_RATE] = "",
    };
    str title = { 0 };
    struct buf out;
    const struct measure *measure = &plan->query.measures[0];
    if (!plan->query.measure_count) return count_title(request->collection);
    const struct field *field = measure->field;
    buf_init(&out, request->arena, 1024);
    buf_add_str(&out, str_from(before[measure->kind]));
    buf_add_str(&out,
                field ? label_text(&field->title, field->name) : STR("Aantal"));
    if (measure->kind == MEASURE_RATE && measure->per_unit > 1) {
        buf_add_str(&out, STR(" per "));
        buf_add_real(&out, measure->per_unit);
        buf_add_str(&out, STR(" inwoners"));
    } else if (measure->kind == MEASURE_RATE) {
        buf_addf(&out, " per %.*s", STR_ARG(measure->per));
    }
    if (field && field->unit.len)
        buf_addf(&out, " (%.*s)", STR_ARG(field->unit));
    return buf_finish(&out, &title, NULL) ? title : (str){ 0 };
}

static void describe(const struct request *request,
                     const struct aggregate_plan *plan, struct classes *out)
{
    const struct param_value *group_by = request_param(request, "groupBy");
    out->measure = request_param(request, "measures")->items[0];
    out->group_by = group_by->item_count ? group_by->items[0] : STR("auto");
    out->key = plan->query.measure_count ? plan->measure_keys[0] : STR("count");
    out->title = title_of(request, plan);
}

bool classes_read(struct app *app, struct request *request, str measures,
                  struct classes *out, struct error *err)
{
    struct aggregate_tiles tiles;
    *out = (struct classes){ .method = read_method(request) };
    if (!set_measure(request, measures) || !is_choropleth(request))
        return request_is_valid(request, err) &&
               error_set(err, ERROR_NO_MEMORY, "no room for the classes");
    if (!aggregate_tiles_read(request, (size_t)app->config->max_groups, &tiles,
                              err))
        return false;
    describe(request, &tiles.plan, out);
    for (int level = LEVEL_COUNT - 1; level >= 0; level--) {
        bool is_asked =
            tiles.level == LEVEL_NONE || tiles.level == (enum area_level)level;
        if (!is_asked || !tiles.levels[level]) continue;
        if (!read_set(app, request, &tiles, out, tiles.levels[level], err))
            return false;
    }
    return true;
}

str classes_tiles_url(const struct request *request,
                      const struct classes *classes)
{
    struct buf url;
    str text = { 0 };
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url,
                collection_url(request, request->collection,
                               "/aggregate/tiles/WebMercatorQuad?f=tilejson"));
    buf_addf(&url, "&groupBy=%.*s&measures=", STR_ARG(classes->group_by));
    percent_encode(&url, classes->measure, "(),");
    style_filters_add(&url, request);
    return buf_finish(&url, &text, NULL) ? text : (str){ 0 };
}
