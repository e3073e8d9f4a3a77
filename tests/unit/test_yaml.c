#include "importers/yaml.h"
#include "test.h"

enum { MEMORY = 8 << 20 };

static const struct yaml *parse(struct arena *arena, const char *text,
                                struct error *err)
{
    *err = (struct error){ 0 };
    return yaml_read(arena, "x.yaml", str_from(text), err);
}

static void check_refused(const char *text, const char *message)
{
    struct arena *arena = arena_create(MEMORY);
    struct error err;
    CHECK(!parse(arena, text, &err));
    CHECK(err.code == ERROR_INVALID);
    CHECK_STR(str_from(err.message), str_from(message));
    arena_destroy(arena);
}

TEST(maps_lists_and_texts_keep_their_places)
{
    struct arena *arena = arena_create(MEMORY);
    struct error err;
    const struct yaml *root =
        parse(arena, "a: 1\nb:\n  - x\n  - {c: d}\n", &err);
    CHECK(root && root->kind == YAML_MAP && root->count == 2);
    const struct yaml *a = yaml_find(root, STR("a"));
    CHECK(a && a->kind == YAML_TEXT && a->line == 1);
    CHECK_STR(a->text, STR("1"));
    const struct yaml *b = yaml_find(root, STR("b"));
    CHECK(b && b->kind == YAML_LIST && b->count == 2 && b->line == 2);
    CHECK_STR(b->first->text, STR("x"));
    const struct yaml *c = yaml_find(b->first->next, STR("c"));
    CHECK(c && c->line == 4 && c->column == 6);
    CHECK(!yaml_find(root, STR("z")));
    arena_destroy(arena);
}

TEST(words_of_yaml_1_1_stay_words)
{
    struct arena *arena = arena_create(MEMORY);
    struct error err;
    const struct yaml *root =
        parse(arena, "a: no\nb: 012\nc: 2017-01-01\nd: off", &err);
    CHECK_STR(yaml_find(root, STR("a"))->text, STR("no"));
    CHECK_STR(yaml_find(root, STR("b"))->text, STR("012"));
    CHECK_STR(yaml_find(root, STR("c"))->text, STR("2017-01-01"));
    CHECK_STR(yaml_find(root, STR("d"))->text, STR("off"));
    arena_destroy(arena);
}

TEST(a_key_without_a_value_is_not_an_empty_text)
{
    struct arena *arena = arena_create(MEMORY);
    struct error err;
    const struct yaml *root = parse(arena, "a:\nb: \"\"\nc: ~\nd: '~'", &err);
    CHECK(!yaml_find(root, STR("a"))->is_set);
    CHECK(yaml_find(root, STR("b"))->is_set);
    CHECK(!yaml_find(root, STR("c"))->is_set);
    CHECK(yaml_find(root, STR("d"))->is_set);
    arena_destroy(arena);
}

TEST(what_configuration_does_not_need_is_refused)
{
    check_refused("a: 1\na: 2\n",
                  "x.yaml:2:1: the key 'a' is here twice; the first is in "
                  "line 1");
    check_refused("a: &x 1\n", "x.yaml:1:4: anchors (&name) are not accepted; "
                               "write the value out");
    check_refused("a: *x\n", "x.yaml:1:4: aliases (*name) are not accepted; a "
                             "text that starts with '*' needs quotes");
    check_refused("a: !!int 1\n", "x.yaml:1:4: tags (!name) are not accepted; "
                                  "a text that starts with '!' needs quotes");
    check_refused("? [a]\n: 1\n", "x.yaml:1:3: a key must be a text");
    check_refused("a: 1\n---\nb: 1\n",
                  "x.yaml:2:1: a second document starts here; one file is one "
                  "manifest");
    check_refused("", "x.yaml:1:1: the document is empty");
}

TEST(limits_hold)
{
    char deep[64] = "";
    memset(deep, '[', YAML_DEPTH_MAX + 1);
    check_refused(deep, "x.yaml:1:17: nested deeper than 16 levels");

    struct arena *arena = arena_create(16 << 20);
    struct error err;
    size_t len = 3 * (YAML_NODES_MAX + 2);
    char *many = arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i += 3) memcpy(many + i, "- a", 3);
    for (size_t i = 2; i < len; i += 3) many[i] = '\n';
    CHECK(!yaml_read(arena, "x.yaml", (str){ many, len }, &err));
    CHECK(strstr(err.message, "more entries than a manifest may have"));

    char *large = arena_alloc(arena, YAML_SIZE_MAX + 1);
    CHECK(!yaml_read(arena, "x.yaml", (str){ large, YAML_SIZE_MAX + 1 }, &err));
    CHECK_STR(str_from(err.message),
              STR("x.yaml: larger than a manifest may be (1 MiB)"));
    arena_destroy(arena);
}

TEST(too_little_memory_is_said)
{
    struct arena *arena = arena_create(64);
    struct error err;
    CHECK(!parse(arena, "a: [b, c, d, e, f, g]\n", &err));
    CHECK(err.code == ERROR_NO_MEMORY);
    arena_destroy(arena);
}

TEST_MAIN
