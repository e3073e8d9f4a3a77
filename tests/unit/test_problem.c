#include "unit/test.h"

#include "server/headers.h"
#include "server/problem.h"

static str write_problem(struct arena *arena, const struct problem_text *text)
{
    str body = { 0 };
    struct buf out;
    buf_init(&out, arena, 1 << 16);
    problem_write(&out, text);
    CHECK(buf_finish(&out, &body, NULL));
    return body;
}

TEST(every_error_has_a_status_with_a_title)
{
    for (int code = ERROR_INVALID; code <= ERROR_INTERNAL; code++) {
        unsigned status = problem_status((enum error_code)code);
        CHECK(status >= 400 && status < 600);
        CHECK(strcmp(status_title(status), "Error") != 0);
    }
}

TEST(what_is_our_fault_is_not_told)
{
    CHECK(problem_is_secret(ERROR_IO));
    CHECK(problem_is_secret(ERROR_CORRUPT));
    CHECK(problem_is_secret(ERROR_INTERNAL));
    CHECK(!problem_is_secret(ERROR_INVALID));
    CHECK(!problem_is_secret(ERROR_TIMEOUT));
}

TEST(a_problem_has_status_title_and_detail)
{
    struct arena *arena = arena_create(1 << 16);
    str body = write_problem(
        arena, &(struct problem_text){ .status = 404,
                                       .detail = STR("there is \"none\"") });
    CHECK_STR(body, STR("{\"type\":\"about:blank\",\"status\":404,\"title\":"
                        "\"Not Found\",\"detail\":\"there is \\\"none\\\"\"}"
                        "\n"));
    arena_destroy(arena);
}

static bool has(str body, const char *text)
{
    return memmem(body.bytes, body.len, text, strlen(text));
}

TEST(what_is_not_found_is_remembered)
{
    struct arena *arena = arena_create(1 << 16);
    struct problems problems = { .arena = arena };
    problem_add(&problems, "query", STR("limit"), "invalid", "no");
    CHECK(!problems.is_absent);
    problem_add(&problems, "path", STR("tileRow"), "not-found", "no");
    CHECK(problems.is_absent && problems.count == 2);
    arena_destroy(arena);
}

TEST(problems_are_listed_up_to_a_maximum)
{
    struct arena *arena = arena_create(1 << 16);
    struct problems problems = { .arena = arena };
    for (int i = 0; i < PROBLEMS_MAX + 5; i++)
        problem_add(&problems, "query", STR("limit"), "invalid", "no %d", i);
    CHECK(problems.count == PROBLEMS_MAX + 5);
    str body = write_problem(
        arena, &(struct problem_text){
                   .status = 400, .detail = STR("x"), .problems = &problems });
    CHECK(has(body, "\"detail\":\"no 19\""));
    CHECK(!has(body, "\"detail\":\"no 20\""));
    CHECK(has(body, "\"errorsLeftOut\":5"));
    arena_destroy(arena);
}

TEST(tags_are_compared_weakly_and_in_lists)
{
    str etag = STR("\"abc\"");
    CHECK(etag_matches(STR("\"abc\""), etag));
    CHECK(etag_matches(STR("W/\"abc\""), etag));
    CHECK(etag_matches(STR("\"x\", W/\"abc\" ,\"y\""), etag));
    CHECK(etag_matches(STR("*"), etag));
    CHECK(!etag_matches(STR("\"abcd\""), etag));
    CHECK(!etag_matches(STR("abc"), etag));
    CHECK(!etag_matches(STR(""), etag));
}

TEST(http_dates_name_the_day_of_the_week)
{
    struct arena *arena = arena_create(1 << 16);
    CHECK_STR(http_date(arena, STR("1994-11-06T08:49:37Z")),
              STR("Sun, 06 Nov 1994 08:49:37 GMT"));
    CHECK_STR(http_date(arena, STR("2026-02-28T23:30:00-01:00")),
              STR("Sun, 01 Mar 2026 00:30:00 GMT"));
    CHECK_STR(http_date(arena, STR("yesterday")), STR(""));
    arena_destroy(arena);
}

TEST(a_header_of_the_same_name_is_replaced)
{
    struct header_list list;
    headers_init(&list, true);
    size_t count = list.count;
    headers_set(&list, "x-frame-options", STR("SAMEORIGIN"));
    CHECK(list.count == count);
    headers_init(&list, false);
    CHECK(list.count == count - 1);
}

TEST_MAIN
