#include "geo/wkb.h"

#include <math.h>
#include <sqlite3.h>

#include <spatialite.h>

#include "unit/test.h"
#include "unit/torture.h"
#include "unit/wkt.h"

static struct arena *arena;

static const char *const shapes[] = {
    "POINT (6.5681965 53.2193806)",
    "LINESTRING (0 0, 1 1, 2 0)",
    "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 8, 8 8, 8 2, 2 2))",
    "MULTIPOINT (1 2, 3 4, 5 6)",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))",
    "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 9 5, 5 5, 9 9), "
    "(8 6, 8 7, 7 6, 8 6)))",
    "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1), "
    "POLYGON ((0 0, 1 0, 1 1, 0 0)))",
};
enum { SHAPE_COUNT = sizeof shapes / sizeof *shapes };

static void begin(void)
{
    arena = arena_create(SIZE_MAX);
}

static void done(void)
{
    arena_destroy(arena);
    geos_end();
}

static str hex_bytes(const char *hex)
{
    size_t len = strlen(hex) / 2;
    char *bytes = arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++) {
        char pair[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
        bytes[i] = (char)strtol(pair, NULL, 16);
    }
    return (str){ bytes, len };
}

TEST(every_type_survives_wkb_of_geos_and_of_ours)
{
    begin();
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        struct geom geom = geom_from_wkt(arena, shapes[i]);
        CHECK_STR(geom_to_wkt(arena, &geom), str_from(shapes[i]));
    }
    done();
}

TEST(big_endian_and_heights_and_measures_read_the_same)
{
    static const struct {
        const char *hex, *wkt;
    } cases[] = {
        // big endian point
        { "00000000013FF00000000000004000000000000000", "POINT (1 2)" },
        // ISO Z, M, ZM
        { "01E9030000000000000000F03F00000000000000400000000000000840",
          "POINT (1 2)" },
        { "01D1070000000000000000F03F00000000000000400000000000000840",
          "POINT (1 2)" },
        { "01B90B0000000000000000F03F000000000000004000000000000008400000000000"
          "001040",
          "POINT (1 2)" },
        // EWKB: Z, M with SRID
        { "0101000080000000000000F03F00000000000000400000000000000840",
          "POINT (1 2)" },
        { "010100006040710000000000000000F03F0000000000000040000000000000084"
          "0",
          "POINT (1 2)" },
        // a multipoint whose members differ in byte order and dimension
        { "010400000002000000"
          "0101000000000000000000F03F0000000000000040"
          "00000003E93FF000000000000040000000000000004008000000000000",
          "MULTIPOINT (1 2, 1 2)" },
    };
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geom geom;
        struct error err = { 0 };
        CHECK(wkb_read(arena, hex_bytes(cases[i].hex), &geom, &err));
        CHECK_STR(geom_to_wkt(arena, &geom), str_from(cases[i].wkt));
    }
    done();
}

TEST(empty_geometries_and_empty_parts_leave_no_trace)
{
    static const struct {
        const char *wkt, *wanted;
    } cases[] = {
        { "POINT EMPTY", "GEOMETRYCOLLECTION EMPTY" },
        { "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY" },
        { "MULTIPOINT EMPTY", "GEOMETRYCOLLECTION EMPTY" },
        { "GEOMETRYCOLLECTION EMPTY", "GEOMETRYCOLLECTION EMPTY" },
        { "GEOMETRYCOLLECTION (GEOMETRYCOLLECTION EMPTY, POINT EMPTY)",
          "GEOMETRYCOLLECTION EMPTY" },
        { "MULTIPOLYGON (EMPTY, ((0 0, 1 0, 1 1, 0 0)))",
          "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))" },
        { "GEOMETRYCOLLECTION (LINESTRING EMPTY, POINT (1 2))",
          "GEOMETRYCOLLECTION (POINT (1 2))" },
    };
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geom geom = geom_from_wkt(arena, cases[i].wkt);
        CHECK_STR(geom_to_wkt(arena, &geom), str_from(cases[i].wanted));
    }
    done();
}

TEST(bytes_that_are_no_wkb_get_a_sentence_with_a_position)
{
    static const struct {
        const char *hex, *part;
    } cases[] = {
        { "", "byte 0" },
        { "01", "byte 1" },
        { "0201000000", "byte 0" },
        { "0101000000000000000000F03F", "ends early" },
        { "0109000000", "class of geometry 9 at byte 1" },
        { "01A10F0000", "class of geometry" },
        { "0102000000FFFFFFFF", "4294967295 parts at byte 5" },
        { "0106000000FFFFFF7F", "parts at byte 5" },
        { "0107000000FFFFFF0F", "parts at byte 5" },
        { "010400000001000000010200000000000000", "LineString at byte 9" },
        { "0101000000000000000000F87F0000000000000040",
          "position at byte 5 is not a number" },
        { "0101000000000000000000F07F0000000000000040", "not a number" },
        { "0101000000000000000000F03F000000000000004000", "1 bytes too many" },
    };
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct geom geom = { .type = GEOM_LINE };
        struct error err = { 0 };
        CHECK(!wkb_read(arena, hex_bytes(cases[i].hex), &geom, &err));
        CHECK(err.code == ERROR_CORRUPT && strstr(err.message, cases[i].part));
        if (!strstr(err.message, cases[i].part))
            fprintf(stderr, "  %s\n", err.message);
        CHECK(geom.type == GEOM_LINE);
    }
    done();
}

static str nested(int depth)
{
    struct buf buf;
    str bytes = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    for (int i = 0; i < depth; i++)
        buf_add(&buf, "\x01\x07\0\0\0\x01\0\0\0", 9);
    buf_add(&buf, "\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21);
    CHECK(buf_finish(&buf, &bytes, NULL));
    return bytes;
}

TEST(nesting_has_a_limit)
{
    struct geom geom;
    struct error err = { 0 };
    begin();
    CHECK(wkb_read(arena, nested(WKB_DEPTH_MAX), &geom, &err));
    CHECK(geom_point_total(&geom) == 1);
    CHECK(!wkb_read(arena, nested(WKB_DEPTH_MAX + 1), &geom, &err));
    CHECK(strstr(err.message, "deeper than 32"));
    CHECK(!wkb_read(arena, nested(100000), &geom, &err));
    done();
}

static str to_blob(const struct geom *geom, int srid)
{
    struct buf buf;
    str bytes = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    blob_write(&buf, geom, srid);
    CHECK(buf_finish(&buf, &bytes, NULL));
    return bytes;
}

TEST(blobs_survive_and_carry_their_box)
{
    begin();
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        struct geom geom = geom_from_wkt(arena, shapes[i]);
        str blob = to_blob(&geom, 4326);
        struct geom back;
        struct box box;
        struct box own = geom_box(&geom);
        CHECK(blob_read(arena, blob, &back, NULL));
        CHECK_STR(geom_to_wkt(arena, &back), str_from(shapes[i]));
        CHECK(blob_box(blob, &box) && !memcmp(&box, &own, sizeof box));
        for (size_t len = 0; len < blob.len; len++) {
            struct error err = { 0 };
            CHECK(!blob_read(arena, str_slice(blob, 0, len), &back, &err));
            CHECK(err.code == ERROR_CORRUPT);
        }
    }
    done();
}

// ---- SpatiaLite as the judge

struct spatialite {
    sqlite3 *db;
    void *cache;
};

static struct spatialite spatialite_open(void)
{
    struct spatialite s = { 0 };
    CHECK(sqlite3_open(":memory:", &s.db) == SQLITE_OK);
    s.cache = spatialite_alloc_connection();
    spatialite_init_ex(s.db, s.cache, 0);
    return s;
}

static void spatialite_close(struct spatialite *s)
{
    sqlite3_close(s->db);
    spatialite_cleanup_ex(s->cache);
    spatialite_shutdown();
}

// The one value of `sql`, whose only parameter is `blob` or, when that is
// empty, `text`.
static str ask(struct spatialite *s, const char *sql, str blob,
               const char *text)
{
    sqlite3_stmt *stmt = NULL;
    str answer = { 0 };
    CHECK(sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) == SQLITE_OK);
    if (blob.len)
        sqlite3_bind_blob(stmt, 1, blob.bytes, (int)blob.len, SQLITE_STATIC);
    else
        sqlite3_bind_text(stmt, 1, text, -1, SQLITE_STATIC);
    if (sqlite3_step(stmt) == SQLITE_ROW &&
        sqlite3_column_type(stmt, 0) != SQLITE_NULL)
        answer =
            arena_copy(arena, (str){ sqlite3_column_blob(stmt, 0),
                                     (size_t)sqlite3_column_bytes(stmt, 0) });
    sqlite3_finalize(stmt);
    return answer;
}

TEST(our_blobs_are_byte_for_byte_those_of_spatialite)
{
    begin();
    struct spatialite s = spatialite_open();
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        struct geom geom = geom_from_wkt(arena, shapes[i]);
        str blob = to_blob(&geom, 28992);
        str theirs =
            ask(&s, "SELECT GeomFromText(?, 28992)", STR(""), shapes[i]);
        CHECK(blob.len == theirs.len &&
              !memcmp(blob.bytes, theirs.bytes, blob.len));
        str wkb = ask(&s, "SELECT ST_AsBinary(?)", blob, NULL);
        struct geom back = { 0 };
        CHECK(wkb_read(arena, wkb, &back, NULL));
        CHECK_STR(geom_to_wkt(arena, &back), str_from(shapes[i]));
        CHECK_STR(ask(&s, "SELECT ST_IsValid(?)", blob, NULL), STR("1"));
        CHECK_STR(ask(&s, "SELECT ST_SRID(?)", blob, NULL), STR("28992"));
    }
    spatialite_close(&s);
    done();
}

TEST(nested_collections_are_flat_in_a_blob_of_spatialite)
{
    begin();
    struct spatialite s = spatialite_open();
    struct geom geom = geom_from_wkt(
        arena, "GEOMETRYCOLLECTION(MULTIPOINT(1 2,3 4),"
               "GEOMETRYCOLLECTION(POINT(5 6),MULTILINESTRING((0 0,1 1))))");
    str blob = to_blob(&geom, 4326);
    CHECK_STR(ask(&s, "SELECT ST_AsText(?)", blob, NULL),
              STR("GEOMETRYCOLLECTION(POINT(1 2), POINT(3 4), POINT(5 6), "
                  "LINESTRING(0 0, 1 1))"));
    struct geom empty = { 0 };
    blob = to_blob(&empty, 4326);
    struct geom back = { .type = GEOM_LINE };
    CHECK(blob_read(arena, blob, &back, NULL) && back.type == GEOM_EMPTY);
    spatialite_close(&s);
    done();
}

TEST(blobs_of_spatialite_read_whatever_their_dimensions)
{
    begin();
    struct spatialite s = spatialite_open();
    static const char *const texts[][2] = {
        { "POINTZ(1 2 3)", "POINT (1 2)" },
        { "POINTZM(1 2 3 4)", "POINT (1 2)" },
        { "LINESTRINGM(0 0 5, 1 1 6)", "LINESTRING (0 0, 1 1)" },
        { "MULTIPOLYGONZ(((0 0 1, 1 0 1, 1 1 1, 0 0 1)))",
          "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))" },
        { "GEOMETRYCOLLECTIONZ(POINTZ(1 2 3), LINESTRINGZ(0 0 1, 1 1 1))",
          "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        str blob = ask(&s, "SELECT GeomFromText(?)", STR(""), texts[i][0]);
        struct geom geom = { 0 };
        struct error err = { 0 };
        CHECK(blob_read(arena, blob, &geom, &err));
        CHECK_STR(geom_to_wkt(arena, &geom), str_from(texts[i][1]));
    }
    str packed = ask(&s, "SELECT CompressGeometry(GeomFromText(?))", STR(""),
                     "LINESTRING(0 0, 1 1, 2 2, 3 3)");
    struct geom geom;
    struct error err = { 0 };
    CHECK(!blob_read(arena, packed, &geom, &err));
    CHECK(err.code == ERROR_UNSUPPORTED && strstr(err.message, "compressed"));
    spatialite_close(&s);
    done();
}

static bool read_and_write(void *context)
{
    struct arena *own = arena_create(SIZE_MAX);
    struct geom geom;
    struct buf buf;
    str bytes;
    struct error err = { 0 };
    if (!own) return false;
    buf_init(&buf, own, SIZE_MAX);
    bool is_done = wkb_read(own, *(str *)context, &geom, &err);
    if (is_done) blob_write(&buf, &geom, 28992);
    is_done = is_done && buf_finish(&buf, &bytes, &err) &&
              blob_read(own, bytes, &geom, &err);
    if (!is_done) CHECK(err.code == ERROR_NO_MEMORY);
    arena_destroy(own);
    return is_done;
}

TEST(failed_allocations_fail_the_reading_and_nothing_else)
{
    begin();
    // Large enough that the arena needs many blocks.
    struct buf buf;
    str bytes = { 0 };
    uint32_t count = 2000;
    buf_init(&buf, arena, SIZE_MAX);
    buf_add(&buf, "\x01\x07\0\0\0", 5);
    buf_add(&buf, &count, sizeof count);
    for (uint32_t i = 0; i < count; i++)
        buf_add(&buf, "\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21);
    CHECK(buf_finish(&buf, &bytes, NULL));
    CHECK(torture(read_and_write, &bytes));
    done();
}

TEST_MAIN
