#include "unit/test.h"

#include "server/route.h"

static const struct route *find(const char *path)
{
    struct route_match match;
    return route_find(str_from(path), &match) ? match.route : NULL;
}

TEST(every_route_finds_itself)
{
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++) {
        CHECK(find(route->path) == route);
        CHECK(route_number(route) == i);
    }
    CHECK(route_count() > 40 && !route_at(route_count()));
    CHECK(route_number(NULL) == route_count());
}

// WFS names formats and collections among its own parameters.
static bool is_of_another_standard(const struct route *route)
{
    return route->write_problem;
}

static bool has_param(const struct route *route, const char *name)
{
    for (const struct param *p = route->params; p && p->name; p++)
        if (!strcmp(p->name, name)) return true;
    return false;
}

// A file has one form.
static bool is_file(const struct route *route)
{
    return route->kind == ROUTE_FILE || has_param(route, "v");
}

// Downloads have no pages, and areas as they are.
TEST(a_download_takes_every_parameter_of_items_but_some)
{
    const struct route *items = find("/v1/collections/a/items");
    const struct route *download = find("/v1/collections/a/download");
    const char *const others[] = { "limit",  "cursor",
                                   "offset", "startindex",
                                   "count",  "resultType",
                                   "zoom",   "maxAllowableOffset" };
    for (const struct param *p = items->params; p->name; p++) {
        bool is_other = false;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            is_other |= !strcmp(p->name, others[i]);
        CHECK(has_param(download, p->name) == !is_other);
    }
}

TEST(every_route_says_what_it_is)
{
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++) {
        CHECK(route->id && route->summary && route->tag);
        CHECK(route->handle);
        if (!is_of_another_standard(route) && !is_file(route))
            CHECK(route->offers && route->offers[0].name);
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(route->id, route_at(k)->id) != 0);
    }
}

TEST(routes_with_data_say_which_collections)
{
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++)
        if (route->kind == ROUTE_DATA && !is_of_another_standard(route))
            CHECK(strstr(route->path, "{collectionId}") ||
                  strstr(route->path, "{styleId}") ||
                  has_param(route, "collections"));
}

TEST(only_the_root_of_the_api_may_end_in_a_slash)
{
    CHECK(find("/v1/") == find("/v1"));
    CHECK(find("/v1") != NULL);
    CHECK(!find("/v1//"));
    CHECK(!find("/health/live/"));
    CHECK(!find("/metrics/"));
}

TEST(paths_that_nobody_has_match_nothing)
{
    static const char *const paths[] = {
        "",
        "v1",
        "/v2",
        "/V1",
        "/v1/collections/",
        "/v1/collections//items",
        "//v1",
        "/v1/../v1",
        "/health",
        "/metrics/x",
        "*",
        "/v1/collections/a/items/b/c",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        CHECK(!find(paths[i]));
}

TEST(variables_come_out_in_their_order)
{
    struct route_match match;
    CHECK(route_find(STR("/v1/collections/a%2Fb/items/7"), &match));
    CHECK(match.variable_count == 2);
    CHECK_STR(match.variables[0], STR("a%2Fb"));
    CHECK_STR(match.variables[1], STR("7"));
    CHECK_STR(route_variable_name(match.route, 0), STR("collectionId"));
    CHECK_STR(route_variable_name(match.route, 2), STR(""));
}

TEST_MAIN
