// A request as the dispatcher would hand it to a handler, on a small made-up
// catalog: lichtmasten (points), misdrijven (figures), buurten and gemeenten,
// and a collection `geheim` that is internal.

#ifndef TESTS_UNIT_SERVER_REQUEST_H
#define TESTS_UNIT_SERVER_REQUEST_H

#include "unit/test.h"

#include "server/request.h"

#define S(text) \
    { \
        "" text, sizeof(text) - 1 \
    }

static const struct value soorten[] = {
    { .type = VALUE_TEXT, .text = S("1.1.1") },
    { .type = VALUE_TEXT, .text = S("2.2.2") },
};
static const str soort_labels[] = { S("Diefstal"), S("") };

static const struct field mast_fields[] = {
    { .name = S("nummer"),
      .type = VALUE_INT,
      .role = FIELD_ID,
      .is_required = true },
    { .name = S("CBS gemeentecode"), .type = VALUE_TEXT },
    { .name = S("limit"), .type = VALUE_INT },
    { .name = S("lamp_soort"), .type = VALUE_TEXT, .is_category = true },
    { .name = S("vermogen"),
      .type = VALUE_REAL,
      .is_measure = true,
      .unit = S("W") },
    { .name = S("buurtcode"), .type = VALUE_TEXT, .role = FIELD_BUURTCODE },
    { .name = S("gemeentecode"),
      .type = VALUE_TEXT,
      .role = FIELD_GEMEENTECODE },
};
static const struct field crime_fields[] = {
    { .name = S("buurtcode"), .type = VALUE_TEXT, .role = FIELD_BUURTCODE },
    { .name = S("gemeentecode"),
      .type = VALUE_TEXT,
      .role = FIELD_GEMEENTECODE },
    { .name = S("periode"), .type = VALUE_DATE, .role = FIELD_TIME_START },
    { .name = S("soort"),
      .type = VALUE_TEXT,
      .is_category = true,
      .choices = soorten,
      .choice_count = 2,
      .choice_labels = soort_labels },
    { .name = S("aantal"), .type = VALUE_INT, .is_measure = true },
};
static const struct field area_fields[] = {
    { .name = S("buurtcode"), .type = VALUE_TEXT, .role = FIELD_BUURTCODE },
    { .name = S("naam"), .type = VALUE_TEXT, .role = FIELD_AREA_NAME },
    { .name = S("aantal_inwoners"), .type = VALUE_INT },
};

static const struct dataset datasets[] = {
    { .id = S("gebieden"),
      .kind = DATASET_AREAS,
      .version = 1,
      .updated = S("2026-01-01T00:00:00.000Z") },
    { .id = S("geheim"), .is_internal = true },
    { .id = S("lichtmasten"),
      .kind = DATASET_FEATURES,
      .version = 2,
      .areas = S("gebieden"),
      .updated = S("2026-02-01T00:00:00.000Z"),
      .license = S("https://example.org/cc0") },
    { .id = S("misdrijven"),
      .kind = DATASET_STATISTICS,
      .version = 1,
      .areas = S("gebieden"),
      .updated = S("2026-01-01T00:00:00.000Z") },
};

static const struct collection collections[] = {
    { .id = S("buurten"),
      .dataset = &datasets[0],
      .level = LEVEL_BUURT,
      .schema = { area_fields, 3 },
      .geom_type = GEOM_MULTIPOLYGON,
      .storage_srid = 4326,
      .extent = { 6.4, 53.1, 6.8, 53.3 } },
    { .id = S("geheim"),
      .dataset = &datasets[1],
      .level = LEVEL_NONE,
      .schema = { area_fields, 3 } },
    { .id = S("gemeenten"),
      .dataset = &datasets[0],
      .level = LEVEL_GEMEENTE,
      .schema = { area_fields, 3 },
      .geom_type = GEOM_MULTIPOLYGON,
      .storage_srid = 4326,
      .extent = { 6.4, 53.1, 6.8, 53.3 } },
    { .id = S("lichtmasten"),
      .dataset = &datasets[2],
      .level = LEVEL_NONE,
      .title = { .nl = S("Lichtmasten") },
      .schema = { mast_fields, 7 },
      .geom_type = GEOM_POINT,
      .storage_srid = 4326,
      .feature_count = 31805,
      .extent = { 6.46, 53.17, 6.67, 53.26 } },
    { .id = S("misdrijven"),
      .dataset = &datasets[3],
      .level = LEVEL_NONE,
      .schema = { crime_fields, 5 },
      .period = PERIOD_MONTH,
      .time_from = S("2023-01-01"),
      .time_to = S("2025-12-31"),
      .extent = { 1, 1, -1, -1 } },
};

static const struct catalog catalog = { 7, datasets, 4, collections, 5 };

static inline const struct route *route_named(const char *id)
{
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++)
        if (!strcmp(route->id, id)) return route;
    return NULL;
}

// A request for `collection` (may be NULL) by the route of this id, its
// parameters checked. What is wrong stands in request->problems.
static inline void request_make(struct request *request, struct arena *arena,
                                const char *route, const char *collection,
                                const char *query)
{
    static const struct param_limits limits = { 10000 };
    *request = (struct request){
        .arena = arena,
        .path = arena_printf(arena, "/v1/collections/%s/items",
                             collection ? collection : ""),
        .base_url = STR("http://localhost:8080"),
        .route = route_named(route),
        .catalog = &catalog,
        .problems = { .arena = arena },
    };
    CHECK(request->route);
    if (collection)
        request->collection =
            visible_collection(&catalog, str_from(collection));
    request->format = request->route->offers->format;
    // Both are asked, as the dispatcher does.
    (void)!params_split(arena, str_from(query), &request->params,
                        &request->problems);
    (void)!params_check(arena, request->route,
                        collection ? &request->collection->schema : NULL,
                        &limits, &request->params, &request->problems);
}

#endif
