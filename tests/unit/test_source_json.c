#include "importers/source_json.h"

#include "importers/source_geojson_geom.h"
#include "importers/source_stream.h"
#include "unit/pieces.h"
#include "unit/test.h"

static const char *const good[] = {
    "{}",
    "[]",
    "null",
    " [1, -0.5, 1e5, 2E-3, \"a\\u00e9\\n\", true, false, null] ",
    "{\"a\": {\"b\": [[]]}, \"\": 1}",
};

static const char *const bad[] = {
    "",       "{",        "[1,]",      "{\"a\":1,}", "01",    "1.",
    "-",      "NaN",      "\"a",       "'a'",        "[1 2]", "{\"a\" 1}",
    "{1: 2}", "\"\\x\"",  "\"\\u12\"", "nul",        "1 2",   "\"\\u0000\"",
    "+1",     "\"a\nb\"", "\"\xFF\"",  "[\"\\",      ".5",    "1e",
};

TEST(json_is_taken_when_it_is_json)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct error err = { 0 };
        CHECK(json_text_check(str_from(good[i]), NULL, &err));
        if (err.code) fprintf(stderr, "  %s: %s\n", good[i], err.message);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bool ok = json_text_check(str_from(bad[i]), NULL, NULL);
        CHECK(!ok);
        if (ok) fprintf(stderr, "  taken: %s\n", bad[i]);
    }
}

#define A_VALUE \
    "a value (a text in double quotes, a number, an object, a list, true, " \
    "false or null)"

static const struct {
    const char *text, *message;
} flaws[] = {
    { "{\"a\": NaN}",
      "found \"NaN\" where " A_VALUE " should be, at byte 106 (line 7)" },
    { "{\"a\": [1,\n2,\n]}",
      "found \"]\" where " A_VALUE " should be, at byte 113 (line 9)" },
    { "[1 2]", "found \"2\" where a comma or a closing bracket should be, at "
               "byte 103 (line 7)" },
    { "{\"a\" 1}",
      "found \"1\" where a colon behind the key should be, at byte 105" },
    { "{\"a\":1 \"b\":2}",
      "found a double quote where a comma or a closing brace should be" },
    { "{\"a\":1,}", "found \"}\" where a key in double quotes should be" },
    { "{a:1}", "found \"a\" where a key in double quotes should be" },
    { "[007]", "found \"007\" where a number without zeros in front" },
    { "1.", "found the end where a digit should be, at byte 102" },
    { "\"a\nb\"", "found the byte 0x0A where an escape, such as \\n, or" },
    { "\"\\x\"", "found \"x\" where an escape: one of" },
    { "\"\\u12\"", "found \"12\" where four hexadecimal digits should" },
    { "\"\\u0000\"", "where another character than NUL should be" },
    { "[\"a", "found the end where the closing quote should be" },
    { "", "found the end where a value" },
    { "1 2", "found \"2\" where the end should be, at byte 102" },
    { "[\"\n\xC3\"]", "found the byte 0x0A" },
    { "[1,\n\"\xC3\"]", "not UTF-8 at byte 105 (line 8)" },
};

TEST(what_is_wrong_is_told_with_its_place)
{
    static const struct json_place from = { 100, 7 };
    for (size_t i = 0; i < sizeof flaws / sizeof *flaws; i++) {
        struct error err = { 0 };
        CHECK(!json_text_check(str_from(flaws[i].text), &from, &err));
        bool is_told = strstr(err.message, flaws[i].message);
        CHECK(is_told);
        if (!is_told) fprintf(stderr, "  %s\n", err.message);
    }
}

TEST(nesting_has_a_limit)
{
    char text[2 * JSON_TEXT_DEPTH_MAX + 4];
    size_t depth = JSON_TEXT_DEPTH_MAX + 1;
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    CHECK(json_text_check((str){ text, 2 * depth }, NULL, NULL));
    memset(text, '[', depth + 1);
    memset(text + depth + 1, ']', depth + 1);
    CHECK(!json_text_check((str){ text, 2 * depth + 2 }, NULL, NULL));
}

TEST(members_and_elements_come_one_by_one)
{
    str rest = STR("{\"a\": [1, {\"x\": \"]}\"}], \"b\" : \"c\\\"d\" }");
    str key, value, list, element;
    CHECK(json_text_member(&rest, &key, &value));
    CHECK_STR(key, STR("\"a\""));
    CHECK_STR(value, STR("[1, {\"x\": \"]}\"}]"));
    list = value;
    CHECK(json_text_element(&list, &element));
    CHECK_STR(element, STR("1"));
    CHECK(json_text_element(&list, &element));
    CHECK_STR(element, STR("{\"x\": \"]}\"}"));
    CHECK(!json_text_element(&list, &element));
    CHECK(json_text_member(&rest, &key, &value));
    CHECK_STR(value, STR("\"c\\\"d\""));
    CHECK(!json_text_member(&rest, &key, &value));
    CHECK_STR(json_text_find(STR("{\"a\":1,\"b\":2,\"a\":3}"), "a"), STR("3"));
    CHECK(!json_text_find(STR("{\"a\":1}"), "c").bytes);
    CHECK(!json_text_find(STR("[1]"), "c").bytes);
}

TEST(escapes_become_characters)
{
    struct arena *arena = arena_create(10000);
    CHECK_STR(json_text_string(arena, STR("\"plain\"")), STR("plain"));
    CHECK_STR(json_text_string(arena, STR("\"a\\\"\\\\\\/\\n\\t\\u00e9\"")),
              STR("a\"\\/\n\t\xC3\xA9"));
    CHECK_STR(json_text_string(arena, STR("\"\\ud83d\\ude00\"")),
              STR("\xF0\x9F\x98\x80"));
    CHECK_STR(json_text_string(arena, STR("\"\\ud83d!\"")),
              STR("\xEF\xBF\xBD!"));
    arena_destroy(arena);
}

struct geom_case {
    const char *text;
    const char *error;  // part of the message; NULL when it is taken
    enum geom_type type;
    size_t points, runs, polygons;
};

static const struct geom_case geoms[] = {
    { "{\"type\":\"Point\",\"coordinates\":[6.5,53.2]}", NULL, GEOM_POINT, 1, 1,
      0 },
    { "{\"type\":\"Point\",\"coordinates\":[6.5,53.2,1,2]}", NULL, GEOM_POINT,
      1, 1, 0 },
    { "{\"coordinates\":[6.5,53.2],\"type\":\"Point\"}", NULL, GEOM_POINT, 1, 1,
      0 },
    { "{\"type\":\"Point\",\"coordinates\":[]}", NULL, GEOM_EMPTY, 0, 0, 0 },
    { "null", NULL, GEOM_EMPTY, 0, 0, 0 },
    { "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}", NULL,
      GEOM_MULTIPOINT, 2, 2, 0 },
    { "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}", NULL,
      GEOM_LINE, 2, 1, 0 },
    { "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[]]}", NULL,
      GEOM_MULTILINE, 2, 1, 0 },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}", NULL,
      GEOM_POLYGON, 4, 1, 1 },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]],"
      "[[[5,5],[6,6]],[[5,5],[6,5],[6,6],[5,5]]]]}",
      NULL, GEOM_MULTIPOLYGON, 4, 1, 1 },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],"
      "[[1,1],[2,2]]]}",
      NULL, GEOM_POLYGON, 4, 1, 1 },
    { "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
      "\"coordinates\":[1,2]},null]}",
      NULL, GEOM_COLLECTION, 0, 0, 0 },
    { "{\"type\":\"GeometryCollection\",\"geometries\":[]}", NULL, GEOM_EMPTY,
      0, 0, 0 },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}",
      "3 positions", 0, 0, 0, 0 },
    { "{\"type\":\"Point\",\"coordinates\":[1]}", "one number", 0, 0, 0, 0 },
    { "{\"type\":\"Point\",\"coordinates\":[\"6,5\",\"53\"]}",
      "\"6,5\" is not a number", 0, 0, 0, 0 },
    { "{\"type\":\"Point\",\"coordinates\":[1,1e999]}", "too large", 0, 0, 0,
      0 },
    { "{\"type\":\"Point\",\"coordinates\":{}}", "not a list", 0, 0, 0, 0 },
    { "{\"type\":\"Point\"}", "no coordinates", 0, 0, 0, 0 },
    { "{\"type\":\"LineString\",\"coordinates\":[[1,2]]}", "one position", 0, 0,
      0, 0 },
    { "{\"type\":\"Circle\",\"coordinates\":[1,2]}", "\"Circle\"", 0, 0, 0, 0 },
    { "{\"type\":\"Polygon\",\"coordinates\":[[1,2],[3,4]]}",
      "not a list of numbers", 0, 0, 0, 0 },
    { "[1,2]", "no object", 0, 0, 0, 0 },
};

TEST(geometries_are_taken_or_told_why_not)
{
    for (size_t i = 0; i < sizeof geoms / sizeof *geoms; i++) {
        const struct geom_case *c = &geoms[i];
        struct arena *arena = arena_create(100000);
        struct geojson_repairs repairs = { 0 };
        struct geom geom;
        struct error err = { 0 };
        bool ok =
            geojson_geom_parse(arena, str_from(c->text), &repairs, &geom, &err);
        CHECK(ok == !c->error);
        if (ok != !c->error) fprintf(stderr, "  %s %s\n", c->text, err.message);
        if (!ok && c->error) CHECK(strstr(err.message, c->error));
        if (ok && !c->error)
            CHECK(geom.type == c->type && geom.point_count == c->points &&
                  geom.run_count == c->runs &&
                  geom.polygon_count == c->polygons);
        arena_destroy(arena);
    }
}

TEST(what_was_put_right_is_counted)
{
    struct arena *arena = arena_create(100000);
    struct geojson_repairs repairs = { 0 };
    struct geom geom;
    CHECK(geojson_geom_parse(arena, str_from(geoms[1].text), &repairs, &geom,
                             NULL));
    CHECK(repairs.extra_ordinates == 1);
    CHECK(geojson_geom_parse(arena, str_from(geoms[8].text), &repairs, &geom,
                             NULL));
    CHECK(repairs.closed_rings == 1 && repairs.dropped_rings == 0);
    CHECK(geojson_geom_parse(arena, str_from(geoms[9].text), &repairs, &geom,
                             NULL));
    CHECK(repairs.dropped_rings == 1);
    arena_destroy(arena);
}

struct stream_case {
    const char *text;
    size_t features;
    const char *error;  // NULL: none
};

#define FEATURE "{\"type\":\"Feature\",\"geometry\":null}"
#define COLLECTION(features) \
    "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static const struct stream_case streams[] = {
    { COLLECTION(""), 0, NULL },
    { COLLECTION(FEATURE), 1, NULL },
    { COLLECTION(FEATURE ",\n" FEATURE) "\n", 2, NULL },
    { "\xEF\xBB\xBF" COLLECTION(FEATURE), 1, NULL },
    { "{\"features\":[" FEATURE "],\"type\":\"FeatureCollection\"}", 1, NULL },
    { FEATURE, 1, NULL },
    { FEATURE "\n" FEATURE "\n", 2, NULL },
    { "\x1e" FEATURE "\n\x1e" FEATURE "\n", 2, NULL },
    { "{\"type\":\"Point\",\"coordinates\":[1,2]}", 1, NULL },
    { "{\"type\":\"Feature\",\"name\":\"a } ] \\\" b\"}", 1, NULL },
    { COLLECTION("1,\"a\",null"), 3, NULL },
    { COLLECTION(FEATURE) COLLECTION(FEATURE), 1, "second document" },
    { COLLECTION(FEATURE) "x", 1, "second document" },
    { COLLECTION(FEATURE " " FEATURE), 1,
      "found \"{\" where a comma or a closing bracket should be, at byte 75 "
      "(line 1), behind feature 1" },
    { COLLECTION(FEATURE ",\n" FEATURE " x"), 2,
      "at byte 111 (line 2), behind feature 2" },
    { "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE, 1,
      "cut short: it ends at byte 74 (line 1), behind feature 1, where" },
    { "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE ",\n{\"a\"", 1,
      "cut short: it ends at byte 80 (line 2), in feature 2, where" },
    { FEATURE "\n" FEATURE "\n{\"type\" 3}", 2,
      "found \"3\" where a colon behind the key should be, at byte 78 (line "
      "3), in feature 3" },
    { FEATURE "\nx", 1, "found \"x\" where a GeoJSON object should be, at" },
    { "{\"type\":\"FeatureCollection\",\"features\":[{\"a\":\"", 0,
      "cut short" },
    { "{\"type\":\"Topology\"}", 0, "\"Topology\" is no GeoJSON" },
    { "{\"type\":\"FeatureCollection\",\"features\":null}", 0, "no GeoJSON" },
    { "{]", 0, "found \"]\" where a key in double quotes should be, at" },
    { "{\"a\" 1}", 0,
      "found \"1\" where a colon behind the key should be, at byte 5 (line "
      "1)" },
    { "{\"a\": 1 \"b\": 2}", 0,
      "found a double quote where a comma or a closing brace should be" },
    { "", 0, NULL },
};

TEST(features_stream_however_the_bytes_arrive)
{
    static const size_t steps[] = { 1, 3, 1 << 20 };
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
            struct pieces pieces = { str_from(streams[i].text), steps[s] };
            struct byte_reader reader = { read_piece, &pieces };
            struct stream_feature feature;
            struct error err = { 0 };
            struct stream *stream = stream_open(reader, &err);
            size_t count = 0;
            while (stream_next(stream, &feature)) count++;
            bool failed = stream_failed(stream, &err);
            CHECK(count == streams[i].features);
            CHECK(failed == (streams[i].error != NULL));
            if (streams[i].error) CHECK(strstr(err.message, streams[i].error));
            if (streams[i].error && !strstr(err.message, streams[i].error))
                fprintf(stderr, "  %s\n", err.message);
            stream_close(stream);
        }
}

TEST(a_feature_knows_where_it_stands)
{
    static const char text[] = COLLECTION("\n" FEATURE ",\n " FEATURE);
    struct pieces pieces = { str_from(text), 7 };
    struct byte_reader reader = { read_piece, &pieces };
    struct stream_feature feature;
    struct stream *stream = stream_open(reader, NULL);
    CHECK(stream_next(stream, &feature) && feature.line == 2);
    CHECK_STR(feature.text, STR(FEATURE));
    CHECK(stream_next(stream, &feature) && feature.line == 3);
    CHECK(!memcmp(text + feature.offset, FEATURE, sizeof FEATURE - 1));
    CHECK(!stream_next(stream, &feature));
    stream_close(stream);
}

TEST(the_crs_is_found_behind_the_features_too)
{
    struct pieces pieces = { STR("{\"features\":[],\"crs\":{\"a\":1}}"), 5 };
    struct byte_reader reader = { read_piece, &pieces };
    struct stream_feature feature;
    struct stream *stream = stream_open(reader, NULL);
    CHECK(!stream_next(stream, &feature));
    CHECK_STR(stream_crs(stream), STR("{\"a\":1}"));
    stream_close(stream);
}

TEST_MAIN
