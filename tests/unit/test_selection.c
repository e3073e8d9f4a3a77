#include "unit/server_request.h"

#include "geo/crs.h"
#include "server/cursor_token.h"
#include "server/queryable.h"
#include "server/selection.h"

static struct arena *arena;
static struct request request;
static struct selection selection;
static struct error err;

static bool read(const char *collection, const char *query)
{
    arena = arena_create(1 << 20);
    err = (struct error){ 0 };
    request_make(&request, arena, "getItems", collection, query);
    CHECK(request_is_valid(&request, NULL));
    return selection_read(&request, &selection, &err);
}

TEST(without_parameters_ten_features_are_asked_in_crs84)
{
    CHECK(read("lichtmasten", ""));
    CHECK(selection.limit == 10 && selection.srid == CRS_WGS84);
    CHECK(selection.after_fid == 0 && !selection.box.count);
    CHECK(!selection.condition_count && !selection.skip_geometry);
    CHECK(request_crs(&request) == crs_default());
    arena_destroy(arena);
}

TEST(parameters_become_what_the_store_is_asked)
{
    CHECK(read("lichtmasten",
               "limit=500&skipGeometry=true&bbox=6.5,53.2,6.6,53.25&"
               "crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F3857"
               "&vermogen=36.5"));
    CHECK(selection.limit == 500 && selection.skip_geometry);
    CHECK(selection.srid == CRS_WEB_MERCATOR && selection.box.count == 1);
    CHECK(selection.condition_count == 1);
    CHECK(selection.conditions[0].field == &mast_fields[4]);
    CHECK(selection.conditions[0].value.real == 36.5);
    arena_destroy(arena);
}

TEST(latitude_first_systems_ask_the_store_for_wgs84)
{
    CHECK(read("lichtmasten", "crs=EPSG:4258"));
    CHECK(selection.srid == CRS_WGS84 && request_crs(&request)->is_y_first);
    arena_destroy(arena);
}

TEST(a_property_has_its_own_name_and_a_camel_case_one)
{
    static const char *const queries[] = {
        "CBS%20gemeentecode=GM0014",
        "CBS+gemeentecode=GM0014",
        "cbsGemeentecode=GM0014",
    };
    for (size_t i = 0; i < 3; i++) {
        CHECK(read("lichtmasten", queries[i]));
        CHECK(selection.condition_count == 1 &&
              selection.conditions[0].field == &mast_fields[1]);
        arena_destroy(arena);
    }
}

TEST(camel_case_names_are_made_from_words)
{
    static const struct {
        const char *name, *alias;
    } cases[] = {
        { "naam", "naam" },
        { "aantal_inwoners", "aantalInwoners" },
        { "BU_CODE", "buCode" },
        { "BAG Nummeraanduiding ID", "bagNummeraanduidingId" },
        { "GeregistreerdeMisdrijven_1", "geregistreerdeMisdrijven1" },
        { "Oppervlakte (m2)", "oppervlakteM2" },
        { "2019", "2019" },
        { "—", "—" },
    };
    arena = arena_create(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(queryable_name(arena, str_from(cases[i].name)),
                  str_from(cases[i].alias));
    arena_destroy(arena);
}

TEST(a_time_narrows_only_what_has_one)
{
    CHECK(read("lichtmasten", "datetime=2024-01-01"));
    CHECK(!selection.time.from.len && !selection.time.to.len);
    arena_destroy(arena);
    CHECK(read("misdrijven", "datetime=2024-01-01/.."));
    CHECK_STR(selection.time.from, STR("2024-01-01T00:00:00.000Z"));
    CHECK(!selection.time.to.len);
    arena_destroy(arena);
}

static uint32_t shape_of(const char *query)
{
    struct arena *own = arena_create(1 << 20);
    request_make(&request, own, "getItems", "lichtmasten", query);
    uint32_t shape = selection_shape(&request);
    arena_destroy(own);
    return shape;
}

TEST(a_cursor_says_where_the_page_begins)
{
    char query[100];
    const struct cursor_place place = { 1234, 0, shape_of("") };
    struct cursor_token token = cursor_token_print(&collections[3], &place);
    snprintf(query, sizeof query, "cursor=%.*s&limit=7", (int)token.len,
             token.text);
    CHECK(read("lichtmasten", query));
    CHECK(selection.after_fid == 1234 && selection.limit == 7);
    arena_destroy(arena);
}

TEST(the_cursor_of_another_version_is_gone)
{
    char query[100];
    struct dataset older = datasets[2];
    struct collection collection = collections[3];
    older.version = 1;
    collection.dataset = &older;
    const struct cursor_place place = { 1234, 0, 0 };
    struct cursor_token token = cursor_token_print(&collection, &place);
    snprintf(query, sizeof query, "cursor=%.*s", (int)token.len, token.text);
    CHECK(!read("lichtmasten", query));
    CHECK(err.code == ERROR_GONE);
    arena_destroy(arena);
}

TEST_MAIN
