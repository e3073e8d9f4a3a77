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

TEST(what_decides_the_order_is_in_the_shape_and_nothing_else)
{
    uint32_t shape = shape_of("sortby=vermogen&bbox=6.5,53.2,6.6,53.25");
    CHECK(shape == shape_of("bbox=6.5,53.2,6.6,53.25&sortby=vermogen&limit=7"
                            "&properties=vermogen&skipGeometry=true&f=csv"));
    CHECK(shape != shape_of("sortby=-vermogen&bbox=6.5,53.2,6.6,53.25"));
    CHECK(shape != shape_of("sortby=vermogen&bbox=6.5,53.2,6.6,53.26"));
    CHECK(shape != shape_of("bbox=6.5,53.2,6.6,53.25"));
    CHECK(shape != shape_of("sortby=vermogen&bbox=6.5,53.2,6.6,53.25&"
                            "vermogen=4"));
    CHECK(shape_of("vermogen=12") != shape_of("limit=1&buurtcode=12"));
}

TEST(the_cursor_of_another_query_is_refused)
{
    char query[100];
    const struct cursor_place place = { 1234, 0, shape_of("sortby=vermogen") };
    struct cursor_token token = cursor_token_print(&collections[3], &place);
    snprintf(query, sizeof query, "cursor=%.*s&sortby=-vermogen",
             (int)token.len, token.text);
    CHECK(!read("lichtmasten", query));
    CHECK(err.code == ERROR_INVALID);
    CHECK(strstr(err.message, "another query"));
    arena_destroy(arena);
}

TEST(an_order_by_distance_goes_on_at_the_distance_of_the_cursor)
{
    char query[100];
    const struct cursor_place place = { 9, 12.125, shape_of("near=6.5,53.2") };
    struct cursor_token token = cursor_token_print(&collections[3], &place);
    snprintf(query, sizeof query, "cursor=%.*s&near=6.5,53.2", (int)token.len,
             token.text);
    CHECK(read("lichtmasten", query));
    CHECK(selection.near.is_asked && selection.near.from.y == 53.2);
    CHECK(selection.after_fid == 9 && selection.after_keys &&
          selection.after_keys->real == 12.125);
    arena_destroy(arena);
}

TEST(an_order_has_names_signs_and_quotes)
{
    CHECK(read("lichtmasten",
               "sortby=-vermogen,+lampSoort,\"CBS gemeentecode\",-nummer"));
    CHECK(selection.sort_count == 4);
    CHECK(selection.sorts[0].field == &mast_fields[4] &&
          selection.sorts[0].is_descending);
    CHECK(selection.sorts[1].field == &mast_fields[3] &&
          !selection.sorts[1].is_descending);
    CHECK(selection.sorts[2].field == &mast_fields[1]);
    CHECK(selection.sorts[3].field == &mast_fields[0]);
    arena_destroy(arena);
}

TEST(rows_without_an_id_are_sorted_by_their_number)
{
    CHECK(read("misdrijven", "sortby=-id"));
    CHECK(selection.sort_count == 1 && !selection.sorts[0].field &&
          selection.sorts[0].is_descending);
    arena_destroy(arena);
}

TEST(only_properties_that_are_named_are_wanted)
{
    CHECK(read("lichtmasten", "properties=vermogen,geometry,cbsGemeentecode"));
    for (size_t i = 0; i < 7; i++)
        CHECK(selection.wanted[i] == (i == 4 || i == 1));
    arena_destroy(arena);
    CHECK(read("lichtmasten", ""));
    CHECK(!selection.wanted);
    arena_destroy(arena);
}

TEST(a_filter_is_checked_against_the_collection)
{
    CHECK(read("lichtmasten", "filter=lampSoort='LED'+AND+"
                              "\"CBS+gemeentecode\"='GM0014'"));
    CHECK(selection.filter && selection.filter->op == CQL_AND);
    arena_destroy(arena);
    CHECK(read("lichtmasten", "filter={\"op\":\"isNull\",\"args\":[{"
                              "\"property\":\"vermogen\"}]}&"
                              "filter-lang=cql2-json"));
    CHECK(selection.filter && selection.filter->op == CQL_IS_NULL);
    arena_destroy(arena);
}

TEST(geometries_of_a_filter_are_brought_to_crs84)
{
    CHECK(read("lichtmasten", "filter=S_INTERSECTS(geometry,POINT(53.2+6.5))&"
                              "filter-crs=EPSG:4326"));
    const struct geom *geom = &selection.filter->children[1]->geom;
    CHECK(geom->points[0].x == 6.5 && geom->points[0].y == 53.2);
    arena_destroy(arena);
    CHECK(read("lichtmasten", "filter=S_INTERSECTS(geometry,POINT(723576.7+"
                              "7022222.5))&filter-crs=EPSG:3857"));
    geom = &selection.filter->children[1]->geom;
    CHECK(geom->points[0].x > 6.4 && geom->points[0].x < 6.6);
    CHECK(geom->points[0].y > 53.1 && geom->points[0].y < 53.3);
    arena_destroy(arena);
}

// What is wrong, as one text: "name: detail" a line.
static void check_wrong(const char *collection, const char *query,
                        const char *const *wanted, size_t count)
{
    arena = arena_create(1 << 20);
    request_make(&request, arena, "getItems", collection, query);
    check_selection(&request);
    CHECK(request.problems.count == count);
    const struct problem *problem = request.problems.first;
    for (size_t i = 0; i < count && problem; i++, problem = problem->next) {
        CHECK_STR(problem->name, str_from(wanted[2 * i]));
        CHECK(strstr(
            arena_printf(arena, "%.*s%c", STR_ARG(problem->detail), 0).bytes,
            wanted[2 * i + 1]));
    }
    arena_destroy(arena);
}
#define CHECK_WRONG(collection, query, ...) \
    check_wrong(collection, query, (const char *const[]){ __VA_ARGS__ }, \
                sizeof((const char *const[]){ __VA_ARGS__ }) / \
                    (2 * sizeof(char *)))

TEST(everything_that_is_wrong_is_told_at_once)
{
    CHECK_WRONG("lichtmasten",
                "limit=0&sortby=kleur&properties=geur&q=+&within=5&"
                "filter=vermogen+%3C&contains=6.5,53.2",
                "limit", "at least 1", "q", "no word", "within", "missing",
                "contains", "areas", "sortby", "CBS gemeentecode", "properties",
                "geur", "filter", "at character");
    CHECK_WRONG("misdrijven", "near=6.5,53.2&sortby=aantal", "near", "no place",
                "sortby", "by distance");
    CHECK_WRONG("lichtmasten", "sortby=vermogen,-vermogen", "sortby", "twice");
    CHECK_WRONG("lichtmasten", "sortby=\"vermogen", "sortby", "sortable");
    CHECK_WRONG("lichtmasten", "near=6.5,91", "near", "latitude");
    CHECK_WRONG("lichtmasten", "near=6.5", "near", "comma");
    CHECK_WRONG("lichtmasten", "near=6.5,53,1", "near", "comma");
    CHECK_WRONG("lichtmasten", "near=6.5,53&within=0", "within", "above 0");
    CHECK_WRONG("lichtmasten", "near=6.5,53&within=nan", "within", "above 0");
}

TEST(a_filter_in_another_system_is_checked_before_it_is_brought_over)
{
    CHECK_WRONG("lichtmasten",
                "filter=S_INTERSECTS(geometry,POINT(1))&filter-crs=EPSG:3857",
                "filter", "at character");
    // A refusal that is coming anyway names the rest too.
    CHECK_WRONG("lichtmasten",
                "limit=0&filter=S_INTERSECTS(plaats,POINT(1+2))&"
                "filter-crs=EPSG:3857",
                "limit", "at least 1", "filter", "plaats");
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
