#include "server/commands_show.h"
#include "test.h"

enum { MEMORY = 4 << 20 };

static const struct value soorten[] = {
    { .type = VALUE_TEXT, .text = { "1.1.1", 5 } },
    { .type = VALUE_TEXT, .text = { "1.1.2", 5 } },
};

static const struct field fields[] = {
    { .name = { "buurtcode", 9 }, .type = VALUE_TEXT, .role = FIELD_BUURTCODE },
    { .name = { "soort", 5 },
      .type = VALUE_TEXT,
      .is_category = true,
      .choices = soorten,
      .choice_count = 2 },
    { .name = { "aantal", 6 },
      .type = VALUE_INT,
      .is_required = true,
      .is_measure = true },
};

static const struct dataset datasets[] = {
    { .id = { "misdrijven", 10 },
      .kind = DATASET_STATISTICS,
      .title = { { "Misdrijven", 10 }, { "Crimes", 6 } },
      .areas = { "gebieden", 8 },
      .areas_version = 2,
      .is_internal = true,
      .max_age_s = 60,
      .version = 7,
      .updated = { "2026-03-18T06:30:00.000Z", 24 },
      .source = { "m.csv", 5 },
      .report = { "{\"rows\":{\"read\":3}}", 19 } },
};

static const struct collection collections[] = {
    { .id = { "misdrijven", 10 },
      .dataset = &datasets[0],
      .schema = { fields, 3 },
      .level = LEVEL_NONE,
      .feature_count = 5,
      .extent = { 1, 1, 0, 0 },
      .period = PERIOD_MONTH,
      .time_from = { "2023-01-01", 10 },
      .time_to = { "2023-12-31", 10 } },
};

static const struct catalog catalog = { .datasets = datasets,
                                        .dataset_count = 1,
                                        .collections = collections,
                                        .collection_count = 1 };

static void check(struct buf *buf, const char *wanted)
{
    str text = { 0 };
    CHECK(buf_finish(buf, &text, NULL));
    CHECK_STR(text, str_from(wanted));
}

TEST(the_list_of_datasets_is_a_table)
{
    struct arena *arena = arena_create(MEMORY);
    struct buf buf;
    buf_init(&buf, arena, MEMORY);
    list_print(&catalog, &buf);
    check(&buf, "dataset     kind        version       rows  updated           "
                "        title\n"
                "misdrijven  statistics        7          5  "
                "2026-03-18T06:30:00.000Z  Misdrijven (internal)\n");
    buf_init(&buf, arena, MEMORY);
    list_print(&(struct catalog){ 0 }, &buf);
    check(&buf, "The database holds no datasets.\n");
    arena_destroy(arena);
}

TEST(a_dataset_is_shown_with_its_fields_and_report)
{
    struct arena *arena = arena_create(MEMORY);
    struct buf buf;
    buf_init(&buf, arena, MEMORY);
    dataset_print(&catalog, &datasets[0], &buf);
    check(&buf,
          "misdrijven: statistics, internal, version 7\n"
          "\n"
          "title        Misdrijven\n"
          "updated      2026-03-18T06:30:00.000Z\n"
          "source       m.csv\n"
          "areas        gebieden, version 2\n"
          "\n"
          "collection misdrijven: 5 rows, per month, 2023-01-01 to 2023-12-31\n"
          "  buurtcode  string     code of the buurt\n"
          "  soort      string     category, 2 values\n"
          "  aantal     integer    required, measure\n"
          "\n"
          "last import\n"
          "  rows:\n"
          "    read: 3\n");
    arena_destroy(arena);
}

TEST(a_dataset_is_shown_as_json_too)
{
    struct arena *arena = arena_create(MEMORY);
    struct buf buf;
    buf_init(&buf, arena, MEMORY);
    dataset_write(&catalog, &datasets[0], &buf);
    check(&buf,
          "{\"id\":\"misdrijven\",\"kind\":\"statistics\",\"title\":{\"nl\":"
          "\"Misdrijven\",\"en\":\"Crimes\"},\"visibility\":\"internal\","
          "\"version\":7,\"updated\":\"2026-03-18T06:30:00.000Z\",\"source\":"
          "\"m.csv\",\"areas\":\"gebieden\",\"areasVersion\":2,\"maxAge\":60,"
          "\"collections\":[{\"id\":\"misdrijven\",\"rows\":5,\"timeFrom\":"
          "\"2023-01-01\",\"timeTo\":\"2023-12-31\",\"period\":\"month\","
          "\"fields\":[{\"name\":\"buurtcode\",\"type\":\"string\",\"role\":"
          "\"code of the buurt\",\"required\":false,\"category\":false,"
          "\"measure\":false},{\"name\":\"soort\",\"type\":\"string\","
          "\"required\":false,\"category\":true,\"measure\":false,\"choices\":"
          "2},{\"name\":\"aantal\",\"type\":\"integer\",\"required\":true,"
          "\"category\":false,\"measure\":true}]}],\"report\":{\"rows\":{"
          "\"read\":3}}}\n");
    arena_destroy(arena);
}

TEST(json_is_laid_out_for_people)
{
    static const struct {
        const char *json, *text;
    } cases[] = {
        { "{\"a\":1,\"b\":{\"c\":\"x\\\"y\\n\",\"d\":[]},\"e\":{}}",
          "  a: 1\n  b:\n    c: x\"y \n    d: none\n  e: none\n" },
        { "{\"p\":[{\"r\":1,\"s\":2},{\"r\":3}],\"q\":null}",
          "  p:\n    - r: 1\n      s: 2\n    - r: 3\n  q: null\n" },
        { "{\"p\":[1,\"\\u001b\"]}", "  p:\n    - 1\n    - ?\n" },
        { "{}", "" },
        { "", "" },
        { "{\"a", "  a: \n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_create(MEMORY);
        struct buf buf;
        buf_init(&buf, arena, MEMORY);
        json_print(str_from(cases[i].json), &buf);
        check(&buf, cases[i].text);
        arena_destroy(arena);
    }
}

TEST_MAIN
