// FlatGeobuf, read back byte by byte as its schema says.

#include "unit/test.h"

#include <stdlib.h>

#include "server/flatbuffer.h"
#include "server/flatgeobuf.h"
#include "server/flatgeobuf_index.h"

static struct arena *arena;
static struct buf out;

static void begin(void)
{
    arena = arena_create(64 << 20);
    buf_init(&out, arena, 64 << 20);
}

static uint64_t number(size_t at, size_t size)
{
    uint64_t value = 0;
    CHECK(at + size <= out.len);
    if (at + size <= out.len) memcpy(&value, out.bytes + at, size);
    return value;
}

static double real(size_t at)
{
    double value;
    uint64_t bits = number(at, 8);
    memcpy(&value, &bits, sizeof value);
    return value;
}

// Where field `i` of the table at `table` stands; 0: it is left out.
static size_t field(size_t table, size_t i)
{
    size_t vtable = table - number(table, 4);
    if (4 + 2 * i >= number(vtable, 2)) return 0;
    size_t offset = number(vtable + 4 + 2 * i, 2);
    return offset ? table + offset : 0;
}

static size_t target(size_t at)
{
    return at + number(at, 4);
}

static size_t root(size_t start)
{
    return target(start + 4);
}

static const struct column items[] = {
    { .name = { "id", 2 }, .type = VALUE_INT, .is_id = true, .source = -1 },
    { .name = { "naam", 4 }, .type = VALUE_TEXT, .source = 0 },
    { .name = { "hoog", 4 }, .type = VALUE_REAL, .source = 1 },
    { .name = { "open", 4 }, .type = VALUE_BOOL, .source = 2 },
    { .name = { "dag", 3 }, .type = VALUE_DATE, .source = 3 },
};
static const struct columns columns = { items, 5 };

static const struct value values[] = {
    { .type = VALUE_TEXT, .text = { "Martini", 7 } },
    { .type = VALUE_REAL, .real = 96.8 },
    { .type = VALUE_BOOL, .boolean = true },
    { .type = VALUE_NULL },
};

TEST(a_point_has_its_place_and_its_values)
{
    begin();
    struct feature feature = { .id = { .type = VALUE_INT, .integer = 7 },
                               .geom = geom_from_point(
                                   arena, (struct point){ 6.5, 53.2 }),
                               .values = values };
    flatgeobuf_write_feature(&out, &columns, &feature);
    CHECK(number(0, 4) == out.len - 4);
    CHECK(out.len % 8 == 0);
    size_t table = root(0);
    size_t geometry = target(field(table, 0));
    size_t xy = target(field(geometry, 1));
    CHECK(number(field(geometry, 6), 1) == GEOM_POINT);
    CHECK(!field(geometry, 0) && !field(geometry, 7));
    CHECK(number(xy, 4) == 2);
    CHECK((xy + 4) % 8 == 0);
    CHECK(real(xy + 4) == 6.5 && real(xy + 12) == 53.2);
    size_t at = target(field(table, 1));
    CHECK(number(at, 4) == 10 + 13 + 10 + 3);
    at += 4;
    CHECK(number(at, 2) == 0 && number(at + 2, 8) == 7);
    CHECK(number(at + 10, 2) == 1 && number(at + 12, 4) == 7);
    CHECK(!memcmp(out.bytes + at + 16, "Martini", 7));
    CHECK(number(at + 23, 2) == 2 && real(at + 25) == 96.8);
    CHECK(number(at + 33, 2) == 3 && number(at + 35, 1) == 1);
    arena_destroy(arena);
}

TEST(a_feature_without_place_or_values_is_an_empty_table)
{
    begin();
    static const struct columns none = { items, 0 };
    flatgeobuf_write_feature(&out, &none, &(struct feature){ 0 });
    CHECK(!field(root(0), 0) && !field(root(0), 1));
    CHECK(number(0, 4) == out.len - 4);
    arena_destroy(arena);
}

static struct point points[] = { { 0, 0 },  { 9, 0 },  { 9, 9 },  { 0, 0 },
                                 { 1, 1 },  { 2, 1 },  { 2, 2 },  { 1, 1 },
                                 { 20, 0 }, { 29, 0 }, { 29, 9 }, { 20, 0 } };
static size_t runs[] = { 4, 8, 12 };
static size_t polygons[] = { 2, 3 };

static size_t written_geometry(struct geom geom)
{
    static const struct columns none = { items, 0 };
    flatgeobuf_write_feature(&out, &none, &(struct feature){ .geom = geom });
    return target(field(root(0), 0));
}

TEST(a_polygon_says_where_its_rings_end)
{
    begin();
    size_t geometry = written_geometry((struct geom){ .type = GEOM_POLYGON,
                                                      .point_count = 8,
                                                      .run_count = 2,
                                                      .polygon_count = 1,
                                                      .points = points,
                                                      .runs = runs,
                                                      .polygons = polygons });
    size_t ends = target(field(geometry, 0));
    CHECK(number(ends, 4) == 2);
    CHECK(number(ends + 4, 4) == 4 && number(ends + 8, 4) == 8);
    CHECK(number(target(field(geometry, 1)), 4) == 16);
    arena_destroy(arena);
}

TEST(the_polygons_of_a_multipolygon_are_parts)
{
    begin();
    size_t geometry = written_geometry((struct geom){ .type = GEOM_MULTIPOLYGON,
                                                      .point_count = 12,
                                                      .run_count = 3,
                                                      .polygon_count = 2,
                                                      .points = points,
                                                      .runs = runs,
                                                      .polygons = polygons });
    CHECK(number(field(geometry, 6), 1) == GEOM_MULTIPOLYGON);
    size_t parts = target(field(geometry, 7));
    CHECK(number(parts, 4) == 2);
    size_t first = target(parts + 4), second = target(parts + 8);
    CHECK(number(target(field(first, 0)), 4) == 2);
    CHECK(!field(second, 0));
    size_t xy = target(field(second, 1));
    CHECK(number(xy, 4) == 8 && real(xy + 4) == 20);
    arena_destroy(arena);
}

TEST(the_members_of_a_collection_have_their_own_types)
{
    begin();
    struct geom members[] = { geom_from_point(arena, (struct point){ 1, 2 }),
                              { 0 },
                              { .type = GEOM_MULTILINE,
                                .point_count = 8,
                                .run_count = 2,
                                .points = points,
                                .runs = runs } };
    size_t geometry = written_geometry((struct geom){
        .type = GEOM_COLLECTION, .member_count = 3, .members = members });
    size_t parts = target(field(geometry, 7));
    CHECK(number(parts, 4) == 2);
    CHECK(number(field(target(parts + 4), 6), 1) == GEOM_POINT);
    CHECK(number(field(target(parts + 8), 6), 1) == GEOM_MULTILINE);
    arena_destroy(arena);
}

TEST(a_header_says_what_the_file_holds)
{
    begin();
    flatgeobuf_write_header(
        &out, &(struct flatgeobuf_header){ .name = STR("torens"),
                                           .title = STR("Torens"),
                                           .columns = &columns,
                                           .geom_type = GEOM_POINT,
                                           .srid = 28992,
                                           .feature_count = 123,
                                           .has_index = true,
                                           .envelope = { 1, 2, 3, 4 } });
    CHECK(!memcmp(out.bytes, "fgb\3fgb\1", 8));
    CHECK(number(8, 4) == out.len - 12);
    size_t table = root(8);
    CHECK(!memcmp(out.bytes + target(field(table, 0)) + 4, "torens", 7));
    CHECK(real(target(field(table, 1)) + 4 + 24) == 4);
    CHECK(number(field(table, 2), 1) == GEOM_POINT);
    CHECK(number(field(table, 8), 8) == 123);
    CHECK(number(field(table, 9), 2) == FLATGEOBUF_NODE_ITEMS);
    CHECK(number(field(target(field(table, 10)), 1), 4) == 28992);
    CHECK(!field(table, 12));
    size_t list = target(field(table, 7));
    CHECK(number(list, 4) == 5);
    size_t last = target(list + 4 + 4 * 4);
    CHECK(!memcmp(out.bytes + target(field(last, 0)) + 4, "dag", 4));
    CHECK(number(field(last, 1), 1) == 13);
    CHECK(number(field(target(list + 4), 9), 1) == 1);
    arena_destroy(arena);
}

TEST(mixed_types_and_no_extent_are_left_out_of_a_header)
{
    begin();
    flatgeobuf_write_header(
        &out, &(struct flatgeobuf_header){ .columns = &columns,
                                           .geom_type = GEOM_COLLECTION,
                                           .envelope = box_nothing() });
    CHECK(!field(root(8), 1));
    CHECK(number(field(root(8), 2), 1) == 0);
    CHECK(number(field(root(8), 9), 2) == 0);
    arena_destroy(arena);
}

TEST(bytes_beyond_a_limit_are_no_crash)
{
    begin();
    struct feature feature = { .id = { .type = VALUE_INT, .integer = 7 },
                               .geom = geom_from_point(
                                   arena, (struct point){ 6.5, 53.2 }),
                               .values = values };
    for (size_t limit = 0; limit < 200; limit++) {
        struct buf small;
        buf_init(&small, arena, limit);
        flatgeobuf_write_feature(&small, &columns, &feature);
        CHECK(small.len <= limit);
    }
    arena_destroy(arena);
}

static struct box box_at(size_t i)
{
    double x = (double)(i * 7919 % 1000), y = (double)(i * 104729 % 1000);
    return (struct box){ x, y, x + 1, y + 2 };
}

static struct flatgeobuf_index *make_index(size_t count)
{
    struct flatgeobuf_index *index = flatgeobuf_index_create();
    for (size_t i = 0; i < count; i++)
        CHECK(flatgeobuf_index_add(index, box_at(i), i * 100));
    CHECK(flatgeobuf_index_finish(index));
    return index;
}

static struct box node_box(size_t node)
{
    size_t at = node * FLATGEOBUF_NODE_BYTES;
    return (struct box){ real(at), real(at + 8), real(at + 16), real(at + 24) };
}

// Follows the tree as a reader does: from the root down, levels side by side.
static size_t search(size_t count, struct box box)
{
    size_t found = 0, ends[20], level = 0, nodes = 0;
    for (size_t n = count;; level++) {
        if (level) n = (n + 15) / 16;
        ends[level] = n;
        nodes += n;
        if (level && n == 1) break;
    }
    size_t *queue = malloc(sizeof *queue * (nodes + 1)), first = 0, last = 1;
    queue[0] = 0;
    while (first < last) {
        size_t node = queue[first++];
        if (!box_intersects(node_box(node), box)) continue;
        size_t value = number(node * FLATGEOBUF_NODE_BYTES + 32, 8);
        if (node >= nodes - count) {
            CHECK(value == (node - (nodes - count)) * 100);
            found++;
            continue;
        }
        // The children stand in one level: up to sixteen, or its end.
        size_t end = nodes, l = 0;
        while (value < end - ends[l]) end -= ends[l++];
        for (size_t i = 0; i < 16 && value + i < end; i++)
            queue[last++] = value + i;
    }
    free(queue);
    return found;
}

TEST(an_index_finds_what_a_scan_finds)
{
    static const size_t counts[] = { 1, 2, 15, 16, 17, 256, 257, 4096, 10001 };
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        begin();
        struct flatgeobuf_index *index = make_index(counts[c]);
        while (flatgeobuf_index_write(index, &out, out.len + 1000)) {
        }
        CHECK(out.len == flatgeobuf_index_size(index));
        flatgeobuf_index_destroy(index);
        for (size_t q = 0; q < 20; q++) {
            size_t wanted = 0;
            struct box box = box_grow(box_at(q * 31), (double)(q * q));
            for (size_t i = 0; i < counts[c]; i++)
                wanted += box_intersects(box_at(i), box);
            CHECK(search(counts[c], box) == wanted);
        }
        arena_destroy(arena);
    }
}

TEST(a_feature_without_a_place_is_in_no_box)
{
    begin();
    struct flatgeobuf_index *index = flatgeobuf_index_create();
    CHECK(flatgeobuf_index_add(index, box_nothing(), 0));
    CHECK(flatgeobuf_index_add(index, box_at(1), 100));
    CHECK(flatgeobuf_index_finish(index));
    CHECK(!flatgeobuf_index_write(index, &out, 1 << 20));
    CHECK(box_contains(node_box(0), box_at(1)));
    CHECK(search(2, (struct box){ -1e9, -1e9, 1e9, 1e9 }) == 1);
    flatgeobuf_index_destroy(index);
    arena_destroy(arena);
}

TEST_MAIN
