#include "unit/test.h"

#include "geo/crs.h"
#include "server/geojson.h"

static struct arena *arena;
static struct buf out;

static void begin(void)
{
    arena = arena_create(1 << 20);
    buf_init(&out, arena, 1 << 20);
}

static str written(void)
{
    str text = { 0 };
    CHECK(buf_finish(&out, &text, NULL));
    return text;
}

static const struct field fields[] = {
    { .name = { "naam", 4 }, .type = VALUE_TEXT },
    { .name = { "zegt \"hoi\"", 10 }, .type = VALUE_INT },
    { .name = { "sinds", 5 }, .type = VALUE_TIME },
};
static const struct schema schema = { fields, 3 };

static struct geom geometry(enum geom_type type, struct point *points,
                            size_t point_count, size_t *runs, size_t run_count)
{
    return (struct geom){ .type = type,
                          .points = points,
                          .point_count = point_count,
                          .runs = runs,
                          .run_count = run_count };
}

TEST(a_feature_has_id_geometry_and_properties)
{
    begin();
    struct geojson writer;
    CHECK(geojson_init(&writer, arena, &schema, crs_default(), NULL));
    struct point place = { 6.5, 53.123456789 };
    size_t runs[] = { 1 };
    const struct value values[] = {
        { .type = VALUE_TEXT, .text = STR("De \"Oude\" Kerk\n") },
        { .type = VALUE_INT, .integer = -3 },
        { .type = VALUE_TIME, .text = STR("2026-03-18T06:30:00.000Z") },
    };
    struct feature feature = {
        .id = { .type = VALUE_TEXT, .text = STR("a/1") },
        .geom = geometry(GEOM_POINT, &place, 1, runs, 1),
        .values = values,
    };
    geojson_feature(&writer, &out, &feature);
    CHECK_STR(written(),
              STR("{\"type\":\"Feature\",\"id\":\"a/1\",\"geometry\":{\"type\":"
                  "\"Point\",\"coordinates\":[6.5,53.12345679]},"
                  "\"properties\":{\"naam\":\"De \\\"Oude\\\" Kerk\\n\","
                  "\"zegt \\\"hoi\\\"\":-3,"
                  "\"sinds\":\"2026-03-18T06:30:00Z\"}}"));
    arena_destroy(arena);
}

TEST(a_feature_without_a_place_has_null_and_the_second_has_a_comma)
{
    begin();
    struct geojson writer;
    CHECK(geojson_init(&writer, arena, &schema, crs_default(), NULL));
    const struct value values[3] = { { 0 } };
    struct feature feature = { .id = { .type = VALUE_INT, .integer = 7 },
                               .values = values };
    geojson_feature(&writer, &out, &feature);
    size_t first = out.len;
    geojson_feature(&writer, &out, &feature);
    str text = written();
    CHECK(text.len == 2 * first + 2);
    CHECK(strstr(text.bytes, "\"geometry\":null"));
    CHECK(strstr(text.bytes, "{\"naam\":null,"));
    CHECK(str_starts(str_slice(text, first, text.len), STR(",\n{")));
    arena_destroy(arena);
}

TEST(shells_run_counter_clockwise_and_holes_clockwise)
{
    begin();
    struct point points[] = {
        { 0, 0 }, { 0, 9 }, { 9, 9 }, { 9, 0 }, { 0, 0 },  // clockwise
        { 1, 1 }, { 2, 1 }, { 2, 2 }, { 1, 1 },            // counter-clockwise
    };
    size_t runs[] = { 5, 9 };
    struct geom geom = geometry(GEOM_POLYGON, points, 9, runs, 2);
    geojson_geometry(&out, &geom, crs_default());
    CHECK_STR(written(),
              STR("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],"
                  "[0,9],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}"));
    arena_destroy(arena);
}

TEST(the_second_polygon_of_many_has_its_own_shell)
{
    begin();
    struct point points[] = {
        { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 0 },
        { 5, 5 }, { 5, 6 }, { 6, 6 }, { 5, 5 },  // clockwise
    };
    size_t runs[] = { 4, 8 }, polygons[] = { 1, 2 };
    struct geom geom = geometry(GEOM_MULTIPOLYGON, points, 8, runs, 2);
    geom.polygons = polygons;
    geom.polygon_count = 2;
    geojson_geometry(&out, &geom, crs_default());
    CHECK_STR(written(),
              STR("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],"
                  "[1,1],[0,0]]],[[[5,5],[6,6],[5,6],[5,5]]]]}"));
    arena_destroy(arena);
}

TEST(lines_and_points_of_many_keep_their_parts)
{
    struct point points[] = { { 0, 0 }, { 1, 2 }, { 3, 4 }, { 5, 6 } };
    size_t lines[] = { 2, 4 }, places[] = { 1, 2, 3, 4 };
    begin();
    struct geom geom = geometry(GEOM_MULTILINE, points, 4, lines, 2);
    geojson_geometry(&out, &geom, crs_default());
    CHECK_STR(written(), STR("{\"type\":\"MultiLineString\",\"coordinates\":"
                             "[[[0,0],[1,2]],[[3,4],[5,6]]]}"));
    arena_destroy(arena);
    begin();
    geom = geometry(GEOM_MULTIPOINT, points, 4, places, 4);
    geojson_geometry(&out, &geom, crs_default());
    CHECK_STR(written(), STR("{\"type\":\"MultiPoint\",\"coordinates\":"
                             "[[0,0],[1,2],[3,4],[5,6]]}"));
    arena_destroy(arena);
}

TEST(a_mixed_geometry_is_a_collection_of_its_members)
{
    begin();
    struct point points[] = { { 1, 2 }, { 3, 4 } };
    size_t one[] = { 1 }, two[] = { 2 };
    struct geom members[] = { geometry(GEOM_POINT, points, 1, one, 1),
                              { .type = GEOM_EMPTY },
                              geometry(GEOM_LINE, points, 2, two, 1) };
    struct geom geom = { .type = GEOM_COLLECTION,
                         .members = members,
                         .member_count = 3 };
    geojson_geometry(&out, &geom, crs_default());
    CHECK_STR(written(),
              STR("{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
                  "\"Point\",\"coordinates\":[1,2]},{\"type\":\"LineString\","
                  "\"coordinates\":[[1,2],[3,4]]}]}"));
    arena_destroy(arena);
}

TEST(each_crs_has_its_axis_order_and_digits)
{
    static const struct {
        const char *crs, *wanted;
    } cases[] = {
        { "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
          "{\"type\":\"Point\",\"coordinates\":[6.56234568,53.2]}" },
        { "http://www.opengis.net/def/crs/EPSG/0/4326",
          "{\"type\":\"Point\",\"coordinates\":[53.2,6.56234568]}" },
        { "http://www.opengis.net/def/crs/EPSG/0/4258",
          "{\"type\":\"Point\",\"coordinates\":[53.2,6.56234568]}" },
        { "http://www.opengis.net/def/crs/EPSG/0/3857",
          "{\"type\":\"Point\",\"coordinates\":[6.562,53.2]}" },
    };
    struct point place = { 6.562345678, 53.2 };
    size_t runs[] = { 1 };
    struct geom geom = geometry(GEOM_POINT, &place, 1, runs, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        const struct crs_entry *crs = crs_find(str_from(cases[i].crs));
        CHECK(crs);
        if (crs) geojson_geometry(&out, &geom, crs);
        CHECK_STR(written(), str_from(cases[i].wanted));
        arena_destroy(arena);
    }
}

TEST(a_crs_is_known_by_its_uri_urn_and_short_name_only)
{
    static const char *const good[] = {
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "http://www.opengis.net/def/crs/OGC/0/CRS84",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "CRS84",
        "OGC:CRS84",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
        "https://www.opengis.net/def/crs/EPSG/9.9.1/4258",
        "urn:ogc:def:crs:EPSG::3857",
        "EPSG:4326",
        "epsg:9067",
    };
    static const char *const bad[] = {
        "",
        "4326",
        "http://www.opengis.net/def/crs/0/unsupported",
        "http://www.opengis.net/def/crs/EPSG/0/unsupported",
        "http://www.opengis.net/def/crs/EPSG/0/4937",
        "http://www.opengis.net/def/crs/EPSG/x/4326",
        "EPSG:",
        "EPSG:-4326",
        "EPSG:4326 ",
        "CRS84h",
        "http://example.org/EPSG/0/4326",
        "urn:ogc:def:crs:EPSG:4326:",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!crs_find(str_from(good[i]))) test_fail(good[i], 0, "is known");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (crs_find(str_from(bad[i]))) test_fail(bad[i], 0, "is refused");
}

TEST(the_list_of_crss_starts_with_crs84_and_leaves_9067_out)
{
    CHECK(crs_at(0) == crs_default());
    size_t count = 0;
    for (const struct crs_entry *crs; (crs = crs_at(count)); count++)
        CHECK(crs->code != CRS_ETRF2000);
    CHECK(count == (crs_has_rd_grid() ? 5U : 4U));
    CHECK(crs_of_storage(CRS_WGS84) == crs_default());
    CHECK(crs_of_storage(25831) == crs_default());
    CHECK(crs_of_storage(CRS_ETRS89)->code == CRS_ETRS89);
}

TEST_MAIN
