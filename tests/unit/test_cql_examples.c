// The examples of the standard (OGC 21-065r2), each as text and as JSON.

#include <dirent.h>

#include "unit/cql.h"

static struct arena *arena;
static size_t text_count, json_count;

// "example36-alt01.txt" is another way to say "example36.json".
static str json_name(const char *text_name)
{
    str name = str_from(text_name);
    const char *alt = strstr(text_name, "-alt");
    size_t len = alt ? (size_t)(alt - text_name) : name.len - 4;
    return arena_printf(arena, "schema/examples/json/%.*s.json", (int)len,
                        text_name);
}

static void check_example(const char *name)
{
    str path = arena_printf(arena, "schema/examples/text/%s", name);
    str text = conformance_file(arena, path.bytes);
    str json = conformance_file(arena, json_name(name).bytes);
    struct error err = { 0 };
    const struct cql *filter = cql_parse_text(arena, text, &err);
    if (!filter) fprintf(stderr, "%s: %s\n", name, err.message);
    CHECK(filter != NULL);
    if (!filter) return;
    str canonical = printed(arena, filter);
    CHECK_STR(from_json(arena, json), canonical);
    CHECK_STR(from_text(arena, canonical), canonical);
    text_count++;
    if (!strstr(name, "-alt")) json_count++;
}

TEST(text_and_json_of_each_example_print_the_same)
{
    str folder = arena_printf(arena,
                              "%s/../conformance/cql2/schema/examples/"
                              "text",
                              getenv("TEST_DATA"));
    DIR *dir = opendir(folder.bytes);
    CHECK(dir != NULL);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (entry->d_name[0] != '.') check_example(entry->d_name);
    if (dir) closedir(dir);
    printf("%zu texts, %zu JSON\n", text_count, json_count);
    CHECK(text_count + json_count >= 229);
}

int main(int argc, char **argv)
{
    return cql_test_main(argc, argv, &arena, "schema/cql2.bnf");
}
