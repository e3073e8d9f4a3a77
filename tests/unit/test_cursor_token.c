#include "unit/test.h"

#include "server/cursor_token.h"

static struct dataset dataset = { .id = { "lichtmasten", 11 },
                                  .version = 3,
                                  .updated = { "2026-01-02T03:04:05Z", 20 } };
static struct collection collection = { .id = { "lichtmasten", 11 },
                                        .dataset = &dataset };

TEST(a_cursor_gives_back_its_fid)
{
    static const int64_t fids[] = { 0, 1, 86319, INT64_MAX };
    for (size_t i = 0; i < sizeof fids / sizeof *fids; i++) {
        struct cursor_token token = cursor_token_print(&collection, fids[i]);
        int64_t fid = -1;
        CHECK(cursor_token_parse(&collection, (str){ token.text, token.len },
                                 &fid, NULL));
        CHECK(fid == fids[i]);
    }
}

TEST(a_cursor_holds_nothing_that_a_url_would_escape)
{
    for (int64_t fid = 0; fid < 5000; fid += 7) {
        struct cursor_token token = cursor_token_print(&collection, fid);
        for (size_t i = 0; i < token.len; i++)
            CHECK(!memchr("+/=&%? ", token.text[i], 7));
    }
}

TEST(every_changed_character_is_noticed)
{
    struct cursor_token token = cursor_token_print(&collection, 1234);
    for (size_t i = 0; i < token.len; i++) {
        struct cursor_token bad = token;
        bad.text[i] = bad.text[i] == 'A' ? 'B' : 'A';
        int64_t fid = -1;
        struct error err = { 0 };
        CHECK(!cursor_token_parse(&collection, (str){ bad.text, bad.len }, &fid,
                                  &err));
        CHECK(err.code == ERROR_INVALID && fid == -1);
    }
}

TEST(a_cursor_of_an_older_version_is_gone)
{
    struct cursor_token token = cursor_token_print(&collection, 5);
    struct dataset newer = dataset, made_again = dataset;
    newer.version = 4;
    made_again.updated = STR("2026-02-02T03:04:05Z");
    struct dataset *later[] = { &newer, &made_again };
    for (size_t i = 0; i < 2; i++) {
        struct collection changed = collection;
        changed.dataset = later[i];
        int64_t fid = -1;
        struct error err = { 0 };
        CHECK(!cursor_token_parse(&changed, (str){ token.text, token.len },
                                  &fid, &err));
        CHECK(err.code == ERROR_GONE);
        CHECK(strstr(err.message, "start again"));
    }
}

TEST(a_cursor_of_another_collection_is_refused)
{
    struct cursor_token token = cursor_token_print(&collection, 5);
    struct collection other = collection;
    other.id = STR("bomen");
    int64_t fid;
    struct error err = { 0 };
    CHECK(!cursor_token_parse(&other, (str){ token.text, token.len }, &fid,
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
        int64_t fid;
        CHECK(!cursor_token_parse(&collection, str_from(texts[i]), &fid, NULL));
    }
}

TEST_MAIN
