#include "unit/test.h"
#include "unit/torture.h"

#include "geo/crs.h"
#include "server/params.h"
#include "server/params_box.h"

static const struct param table[] = {
    { .name = "bbox", .type = PARAM_BOX },
    { .name = "bbox-crs", .type = PARAM_CRS },
    { .name = "limit", .type = PARAM_LIMIT, .otherwise = 10 },
    { .name = "depth", .type = PARAM_INT, .min = 1, .max = 5, .otherwise = 2 },
    { .name = "datetime", .type = PARAM_TIME },
    { .name = "mode", .type = PARAM_CHOICE, .choices = "fast exact" },
    { .name = "groupBy", .type = PARAM_LIST },
    { 0 },
};
enum { BBOX, BBOX_CRS, LIMIT, DEPTH, DATETIME, MODE, GROUP_BY };

static const struct field fields[] = {
    { .name = { "soort", 5 }, .type = VALUE_TEXT },
    { .name = { "aantal", 6 }, .type = VALUE_INT },
};
static const struct schema schema = { fields, 2 };
static const struct offer offers[] = { { "json", FORMAT_JSON }, { 0 } };
static const struct route route = {
    .path = "/x",
    .params = table,
    .offers = offers,
    .accepts_fields = true,
};

struct given {
    struct arena *arena;
    struct params params;
    struct problems problems;
    bool ok;
};

static struct given read_query(const char *query)
{
    const struct param_limits limits = { .max_limit = 1000 };
    struct given given = { .arena = arena_create(1 << 20) };
    given.problems.arena = given.arena;
    bool is_split = params_split(given.arena, str_from(query), &given.params,
                                 &given.problems);
    bool is_checked = params_check(given.arena, &route, &schema, &limits,
                                   &given.params, &given.problems);
    given.ok = is_split && is_checked;
    return given;
}

static bool refuses(const char *query, const char *name)
{
    struct given given = read_query(query);
    bool refused = !given.ok && given.problems.count == 1 &&
                   str_equal(given.problems.first->name, str_from(name));
    if (!refused)
        fprintf(stderr, "  %s: %zu problems\n", query, given.problems.count);
    arena_destroy(given.arena);
    return refused;
}

static bool accepts(const char *query)
{
    struct given given = read_query(query);
    if (!given.ok)
        fprintf(stderr, "  %s: %.*s\n", query,
                STR_ARG(given.problems.first->detail));
    arena_destroy(given.arena);
    return given.ok;
}

TEST(an_empty_query_gives_every_default)
{
    struct given given = read_query("");
    CHECK(given.ok);
    CHECK(given.params.values[LIMIT].integer == 10);
    CHECK(given.params.values[DEPTH].integer == 2);
    CHECK(given.params.box.count == 0);
    CHECK(!given.params.values[DATETIME].is_given);
    arena_destroy(given.arena);
}

TEST(escapes_and_plus_signs_are_decoded)
{
    struct given given = read_query("soort=caf%C3%A9+%2B%26");
    CHECK(given.ok);
    CHECK(given.params.condition_count == 1);
    CHECK_STR(given.params.conditions[0].value.text, STR("café +&"));
    arena_destroy(given.arena);
}

TEST(broken_escapes_are_refused_by_name)
{
    CHECK(refuses("soort=%", "soort"));
    CHECK(refuses("soort=%4", "soort"));
    CHECK(refuses("soort=%zz", "soort"));
    CHECK(refuses("soort=%00", "soort"));
    CHECK(refuses("soort=%FF", "soort"));
    CHECK(refuses("soort=%C3", "soort"));
}

TEST(every_wrong_parameter_is_named_at_once)
{
    struct given given = read_query("limit=x&depth=9&mode=slow&what=1");
    CHECK(!given.ok);
    CHECK(given.problems.count == 4);
    arena_destroy(given.arena);
}

TEST(a_parameter_may_be_repeated_but_not_contradicted)
{
    CHECK(accepts("limit=5&limit=5"));
    CHECK(refuses("limit=5&limit=6", "limit"));
}

TEST(pairs_come_in_the_order_of_their_names)
{
    struct given given = read_query("soort=b&limit=1&&aantal=3&limit=1");
    CHECK(given.ok);
    CHECK(given.params.pair_count == 3);
    CHECK_STR(given.params.pairs[0].name, STR("aantal"));
    CHECK_STR(given.params.pairs[1].name, STR("limit"));
    CHECK_STR(given.params.pairs[2].name, STR("soort"));
    arena_destroy(given.arena);
}

TEST(a_limit_above_the_maximum_counts_as_the_maximum)
{
    static const char *const queries[] = { "limit=1001",
                                           "limit=99999999999999999999999" };
    for (size_t i = 0; i < 2; i++) {
        struct given given = read_query(queries[i]);
        CHECK(given.ok);
        CHECK(given.params.values[LIMIT].integer == 1000);
        arena_destroy(given.arena);
    }
}

TEST(a_limit_is_a_whole_number_of_at_least_one)
{
    static const char *const wrong[] = {
        "limit=0",
        "limit=-1",
        "limit=unlimited",
        "limit=",
        "limit=1.5",
        "limit=1e3",
        "limit=-99999999999999999999",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(refuses(wrong[i], "limit"));
}

TEST(a_number_has_its_range)
{
    CHECK(accepts("depth=1"));
    CHECK(accepts("depth=5"));
    CHECK(refuses("depth=0", "depth"));
    CHECK(refuses("depth=6", "depth"));
}

TEST(lists_keep_commas_inside_parentheses)
{
    struct given given = read_query("groupBy=buurt,rate(a,b),%20jaar");
    const struct param_value *value = &given.params.values[GROUP_BY];
    CHECK(given.ok);
    CHECK(value->item_count == 3);
    CHECK_STR(value->items[1], STR("rate(a,b)"));
    CHECK_STR(value->items[2], STR("jaar"));
    arena_destroy(given.arena);
    CHECK(refuses("groupBy=", "groupBy"));
    CHECK(refuses("groupBy=a,,b", "groupBy"));
    CHECK(refuses("groupBy=a,", "groupBy"));
}

TEST(an_unencoded_plus_in_an_offset_is_understood)
{
    struct given given =
        read_query("datetime=2024-01-01T00:00:00+01:00/2024-01-02T00:00:00"
                   "+01:00");
    CHECK(given.ok);
    CHECK_STR(given.params.values[DATETIME].time.from,
              STR("2023-12-31T23:00:00.000Z"));
    arena_destroy(given.arena);
    CHECK(refuses("datetime=tomorrow", "datetime"));
    CHECK(refuses("datetime=2024-02-30", "datetime"));
    CHECK(refuses("datetime=2024-02-03/2024-02-01", "datetime"));
}

TEST(queryables_are_checked_by_their_type)
{
    CHECK(accepts("aantal=3"));
    CHECK(refuses("aantal=drie", "aantal"));
    CHECK(refuses("aantal=", "aantal"));
    CHECK(refuses("onbekend=3", "onbekend"));
}

static bool box_of(const char *query, struct box_filter *box)
{
    struct given given = read_query(query);
    *box = given.params.box;
    arena_destroy(given.arena);
    return given.ok;
}

static bool same(double a, double b)
{
    return a - b < 1e-9 && b - a < 1e-9;
}

TEST(a_box_may_be_written_without_leading_zeros)
{
    struct box_filter box;
    CHECK(box_of("bbox=-.2500000,.0000000,.5000000,1", &box));
    CHECK(box.count == 1 && box.srid == CRS_WGS84);
    CHECK(same(box.boxes[0].min_x, -.25) && same(box.boxes[0].max_x, .5));
}

TEST(a_box_with_heights_is_a_box)
{
    struct box_filter box;
    CHECK(box_of("bbox=5,52,-10,6,53,100", &box));
    CHECK(same(box.boxes[0].max_x, 6) && same(box.boxes[0].max_y, 53));
}

TEST(a_box_over_the_antimeridian_becomes_two)
{
    struct box_filter box;
    CHECK(box_of("bbox=177,65,-177,70", &box));
    CHECK(box.count == 2);
    CHECK(same(box.boxes[0].min_x, 177) && same(box.boxes[0].max_x, 180));
    CHECK(same(box.boxes[1].min_x, -180) && same(box.boxes[1].max_x, -177));
}

TEST(a_box_follows_the_axes_of_its_crs)
{
    struct box_filter box;
    CHECK(box_of("bbox=52,5,53,6&bbox-crs=http://www.opengis.net/def/crs/EPSG/"
                 "0/4326",
                 &box));
    CHECK(same(box.boxes[0].min_x, 5) && same(box.boxes[0].max_y, 53));
}

TEST(a_box_in_web_mercator_becomes_degrees)
{
    struct box_filter box;
    CHECK(box_of("bbox=0,0,1113194.9079327357,1118889.9748579597&bbox-crs="
                 "http://www.opengis.net/def/crs/EPSG/0/3857",
                 &box));
    CHECK(box.srid == CRS_WGS84);
    CHECK(box.boxes[0].max_x >= 10 && box.boxes[0].max_x < 10.00001);
    CHECK(box.boxes[0].max_y >= 10 && box.boxes[0].max_y < 10.00001);
}

TEST(broken_boxes_are_refused)
{
    static const char *const wrong[] = {
        "bbox=",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=1,2,3,4,5,6,7",
        "bbox=1,2,3,x",
        "bbox=1,2,3,NaN",
        "bbox=1,2,3,Infinity",
        "bbox=1,2,3,1e999",
        "bbox=5,53,6,52",
        "bbox=-181,0,0,1",
        "bbox=0,0,1,90.5",
        "bbox=0,0,0x10,1",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(refuses(wrong[i], "bbox"));
}

TEST(a_box_outside_of_its_crs_is_refused)
{
    struct box_filter box;
    struct error err;
    const struct crs_entry rd = { .uri = "RD", .srid = CRS_RD };
    CHECK(!box_filter_parse(STR("5,52,6,53"), &rd, &box, &err));
    CHECK(strstr(err.message, "outside"));
    CHECK(box_filter_parse(STR("0,0,240000,590000"), &rd, &box, &err));
    CHECK(box.srid == CRS_RD);
    CHECK(
        !box_filter_parse(STR("240000,570000,230000,590000"), &rd, &box, &err));
}

TEST(an_unknown_crs_is_refused)
{
    CHECK(refuses("bbox-crs=http://www.opengis.net/def/crs/0/unsupported",
                  "bbox-crs"));
    CHECK(accepts("bbox-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84"));
}

TEST(encoding_and_decoding_are_each_others_inverse)
{
    str encoded, decoded;
    struct buf out;
    struct arena *arena = arena_create(1 << 16);
    str text = STR("a b&c=d/e?f#g%h é ~_-.");
    buf_init(&out, arena, 1000);
    percent_encode(&out, text, "");
    CHECK(buf_finish(&out, &encoded, NULL));
    CHECK(str_find_char(encoded, '&') == encoded.len);
    CHECK(percent_decode(arena, encoded, true, &decoded));
    CHECK_STR(decoded, text);
    arena_destroy(arena);
}

// Without memory a query is refused; it is never half understood.
static bool understands_all(void *context)
{
    const struct param_limits limits = { .max_limit = 1000 };
    struct params params = { 0 };
    struct arena *arena = arena_create(1 << 20);
    struct problems problems = { .arena = arena };
    if (!arena) return false;
    bool is_split = params_split(arena, str_from(context), &params, &problems);
    bool is_checked =
        params_check(arena, &route, &schema, &limits, &params, &problems);
    bool ok = is_split && is_checked;
    CHECK(!ok || (params.condition_count == 1 && params.box.count == 1 &&
                  params.values[GROUP_BY].item_count == 2 &&
                  params.values[DATETIME].time.from.len));
    arena_destroy(arena);
    return ok;
}

TEST(a_query_without_memory_is_refused)
{
    char query[] = "bbox=5,52,6,53&limit=3&datetime=2024-01-01/..&soort=a%20b"
                   "&groupBy=a,b&mode=exact";
    CHECK(torture(understands_all, query));
}

TEST_MAIN
