#include "importers/report.h"
#include "test.h"

enum { MEMORY = 16 << 20 };

static void add(struct report *report, enum report_effect effect, uint64_t row,
                const char *rule)
{
    report_add(report, &(struct problem){ .effect = effect,
                                          .row = row,
                                          .line = row ? row + 1 : 0,
                                          .field = STR("nummer"),
                                          .value = STR("12"),
                                          .rule = rule,
                                          .message = STR("is wrong") });
}

static str print(struct arena *arena, const struct report *report)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, MEMORY);
    report_print(report, &buf);
    CHECK(buf_finish(&buf, &text, NULL));
    return text;
}

static str write(struct arena *arena, const struct report *report)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, MEMORY);
    report_write(report, &buf);
    CHECK(buf_finish(&buf, &text, NULL));
    return text;
}

TEST(a_report_says_what_happened_in_plain_sentences)
{
    struct arena *arena = arena_create(MEMORY);
    struct report *report = report_create();
    report_rows(report, 17000, 16996);
    report_rows(report, 142, 142);
    report_fact(report, "encoding", STR("UTF-8"));
    report_fact(report, "delimiter", STR("semicolon"));
    add(report, REPORT_REFUSED, 17, "duplicate-id");
    add(report, REPORT_NOTE, 0, "swapped-axes");
    CHECK_STR(print(arena, report),
              STR("17,142 rows read, 17,138 kept, 1 refused, 0 repaired\n"
                  "  encoding   UTF-8\n"
                  "  delimiter  semicolon\n"
                  "\n"
                  "refused: duplicate-id (1)\n"
                  "  row 17, line 18, nummer \"12\": is wrong\n"
                  "\n"
                  "note: swapped-axes (1)\n"
                  "  nummer \"12\": is wrong\n"));
    report_destroy(report);
    arena_destroy(arena);
}

static void add_code(struct report *report, const char *code,
                     const char *message)
{
    report_add(report, &(struct problem){ .effect = REPORT_NOTE,
                                          .field = STR("buurtcode"),
                                          .value = str_from(code),
                                          .rule = "code-without-area",
                                          .message = str_from(message) });
}

TEST(values_with_the_same_problem_stand_together)
{
    struct arena *arena = arena_create(MEMORY);
    struct report *report = report_create();
    CHECK(report_is_empty(report));
    add_code(report, "BU00140001", "1 row is unassigned");
    add_code(report, "BU00140002", "1 row is unassigned");
    add_code(report, "BU00140003", "2 rows are unassigned");
    CHECK(!report_is_empty(report));
    CHECK_STR(print(arena, report),
              STR("0 rows read, 0 kept, 0 refused, 0 repaired\n"
                  "\n"
                  "note: code-without-area (3)\n"
                  "  buurtcode: 1 row is unassigned:\n"
                  "    BU00140001, BU00140002\n"
                  "  buurtcode \"BU00140003\": 2 rows are unassigned\n"));
    report_destroy(report);
    arena_destroy(arena);
}

TEST(a_report_is_json_too)
{
    struct arena *arena = arena_create(MEMORY);
    struct report *report = report_create();
    report_rows(report, 3, 1);
    report_fact(report, "encoding", STR("UTF-8"));
    report_fact(report, "encoding", STR("UTF-8"));
    report_fact(report, "encoding", STR("windows-1252"));
    add(report, REPORT_REFUSED, 2, "duplicate-id");
    add(report, REPORT_LEFT_OUT, 3, "published-total");
    CHECK_STR(
        write(arena, report),
        STR("{\"rows\":{\"read\":3,\"kept\":1,\"refused\":1,\"repaired\":0,"
            "\"leftOut\":1},\"facts\":{\"encoding\":\"UTF-8; windows-1252\"},"
            "\"rules\":[{\"rule\":\"duplicate-id\",\"effect\":\"refused\","
            "\"count\":1},{\"rule\":\"published-total\",\"effect\":"
            "\"left-out\",\"count\":1}],\"problems\":[{\"row\":2,\"line\":3,"
            "\"field\":\"nummer\",\"value\":\"12\",\"rule\":\"duplicate-id\","
            "\"effect\":\"refused\",\"message\":\"is wrong\"},{\"row\":3,"
            "\"line\":4,\"field\":\"nummer\",\"value\":\"12\",\"rule\":"
            "\"published-total\",\"effect\":\"left-out\",\"message\":"
            "\"is wrong\"}]}"));
    report_destroy(report);
    arena_destroy(arena);
}

TEST(a_row_with_several_refusals_counts_once)
{
    struct report *report = report_create();
    add(report, REPORT_REFUSED, 5, "duplicate-id");
    add(report, REPORT_REFUSED, 5, "not-a-number");
    add(report, REPORT_REFUSED, 6, "not-a-number");
    add(report, REPORT_REFUSED, 5, "type");
    add(report, REPORT_REPAIRED, 5, "ring-closed");
    CHECK(report_refused(report) == 2);
    CHECK(report_count(report, "not-a-number") == 2);
    CHECK(report_count(report, "unheard-of") == 0);
    struct problem other = { .effect = REPORT_REFUSED,
                             .row = 5,
                             .source = STR("wijken.csv"),
                             .rule = "type" };
    report_add(report, &other);
    CHECK(report_refused(report) == 3);
    report_destroy(report);
}

TEST(many_problems_are_counted_and_some_are_listed)
{
    struct arena *arena = arena_create(MEMORY);
    struct report *report = report_create();
    for (uint64_t i = 1; i <= 3000000; i++)
        add(report, REPORT_REFUSED, i, "outside");
    CHECK(report_refused(report) == 3000000);
    str text = print(arena, report);
    CHECK(text.len < 20000);
    CHECK(str_ends(text, STR("  and 2,999,900 more\n")));
    report_destroy(report);
    arena_destroy(arena);
}

TEST(long_and_strange_values_are_cut_and_escaped)
{
    struct arena *arena = arena_create(MEMORY);
    struct report *report = report_create();
    char value[200];
    memset(value, 'x', sizeof value);
    memcpy(value + 79, "\xC3\xAB", 2);  // ë across the 80th byte
    value[0] = '\n';
    value[1] = 27;
    struct problem problem = { .effect = REPORT_NOTE,
                               .value = { value, sizeof value },
                               .rule = "long",
                               .message = STR("is long") };
    report_add(report, &problem);
    str text = print(arena, report);
    CHECK(str_valid_utf8(text) == text.len);
    CHECK(strstr(text.bytes, "\"\\n\\x1Bxxx"));
    CHECK(strstr(text.bytes, "xxx…\": is long"));
    CHECK(text.len < 250);
    report_destroy(report);
    arena_destroy(arena);
}

TEST_MAIN
