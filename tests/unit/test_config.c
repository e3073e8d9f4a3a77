#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/config.h"

struct reading {
    struct arena *arena;
    struct config config;
    str wrong;
    bool ok;
};

static struct reading read_words(int argc, char **argv)
{
    struct buf wrong;
    struct reading r = { .arena = arena_create(1 << 20) };
    buf_init(&wrong, r.arena, 1 << 16);
    r.ok = config_read(&r.config, r.arena, argc, argv, &wrong);
    CHECK(buf_finish(&wrong, &r.wrong, NULL));
    return r;
}

static struct reading read_two(const char *a, const char *b)
{
    char first[200], second[200];
    snprintf(first, sizeof first, "%s", a);
    snprintf(second, sizeof second, "%s", b ? b : "");
    char *argv[] = { first, second };
    return read_words(b ? 2 : 1, argv);
}

static bool says(const struct reading *r, const char *what)
{
    bool does = strstr(r->wrong.len ? r->wrong.bytes : "", what) != NULL;
    if (!does) fprintf(stderr, "  it says: %.*s\n", STR_ARG(r->wrong));
    return does;
}

static const char *write_file(const char *text)
{
    static char path[] = "/tmp/buurt-config-XXXXXX";
    snprintf(path, sizeof path, "/tmp/buurt-config-XXXXXX");
    int fd = mkstemp(path);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    return path;
}

TEST(the_defaults_are_without_fault)
{
    struct reading r = read_words(0, NULL);
    CHECK(r.ok);
    CHECK(!strcmp(r.config.listen, "127.0.0.1:8080"));
    CHECK(r.config.max_limit == 20000);
    CHECK(!r.config.trust_proxy);
    arena_destroy(r.arena);
}

TEST(the_command_line_beats_the_environment_beats_the_file)
{
    const char *path = write_file("# limits\nmax-limit = 11\n"
                                  "max-groups = 12 # twelve\n\ncache-mb=13\n");
    char config[200], limit[] = "--max-limit", value[] = "31";
    snprintf(config, sizeof config, "--config=%s", path);
    char *argv[] = { config, limit, value };
    setenv("BUURT_MAX_LIMIT", "21", 1);
    setenv("BUURT_MAX_GROUPS", "22", 1);
    struct reading r = read_words(3, argv);
    CHECK(r.ok);
    CHECK(r.config.max_limit == 31);
    CHECK(r.config.max_groups == 22);
    CHECK(r.config.cache_mb == 13);
    unsetenv("BUURT_MAX_LIMIT");
    unsetenv("BUURT_MAX_GROUPS");
    unlink(path);
    arena_destroy(r.arena);
}

TEST(everything_that_is_wrong_is_said_at_once)
{
    const char *path = write_file("max-limit = 0\nnonsense = 3\ncache-mb\n");
    char config[200], level[] = "--log-level", loud[] = "loud",
                      other[] = "--unknown", base[] = "--base-url=ftp://x/",
                      map[] = "--map-background=https://x;y/{z}/{x}/{y}";
    snprintf(config, sizeof config, "--config=%s", path);
    char *argv[] = { config, level, loud, other, base, map };
    struct reading r = read_words(6, argv);
    CHECK(!r.ok);
    CHECK(says(&r, ":1: max-limit is '0'"));
    CHECK(says(&r, ":2: unknown option 'nonsense'"));
    CHECK(says(&r, ":3: no value for 'cache-mb'"));
    CHECK(says(&r, "log-level must be one of"));
    CHECK(says(&r, "unknown option '--unknown'"));
    CHECK(says(&r, "base-url must start with"));
    CHECK(says(&r, "map-background must be a URL"));
    unlink(path);
    arena_destroy(r.arena);
}

TEST(a_missing_file_or_value_is_said)
{
    struct reading r = read_two("--config", "/nowhere/buurt.conf");
    CHECK(!r.ok && says(&r, "/nowhere/buurt.conf: No such file"));
    arena_destroy(r.arena);
    r = read_two("--max-limit", NULL);
    CHECK(!r.ok && says(&r, "max-limit has no value"));
    arena_destroy(r.arena);
    r = read_two("--config", NULL);
    CHECK(!r.ok && says(&r, "config has no value"));
    arena_destroy(r.arena);
    r = read_two("--trust-proxy", "maybe");
    CHECK(!r.ok && says(&r, "must be yes or no"));
    arena_destroy(r.arena);
}

TEST(there_are_twenty_six_options_at_most)
{
    CHECK(config_option_count <= 26);
}

TEST(the_page_about_configuration_is_the_table)
{
    static char file[64 * 1024];
    str wanted;
    struct buf page;
    struct arena *arena = arena_create(1 << 20);
    buf_init(&page, arena, sizeof file);
    config_write_document(&page);
    CHECK(buf_finish(&page, &wanted, NULL));
    const char *mode = getenv("BLESS") ? "w" : "r";
    FILE *document = fopen(SOURCE_DIR "/docs/configuration.md", mode);
    CHECK(document != NULL);
    if (document && *mode == 'w')
        CHECK(fwrite(wanted.bytes, 1, wanted.len, document) == wanted.len);
    if (document && *mode == 'r') {
        size_t len = fread(file, 1, sizeof file, document);
        CHECK_STR(((str){ file, len }), wanted);
    }
    if (document) fclose(document);
    arena_destroy(arena);
}

TEST_MAIN
