// The fixtures of mvt-fixtures: each decodes, or is refused, as it says.

#include "tile/mvt_decode.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tile/mvt_check.h"
#include "unit/test.h"

static char bytes[1 << 22];

static str read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return (str){ 0 };
    str text = { bytes, fread(bytes, 1, sizeof bytes, file) };
    fclose(file);
    return text;
}

static DIR *open_data(char *folder, size_t size, const char *name)
{
    const char *data = getenv("TEST_DATA");
    snprintf(folder, size, "%s/mvt-fixtures/%s", data ? data : "", name);
    DIR *dir = opendir(folder);
    if (dir) return dir;
    fprintf(stderr, "no %s in TEST_DATA: left out\n", name);
    exit(77);
}

static bool is_said_valid(const char *folder, const char *name)
{
    char path[8192];
    snprintf(path, sizeof path, "%s/%s/info.json", folder, name);
    str info = read_whole(path);
    bytes[info.len < sizeof bytes ? info.len : sizeof bytes - 1] = '\0';
    CHECK(strstr(bytes, "\"v2\""));
    return strstr(bytes, "\"v2\": true");
}

// Two fixtures that are said to be valid are, to a decoder, the same as two
// that are said not to be. The bytes of 016 (type unknown) are those of 003
// (type missing). The geometry of 057 (a count of half a thousand million
// points, and one point) is that of 051. Refusing is right for one of each.
static bool is_contradictory(const char *name)
{
    return !strcmp(name, "016") || !strcmp(name, "057");
}

TEST(every_fixture_decodes_or_is_refused_as_it_says)
{
    char folder[4096];
    char path[8192];
    DIR *dir = open_data(folder, sizeof folder, "fixtures");
    struct dirent *entry;
    size_t count = 0;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.') continue;
        bool is_valid = is_said_valid(folder, entry->d_name) &&
                        !is_contradictory(entry->d_name);
        struct arena *arena = arena_create(1 << 24);
        struct mvt_read_tile tile;
        struct error err = { 0 };
        snprintf(path, sizeof path, "%s/%s/tile.mvt", folder, entry->d_name);
        bool is_read = mvt_decode(arena, read_whole(path), &tile, &err);
        CHECK(is_read == is_valid);
        if (is_read != is_valid)
            fprintf(stderr, "  %s: %s\n", entry->d_name, err.message);
        CHECK(is_read || err.code == ERROR_CORRUPT);
        CHECK(is_read || !strncmp(err.message, "byte ", 5));
        count++;
        arena_destroy(arena);
    }
    closedir(dir);
    CHECK(count == 74);
}

TEST(tiles_that_others_made_decode)
{
    static const char *folders[] = { "real-world/bangkok", "real-world/norway",
                                     "real-world/sanfrancisco" };
    size_t count = 0;
    size_t features = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char folder[4096];
        char path[8192];
        DIR *dir = open_data(folder, sizeof folder, folders[i]);
        struct dirent *entry;
        while ((entry = readdir(dir))) {
            if (!strstr(entry->d_name, ".mvt")) continue;
            struct arena *arena = arena_create(1 << 28);
            struct mvt_read_tile tile;
            struct error err = { 0 };
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            bool is_read = mvt_decode(arena, read_whole(path), &tile, &err);
            CHECK(is_read);
            if (!is_read) fprintf(stderr, "  %s: %s\n", path, err.message);
            for (size_t l = 0; is_read && l < tile.layer_count; l++)
                features += tile.layers[l].feature_count;
            count++;
            arena_destroy(arena);
        }
        closedir(dir);
    }
    CHECK(count > 70 && features > 10000);
    fprintf(stderr, "%zu tiles, %zu features\n", count, features);
}

// A tile of one layer whose only feature has these commands.
static bool check_commands(enum mvt_type type, const char *commands,
                           size_t count, struct error *err)
{
    char tile[256] = { 0x1a, 0, 0x78, 2, 0x0a, 1, 'm', 0x12 };
    struct arena *arena = arena_create(1 << 20);
    struct mvt_read_tile read;
    size_t at = 8;
    tile[at++] = (char)(4 + count);
    tile[at++] = 0x18;
    tile[at++] = (char)type;
    tile[at++] = 0x22;
    tile[at++] = (char)count;
    memcpy(tile + at, commands, count);
    tile[1] = (char)(at + count - 2);
    *err = (struct error){ 0 };
    bool is_good = mvt_decode(arena, (str){ tile, at + count }, &read, err) &&
                   mvt_check(arena, &read, TILE_MARGIN, err);
    arena_destroy(arena);
    return is_good;
}

#define COMMANDS(type, commands, err) \
    check_commands(type, "" commands, sizeof commands - 1, err)

// 9: MoveTo 1. 10, 18, 26, 34: LineTo 1, 2, 3, 4. 15: ClosePath. Steps are
// zigzag: 2 is 1, 1 is -1.
TEST(the_checker_finds_what_is_wrong_with_a_shape)
{
    struct error err;
    CHECK(COMMANDS(MVT_POLYGON, "\x09\x00\x00\x1a\x14\x00\x00\x14\x13\x00\x0f",
                   &err));
    // Round the wrong way.
    CHECK(!COMMANDS(MVT_POLYGON, "\x09\x00\x00\x1a\x00\x14\x14\x00\x00\x13\x0f",
                    &err));
    CHECK(strstr(err.message, "no exterior ring"));
    // The first position again before ClosePath.
    CHECK(!COMMANDS(MVT_POLYGON,
                    "\x09\x00\x00\x22\x14\x00\x00\x14\x13\x00\x00\x13\x0f",
                    &err));
    CHECK(strstr(err.message, "repeats its first position"));
    // Out and back.
    CHECK(!COMMANDS(MVT_POLYGON, "\x09\x00\x00\x12\x14\x00\x14\x00\x0f", &err));
    CHECK(strstr(err.message, "without area"));
    // A bow tie with one wing larger.
    CHECK(!COMMANDS(MVT_POLYGON, "\x09\x00\x00\x1a\x14\x14\x00\x13\x15\x1e\x0f",
                    &err));
    CHECK(strstr(err.message, "intersection"));
    // 200 units to the left of the tile.
    CHECK(!COMMANDS(MVT_POINT, "\x09\x8f\x03\x00", &err));
    CHECK(strstr(err.message, "outside"));
    CHECK(!COMMANDS(MVT_UNKNOWN, "\x09\x00\x00", &err));
}

TEST(the_decoder_knows_the_grammar_of_commands)
{
    struct error err;
    CHECK(COMMANDS(MVT_POINT, "\x11\x02\x02\x02\x02", &err));
    CHECK(COMMANDS(MVT_LINE, "\x09\x02\x02\x0a\x02\x02", &err));
    static const struct {
        enum mvt_type type;
        const char *commands;
    } cases[] = {
        { MVT_POINT, "\x09\x02" },                            // half a position
        { MVT_POINT, "\x09\x02\x02\x09\x02\x02" },            // two commands
        { MVT_POINT, "\x0a\x02\x02" },                        // LineTo
        { MVT_LINE, "\x09\x02\x02" },                         // no line
        { MVT_LINE, "\x11\x02\x02\x02\x02\x0a\x02\x02" },     // MoveTo 2
        { MVT_LINE, "\x09\x02\x02\x0a\x02\x02\x0f" },         // ClosePath
        { MVT_LINE, "\x0a\x02\x02" },                         // no MoveTo
        { MVT_POLYGON, "\x09\x02\x02\x0a\x02\x02\x0f" },      // one edge
        { MVT_POLYGON, "\x09\x02\x02\x12\x02\x02\x02\x04" },  // open
        { MVT_POLYGON, "\x09\x02\x02\x12\x02\x02\x02\x04\x17" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(!check_commands(cases[i].type, cases[i].commands,
                              strlen(cases[i].commands), &err));
        CHECK(err.code == ERROR_CORRUPT);
        if (err.code != ERROR_CORRUPT) fprintf(stderr, "  case %zu\n", i);
    }
}

TEST(errors_name_their_byte)
{
    struct error err = { 0 };
    struct arena *arena = arena_create(1 << 20);
    struct mvt_read_tile tile;
    CHECK(!mvt_decode(arena, STR("\x1a\x05\x78\x02\x0a\x07m"), &tile, &err));
    CHECK_STR(str_from(err.message), STR("byte 5: a length beyond the end"));
    arena_destroy(arena);
}

TEST_MAIN
