#include "tile/tms.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tile/frame.h"
#include "unit/test.h"

static struct tile_address tile_at(const char *id, uint32_t zoom, double x,
                                   double y)
{
    struct tile_address address = { 0 };
    CHECK(tms_tile_at(tms_find(str_from(id)), zoom, (struct point){ x, y },
                      &address));
    return address;
}

// Test vectors of the Dutch tiling guideline, and of WebMercatorQuad for the
// same place.
TEST(places_are_in_the_tiles_in_which_they_should_be)
{
    static const struct {
        const char *id;
        double x, y;
        uint32_t zoom, row, col;
    } cases[] = {
        { "NetherlandsRDNewQuad", 233883, 582065, 5, 11, 18 },
        { "NetherlandsRDNewQuad", 233883, 582065, 8, 93, 150 },
        { "NetherlandsRDNewQuad", 233883, 582065, 12, 1494, 2414 },
        { "NetherlandsRDNewQuad", 155000, 463000, 5, 16, 16 },
        { "NetherlandsRDNewQuad", 155000, 463000, 8, 128, 128 },
        { "NetherlandsRDNewQuad", 155000, 463000, 12, 2048, 2048 },
        { "NetherlandsRDNewQuad", 81611, 454909, 8, 130, 106 },
        { "WebMercatorQuad", 731168.243, 7024530.1, 5, 10, 16 },
        { "WebMercatorQuad", 731168.243, 7024530.1, 8, 83, 132 },
        { "WorldCRS84Quad", 6.568196524, 53.219380578, 0, 0, 1 },
        { "WorldCRS84Quad", 6.568196524, 53.219380578, 8, 52, 265 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tile_address got =
            tile_at(cases[i].id, cases[i].zoom, cases[i].x, cases[i].y);
        CHECK(got.zoom == cases[i].zoom && got.row == cases[i].row &&
              got.col == cases[i].col);
    }
}

TEST(the_sides_of_tiles_are_those_of_the_definition)
{
    const struct tms *rd = tms_find(STR("NetherlandsRDNewQuad"));
    static const double sides[][2] = { { 0, 880803.84 }, { 4, 55050.24 },
                                       { 8, 3440.64 },   { 12, 215.04 },
                                       { 14, 53.76 },    { 16, 13.44 } };
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        CHECK(fabs(tms_side(rd, (uint32_t)sides[i][0]) - sides[i][1]) < 1e-9);
}

TEST(every_set_is_a_quadtree_whose_cells_fit_its_sides)
{
    CHECK(tms_count() == 4);
    for (size_t i = 0; i < tms_count(); i++) {
        const struct tms *tms = tms_at(i);
        CHECK(tms_find(str_from(tms->id)) == tms);
        for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++) {
            double side = tms->cell_sizes[zoom] * TMS_TILE_PIXELS;
            CHECK(fabs(side / tms_side(tms, zoom) - 1) < 1e-6);
        }
    }
    CHECK(!tms_find(STR("webmercatorquad")));
    CHECK(!tms_find(STR("")));
}

TEST(edges_belong_to_one_tile)
{
    CHECK(tile_at("WorldCRS84Quad", 3, 0, 45).col == 8);
    CHECK(tile_at("WorldCRS84Quad", 3, 0, 45).row == 2);
    CHECK(tile_at("WorldCRS84Quad", 3, 180, -90).col == 15);
    CHECK(tile_at("WorldCRS84Quad", 3, 180, -90).row == 7);
    CHECK(tile_at("WorldCRS84Quad", 3, -180, 90).col == 0);
    struct tile_address none;
    const struct tms *tms = tms_find(STR("WorldCRS84Quad"));
    CHECK(!tms_tile_at(tms, 3, (struct point){ 180.1, 0 }, &none));
    CHECK(!tms_tile_at(tms, 3, (struct point){ 0, 90.1 }, &none));
    CHECK(!tms_tile_at(tms, 3, (struct point){ NAN, 0 }, &none));
}

// Whose a point is must not depend on whom one asks.
TEST(a_point_is_in_the_frame_of_its_tile_and_of_no_other)
{
    uint64_t state = 1;
    for (int round = 0; round < 200000; round++) {
        const struct tms *tms = tms_at((size_t)round % tms_count());
        struct box box = tms_box(tms);
        struct tile_address own;
        struct tile_frame frame;
        uint32_t zoom = (uint32_t)(round / 4) % (uint32_t)tms->zoom_count;
        state = state * 6364136223846793005 + 1442695040888963407;
        double u = (double)(state >> 40) / (1 << 24);
        state = state * 6364136223846793005 + 1442695040888963407;
        double v = (double)(state >> 40) / (1 << 24);
        struct point p = { box.min_x + u * (box.max_x - box.min_x),
                           box.max_y - v * (box.max_y - box.min_y) };
        if (!tms_tile_at(tms, zoom, p, &own)) continue;
        for (int dr = -1; dr <= 1; dr++)
            for (int dc = -1; dc <= 1; dc++) {
                struct tile_address other = { zoom, own.row + (uint32_t)dr,
                                              own.col + (uint32_t)dc };
                if (other.row >= tms_height(tms, zoom) ||
                    other.col >= tms_width(tms, zoom))
                    continue;
                tile_frame_init(&frame, tms, other, 0, 1);
                CHECK(tile_frame_has(&frame, p) == (!dr && !dc));
            }
    }
}

TEST(a_box_gives_the_tiles_that_it_meets)
{
    const struct tms *tms = tms_find(STR("WorldCRS84Quad"));
    struct tile_range range;
    CHECK(tms_range(tms, 2, (struct box){ 1, 1, 50, 50 }, &range));
    CHECK(range.min_row == 0 && range.max_row == 1);
    CHECK(range.min_col == 4 && range.max_col == 5);
    CHECK(tms_range(tms, 2, (struct box){ -999, -999, 999, 999 }, &range));
    CHECK(range.min_row == 0 && range.max_row == 3);
    CHECK(range.min_col == 0 && range.max_col == 7);
    CHECK(!tms_range(tms, 2, (struct box){ 181, 0, 190, 10 }, &range));
    CHECK(!tms_range(tms, 2, box_nothing(), &range));
}

TEST(tiles_lie_side_by_side)
{
    for (size_t i = 0; i < tms_count(); i++) {
        const struct tms *tms = tms_at(i);
        struct box a = tms_tile_box(tms, (struct tile_address){ 3, 2, 4 });
        struct box b = tms_tile_box(tms, (struct tile_address){ 3, 2, 5 });
        struct box c = tms_tile_box(tms, (struct tile_address){ 3, 3, 4 });
        CHECK(fabs(a.max_x - b.min_x) < 1e-6 && fabs(a.min_y - b.min_y) < 1e-6);
        CHECK(fabs(a.min_y - c.max_y) < 1e-6 && fabs(a.max_x - c.max_x) < 1e-6);
    }
}

TEST(addresses_are_read_strictly)
{
    static const struct {
        const char *zoom, *row, *col;
        enum error_code code;
    } cases[] = {
        { "0", "0", "0", ERROR_NONE },
        { "16", "65535", "65535", ERROR_NONE },
        { "16", "65536", "0", ERROR_NOT_FOUND },
        { "16", "0", "65536", ERROR_NOT_FOUND },
        { "17", "0", "0", ERROR_NOT_FOUND },
        { "0", "0", "1", ERROR_NOT_FOUND },
        { "99999999999999999999", "0", "0", ERROR_NOT_FOUND },
        { "1", "4294967296", "0", ERROR_NOT_FOUND },
        { "1", "18446744073709551616", "0", ERROR_NOT_FOUND },
        { "", "0", "0", ERROR_INVALID },
        { "01", "0", "0", ERROR_INVALID },
        { "+1", "0", "0", ERROR_INVALID },
        { "1", "-1", "0", ERROR_INVALID },
        { "1", "1.0", "0", ERROR_INVALID },
        { "1", "0", "0x0", ERROR_INVALID },
        { "1", " 0", "0", ERROR_INVALID },
    };
    const struct tms *tms = tms_find(STR("NetherlandsRDNewQuad"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tile_address got;
        struct error err = { 0 };
        bool is_read = tms_parse_address(tms, str_from(cases[i].zoom),
                                         str_from(cases[i].row),
                                         str_from(cases[i].col), &got, &err);
        CHECK(is_read == (cases[i].code == ERROR_NONE));
        CHECK(err.code == cases[i].code);
    }
}

TEST(each_number_is_judged_by_itself)
{
    uint32_t number;
    struct error err;
    const struct tms *tms = tms_find(STR("WorldCRS84Quad"));
    CHECK(tms_parse_row(tms, 1, STR("1"), &number, &err) && number == 1);
    CHECK(tms_parse_col(tms, 1, STR("3"), &number, &err) && number == 3);
    CHECK(!tms_parse_row(tms, 1, STR("2"), &number, &err));
    CHECK_STR(str_from(err.message),
              STR("tile matrix 1 of WorldCRS84Quad has the rows 0 to 1, not "
                  "2"));
    CHECK(!tms_parse_col(tms, 1, STR("4"), &number, &err));
    CHECK_STR(str_from(err.message),
              STR("tile matrix 1 of WorldCRS84Quad has the columns 0 to 3, not "
                  "4"));
    CHECK(!tms_parse_zoom(tms, STR("99"), &number, &err));
    CHECK(err.code == ERROR_NOT_FOUND);
}

TEST(without_a_set_only_digits_are_judged)
{
    uint32_t number;
    struct error err;
    CHECK(tms_parse_zoom(NULL, STR("99"), &number, &err) && number == 99);
    CHECK(tms_parse_row(NULL, 0, STR("99999999999"), &number, &err));
    CHECK(!tms_parse_col(NULL, 0, STR("x"), &number, &err));
    CHECK(err.code == ERROR_INVALID);
}

static str definition(struct arena *arena, const struct tms *tms)
{
    struct buf buf;
    struct json json = { .out = &buf };
    str text = { 0 };
    buf_init(&buf, arena, 1 << 20);
    tms_write_json(tms, &json);
    CHECK(buf_finish(&buf, &text, NULL));
    return text;
}

// The next token of JSON: white space is no difference.
static str next_token(str *rest)
{
    size_t from = 0;
    while (from < rest->len && strchr(" \t\r\n", rest->bytes[from])) from++;
    size_t to = from;
    if (to < rest->len && rest->bytes[to] == '"') {
        for (to++; to < rest->len && rest->bytes[to] != '"';) to++;
        to++;
    } else if (to < rest->len && strchr("{}[],:", rest->bytes[to])) {
        to++;
    } else {
        while (to < rest->len && !strchr(" \t\r\n{}[],:", rest->bytes[to]))
            to++;
    }
    str token = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return token;
}

static bool is_same_token(str a, str b)
{
    double x;
    double y;
    if (str_to_real(a, &x) && str_to_real(b, &y)) return x >= y && x <= y;
    return str_equal(a, b);
}

static bool is_same_json(str a, str b)
{
    for (;;) {
        str x = next_token(&a);
        str y = next_token(&b);
        if (!is_same_token(x, y)) {
            fprintf(stderr, "  \"%.*s\" is not \"%.*s\"\n", STR_ARG(x),
                    STR_ARG(y));
            return false;
        }
        if (!x.len) return true;
    }
}

TEST(definitions_are_the_registered_ones)
{
    static char bytes[1 << 16];
    const char *folder = getenv("TEST_DATA");
    struct arena *arena = arena_create(1 << 22);
    for (size_t i = 0; i < tms_count(); i++) {
        char path[4096];
        snprintf(path, sizeof path,
                 "%s/../conformance/schemas/tms-registry-json/%s.json",
                 folder ? folder : "", tms_at(i)->id);
        FILE *file = fopen(path, "r");
        if (!file) {
            // RD is registered, but not in the collection of definitions.
            if (tms_at(i)->srid == 28992) continue;
            fprintf(stderr, "no %s: left out\n", tms_at(i)->id);
            exit(77);
        }
        str wanted = { bytes, fread(bytes, 1, sizeof bytes, file) };
        fclose(file);
        CHECK(is_same_json(definition(arena, tms_at(i)), wanted));
    }
    arena_destroy(arena);
}

TEST(the_definition_of_rd_begins_as_published)
{
    struct arena *arena = arena_create(1 << 22);
    str text = definition(arena, tms_find(STR("NetherlandsRDNewQuad")));
    str wanted =
        STR("{\"id\":\"NetherlandsRDNewQuad\","
            "\"title\":\"Quadtree of the Netherlands in RD New\","
            "\"uri\":\"http://www.opengis.net/def/tilematrixset/OGC/1.0/"
            "NetherlandsRDNewQuad\","
            "\"crs\":\"http://www.opengis.net/def/crs/EPSG/0/28992\","
            "\"orderedAxes\":[\"X\",\"Y\"],"
            "\"boundingBox\":{\"lowerLeft\":[-285401.92,22598.08],"
            "\"upperRight\":[595401.92,903401.92],"
            "\"crs\":\"http://www.opengis.net/def/crs/EPSG/0/28992\"},"
            "\"tileMatrices\":[{\"id\":\"0\",\"scaleDenominator\":12288000,"
            "\"cellSize\":3440.64,\"pointOfOrigin\":[-285401.92,903401.92],"
            "\"tileWidth\":256,\"tileHeight\":256,\"matrixWidth\":1,"
            "\"matrixHeight\":1},{\"id\":\"1\",");
    CHECK_STR(str_slice(text, 0, wanted.len), wanted);
    CHECK(str_ends(text, STR("{\"id\":\"16\",\"scaleDenominator\":187.5,"
                             "\"cellSize\":0.0525,"
                             "\"pointOfOrigin\":[-285401.92,903401.92],"
                             "\"tileWidth\":256,\"tileHeight\":256,"
                             "\"matrixWidth\":65536,"
                             "\"matrixHeight\":65536}]}")));
    arena_destroy(arena);
}

TEST_MAIN
