#include "unit/server_request.h"

#include "server/aggregate_plan.h"

static struct arena *arena;
static struct request request;
static struct selection selection;
static struct aggregate_plan plan;
static struct error err;

static bool read(const char *collection, const char *query)
{
    arena = arena_create(1 << 20);
    err = (struct error){ 0 };
    request_make(&request, arena, "getAggregate", collection, query);
    return aggregate_plan_read(&request, &selection, 1000, &plan, &err);
}

static void check_offers(const char *collection, const char *wanted)
{
    arena = arena_create(1 << 20);
    struct buf names;
    str text = { 0 };
    buf_init(&names, arena, 1000);
    struct grouping_offers offers = groupings_find(
        arena, &catalog, catalog_collection(&catalog, str_from(collection)));
    for (size_t i = 0; i < offers.count; i++)
        buf_addf(&names, "%.*s ", STR_ARG(offers.offers[i].name));
    CHECK(buf_finish(&names, &text, NULL));
    CHECK_STR(text, str_from(wanted));
    arena_destroy(arena);
}

TEST(a_collection_offers_its_area_levels_categories_and_times)
{
    check_offers("lichtmasten", "buurt gemeente lamp_soort ");
    check_offers("misdrijven", "buurt gemeente soort year quarter month ");
    check_offers("buurten", "");
}

TEST(group_by_keeps_its_order_and_finds_the_finest_area)
{
    CHECK(read("misdrijven", "groupBy=gemeente,soort,buurt,year"));
    CHECK(plan.query.grouping_count == 4 && plan.query.max_groups == 1000);
    CHECK(plan.query.groupings[0].kind == GROUP_GEMEENTE);
    CHECK(plan.query.groupings[1].field == &crime_fields[3]);
    CHECK(plan.query.groupings[3].kind == GROUP_YEAR);
    CHECK(plan.first_area == 0 && plan.finest_area == 2);
    arena_destroy(arena);
    CHECK(read("misdrijven", "groupBy=soort"));
    CHECK(plan.first_area == 1 && plan.finest_area == 1);
    arena_destroy(arena);
}

TEST(a_category_has_a_camel_case_name_too)
{
    CHECK(read("lichtmasten", "groupBy=lampSoort"));
    CHECK(plan.query.groupings[0].field == &mast_fields[3]);
    arena_destroy(arena);
}

TEST(measures_have_a_key_each_and_count_is_always_there)
{
    CHECK(read("misdrijven", "groupBy=buurt&measures=count,sum(aantal),"
                             "rate(aantal,1000),rate(count,aantal_inwoners),"
                             "sum(aantal)"));
    CHECK(plan.query.measure_count == 3);
    CHECK_STR(plan.measure_keys[0], STR("sum_aantal"));
    CHECK_STR(plan.measure_keys[1], STR("rate_aantal_1000"));
    CHECK_STR(plan.measure_keys[2], STR("rate_count_aantal_inwoners"));
    CHECK_STR(plan.query.measures[1].per, STR("aantal_inwoners"));
    CHECK(plan.query.measures[1].per_unit == 1000);
    CHECK(!plan.query.measures[2].field &&
          plan.query.measures[2].per_unit == 1);
    arena_destroy(arena);
}

TEST(what_cannot_be_asked_is_named_with_what_can)
{
    static const struct {
        const char *query, *wanted;
    } cases[] = {
        { "groupBy=foo", "groupBy: unknown value 'foo'; this collection can be "
                         "grouped by buurt, gemeente, soort, year, quarter, "
                         "month" },
        { "groupBy=wijk", "groupBy: unknown value 'wijk'" },
        { "groupBy=buurt,buurt", "groupBy: names buurt twice" },
        { "groupBy=buurt&measures=sum(soort)",
          "measures: 'soort' is not a measure of this collection; its measures "
          "are: aantal" },
        { "groupBy=buurt&measures=median(aantal)",
          "measures: cannot read 'median(aantal)'; there is count, sum(x)" },
        { "groupBy=buurt&measures=sum", "measures: cannot read 'sum'" },
        { "groupBy=buurt&measures=rate(aantal)", "measures: rate takes two" },
        { "groupBy=buurt&measures=rate(aantal,0)",
          "measures: rate: 0 is not above 0" },
        { "groupBy=buurt&measures=rate(aantal,naam)",
          "measures: rate: the areas (collection buurten) have no number "
          "'naam'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(!read("misdrijven", cases[i].query));
        str message = str_from(err.message);
        CHECK(err.code == ERROR_INVALID);
        CHECK_STR(str_slice(message, 0, strlen(cases[i].wanted)),
                  str_from(cases[i].wanted));
        arena_destroy(arena);
    }
}

TEST(all_mistakes_are_reported_at_once)
{
    CHECK(!read("misdrijven", "groupBy=foo&measures=bar(aantal)&baz=1"));
    CHECK(request.problems.count == 3);
    arena_destroy(arena);
}

TEST_MAIN
