#include "unit/test.h"

#include <math.h>

#include "server/cursor_token.h"

static struct dataset dataset = { .id = { "lichtmasten", 11 },
                                  .version = 3,
                                  .updated = { "2026-01-02T03:04:05Z", 20 } };
static struct collection collection = { .id = { "lichtmasten", 11 },
                                        .dataset = &dataset };

static struct cursor_token print(int64_t fid)
{
    return cursor_token_print(&collection, &(struct cursor_place){ fid, 0, 0 });
}

TEST(a_cursor_gives_back_its_place)
{
    static const struct cursor_place places[] = {
        { 0, 0, 0 },
        { 1, 12.5, 0xffffffff },
        { 86319, 0.1, 1 },
        { INT64_MAX, 20037508.342789244, 0x80000000 },
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct cursor_token token = cursor_token_print(&collection, &places[i]);
        struct cursor_place place;
        CHECK(cursor_token_parse(&collection, (str){ token.text, token.len },
                                 &place, NULL));
        CHECK(place.fid == places[i].fid && place.shape == places[i].shape);
        CHECK(place.distance_m == places[i].distance_m);
    }
}

TEST(a_distance_that_none_can_be_is_refused)
{
    static const double distances[] = { -1, NAN, INFINITY };
    for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
        const struct cursor_place place = { 5, distances[i], 0 };
        struct cursor_token token = cursor_token_print(&collection, &place);
        struct cursor_place read;
        CHECK(!cursor_token_parse(&collection, (str){ token.text, token.len },
                                  &read, NULL));
    }
}

TEST(a_cursor_holds_nothing_that_a_url_would_escape)
{
    for (int64_t fid = 0; fid < 5000; fid += 7) {
        struct cursor_token token = print(fid);
        for (size_t i = 0; i < token.len; i++)
            CHECK(!memchr("+/=&%? ", token.text[i], 7));
    }
}

TEST(every_changed_character_is_noticed)
{
    struct cursor_token token = print(1234);
    for (size_t i = 0; i < token.len; i++) {
        struct cursor_token bad = token;
        bad.text[i] = bad.text[i] == 'A' ? 'B' : 'A';
        struct cursor_place place = { .fid = -1 };
        struct error err = { 0 };
        CHECK(!cursor_token_parse(&collection, (str){ bad.text, bad.len },
                                  &place, &err));
        CHECK(err.code == ERROR_INVALID && place.fid == -1);
    }
}

TEST(a_cursor_of_an_older_version_is_gone)
{
    struct cursor_token token = print(5);
    struct dataset newer = dataset, made_again = dataset;
    newer.version = 4;
    made_again.updated = STR("2026-02-02T03:04:05Z");
    struct dataset *later[] = { &newer, &made_again };
    for (size_t i = 0; i < 2; i++) {
        struct collection changed = collection;
        changed.dataset = later[i];
        struct cursor_place place = { .fid = -1 };
        struct error err = { 0 };
        CHECK(!cursor_token_parse(&changed, (str){ token.text, token.len },
                                  &place, &err));
        CHECK(err.code == ERROR_GONE);
        CHECK(strstr(err.message, "start again"));
    }
}

TEST(a_cursor_of_another_collection_is_refused)
{
    struct cursor_token token = print(5);
    struct collection other = collection;
    other.id = STR("bomen");
    struct cursor_place place;
    struct error err = { 0 };
    CHECK(!cursor_token_parse(&other, (str){ token.text, token.len }, &place,
                              &err));
    CHECK(err.code == ERROR_INVALID);
}

TEST(texts_that_are_no_cursor_are_refused)
{
    static const char *const texts[] = {
        "",
        "AAAA",
        "abc=",
        "12345678901234567890123456789012345678901234567890",
        "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct cursor_place place;
        CHECK(
            !cursor_token_parse(&collection, str_from(texts[i]), &place, NULL));
    }
}

TEST_MAIN
