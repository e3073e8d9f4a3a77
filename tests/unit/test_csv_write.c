#include "unit/test.h"

#include "server/csv.h"
#include "server/wkt.h"

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

TEST(cells_are_quoted_and_made_safe_for_spreadsheets)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        { "", "" },
        { "gewoon", "gewoon" },
        { "a,b", "\"a,b\"" },
        { "zegt \"hoi\"", "\"zegt \"\"hoi\"\"\"" },
        { "\"", "\"\"\"\"" },
        { "regel\nregel", "\"regel\nregel\"" },
        { " spatie", "\" spatie\"" },
        { "=1+1", "'=1+1" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "+31 50 367 9111", "'+31 50 367 9111" },
        { "-12.5", "-12.5" },
        { "-", "'-" },
        { "\tx", "'\tx" },
        { "\rx", "\"'\rx\"" },
        { "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        struct csv csv = { .out = &out };
        csv_text(&csv, str_from(cases[i].text));
        CHECK_STR(written(), str_from(cases[i].cell));
        arena_destroy(arena);
    }
}

TEST(values_have_their_plain_form_and_null_is_nothing)
{
    begin();
    struct csv csv = { .out = &out };
    const struct value values[] = {
        { .type = VALUE_NULL },
        { .type = VALUE_BOOL, .boolean = true },
        { .type = VALUE_INT, .integer = -42 },
        { .type = VALUE_REAL, .real = 0.5 },
        { .type = VALUE_DATE, .text = STR("2026-03-18") },
        { .type = VALUE_TIME, .text = STR("2026-03-18T06:30:00.000Z") },
        { .type = VALUE_TIME, .text = STR("2026-03-18T06:30:00.250Z") },
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        csv_value(&csv, values[i]);
    csv_end_line(&csv);
    CHECK_STR(written(), STR(",true,-42,0.5,2026-03-18,2026-03-18T06:30:00Z,"
                             "2026-03-18T06:30:00.250Z\r\n"));
    arena_destroy(arena);
}

static str table(const struct schema *schema, enum geom_type geom_type,
                 const struct feature *feature)
{
    begin();
    struct csv csv = { .out = &out };
    struct csv_features writer = { schema, crs_default(), geom_type };
    csv_header(&writer, &csv);
    csv_feature(&writer, &csv, feature);
    return written();
}

static const struct field plain[] = {
    { .name = { "naam", 4 }, .type = VALUE_TEXT },
    { .name = { "lat", 3 }, .type = VALUE_REAL },
};
static const struct value values[] = {
    { .type = VALUE_TEXT, .text = { "Martinitoren", 12 } },
    { .type = VALUE_REAL, .real = 53.5 },
};

TEST(points_have_two_columns_that_no_field_has)
{
    struct point place = { 6.5, 53.25 };
    size_t runs[] = { 1 };
    struct feature feature = {
        .id = { .type = VALUE_INT, .integer = 9 },
        .values = values,
        .geom = { .type = GEOM_POINT,
                  .point_count = 1,
                  .points = &place,
                  .run_count = 1,
                  .runs = runs },
    };
    struct schema schema = { plain, 2 };
    CHECK_STR(table(&schema, GEOM_POINT, &feature),
              STR("id,naam,lat,lon,item_lat\r\n"
                  "9,Martinitoren,53.5,6.5,53.25\r\n"));
    arena_destroy(arena);
    feature.geom = (struct geom){ 0 };
    CHECK_STR(table(&schema, GEOM_POINT, &feature),
              STR("id,naam,lat,lon,item_lat\r\n9,Martinitoren,53.5,,\r\n"));
    arena_destroy(arena);
}

TEST(other_shapes_have_a_column_of_wkt)
{
    struct point points[] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 0 } };
    size_t runs[] = { 4 }, polygons[] = { 1 };
    struct feature feature = {
        .id = { .type = VALUE_TEXT, .text = STR("BU1") },
        .values = values,
        .geom = { .type = GEOM_MULTIPOLYGON,
                  .point_count = 4,
                  .points = points,
                  .run_count = 1,
                  .runs = runs,
                  .polygon_count = 1,
                  .polygons = polygons },
    };
    struct schema schema = { plain, 1 };
    CHECK_STR(table(&schema, GEOM_MULTIPOLYGON, &feature),
              STR("id,naam,geometry\r\nBU1,Martinitoren,"
                  "\"MULTIPOLYGON (((0 0,1 0,1 1,0 0)))\"\r\n"));
    arena_destroy(arena);
}

TEST(an_id_field_stands_there_once)
{
    const struct field fields[] = {
        { .name = STR("id"), .type = VALUE_TEXT, .role = FIELD_ID },
    };
    struct schema schema = { fields, 1 };
    struct feature feature = { .id = values[0], .values = values };
    CHECK_STR(table(&schema, GEOM_EMPTY, &feature),
              STR("id\r\nMartinitoren\r\n"));
    arena_destroy(arena);
}

TEST(well_known_text_names_every_shape)
{
    struct point points[] = { { 1, 2 }, { 3, 4 } };
    size_t one[] = { 1 }, two[] = { 2 }, each[] = { 1, 2 };
    struct geom point = { .type = GEOM_POINT,
                          .point_count = 1,
                          .points = points,
                          .run_count = 1,
                          .runs = one };
    struct geom line = { .type = GEOM_LINE,
                         .point_count = 2,
                         .points = points,
                         .run_count = 1,
                         .runs = two };
    struct geom many = { .type = GEOM_MULTIPOINT,
                         .point_count = 2,
                         .points = points,
                         .run_count = 2,
                         .runs = each };
    struct geom lines = line;
    lines.type = GEOM_MULTILINE;
    struct geom members[] = {
        point, { .type = GEOM_EMPTY }, line, many, lines
    };
    struct geom geom = { .type = GEOM_COLLECTION,
                         .members = members,
                         .member_count = 5 };
    begin();
    wkt_write(&out, &geom, crs_default());
    CHECK_STR(written(),
              STR("GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (1 2,3 4),"
                  "MULTIPOINT ((1 2),(3 4)),MULTILINESTRING ((1 2,3 4)))"));
    arena_destroy(arena);
}

TEST_MAIN
