#include "unit/server_request.h"

#include "server/aggregate_write.h"

static struct arena *arena;
static struct request request;
static struct selection selection;
static struct aggregate_plan plan;
static struct buf out;

static const struct value keys[][2] = {
    { { .type = VALUE_TEXT, .text = S("BU1") },
      { .type = VALUE_TEXT, .text = S("1.1.1") } },
    { { .type = VALUE_TEXT, .text = S("BU2") }, { .type = VALUE_NULL } },
};
static const struct value sums[] = { { .type = VALUE_INT, .integer = 40 },
                                     { .type = VALUE_NULL } };
static struct group groups[] = {
    { .keys = keys[0],
      .area_name = S("De \"Hoogte\""),
      .count = 12,
      .measures = &sums[0] },
    { .keys = keys[1], .count = 2, .withheld = 1, .measures = &sums[1] },
};
static const struct aggregate aggregate = {
    .groups = groups,
    .group_count = 2,
    .unassigned = { .count = 3, .measures = &sums[0] },
    .total = { .count = 17, .withheld = 1, .measures = &sums[1] },
};

static struct aggregate_answer begin(const char *query)
{
    arena = arena_create(1 << 20);
    request_make(&request, arena, "getAggregate", "misdrijven", query);
    CHECK(aggregate_plan_read(&request, &selection, 1000, &plan, NULL));
    buf_init(&out, arena, 1 << 20);
    return (struct aggregate_answer){ &request, &plan, &aggregate };
}

static str written(void)
{
    str text = { 0 };
    CHECK(buf_finish(&out, &text, NULL));
    return text;
}

static void check_start(str text, const char *wanted)
{
    CHECK_STR(str_slice(text, 0, strlen(wanted)), str_from(wanted));
}

TEST(json_has_the_groups_with_names_and_measures)
{
    struct aggregate_answer answer =
        begin("groupBy=buurt,soort&measures=sum(aantal)");
    CHECK(aggregate_write_json(&answer, &out, NULL));
    check_start(written(),
                "{\"groupBy\":[\"buurt\",\"soort\"],\n\"groups\":[\n"
                "{\"buurt\":\"BU1\",\"buurtnaam\":\"De \\\"Hoogte\\\"\","
                "\"soort\":\"1.1.1\",\"count\":12,\"sum_aantal\":40},\n"
                "{\"buurt\":\"BU2\",\"buurtnaam\":null,\"soort\":null,"
                "\"count\":2,\"sum_aantal\":null,\"withheld\":1}],\n"
                "\"unassigned\":{\"count\":3,\"sum_aantal\":40},\n"
                "\"total\":{\"count\":17,\"sum_aantal\":null,\"withheld\":1},"
                "\n\"links\":[{\"rel\":\"self\"");
    arena_destroy(arena);
}

TEST(geojson_has_the_area_and_an_id_of_all_keys)
{
    struct aggregate_answer answer =
        begin("groupBy=buurt,soort&measures=sum(aantal)");
    struct area_fact facts[] = { { S("BU1"), S("x"),
                                   S("{\"type\":\"Polygon\"}") } };
    answer.areas[0] = (struct area_table){ facts, 1 };
    CHECK(aggregate_write_geojson(&answer, &out, NULL));
    check_start(written(),
                "{\"type\":\"FeatureCollection\",\"groupBy\":[\"buurt\","
                "\"soort\"],\n\"features\":[\n{\"type\":\"Feature\",\"id\":"
                "\"BU1/1.1.1\",\"geometry\":{\"type\":\"Polygon\"},"
                "\"properties\":{\"buurt\":\"BU1\",\"buurtnaam\":"
                "\"De \\\"Hoogte\\\"\",\"soort\":\"1.1.1\",\"count\":12,"
                "\"sum_aantal\":40}},\n{\"type\":\"Feature\",\"id\":\"BU2/\","
                "\"geometry\":null,");
    arena_destroy(arena);
}

TEST(the_name_of_a_second_level_comes_from_its_table)
{
    struct aggregate_answer answer = begin("groupBy=gemeente,buurt");
    struct area_fact facts[] = { { S("1.1.1"), S("Selwerd"), { 0 } } };
    answer.areas[1] = (struct area_table){ facts, 1 };
    CHECK(aggregate_write_json(&answer, &out, NULL));
    CHECK(strstr(written().bytes, "\"buurt\":\"1.1.1\",\"buurtnaam\":"
                                  "\"Selwerd\",\"count\":12"));
    arena_destroy(arena);
}

TEST(csv_has_a_line_a_group)
{
    struct aggregate_answer answer =
        begin("groupBy=buurt,soort&measures=sum(aantal)");
    aggregate_write_csv(&answer, &out);
    CHECK_STR(written(),
              STR("buurt,buurtnaam,soort,count,sum_aantal,withheld\r\n"
                  "BU1,\"De \"\"Hoogte\"\"\",1.1.1,12,40,0\r\n"
                  "BU2,,,2,,1\r\n"));
    arena_destroy(arena);
}

TEST_MAIN
