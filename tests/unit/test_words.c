// Searching for words: beginnings, letters with marks, words that were
// mistyped, and the tables that this needs, through publishing and removing.

#include <sqlite3.h>

#include "query_world.h"
#include "store/spatialite/words_typo.h"

static struct world *world;
static struct field fields[2];

static const char *const texts[][2] = {
    { "Martinitoren", "Grote Markt 1, Groningen" },
    { "Der Aa-kerk", "Akerkhof 2, Groningen" },
    { "Café 't Zwarte Schaap", "Schuitendiep 52" },
    { "Synagoge", "Folkingestraat 60" },
    { "Goudkantoor", "Waagplein 1" },
    { "Stadhuis", "Grote Markt 1" },
    { "ŒUVRE ÎLE ș", NULL },
    { "Sint-Jozefkerk", "Radesingel 4" },
};
enum { TEXT_COUNT = sizeof texts / sizeof texts[0] };

static void load_texts(void)
{
    struct thing things[TEXT_COUNT] = { 0 };
    fields[0] = field_of("naam", VALUE_TEXT, FIELD_PLAIN);
    fields[1] = field_of("adres", VALUE_TEXT, FIELD_PLAIN);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        for (size_t j = 0; j < 2; j++)
            if (texts[i][j])
                things[i].values[j] = of_text(str_from(texts[i][j]));
        things[i].geom = point_at(world, 6 + (double)i / 10, 53);
    }
    load_things(world, "gebouwen", fields, 2, things, TEXT_COUNT);
}

// The rows, as the sum of 1 << (their number - 1).
static unsigned rows_with(const char *words)
{
    int64_t ids[64];
    unsigned rows = 0;
    struct selection s = { .collection = collection_of(world, "gebouwen"),
                           .words = str_from(words) };
    size_t count = ids_of(world, &s, ids, 64);
    for (size_t i = 0; i < count; i++) rows |= 1U << (ids[i] - 1);
    CHECK(count_of(world, &s) == (int64_t)count);
    return rows;
}

TEST(words_are_found_by_their_beginnings_whatever_their_case_and_marks)
{
    static const struct {
        const char *words;
        unsigned rows;
    } cases[] = {
        { "martinitoren", 1 },
        { "MARTINI", 1 },
        { "m", 1 | 1 << 5 },
        { "grote markt", 1 | 1 << 5 },
        { "grote  mar", 1 | 1 << 5 },
        { "markt groningen", 1 },   // nowhere in this order
        { "markt 1", 1 | 1 << 5 },  // not "52", nor Waagplein 1
        { "martinitoren,stadhuis", 1 | 1 << 5 },
        { "synagoge, grote markt 1", 1 | 8 | 32 },
        { "waagplein,markt groningen", 16 },  // one is there as it stands
        { ",,stadhuis,", 1 << 5 },
        { "stadhuis,stadhuis", 1 << 5 },
        { "martinitoren grote", 1 },  // in two fields, so only at last
        { "toren,xyzzy", 0 },
        { "cafe", 1 << 2 },
        { "CAFÉ zwarte", 1 << 2 },
        { "kerk", 2 },
        { "aa-kerk", 2 },
        { "aa kerk", 2 },
        { "ile", 1 << 6 },
        { "s", 4 | 8 | 32 | 64 | 128 },
        { "\"grote\"", 1 | 1 << 5 },
        { "grote OR waagplein", 0 },
        { "", 0xFF },
        { "1", 1 | 16 | 32 },
        { "groningen zwarte", 0 },
        { "naam:stadhuis", 0 },
        { "toren", 0 },
    };
    world = world_open();
    load_texts();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned rows = rows_with(cases[i].words);
        CHECK(rows == cases[i].rows);
        if (rows != cases[i].rows)
            fprintf(stderr, "  %s: %x\n", cases[i].words, rows);
    }
}

TEST(a_mistyped_word_finds_what_it_may_have_meant)
{
    CHECK(rows_with("martinitorren") == 1);  // one too many
    CHECK(rows_with("martiniotren") == 1);   // swapped
    CHECK(rows_with("synagoog") == 1 << 3);  // another one
    CHECK(rows_with("stadhius") == 1 << 5);
    CHECK(rows_with("gruote markt") == (1 | 1 << 5));
    CHECK(rows_with("gruote markt,synagoog") == (1 | 1 << 3 | 1 << 5));
    CHECK(rows_with("gruote markt,synagoge") == 1 << 3);  // one is right
    CHECK(rows_with("folkingastr") == 1 << 3);            // a beginning
    CHECK(rows_with("mrtn") == 0);
    CHECK(rows_with("xyzxyzxyz") == 0);
    CHECK(rows_with("53") == 0);  // of 52: numbers are not meant
}

TEST(an_exact_word_is_not_mixed_with_what_it_resembles)
{
    CHECK(rows_with("grote") == (1 | 1 << 5));
    CHECK(rows_with("stadhuis") == 1 << 5);
}

TEST(the_distance_of_words_counts_changes_up_to_the_beginning_of_a_term)
{
    static const struct {
        const char *word, *term;
        int distance;
    } cases[] = {
        { "kerk", "kerk", 0 },  { "ker", "kerkhof", 0 },
        { "krek", "kerk", 1 },  { "kark", "kerkhof", 1 },
        { "kerrk", "kerk", 1 }, { "krk", "kerk", 1 },
        { "kerk", "markt", 2 }, { "", "kerk", 0 },
        { "île", "ile", 1 },    { "martinitoren", "kerk", 3 },
        { "abcd", "badc", 2 },  { "kerk", "", 3 },
        { "kerk", "plein", 3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int distance = words_typo_distance(str_from(cases[i].word),
                                           str_from(cases[i].term), 2);
        CHECK(distance == cases[i].distance);
        if (distance != cases[i].distance)
            fprintf(stderr, "  %s %s: %d\n", cases[i].word, cases[i].term,
                    distance);
    }
}

TEST(too_many_words_or_too_long_ones_are_refused_with_their_limit)
{
    char text[2000];
    struct error err = { 0 };
    int64_t count;
    struct selection s = { .collection = collection_of(world, "gebouwen") };
    memset(text, 'a', sizeof text);
    s.words = (str){ text, sizeof text };
    CHECK(!store_count(world->view, &s, &count, &err));
    CHECK(err.code == ERROR_INVALID && strstr(err.message, "1024"));
    s.words = STR("a b c d e f g h i j k l m n o p q");
    CHECK(!store_count(world->view, &s, &count, &err));
    CHECK(err.code == ERROR_INVALID && strstr(err.message, "16"));
    s.words = STR("a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a");
    CHECK(store_count(world->view, &s, &count, &err));
    s.words = STR("(*, ,");
    CHECK(!store_count(world->view, &s, &count, &err));
    CHECK(err.code == ERROR_INVALID && strstr(err.message, "no word"));
}

TEST(a_collection_without_texts_has_no_words)
{
    struct selection s = { .collection = collection_of(world, "werk"),
                           .words = STR("gm0001") };
    CHECK(count_of(world, &s) == 0);
}

static int tables_like(const char *pattern)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    CHECK(sqlite3_open(world->path, &db) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(
              db, "SELECT count(*) FROM sqlite_master WHERE name LIKE ?", -1,
              &row, NULL) == SQLITE_OK);
    sqlite3_bind_text(row, 1, pattern, -1, SQLITE_STATIC);
    CHECK(sqlite3_step(row) == SQLITE_ROW);
    int count = sqlite3_column_int(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return count;
}

TEST(a_new_version_brings_its_own_words_and_a_removed_one_takes_them_along)
{
    int before = tables_like("gebouwen%");
    CHECK(tables_like("gebouwen_words") == 1);
    load_texts();
    CHECK(tables_like("gebouwen%") == before);
    CHECK(tables_like("%next%") == 0 && tables_like("%old%") == 0);
    CHECK(rows_with("stadhuis") == 1 << 5);
    must(store_remove(world->store, STR("gebouwen"), &error));
    CHECK(tables_like("gebouwen%") == 0);
}

TEST(words_of_an_older_import_are_unsupported_and_the_sentence_says_what_to_do)
{
    sqlite3 *db = NULL;
    struct error err = { 0 };
    int64_t count;
    load_texts();
    view_close(world->view);
    CHECK(sqlite3_open(world->path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db,
                       "DROP TABLE gebouwen_words;"
                       "CREATE VIRTUAL TABLE gebouwen_words"
                       " USING fts5(text, content='', detail=none)",
                       NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
    world->view = view_open(world->store, 0, &error);
    must(world->view);
    struct selection s = { .collection = collection_of(world, "gebouwen"),
                           .words = STR("stadhuis") };
    CHECK(!store_count(world->view, &s, &count, &err));
    CHECK(err.code == ERROR_UNSUPPORTED && strstr(err.message, "again"));
    world_close(world);
}

TEST_MAIN
