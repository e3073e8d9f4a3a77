#include "server/groupings.h"

#include "server/selection.h"

const struct measure_function measure_functions[] = {
    { "sum", "Som" },
    { "avg", "Gemiddelde" },
    { "min", "Kleinste" },
    { "max", "Grootste" },
};
const size_t measure_function_count =
    sizeof measure_functions / sizeof *measure_functions;

str count_title(const struct collection *collection)
{
    return collection->dataset->kind == DATASET_STATISTICS ? STR("Aantal rijen")
                                                           : STR("Aantal");
}

static const struct {
    const char *name, *title;
    enum group_kind kind;
} levels[] = {
    [LEVEL_BUURT] = { "buurt", "Buurt", GROUP_BUURT },
    [LEVEL_WIJK] = { "wijk", "Wijk", GROUP_WIJK },
    [LEVEL_GEMEENTE] = { "gemeente", "Gemeente", GROUP_GEMEENTE },
};

// `coarsest` is the longest period of the rows that can still be told apart.
static const struct {
    const char *name, *title;
    enum group_kind kind;
    enum period coarsest;
} times[] = {
    { "year", "Jaar", GROUP_YEAR, PERIOD_YEAR },
    { "quarter", "Kwartaal", GROUP_QUARTER, PERIOD_QUARTER },
    { "month", "Maand", GROUP_MONTH, PERIOD_MONTH },
};
enum { TIME_COUNT = sizeof times / sizeof *times };

static const struct collection *areas_of(const struct catalog *catalog,
                                         const struct collection *collection,
                                         enum area_level level)
{
    const struct collection *areas =
        catalog_areas(catalog, collection->dataset->areas, level);
    return areas ? visible_collection(catalog, areas->id) : NULL;
}

static size_t add_areas(struct grouping_offer *offers, size_t count,
                        const struct catalog *catalog,
                        const struct collection *collection)
{
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        const struct collection *areas = areas_of(catalog, collection, level);
        if (!areas ||
            !schema_find_role(&collection->schema, area_level_role(level)))
            continue;
        offers[count++] = (struct grouping_offer){
            .name = str_from(levels[level].name),
            .title = str_from(levels[level].title),
            .grouping = { levels[level].kind, NULL },
            .level = level,
            .areas = areas,
        };
    }
    return count;
}

static size_t add_categories(struct grouping_offer *offers, size_t count,
                             const struct schema *schema)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        if (!field->is_category) continue;
        offers[count++] = (struct grouping_offer){
            .name = field->name,
            .title = label_text(&field->title, field->name),
            .grouping = { GROUP_CATEGORY, field },
            .level = LEVEL_NONE,
        };
    }
    return count;
}

static size_t add_times(struct grouping_offer *offers, size_t count,
                        const struct collection *collection)
{
    if (!schema_find_role(&collection->schema, FIELD_TIME_START)) return count;
    for (size_t i = 0; i < TIME_COUNT; i++) {
        if (collection->period > times[i].coarsest) continue;
        offers[count++] = (struct grouping_offer){
            .name = str_from(times[i].name),
            .title = str_from(times[i].title),
            .grouping = { times[i].kind, NULL },
            .level = LEVEL_NONE,
        };
    }
    return count;
}

struct grouping_offers groupings_find(struct arena *arena,
                                      const struct catalog *catalog,
                                      const struct collection *collection)
{
    const struct schema *schema = &collection->schema;
    struct grouping_offer *offers = ARENA_ARRAY(
        arena, struct grouping_offer, schema->count + LEVEL_COUNT + TIME_COUNT);
    if (!offers) return (struct grouping_offers){ 0 };
    size_t count = add_areas(offers, 0, catalog, collection);
    count = add_categories(offers, count, schema);
    count = add_times(offers, count, collection);
    return (struct grouping_offers){ offers, count };
}

bool groupings_any(const struct catalog *catalog,
                   const struct collection *collection)
{
    const struct schema *schema = &collection->schema;
    if (schema_find_role(schema, FIELD_TIME_START)) return true;
    for (size_t i = 0; i < schema->count; i++)
        if (schema->fields[i].is_category) return true;
    struct grouping_offer offers[LEVEL_COUNT];
    return add_areas(offers, 0, catalog, collection) > 0;
}

const struct collection *rate_areas(const struct catalog *catalog,
                                    const struct collection *collection)
{
    str areas = collection->dataset->areas;
    return areas_of(catalog, collection, catalog_finest_level(catalog, areas));
}

bool is_rate_base(const struct field *field)
{
    bool is_number = field->type == VALUE_INT || field->type == VALUE_REAL;
    return is_number && !str_equal(field->name, STR("jaar"));
}
