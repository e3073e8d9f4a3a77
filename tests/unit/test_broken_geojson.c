// Every file of TEST_DATA/broken/geojson: what docs/broken-input.md says of it,
// by a real import into a database and a look at what is in there then.

#include "broken_fixture.h"

static const struct broken_case cases[] = {
    { "geojson/truncated.geojson", PLAIN, ERROR_SOURCE, "byte 44630", 0, 0 },
    { "geojson/utf8_bom.geojson",
      PLAIN,
      0,
      NULL,
      3,
      0,
      { { 0 } },
      { "name=Twekkelerveld" } },
    { "geojson/utf16le.geojson", PLAIN, ERROR_SOURCE, "UTF-16", 0, 0 },
    { "geojson/two_documents.geojson", PLAIN, ERROR_SOURCE,
      "second document follows behind the first at byte 3210", 0, 0 },
    { "geojson/empty_file.geojson", PLAIN, ERROR_SOURCE, "is empty", 0, 0 },
    { "geojson/not_json.geojson", PLAIN, ERROR_SOURCE, "web page", 0, 0 },
    { "geojson/lfs_pointer.geojson", PLAIN, ERROR_SOURCE, "Git LFS pointer", 0,
      0 },
    { "geojson/nan_inf.geojson",
      PLAIN,
      ERROR_REFUSED,
      "2 rows were refused",
      0,
      2,
      { { "json", 1 }, { "geometry", 1 } } },
    { "geojson/latlon_swapped.geojson",
      PLAIN,
      0,
      NULL,
      2,
      0,
      { { "swapped-axes", 2 } },
      { "Point 53.219400 6.566500" } },
    { "geojson/out_of_range.geojson",
      PLAIN,
      ERROR_REFUSED,
      "3 rows were refused",
      0,
      3,
      { { "out-of-range", 3 } } },
    { "geojson/rd_without_crs.geojson",
      PLAIN,
      ERROR_REFUSED,
      "set source.crs: EPSG:28992",
      0,
      1,
      { { "rd-coordinates", 1 } } },
    { "geojson/rd_without_crs.geojson",
      "source: {path: x, crs: 'EPSG:28992'}\n",
      0,
      NULL,
      1,
      0,
      { { 0 } },
      { "Point 6.556923 53.200831" } },
    { "geojson/old_crs_28992.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { 0 } },
      { "Point 6.556923 53.200831" } },
    { "geojson/ring_not_closed.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { "ring-not-closed", 1 } },
      { "Polygon 6.844628 52.225040 16" } },
    { "geojson/ring_3_positions.geojson",
      PLAIN,
      ERROR_REFUSED,
      "1 row was refused",
      0,
      1,
      { { "geometry", 1 } } },
    { "geojson/bowtie.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { "invalid-geometry", 1 } },
      { "MultiPolygon 6.550000 53.210000" } },
    { "geojson/hole_outside.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { "invalid-geometry", 1 } },
      { "olygon 6.844628 52.225040" } },
    { "geojson/clockwise.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { 0 } },
      { "Polygon 6.844628 52.225040 16" } },
    { "geojson/null_and_empty.geojson",
      PLAIN,
      0,
      NULL,
      4,
      0,
      { { 0 } },
      { "1||a=1", "2||a=\n" } },
    { "geojson/coords_as_strings.geojson",
      PLAIN,
      ERROR_REFUSED,
      "1 row",
      0,
      1,
      { { "geometry", 1 } } },
    { "geojson/decimal_comma_strings.geojson",
      PLAIN,
      ERROR_REFUSED,
      "1 row",
      0,
      1,
      { { "geometry", 1 } } },
    { "geojson/mixed_2d_3d_4d.geojson",
      PLAIN ALLOW(1),
      0,
      NULL,
      3,
      1,
      { { "geometry", 1 }, { "extra-ordinates", 1 } },
      { "3|Point 6.500000 53.200000" } },
    { "geojson/duplicate_ids.geojson",
      PLAIN,
      0,
      NULL,
      5,
      0,
      { { "type-conflict", 1 } },
      { "1|Point", "|id=a", "5|Point" } },
    { "geojson/duplicate_ids.geojson",
      PLAIN "id-field: id\n" ALLOW(3),
      0,
      NULL,
      2,
      3,
      { { "duplicate-id", 2 }, { "required", 1 } },
      { "a|Point 6.5", "7|Point 6.7" } },
    { "geojson/duplicate_keys.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { "duplicate-key", 1 } },
      { "Point 6.6", "naam=b|Naam=c" } },
    { "geojson/hostile_properties.geojson",
      PLAIN,
      0,
      NULL,
      1,
      0,
      { { "unnamed-column", 1 }, { "big-number", 1 } },
      { "'; DROP TABLE x;--=1|field_2=2|geom=x|fid=3|id=4|aaaa",
        "nested={\"a\": [1, {\"b\": null}]}|<script>alert(1)</script>=<img ",
        "big=12345678901234567890123|date=2012-01-22" } },
    { "geojson/type_conflict.geojson",
      PLAIN,
      0,
      NULL,
      6,
      0,
      { { "type-conflict", 1 } },
      { "v=1.5", "v=n.v.t.", "v=[1]" } },
    { "geojson/nested_2000.geojson",
      PLAIN,
      ERROR_REFUSED,
      "1 row",
      0,
      1,
      { { "json", 1 } } },
    { "geojson/json_nested_100k.geojson", PLAIN, ERROR_SOURCE,
      "cut short: it ends at byte 100039", 0, 0 },
    { "geojson/antimeridian.geojson",
      PLAIN,
      ERROR_REFUSED,
      "1 row",
      0,
      1,
      { { "out-of-range", 1 } } },
    { "geojson/antimeridian.geojson",
      PLAIN ALLOW(1),
      0,
      NULL,
      2,
      1,
      { { 0 } },
      { "naam=Fiji bbox" } },
    { "geojson/poles.geojson",
      PLAIN,
      0,
      NULL,
      6,
      0,
      { { 0 } },
      { "Point 0.000000 90.000000", "Point -180.000000 0.000000" } },
    { "geojson/tiny_and_huge_precision.geojson",
      PLAIN,
      0,
      NULL,
      3,
      0,
      { { 0 } },
      { "Point 6.566500 53.219400", "Point 6.500000 53.219400" } },
};

enum { CASE_COUNT = sizeof cases / sizeof *cases };

static const struct broken_case *find(const char *file, const char *more)
{
    return find_case(cases, CASE_COUNT, file, more);
}

TEST(every_broken_file_gets_what_was_promised)
{
    check_cases(cases, CASE_COUNT);
}

TEST(no_broken_file_is_left_out)
{
    check_folder("geojson", cases, CASE_COUNT);
}

TEST(features_without_a_place_are_in_no_box)
{
    check_no_places(find("geojson/null_and_empty.geojson", ""));
}

TEST(a_box_over_the_antimeridian_finds_what_lies_there)
{
    struct fixture f;
    struct box_filter fiji = { .srid = CRS_WGS84,
                               .count = 2,
                               .boxes = { { 177, -20, 180, -16 },
                                          { -180, -20, -178, -16 } } };
    fixture_begin(&f);
    import_case(&f, "fiji", find("geojson/antimeridian.geojson", "reject"));
    str text = fixture_read(&f, "fiji", &fiji, CRS_WGS84);
    CHECK(text_lines(text) == 2 && text_holds(text, "Fiji bbox"));
    fixture_end(&f);
}

TEST(repaired_polygons_answer_to_boxes)
{
    struct fixture f;
    struct box_filter centre = { .srid = CRS_WGS84,
                                 .count = 1,
                                 .boxes = {
                                     { 6.559, 53.2149, 6.561, 53.2151 } } };
    fixture_begin(&f);
    import_case(&f, "strik", find("geojson/bowtie.geojson", ""));
    CHECK(text_lines(fixture_read(&f, "strik", &centre, CRS_WGS84)) == 1);
    fixture_end(&f);
}

TEST(coordinates_of_rd_come_back_to_the_last_bit)
{
    struct fixture f;
    fixture_begin(&f);
    import_case(&f, "rd", find("geojson/old_crs_28992.geojson", ""));
    CHECK(text_holds(fixture_read(&f, "rd", NULL, CRS_RD),
                     "Point 233163.566000 579988.488000"));
    fixture_end(&f);
}

TEST(a_refused_import_leaves_the_version_before)
{
    struct fixture f;
    fixture_begin(&f);
    import_case(&f, "zelfde", find("geojson/utf8_bom.geojson", ""));
    CHECK(f.ok);
    import_case(&f, "zelfde", find("geojson/nan_inf.geojson", ""));
    CHECK(!f.ok);
    CHECK(text_lines(fixture_read(&f, "zelfde", NULL, CRS_WGS84)) == 3);
    fixture_end(&f);
}

TEST_MAIN
