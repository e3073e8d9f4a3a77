// Every file of TEST_DATA/broken/csv: what docs/broken-input.md says of it, by
// a real import into a database and a look at what is in there then.

#include "broken_fixture.h"

static const struct broken_case cases[] = {
    { "csv/cp1252_semicolon.csv",
      STATIONS,
      0,
      NULL,
      60,
      0,
      { { 0 } },
      { "Sint Micha\xC3\xABl", "Sk\xC3\xA2ns", "Point 5.417930 53.173190" } },
    { "csv/decimal_comma_semicolon.csv",
      STATIONS,
      0,
      NULL,
      60,
      0,
      { { 0 } },
      { "Point 5.417930 53.173190", "Latitude=53.17319" } },
    { "csv/thousands_excel.csv",
      STATIONS,
      ERROR_REFUSED,
      "5 rows",
      0,
      5,
      { { "coordinate", 5 } } },
    { "csv/ragged.csv",
      STATIONS ALLOW(40),
      0,
      NULL,
      20,
      40,
      { { "too-few-fields", 20 }, { "too-many-fields", 20 } },
      { "Naam stembureau=Bakkeveen, D\xC3\xBAndelle" } },
    { "csv/unbalanced_quote.csv",
      STATIONS ALLOW(1),
      0,
      NULL,
      59,
      1,
      { { "unbalanced-quote", 1 } },
      { "Gorredijk, De Sk\xC3\xA2ns" } },
    { "csv/embedded_newlines.csv",
      STATIONS,
      0,
      NULL,
      10,
      0,
      { { 0 } },
      { "=regel 1\nregel 2 \"citaat\", en komma|" } },
    { "csv/duplicate_header.csv",
      LONLAT,
      0,
      NULL,
      1,
      0,
      { { "duplicate-column", 2 } },
      { "Openingstijden=03-14 07:30|Openingstijden_2=03-14 07:30",
        "lat=53.2|lat_2=53.2" } },
    { "csv/missing_coords.csv",
      STATIONS,
      0,
      NULL,
      60,
      0,
      { { "placeholder-coordinates", 60 } },
      { "||id=9|Gemeente=Harlingen" } },
    { "csv/nul_bytes.csv",
      STATIONS,
      ERROR_REFUSED,
      "5 rows",
      0,
      5,
      { { "nul-byte", 5 } } },
    { "csv/header_only.csv", STATIONS, 0, NULL, 0, 0 },
    { "csv/empty.csv", STATIONS, ERROR_SOURCE, "is empty", 0, 0 },
    { "csv/no_header.csv",
      STATIONS,
      ERROR_INVALID,
      "no column \"Longitude\"; it has field_1, field_2",
      0,
      0,
      { { "missing-header", 1 } } },
    { "csv/no_header.csv",
      "source: {path: x, crs: 'EPSG:4326', x: field_16, y: field_15}\n",
      0,
      NULL,
      60,
      0,
      { { "missing-header", 1 } },
      { "Point 5.417930 53.173190", "field_2=Harlingen" } },
    { "csv/utf16le_bom_tab.csv",
      STATIONS,
      0,
      NULL,
      60,
      0,
      { { 0 } },
      { "Sint Micha\xC3\xABl", "Point 5.417930 53.173190" } },
    { "csv/mixed_encodings.csv",
      STATIONS ALLOW(20),
      0,
      NULL,
      20,
      20,
      { { "encoding", 20 } },
      { "Sint Micha\xC3\xABl" } },
    { "csv/very_long_field.csv",
      LONLAT,
      ERROR_REFUSED,
      "1 row",
      0,
      1,
      { { "field-too-long", 1 } } },
    { "csv/formula_injection.csv",
      LONLAT,
      0,
      NULL,
      3,
      0,
      { { 0 } },
      { "naam==HYPERLINK(\"http://127.0.0.1\",\"klik\")", "naam=@SUM(1+1)",
        "naam=-1+cmd|x" } },
    { "csv/excel_dates_in_numbers.csv",
      PLAIN,
      0,
      NULL,
      70,
      0,
      { { "no-geometry", 1 } },
      { "Gemiddeld inkomen per inkomensontvanger=22-01-12" } },
};

enum { CASE_COUNT = sizeof cases / sizeof *cases };

static const struct broken_case *find(const char *file, const char *more)
{
    return find_case(cases, CASE_COUNT, file, more);
}

TEST(every_broken_file_gets_what_was_promised)
{
    struct fixture f;
    fixture_begin(&f);
    for (size_t i = 0; i < CASE_COUNT; i++) check_case(&f, &cases[i], i);
    fixture_end(&f);
}

TEST(no_broken_file_is_left_out)
{
    check_folder("csv", cases, CASE_COUNT);
}

TEST(rows_without_coordinates_are_in_no_box)
{
    struct fixture f;
    struct box_filter world = { .srid = CRS_WGS84,
                                .count = 1,
                                .boxes = { { -180, -90, 180, 90 } } };
    fixture_begin(&f);
    import_case(&f, "coord", find("csv/missing_coords.csv", ""));
    CHECK(text_lines(fixture_read(&f, "coord", &world, CRS_WGS84)) == 0);
    fixture_end(&f);
}

TEST_MAIN
