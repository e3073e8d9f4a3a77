#include "unit/server_request.h"

#include "server/search_body.h"

static struct arena *arena;
static struct params params;
static struct problems problems;

static bool read(const char *body)
{
    if (arena) arena_destroy(arena);
    arena = arena_create(1 << 20);
    params = (struct params){ 0 };
    problems = (struct problems){ .arena = arena };
    return search_body_read(arena, str_from(body), &params, &problems);
}

static void end(void)
{
    arena_destroy(arena);
    arena = NULL;
}

static str value_of(const char *name)
{
    for (size_t i = 0; i < params.pair_count; i++)
        if (str_equal(params.pairs[i].name, str_from(name)))
            return params.pairs[i].value;
    return (str){ 0 };
}

TEST(members_become_what_a_url_would_hold)
{
    CHECK(read("{\"limit\": 20, \"bbox\": [6.5, 53.2, 6.6, 53.3],\n"
               " \"near\": [6.56,53.21], \"skipGeometry\": true,\n"
               " \"naam\": \"A \\u0026 B\", \"sortby\": [\"-a\", \"b\"]}"));
    CHECK(params.pair_count == 6);
    CHECK_STR(value_of("limit"), STR("20"));
    CHECK_STR(value_of("bbox"), STR("6.5,53.2,6.6,53.3"));
    CHECK_STR(value_of("near"), STR("6.56,53.21"));
    CHECK_STR(value_of("skipGeometry"), STR("true"));
    CHECK_STR(value_of("naam"), STR("A & B"));
    CHECK_STR(value_of("sortby"), STR("-a,b"));
    end();
}

TEST(pairs_come_in_the_order_of_their_names)
{
    CHECK(read("{\"q\":\"x\",\"limit\":1,\"bbox\":[1,2,3,4]}"));
    CHECK_STR(params.pairs[0].name, STR("bbox"));
    CHECK_STR(params.pairs[1].name, STR("limit"));
    CHECK_STR(params.pairs[2].name, STR("q"));
    end();
}

TEST(a_name_with_a_comma_stays_one_name)
{
    CHECK(read("{\"sortby\":[\"-Straat, nummer\",\"+a,b\",\"\\\"c,d\\\"\"]}"));
    CHECK_STR(value_of("sortby"), STR("-\"Straat, nummer\",+\"a,b\",\"c,d\""));
    end();
}

TEST(a_filter_may_be_an_object_and_is_then_cql2_json)
{
    CHECK(read("{\"x\":\"{\", \"filter\": {\"op\":\"=\",\"args\":[\"}\\\"\",1]}"
               " , \"y\":[1]}"));
    CHECK_STR(value_of("filter"), STR("{\"op\":\"=\",\"args\":[\"}\\\"\",1]}"));
    CHECK_STR(value_of("filter-lang"), STR("cql2-json"));
    CHECK(read("{\"é\":\"€\",\"filter\":{\"op\":\"not\"}}"));
    CHECK_STR(value_of("filter"), STR("{\"op\":\"not\"}"));
    end();
}

TEST(a_filter_that_is_a_text_keeps_its_language)
{
    CHECK(read("{\"filter\":\"a = 1\"}"));
    CHECK_STR(value_of("filter"), STR("a = 1"));
    CHECK(!value_of("filter-lang").bytes);
    end();
}

TEST(an_object_that_is_said_to_be_text_is_refused)
{
    CHECK(!read("{\"filter\":{\"op\":\"not\"},\"filter-lang\":\"cql2-text\"}"));
    CHECK_STR(problems.first->name, STR("filter-lang"));
    CHECK(read("{\"filter\":{\"op\":\"not\"},\"filter-lang\":\"cql2-json\"}"));
    end();
}

TEST(what_cannot_be_a_parameter_is_refused_all_at_once)
{
    CHECK(!read("{\"a\":null,\"b\":{},\"c\":[[1]],\"d\":[null],\"e\":1}"));
    CHECK(problems.count == 4);
    CHECK(params.pair_count == 1);
    CHECK_STR(value_of("e"), STR("1"));
    end();
}

TEST(a_body_that_is_no_object_is_refused)
{
    static const char *const bodies[] = {
        "",           " \n",
        "[]",         "1",
        "\"x\"",      "null",
        "{",          "{\"a\":1,}",
        "{\"a\":1}x", "{\"a\":1,\"a\":2}",
        "\xff",       "{\"a\":\"\xc3\"}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        CHECK(!read(bodies[i]));
        CHECK(problems.count == 1 && params.pair_count == 0);
    }
    end();
}

TEST(memory_that_is_spent_is_told)
{
    struct arena *small = arena_create(4096);
    struct problems none = { .arena = small };
    char body[3000] = "{\"a\":\"";
    memset(body + 6, 'x', 2900);
    strcpy(body + 2906, "\"}");
    for (int i = 0; i < 3; i++)
        if (!search_body_read(small, str_from(body), &params, &none)) break;
    CHECK(none.count > 0);
    arena_destroy(small);
}

TEST_MAIN
