// Which areas appear in an aggregate under a filter, a place and what is near.

#include "cql/check.h"
#include "query_world.h"
#include "store/aggregate.h"

static struct world *world;

struct answer {
    size_t groups;
    int64_t total, sum;  // of the groups and what is unassigned
};

static struct answer ask_about(struct selection s, enum group_kind kind,
                               const char *filter)
{
    struct aggregate result;
    struct aggregate_query query = { .selection = &s, .max_groups = 1000 };
    struct cql_scope scope = { .has_geometry = true };
    s.collection = collection_of(world, "rood-witte-palen");
    scope.schema = &s.collection->schema;
    if (filter[0]) {
        struct cql *tree =
            cql_parse_text(world->arena, str_from(filter), &error);
        must(tree && cql_check(world->arena, tree, &scope, &error));
        s.filter = tree;
    }
    query.groupings[query.grouping_count++].kind = kind;
    query.measures[query.measure_count++].kind = MEASURE_COUNT;
    must(aggregate_run(world->view, world->arena, &query, &result, &error));
    struct answer answer = { result.group_count, result.total.count,
                             result.unassigned.count };
    for (size_t i = 0; i < result.group_count; i++)
        answer.sum += result.groups[i].count;
    CHECK(answer.sum == answer.total);
    CHECK(answer.total == count_of(world, &s));
    return answer;
}

// read_world.h: every wijk has four buurten, the last one three; every gemeente
// has six wijken.
TEST(areas_that_a_filter_leaves_out_do_not_appear)
{
    static const struct {
        enum group_kind kind;
        const char *filter;
        size_t groups;
    } cases[] = {
        { GROUP_BUURT, "", BUURTEN },
        { GROUP_BUURT, "waarde > 5", BUURTEN },
        { GROUP_BUURT, "gemeentecode = 'GM0001'", 24 },
        { GROUP_BUURT, "gemeentecode IN ('GM0001', 'GM0002')", 48 },
        { GROUP_BUURT, "wijkcode IN ('WK000100', 'WK000201')", 8 },
        { GROUP_BUURT, "wijkcode LIKE 'WK0001%' AND soort <> 'zuil'", 24 },
        { GROUP_BUURT, "NOT gemeentecode = 'GM0001'", BUURTEN - 24 },
        { GROUP_WIJK, "gemeentecode <> 'GM0001'", 12 },
        { GROUP_WIJK, "buurtcode IN ('BU00010000', 'BU00010001')", 1 },
        { GROUP_GEMEENTE, "buurtcode LIKE '%00' AND gemeentecode > 'GM0001'",
          2 },
        { GROUP_GEMEENTE, "gemeentecode = 'GM0001' OR waarde > 5", 3 },
        { GROUP_GEMEENTE, "gemeentecode = 'GM9999' OR gemeentecode = 'GM8'",
          0 },
    };
    world = world_open();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct answer answer = ask_about((struct selection){ .limit = 0 },
                                         cases[i].kind, cases[i].filter);
        CHECK(answer.groups == cases[i].groups);
        if (answer.groups != cases[i].groups)
            fprintf(stderr, "  %s: %zu\n", cases[i].filter, answer.groups);
    }
}

TEST(a_place_is_in_one_area_and_near_it_are_some)
{
    struct selection s = { .has_place = true, .place = { 6.05, 53.05 } };
    CHECK(ask_about(s, GROUP_BUURT, "").groups == 1);
    s = (struct selection){
        .near = { .is_asked = true, .from = { 6.05, 53.05 }, .within_m = 5000 }
    };
    CHECK(ask_about(s, GROUP_BUURT, "").groups == 2);
    CHECK(ask_about(s, GROUP_GEMEENTE, "").groups == 1);
    s.near.within_m = 0;
    struct answer all = ask_about(s, GROUP_BUURT, "");
    CHECK(all.groups == BUURTEN && all.total > POLES * 9 / 10);
    CHECK(all.total < POLES);
}

TEST(words_are_counted_too)
{
    struct selection s = { .words = STR("kleur3 lamp") };
    int64_t wanted = 0;
    for (int i = 0; i < POLES; i++)
        wanted += world->poles[i].kind == 0 && world->poles[i].colour == 3;
    CHECK(ask_about(s, GROUP_BUURT, "").total == wanted && wanted > 0);
    world_close(world);
}

TEST_MAIN
