// From a manifest and a table to features in a database.

#include "collection_text.h"

#define HEAD "id: dingen\nkind: features\ntitle: {nl: Dingen}\n"
#define TABLE "source: {path: t.csv, crs: 'EPSG:4326', x: lon, y: lat}\n"

// Imports a table of this text by a manifest of this end.
static void import_table(struct fixture *f, const char *table,
                         const char *manifest)
{
    char text[4096];
    snprintf(text, sizeof text, HEAD "%s", manifest);
    fixture_write(f, "t.csv", table);
    fixture_import(f, text, NULL, false);
    if (f->err.code && !f->report) fprintf(stderr, "  %s\n", f->err.message);
}

static const struct field *find(const struct catalog *catalog, const char *name)
{
    const struct collection *collection =
        catalog_collection(catalog, STR("dingen"));
    return collection ? schema_find(&collection->schema, str_from(name)) : NULL;
}

TEST(fields_come_as_the_manifest_names_them)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(&f,
                 "NR;NAAM;Datum;open;lon;lat;rest\n"
                 "7;Huis;18-03-2026;ja;6,5;53,2;001\n",
                 TABLE "id-field: nummer\n"
                       "fields:\n"
                       "  - {name: nummer, from: NR, type: integer}\n"
                       "  - {name: datum, from: Datum, type: date,"
                       " format: '%d-%m-%Y'}\n"
                       "  - {name: open, type: boolean}\n"
                       "aggregate: {by: [NAAM], time: datum, measures: "
                       "[lon]}\n");
    CHECK(f.ok);
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_WGS84),
              STR("7|Point 6.500000 53.200000 1|nummer=7|datum=2026-03-18|"
                  "open=true|NAAM=Huis|lon=6.5|lat=53.2|rest=001\n"));
    const struct catalog *catalog = store_catalog(f.store);
    CHECK(find(catalog, "nummer")->role == FIELD_ID);
    CHECK(find(catalog, "datum")->role == FIELD_TIME_START);
    CHECK(find(catalog, "NAAM")->is_category);
    CHECK(find(catalog, "lon")->is_measure);
    CHECK_STR(find(catalog, "NAAM")->column, STR("naam"));
    catalog_release(catalog);
    fixture_end(&f);
}

TEST(other_columns_can_be_dropped)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(&f, "nr,a,b,lon,lat\n1,x,y,6.5,53.2\n",
                 TABLE "id-field: nr\ndrop-other: true\n"
                       "fields: [{name: b}, {name: nr}]\n");
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_WGS84),
              STR("1|Point 6.500000 53.200000 1|b=y|nr=1\n"));
    fixture_end(&f);
}

TEST(every_problem_of_a_row_is_told)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(&f,
                 "nr,aantal,soort,naam,lon,lat\n"
                 "1,veel,boom,,6.5,53.2\n"
                 "2,3,struik,x,6.5,53.2\n"
                 "3,4,heg,y,zes,53.2\n"
                 "4,5,boom,z,,\n",
                 TABLE "id-field: nr\nreject: {max-rows: 3}\nfields:\n"
                       "  - {name: aantal, type: integer}\n"
                       "  - {name: soort, enum: [boom, heg]}\n"
                       "  - {name: naam, required: true}\n");
    CHECK(f.ok);
    CHECK(report_refused(f.report) == 3);
    CHECK(report_count(f.report, "type") == 1);
    CHECK(report_count(f.report, "required") == 1);
    CHECK(report_count(f.report, "enum") == 1);
    CHECK(report_count(f.report, "coordinate") == 1);
    str report = fixture_report(&f);
    CHECK(text_holds(report, "row 1, line 2, aantal \"veel\""));
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_WGS84),
              STR("4||aantal=5|soort=boom|naam=z|nr=4|lon=|lat=\n"));
    fixture_end(&f);
}

TEST(points_between_thousands_are_read_with_their_decimal_comma)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(&f,
                 "nr;bedrag;aantal;lon;lat\n"
                 "1;233.500,5;1.234;6;53\n"
                 "2;1.234.567,8;12;6;53\n"
                 "3;1.234;7;6;53\n"
                 "4;-12;7;6;53\n"
                 "5;2.345.678;7;6;53\n",
                 TABLE "id-field: nr\n");
    CHECK(f.ok && report_refused(f.report) == 0);
    str report = fixture_report(&f);
    CHECK(text_holds(report, "decimal    comma"));
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_WGS84),
              STR("1|Point 6.000000 53.000000 1|nr=1|bedrag=233500.5|"
                  "aantal=1.234|lon=6|lat=53\n"
                  "2|Point 6.000000 53.000000 1|nr=2|bedrag=1234567.8|"
                  "aantal=12|lon=6|lat=53\n"
                  "3|Point 6.000000 53.000000 1|nr=3|bedrag=1234|"
                  "aantal=7|lon=6|lat=53\n"
                  "4|Point 6.000000 53.000000 1|nr=4|bedrag=-12|"
                  "aantal=7|lon=6|lat=53\n"
                  "5|Point 6.000000 53.000000 1|nr=5|bedrag=2345678|"
                  "aantal=7|lon=6|lat=53\n"));
    fixture_end(&f);
}

struct misfit {
    const char *manifest;
    const char *message;
};

static const struct misfit misfits[] = {
    { TABLE "fields: [{name: a, from: AAA}]\n",
      "the source has no column \"AAA\" (line 5); it has nr, naam, lon, lat" },
    { TABLE "id-field: code\n",
      "there is no field \"code\" (id-field); the source has nr, naam, lon, "
      "lat" },
    { TABLE "aggregate: {by: [soort]}\n", "aggregate.by" },
    { TABLE "aggregate: {measures: [naam]}\n", "only numbers can be summed" },
    { TABLE "aggregate: {time: naam}\n", "holds no dates" },
    { "source: {path: t.csv, x: lon, y: lat}\n", "source.crs is missing" },
    { "source: {path: t.csv, crs: 'EPSG:4326', x: x, y: y}\n",
      "the source has no column \"x\" (source.x), \"y\" (source.y); it has nr, "
      "naam, lon, lat" },
    { "source: {path: t.csv, crs: 'EPSG:4326', x: x, y: lat}\n"
      "id-field: b\n"
      "fields: [{name: a, from: A}, {name: b, from: B}, {name: naam}]\n"
      "aggregate: {by: [soort, naam], measures: [aantal], time: dag}\n",
      "the source has no column \"x\" (source.x), \"A\" (line 6), \"B\" "
      "(line 6); there is no field \"soort\" (aggregate.by), \"aantal\" "
      "(aggregate.measures), \"dag\" (aggregate.time); it has nr, naam, lon, "
      "lat" },
    { "source: {path: t.csv, crs: 'EPSG:4326'}\n"
      "geometry: {field: wkt, encoding: wkt}\nfields: [{name: a}]\n",
      "\"wkt\" (geometry.field), \"a\" (line 6)" },
    { "source: {path: t.csv, x: x, y: lat}\nid-field: code\n",
      "no column \"x\" (source.x); there is no field \"code\" (id-field)" },
};

TEST(a_manifest_that_does_not_fit_says_where)
{
    struct fixture f;
    fixture_begin(&f);
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        import_table(&f, "nr,naam,lon,lat\n1,x,6.5,53.2\n",
                     misfits[i].manifest);
        CHECK(!f.ok && f.err.code == ERROR_INVALID);
        CHECK(strstr(f.err.message, misfits[i].message));
        if (!strstr(f.err.message, misfits[i].message))
            fprintf(stderr, "  %s\n", f.err.message);
    }
    fixture_end(&f);
}

TEST(geometry_can_stand_in_a_column)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(&f,
                 "nr;vorm\n1;\"POINT (233163.566 579988.488)\"\n2;\n"
                 "3;POINT (1\n4;POINT EMPTY\n",
                 "source: {path: t.csv, crs: 'EPSG:28992'}\n"
                 "geometry: {field: vorm, encoding: wkt}\n"
                 "reject: {max-rows: 1}\nid-field: nr\n");
    CHECK(f.ok);
    if (!f.ok) fprintf(stderr, "  %s\n", f.err.message);
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_RD),
              STR("1|Point 233163.566000 579988.488000 1|nr=1\n2||nr=2\n"
                  "4||nr=4\n"));
    import_table(&f,
                 "nr;vorm\n1;\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":"
                 "[6.5,53.2]}\"\n2;{\n",
                 "source: {path: t.csv}\nid-field: nr\n"
                 "geometry: {field: vorm, encoding: geojson}\n"
                 "reject: {max-rows: 1}\n");
    CHECK(f.ok && report_count(f.report, "geometry") == 1);
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_WGS84),
              STR("1|Point 6.500000 53.200000 1|nr=1\n"));
    fixture_end(&f);
}

static const char squares[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"BU\":\"BU00140001\",\"N\":\"B\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[6.5,53],[6.6,53],[6.6,53.1],[6.5,53.1],[6.5,53]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"BU\":\"BU00140000\",\"N\":\"A\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[6.4,53],[6.5,53],[6.5,53.1],[6.4,53.1],[6.4,53]]]}}]}";

static void import_areas(struct fixture *f)
{
    fixture_write(f, "areas.geojson", squares);
    fixture_import(f,
                   "id: gebieden\nkind: areas\nvintage: 2020\n"
                   "title: {nl: Gebieden}\nlevels:\n"
                   "  buurt: {path: areas.geojson, code: BU, name: N}\n"
                   "  wijk: {from: buurt}\n  gemeente: {from: wijk}\n",
                   NULL, false);
    CHECK(f->ok);
    if (!f->ok) fprintf(stderr, "  %s\n", f->err.message);
}

TEST(features_get_the_codes_of_where_they_lie)
{
    struct fixture f;
    fixture_begin(&f);
    import_areas(&f);
    import_table(&f,
                 "nr,gemeentecode,lon,lat\n1,GM9999,6.45,53.05\n"
                 "2,,6.55,53.05\n3,,6.5,53.05\n4,,5,52\n5,,,\n",
                 TABLE "id-field: nr\nareas: gebieden\n"
                       "fields: [{name: lon}, {name: lat}]\n");
    CHECK(f.ok);
    CHECK(report_count(f.report, "renamed-field") == 1);
    str text = fixture_read(&f, "dingen", NULL, CRS_WGS84);
    CHECK(text_holds(text, "nr=1|gemeentecode_bron=GM9999|buurtcode=BU00140000|"
                           "wijkcode=WK001400|gemeentecode=GM0014\n"));
    CHECK(text_holds(text, "nr=2|gemeentecode_bron=|buurtcode=BU00140001|"));
    // On the border between the two: the lowest code.
    CHECK(text_holds(text, "nr=3|gemeentecode_bron=|buurtcode=BU00140000|"));
    CHECK(text_holds(text, "nr=4|gemeentecode_bron=|buurtcode=|wijkcode=|"
                           "gemeentecode=\n"));
    CHECK(text_holds(text, "nr=5|gemeentecode_bron=|buurtcode=|"));
    fixture_end(&f);
}

TEST(lines_and_polygons_lie_where_a_point_on_them_lies)
{
    struct fixture f;
    fixture_begin(&f);
    import_areas(&f);
    import_table(&f,
                 "nr;vorm\n1;LINESTRING (6.41 53.05, 6.45 53.05)\n"
                 "2;POLYGON ((6.52 53.01,6.58 53.01,6.58 53.09,6.52 53.01))\n"
                 "3;MULTIPOINT ((6.55 53.05))\n",
                 "source: {path: t.csv, crs: 'EPSG:4326'}\nid-field: nr\n"
                 "geometry: {field: vorm, encoding: wkt}\nareas: gebieden\n");
    str text = fixture_read(&f, "dingen", NULL, CRS_WGS84);
    CHECK(text_holds(text, "nr=1|buurtcode=BU00140000"));
    CHECK(text_holds(text, "nr=2|buurtcode=BU00140001"));
    CHECK(text_holds(text, "nr=3|buurtcode=BU00140001"));
    fixture_end(&f);
}

TEST(a_dry_run_reads_all_and_changes_nothing)
{
    struct fixture f;
    fixture_begin(&f);
    fixture_write(&f, "t.csv", "nr,lon,lat\n1,6.5,53.2\n1,6.6,53.2\n");
    fixture_import(&f, HEAD TABLE "id-field: nr\nreject: {max-rows: 1}\n", NULL,
                   true);
    CHECK(f.ok && report_count(f.report, "duplicate-id") == 1);
    const struct catalog *catalog = store_catalog(f.store);
    CHECK(!catalog_collection(catalog, STR("dingen")));
    catalog_release(catalog);
    fixture_end(&f);
}

// Half of the hash of an id finds it; the whole, or the id itself, decides.
TEST(ids_that_half_agree_are_two)
{
    struct value a = { .type = VALUE_INT, .integer = 18832 };
    struct value b = { .type = VALUE_INT, .integer = 95261 };
    CHECK(value_hash(a) >> 32 == value_hash(b) >> 32);
    for (int is_dry_run = 0; is_dry_run < 2; is_dry_run++) {
        struct fixture f;
        fixture_begin(&f);
        fixture_write(&f, "t.csv",
                      "nr,lon,lat\n95261,6.5,53.2\n18832,6.5,53.2\n"
                      "95261,6.5,53.2\n18832,6.5,53.2\n");
        fixture_import(&f, HEAD TABLE "id-field: nr\nreject: {max-rows: 2}\n",
                       NULL, is_dry_run);
        CHECK(f.ok && report_count(f.report, "duplicate-id") == 2);
        CHECK(text_holds(fixture_report(&f), "row 1 already has this id"));
        CHECK(text_holds(fixture_report(&f), "row 2 already has this id"));
        fixture_end(&f);
    }
}

TEST(a_table_without_coordinates_is_kept_without_places)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(&f, "nr,naam\n1,x\n", "source: {path: t.csv}\nid-field: nr\n");
    CHECK(f.ok && report_count(f.report, "no-geometry") == 1);
    CHECK_STR(fixture_read(&f, "dingen", NULL, CRS_WGS84),
              STR("1||nr=1|naam=x\n"));
    fixture_end(&f);
}

TEST(rd_that_cannot_be_is_told_row_by_row)
{
    struct fixture f;
    fixture_begin(&f);
    import_table(
        &f,
        "nr,lon,lat\n1,233163.566,579988.488\n2,579988.488,233163.566\n"
        "3,6.5,53.2\n4,900000,900000\n5,0,0\n",
        "source: {path: t.csv, crs: 'EPSG:28992', x: lon, y: lat}\n"
        "id-field: nr\nreject: {max-rows: 3}\n");
    CHECK(f.ok);
    if (!f.ok) fprintf(stderr, "  %s\n", f.err.message);
    CHECK(report_count(f.report, "swapped-axes") == 1);
    CHECK(report_count(f.report, "degrees-in-metres") == 1);
    CHECK(report_count(f.report, "outside-crs-area") == 1);
    CHECK(report_count(f.report, "placeholder-coordinates") == 1);
    CHECK(text_lines(fixture_read(&f, "dingen", NULL, CRS_RD)) == 2);
    fixture_end(&f);
}

TEST_MAIN
