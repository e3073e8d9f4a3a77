// What is written is what is read back, byte for byte the same every time.

#include "tile/mvt.h"

#include <math.h>

#include "geo/geom_build.h"
#include "tile/mvt_check.h"
#include "unit/test.h"

enum { KEYS = 3 };
static const str keys[KEYS] = { { "naam", 4 }, { "jaar", 4 }, { "hoogte", 6 } };

struct made {
    struct arena *arena, *row;
    struct tile_frame frame;
    struct mvt_tile tile;
    struct mvt_layer layer;
};

static struct tile_address groningen(void)
{
    return (struct tile_address){ 8, 93, 150 };
}

static void begin(struct made *made, int32_t margin)
{
    *made = (struct made){ .arena = arena_create(1 << 24),
                           .row = arena_create(1 << 24) };
    tile_frame_init(&made->frame, tms_find(STR("NetherlandsRDNewQuad")),
                    groningen(), margin, 1);
    mvt_tile_begin(&made->tile, made->arena, 1 << 22);
}

static void begin_layer(struct made *made, str name)
{
    mvt_layer_begin(&made->layer, &made->tile,
                    &(struct mvt_layer_options){ .name = name,
                                                 .frame = &made->frame,
                                                 .row = made->row,
                                                 .keys = keys,
                                                 .key_count = KEYS,
                                                 .id_key = STR("id") });
}

static str end(struct made *made, struct mvt_read_tile *out)
{
    struct error err = { 0 };
    str bytes = { 0 };
    size_t size = mvt_layer_size(&made->layer);
    size_t before = made->tile.bytes.len;
    CHECK(mvt_layer_end(&made->layer, &err));
    CHECK(mvt_tile_end(&made->tile, &bytes, &err));
    CHECK(bytes.len - before == size);
    CHECK(mvt_decode(made->arena, bytes, out, &err));
    CHECK(mvt_check(made->arena, out, TILE_MARGIN, &err));
    if (err.code) fprintf(stderr, "  %s\n", err.message);
    return bytes;
}

static void destroy(struct made *made)
{
    arena_destroy(made->row);
    arena_destroy(made->arena);
}

// The place `x`, `y` units from the tile's corner.
static struct point at(const struct made *made, double x, double y)
{
    const struct tile_frame *frame = &made->frame;
    return (struct point){
        frame->origin.x + (frame->left + x) / frame->scale,
        frame->origin.y - (frame->top + y) / frame->scale,
    };
}

static struct geom shape(struct made *made, enum geom_type type,
                         const double (*units)[2], size_t count)
{
    struct geom_build build;
    struct geom geom = { 0 };
    geom_build_begin(&build, made->arena);
    for (size_t i = 0; i < count; i++) {
        geom_build_add(&build, at(made, units[i][0], units[i][1]));
        if (type == GEOM_POINT || type == GEOM_MULTIPOINT)
            geom_build_run(&build);
    }
    if (type == GEOM_LINE || type == GEOM_POLYGON) geom_build_run(&build);
    if (type == GEOM_POLYGON) geom_build_polygon(&build);
    CHECK(geom_build_end(&build, type, &geom, NULL));
    return geom;
}

static const struct value null_values[KEYS];

static const struct value null_id;

TEST(a_feature_comes_back_with_its_id_values_and_place)
{
    struct made made;
    struct mvt_read_tile tile;
    begin(&made, TILE_MARGIN);
    begin_layer(&made, STR("monumenten"));
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 12.4, 4000.6 } }, 1);
    const struct value values[KEYS] = {
        { VALUE_TEXT, .text = STR("Martinitoren") },
        { VALUE_INT, .integer = 1482 },
        { VALUE_REAL, .real = 96.8 },
    };
    CHECK(mvt_layer_add(&made.layer,
                        (struct value){ VALUE_INT, .integer = 18512 }, &geom,
                        values) == MVT_SHOWN);
    end(&made, &tile);
    const struct mvt_read_layer *layer =
        mvt_find_layer(&tile, STR("monumenten"));
    CHECK(layer && layer->version == 2 && layer->extent == TILE_EXTENT);
    CHECK(layer->feature_count == 1);
    const struct mvt_read_feature *feature = &layer->features[0];
    CHECK(feature->has_id && feature->id == 18512);
    CHECK(feature->shape.type == MVT_POINT);
    CHECK(feature->shape.parts.point_count == 1);
    CHECK(feature->shape.parts.points[0].x == 12);
    CHECK(feature->shape.parts.points[0].y == 4001);
    CHECK_STR(mvt_find_value(layer, feature, keys[0])->text,
              STR("Martinitoren"));
    CHECK(mvt_find_value(layer, feature, keys[1])->type == MVT_UINT);
    CHECK(mvt_find_value(layer, feature, keys[1])->natural == 1482);
    CHECK(mvt_find_value(layer, feature, keys[2])->real == 96.8);
    destroy(&made);
}

TEST(the_bytes_of_a_tile_are_these)
{
    static const unsigned char wanted[] = {
        0x1a, 0x21, 0x78, 0x02, 0x0a, 0x01, 'm',  0x12, 0x0d, 0x08, 0x05, 0x12,
        0x02, 0x00, 0x00, 0x18, 0x01, 0x22, 0x03, 0x09, 0x32, 0x22, 0x1a, 0x04,
        'j',  'a',  'a',  'r',  0x22, 0x02, 0x30, 0x03, 0x28, 0x80, 0x20,
    };
    struct made made;
    struct mvt_read_tile tile;
    begin(&made, 0);
    begin_layer(&made, STR("m"));
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    const struct value values[KEYS] = { [1] = { VALUE_INT, .integer = -2 } };
    mvt_layer_add(&made.layer, (struct value){ VALUE_INT, .integer = 5 }, &geom,
                  values);
    str bytes = end(&made, &tile);
    CHECK_STR(bytes, ((str){ (const char *)wanted, sizeof wanted }));
    destroy(&made);
}

TEST(values_of_every_type_come_back)
{
    static const struct {
        struct value value;
        enum mvt_value_type type;
    } cases[] = {
        { { VALUE_BOOL, .boolean = true }, MVT_BOOL },
        { { VALUE_BOOL, .boolean = false }, MVT_BOOL },
        { { VALUE_INT, .integer = 0 }, MVT_UINT },
        { { VALUE_INT, .integer = INT64_MAX }, MVT_UINT },
        { { VALUE_INT, .integer = -1 }, MVT_SINT },
        { { VALUE_INT, .integer = INT64_MIN }, MVT_SINT },
        { { VALUE_REAL, .real = -0.1 }, MVT_DOUBLE },
        { { VALUE_REAL, .real = 1e300 }, MVT_DOUBLE },
        { { VALUE_TEXT, .text = { "", 0 } }, MVT_STRING },
        { { VALUE_DATE, .text = { "2026-03-18", 10 } }, MVT_STRING },
        { { VALUE_TIME, .text = { "2026-03-18T06:30:00.000Z", 24 } },
          MVT_STRING },
    };
    struct made made;
    struct mvt_read_tile tile;
    size_t count = sizeof cases / sizeof *cases;
    begin(&made, 0);
    begin_layer(&made, STR("m"));
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    for (size_t i = 0; i < count; i++) {
        struct value values[KEYS] = { cases[i].value };
        mvt_layer_add(&made.layer, null_id, &geom, values);
    }
    end(&made, &tile);
    const struct mvt_read_layer *layer = &tile.layers[0];
    CHECK(layer->feature_count == count && layer->value_count == count);
    for (size_t i = 0; i < count; i++) {
        const struct mvt_value *got =
            mvt_find_value(layer, &layer->features[i], keys[0]);
        struct value wanted = cases[i].value;
        CHECK(got->type == cases[i].type);
        CHECK(!layer->features[i].has_id);
        if (got->type == MVT_BOOL) CHECK(got->boolean == wanted.boolean);
        if (got->type == MVT_UINT)
            CHECK(got->natural == (uint64_t)wanted.integer);
        if (got->type == MVT_SINT) CHECK(got->integer == wanted.integer);
        if (got->type == MVT_DOUBLE) CHECK(got->real == wanted.real);
        if (got->type == MVT_STRING) CHECK_STR(got->text, wanted.text);
    }
    destroy(&made);
}

TEST(what_has_no_value_is_absent_and_equal_values_are_there_once)
{
    struct made made;
    struct mvt_read_tile tile;
    begin(&made, 0);
    begin_layer(&made, STR("m"));
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    for (int64_t i = 0; i < 300; i++) {
        const struct value values[KEYS] = {
            [1] = { VALUE_INT, .integer = i % 100 },
            [2] = { VALUE_REAL, .real = i % 2 ? (double)NAN : INFINITY },
        };
        mvt_layer_add(&made.layer, (struct value){ VALUE_INT, .integer = i },
                      &geom, values);
    }
    end(&made, &tile);
    const struct mvt_read_layer *layer = &tile.layers[0];
    CHECK(layer->key_count == 1 && layer->value_count == 100);
    CHECK(layer->feature_count == 300);
    for (size_t i = 0; i < 300; i++) {
        const struct mvt_read_feature *feature = &layer->features[i];
        CHECK(feature->tag_count == 2);
        CHECK(mvt_find_value(layer, feature, keys[1])->natural == i % 100);
        CHECK(!mvt_find_value(layer, feature, keys[0]));
    }
    destroy(&made);
}

TEST(an_id_that_is_no_number_becomes_an_attribute)
{
    struct made made;
    struct mvt_read_tile tile;
    begin(&made, 0);
    begin_layer(&made, STR("m"));
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    mvt_layer_add(&made.layer,
                  (struct value){ VALUE_TEXT, .text = STR("BU00140000") },
                  &geom, null_values);
    mvt_layer_add(&made.layer, (struct value){ VALUE_INT, .integer = -7 },
                  &geom, null_values);
    end(&made, &tile);
    const struct mvt_read_layer *layer = &tile.layers[0];
    CHECK(!layer->features[0].has_id && !layer->features[1].has_id);
    CHECK_STR(mvt_find_value(layer, &layer->features[0], STR("id"))->text,
              STR("BU00140000"));
    CHECK(mvt_find_value(layer, &layer->features[1], STR("id"))->integer == -7);
    destroy(&made);
}

TEST(columns_choose_among_the_values)
{
    struct made made;
    struct mvt_read_tile tile;
    static const size_t columns[] = { 2, 0 };
    begin(&made, 0);
    mvt_layer_begin(&made.layer, &made.tile,
                    &(struct mvt_layer_options){ .name = STR("m"),
                                                 .frame = &made.frame,
                                                 .row = made.row,
                                                 .keys = keys,
                                                 .key_count = 2,
                                                 .columns = columns });
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    const struct value values[] = { { VALUE_INT, .integer = 10 },
                                    { VALUE_INT, .integer = 11 },
                                    { VALUE_INT, .integer = 12 } };
    mvt_layer_add(&made.layer, null_id, &geom, values);
    end(&made, &tile);
    const struct mvt_read_layer *layer = &tile.layers[0];
    const struct mvt_read_feature *feature = &layer->features[0];
    CHECK(mvt_find_value(layer, feature, keys[0])->natural == 12);
    CHECK(mvt_find_value(layer, feature, keys[1])->natural == 10);
    destroy(&made);
}

TEST(a_tile_without_features_is_empty)
{
    struct made made;
    struct mvt_read_tile tile;
    begin(&made, 0);
    begin_layer(&made, STR("m"));
    struct geom far = geom_from_point(made.arena, (struct point){ 0, 300000 });
    CHECK(mvt_layer_add(&made.layer, null_id, &far, null_values) ==
          MVT_OUTSIDE);
    CHECK(mvt_layer_add(&made.layer, null_id, &(struct geom){ 0 },
                        null_values) == MVT_OUTSIDE);
    CHECK(made.layer.counts.outside == 2 && made.layer.counts.shown == 0);
    CHECK(end(&made, &tile).len == 0);
    CHECK(tile.layer_count == 0);
    destroy(&made);
}

TEST(two_layers_are_two_and_may_not_share_a_name)
{
    struct made made;
    struct mvt_read_tile tile;
    struct error err = { 0 };
    begin(&made, 0);
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    begin_layer(&made, STR("a"));
    mvt_layer_add(&made.layer, null_id, &geom, null_values);
    CHECK(mvt_layer_end(&made.layer, NULL));
    begin_layer(&made, STR("a"));
    mvt_layer_add(&made.layer, null_id, &geom, null_values);
    CHECK(!mvt_layer_end(&made.layer, &err) && err.code == ERROR_INVALID);
    begin_layer(&made, STR("b"));
    mvt_layer_add(&made.layer, null_id, &geom, null_values);
    end(&made, &tile);
    CHECK(tile.layer_count == 2);
    CHECK(mvt_find_layer(&tile, STR("a")) && mvt_find_layer(&tile, STR("b")));
    destroy(&made);
}

TEST(a_tile_beyond_its_limit_is_refused_not_cut)
{
    struct made made;
    struct error err = { 0 };
    begin(&made, 0);
    mvt_tile_begin(&made.tile, made.arena, 1000);
    begin_layer(&made, STR("m"));
    struct geom geom =
        shape(&made, GEOM_POINT, (const double[][2]){ { 25, 17 } }, 1);
    for (int64_t i = 0; i < 1000; i++)
        mvt_layer_add(&made.layer, (struct value){ VALUE_INT, .integer = i },
                      &geom, null_values);
    CHECK(!mvt_layer_end(&made.layer, &err) && err.code == ERROR_TOO_LARGE);
    destroy(&made);
}

// Positions on the grid come back as they were: points, lines, polygons.
TEST(what_lies_on_the_grid_comes_back_unchanged)
{
    struct made made;
    struct mvt_read_tile tile;
    static const double ring[][2] = { { 0, 0 },     { 4096, 0 }, { 4096, 4096 },
                                      { 2000, 17 }, { 0, 4096 }, { 0, 0 } };
    begin(&made, TILE_MARGIN);
    begin_layer(&made, STR("m"));
    struct geom points = shape(&made, GEOM_MULTIPOINT, ring, 5);
    struct geom line = shape(&made, GEOM_LINE, ring, 6);
    struct geom area = shape(&made, GEOM_POLYGON, ring, 6);
    struct geom members[] = { points, area };
    struct geom both = { .type = GEOM_COLLECTION,
                         .member_count = 2,
                         .members = members };
    mvt_layer_add(&made.layer, null_id, &points, null_values);
    mvt_layer_add(&made.layer, null_id, &line, null_values);
    mvt_layer_add(&made.layer, null_id, &area, null_values);
    mvt_layer_add(&made.layer, null_id, &both, null_values);
    end(&made, &tile);
    static const enum mvt_type types[] = { MVT_POINT, MVT_LINE, MVT_POLYGON,
                                           MVT_POLYGON };
    static const size_t counts[] = { 5, 6, 5, 5 };
    for (size_t f = 0; f < 4; f++) {
        const struct mvt_shape *got = &tile.layers[0].features[f].shape;
        CHECK(got->type == types[f]);
        CHECK(got->parts.point_count == counts[f]);
        for (size_t i = 0; i < got->parts.point_count; i++)
            CHECK(got->parts.points[i].x == (int)ring[i][0] &&
                  got->parts.points[i].y == (int)ring[i][1]);
    }
    destroy(&made);
}

TEST(a_small_area_is_counted_and_left_to_the_caller)
{
    struct made made;
    struct mvt_read_tile tile;
    static const double speck[][2] = {
        { 9.1, 9.1 }, { 9.3, 9.1 }, { 9.2, 9.3 }, { 9.1, 9.1 }
    };
    static const double square[][2] = {
        { 9, 9 }, { 19, 9 }, { 19, 19 }, { 9, 19 }, { 9, 9 }
    };
    begin(&made, 0);
    begin_layer(&made, STR("m"));
    made.layer.options.area_min = 101;
    struct geom small = shape(&made, GEOM_POLYGON, speck, 4);
    struct geom large = shape(&made, GEOM_POLYGON, square, 5);
    CHECK(mvt_layer_add(&made.layer, null_id, &small, null_values) ==
          MVT_SMALL);
    CHECK(mvt_layer_add(&made.layer, null_id, &large, null_values) ==
          MVT_SMALL);
    made.layer.options.area_min = 100;
    CHECK(mvt_layer_add(&made.layer, null_id, &large, null_values) ==
          MVT_SHOWN);
    CHECK(made.layer.counts.small == 2 && made.layer.counts.shown == 1);
    end(&made, &tile);
    destroy(&made);
}

TEST_MAIN
