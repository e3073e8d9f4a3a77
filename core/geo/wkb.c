#include "geo/wkb.h"

#include <math.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "positions are copied as they lie in memory");
_Static_assert(sizeof(struct point) == 16, "a point is two doubles");

enum {
    EWKB_SRID = 0x20000000,
    EWKB_M = 0x40000000,
    BLOB_START = 0x00,
    BLOB_BOX_END = 0x7C,
    BLOB_MEMBER = 0x69,
    BLOB_END = 0xFE,
    BLOB_CLASS_AT = 39,  // where the class of the geometry stands
    BLOB_LEN_MIN = 44,
    RING_LEN_MIN = 4,    // bytes: an empty ring
    MEMBER_LEN_MIN = 9,  // an empty line
    COMPRESSED = 1000000,
};

static const uint32_t EWKB_Z = 0x80000000;

// Where we are in the bytes. A geometry is walked twice: first to count and
// check, with the arrays of `geom` still NULL, then to fill them.
struct reader {
    struct arena *arena;
    const unsigned char *bytes;
    size_t len, at;
    bool is_blob;
    bool is_big_endian;
    size_t stride;  // bytes of a position: 16, 24 or 32
    struct error *err;
};

static size_t left(const struct reader *r)
{
    return r->len - r->at;
}

static bool ends_early(struct reader *r)
{
    return error_set(r->err, ERROR_CORRUPT,
                     "the geometry ends early, at byte %zu", r->len);
}

static uint32_t uint32_at(const struct reader *r, size_t at)
{
    uint32_t value;
    memcpy(&value, r->bytes + at, sizeof value);
    return r->is_big_endian ? __builtin_bswap32(value) : value;
}

static double double_at(const struct reader *r, size_t at)
{
    uint64_t bits;
    double value;
    memcpy(&bits, r->bytes + at, sizeof bits);
    if (r->is_big_endian) bits = __builtin_bswap64(bits);
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool read_uint32(struct reader *r, uint32_t *out)
{
    if (left(r) < 4) return ends_early(r);
    *out = uint32_at(r, r->at);
    r->at += 4;
    return true;
}

// A number of things that take at least `least` bytes each.
static bool read_count(struct reader *r, size_t least, size_t *out)
{
    uint32_t count;
    if (!read_uint32(r, &count)) return false;
    if (count > left(r) / least)
        return error_set(r->err, ERROR_CORRUPT,
                         "the geometry promises %u parts at byte %zu, more "
                         "than its bytes can hold",
                         count, r->at - 4);
    *out = count;
    return true;
}

// The class in ISO numbering (1001 has Z, 2001 M, 3001 both) or with the flags
// of EWKB.
static bool read_class(struct reader *r, enum geom_type *type)
{
    uint32_t class;
    size_t at = r->at;
    if (!read_uint32(r, &class)) return false;
    size_t more = (class & EWKB_Z) / EWKB_Z + (class & EWKB_M) / EWKB_M;
    if (class & EWKB_SRID) {
        uint32_t srid;
        if (!read_uint32(r, &srid)) return false;
    }
    uint32_t iso = class & ~(EWKB_Z | EWKB_M | EWKB_SRID);
    if (r->is_blob && iso > COMPRESSED && iso < 2 * COMPRESSED)
        return error_set(r->err, ERROR_UNSUPPORTED,
                         "compressed SpatiaLite geometries are not read");
    if (iso >= 1000 && iso < 4000) {
        static const size_t dimensions[] = { 0, 1, 1, 2 };
        more += dimensions[iso / 1000];
        iso %= 1000;
    }
    if (iso < GEOM_POINT || iso > GEOM_COLLECTION || more > 2)
        return error_set(r->err, ERROR_CORRUPT,
                         "unknown class of geometry %u at byte %zu", class, at);
    r->stride = 16 + 8 * more;
    *type = (enum geom_type)iso;
    return true;
}

// In front of a class: the byte order in WKB, a marker inside a blob.
static bool read_start(struct reader *r)
{
    if (left(r) < 1) return ends_early(r);
    unsigned char byte = r->bytes[r->at];
    bool fits = r->is_blob ? byte == BLOB_MEMBER : byte <= 1;
    if (!fits)
        return error_set(r->err, ERROR_CORRUPT,
                         "no geometry begins at byte %zu", r->at);
    if (!r->is_blob) r->is_big_endian = byte == 0;
    r->at++;
    return true;
}

static bool read_header(struct reader *r, enum geom_type *type)
{
    return read_start(r) && read_class(r, type);
}

static bool read_position(struct reader *r, struct point *p)
{
    p->x = double_at(r, r->at);
    p->y = double_at(r, r->at + 8);
    if (!isfinite(p->x) || !isfinite(p->y))
        return error_set(r->err, ERROR_CORRUPT,
                         "the position at byte %zu is not a number", r->at);
    r->at += r->stride;
    return true;
}

// One run of `count` positions; an empty one leaves no trace.
static bool read_run(struct reader *r, struct geom *geom, size_t count)
{
    if (count > left(r) / r->stride) return ends_early(r);
    if (count == 0) return true;
    for (size_t i = 0; i < count; i++) {
        struct point p;
        if (!read_position(r, &p)) return false;
        if (geom->points) geom->points[geom->point_count + i] = p;
    }
    geom->point_count += count;
    if (geom->runs) geom->runs[geom->run_count] = geom->point_count;
    geom->run_count++;
    return true;
}

// Two NaNs are the way to write a point that is empty.
static bool read_point(struct reader *r, struct geom *geom)
{
    if (left(r) < r->stride) return ends_early(r);
    if (isnan(double_at(r, r->at)) && isnan(double_at(r, r->at + 8))) {
        r->at += r->stride;
        return true;
    }
    return read_run(r, geom, 1);
}

static bool read_line(struct reader *r, struct geom *geom)
{
    size_t count;
    return read_count(r, r->stride, &count) && read_run(r, geom, count);
}

static bool read_polygon(struct reader *r, struct geom *geom)
{
    size_t rings;
    size_t run_count = geom->run_count;
    if (!read_count(r, RING_LEN_MIN, &rings)) return false;
    for (size_t i = 0; i < rings; i++)
        if (!read_line(r, geom)) return false;
    if (geom->run_count == run_count) return true;
    if (geom->polygons) geom->polygons[geom->polygon_count] = geom->run_count;
    geom->polygon_count++;
    return true;
}

static bool read_simple(struct reader *r, struct geom *geom,
                        enum geom_type type)
{
    if (type == GEOM_POINT) return read_point(r, geom);
    if (type == GEOM_LINE) return read_line(r, geom);
    return read_polygon(r, geom);
}

static bool is_multi(enum geom_type type)
{
    return type >= GEOM_MULTIPOINT && type <= GEOM_MULTIPOLYGON;
}

static bool read_multi(struct reader *r, struct geom *geom, enum geom_type type)
{
    size_t count;
    enum geom_type wanted = type - GEOM_MULTIPOINT + GEOM_POINT;
    if (!read_count(r, MEMBER_LEN_MIN, &count)) return false;
    for (size_t i = 0; i < count; i++) {
        size_t at = r->at;
        enum geom_type member;
        if (!read_header(r, &member)) return false;
        if (member != wanted)
            return error_set(r->err, ERROR_CORRUPT,
                             "a %s at byte %zu inside a %s",
                             geom_type_name(member), at, geom_type_name(type));
        if (!read_simple(r, geom, member)) return false;
    }
    return true;
}

static bool read_flat_once(struct reader *r, struct geom *geom,
                           enum geom_type type)
{
    return is_multi(type) ? read_multi(r, geom, type)
                          : read_simple(r, geom, type);
}

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for a geometry");
}

// Everything but collections.
static bool read_flat(struct reader *r, enum geom_type type, struct geom *out)
{
    struct reader start = *r;
    struct geom geom = { 0 };
    if (!read_flat_once(r, &geom, type)) return false;
    if (geom.point_count == 0) {
        *out = (struct geom){ 0 };
        return true;
    }
    geom.type = type;
    geom.points = ARENA_ARRAY(r->arena, struct point, geom.point_count);
    geom.runs = ARENA_ARRAY(r->arena, size_t, geom.run_count);
    if (geom.polygon_count)
        geom.polygons = ARENA_ARRAY(r->arena, size_t, geom.polygon_count);
    if (!geom.points || !geom.runs || (geom.polygon_count && !geom.polygons))
        return no_room(r->err);
    geom.point_count = geom.run_count = geom.polygon_count = 0;
    *r = start;
    if (!read_flat_once(r, &geom, type)) return false;
    *out = geom;
    return true;
}

static bool read_any(struct reader *r, enum geom_type type, int depth,
                     struct geom *out);

static bool read_collection(struct reader *r, int depth, struct geom *out)
{
    size_t count;
    if (depth >= WKB_DEPTH_MAX)
        return error_set(r->err, ERROR_CORRUPT,
                         "the geometry nests deeper than %d levels",
                         WKB_DEPTH_MAX);
    if (!read_count(r, MEMBER_LEN_MIN, &count)) return false;
    struct geom geom = { .type = GEOM_COLLECTION };
    geom.members = ARENA_ARRAY(r->arena, struct geom, count);
    if (!geom.members) return no_room(r->err);
    for (size_t i = 0; i < count; i++) {
        enum geom_type member;
        struct geom *slot = &geom.members[geom.member_count];
        if (!read_header(r, &member)) return false;
        if (!read_any(r, member, depth + 1, slot)) return false;
        if (slot->type != GEOM_EMPTY) geom.member_count++;
    }
    *out = geom.member_count ? geom : (struct geom){ 0 };
    return true;
}

static bool read_any(struct reader *r, enum geom_type type, int depth,
                     struct geom *out)
{
    if (type == GEOM_COLLECTION) return read_collection(r, depth, out);
    return read_flat(r, type, out);
}

// The geometry has been read up to r->at, and the bytes must end there.
static bool check_end(struct reader *r)
{
    if (left(r) == 0) return true;
    return error_set(r->err, ERROR_CORRUPT,
                     "%zu bytes too many behind the geometry", left(r));
}

static struct reader reader_for(struct arena *arena, str bytes,
                                struct error *err)
{
    return (struct reader){
        .arena = arena,
        .bytes = (const unsigned char *)bytes.bytes,
        .len = bytes.len,
        .stride = 16,
        .err = err,
    };
}

bool wkb_read(struct arena *arena, str bytes, struct geom *out,
              struct error *err)
{
    struct reader r = reader_for(arena, bytes, err);
    enum geom_type type;
    struct geom geom;
    if (!read_header(&r, &type)) return false;
    if (!read_any(&r, type, 0, &geom) || !check_end(&r)) return false;
    *out = geom;
    return true;
}

static bool is_blob(str bytes)
{
    const unsigned char *b = (const unsigned char *)bytes.bytes;
    return bytes.len >= BLOB_LEN_MIN && b[0] == BLOB_START && b[1] <= 1 &&
           b[BLOB_CLASS_AT - 1] == BLOB_BOX_END && b[bytes.len - 1] == BLOB_END;
}

bool blob_read(struct arena *arena, str bytes, struct geom *out,
               struct error *err)
{
    if (!is_blob(bytes))
        return error_set(err, ERROR_CORRUPT,
                         "the bytes are no SpatiaLite geometry");
    struct reader r = reader_for(arena, bytes, err);
    enum geom_type type;
    struct geom geom;
    r.is_blob = true;
    r.is_big_endian = r.bytes[1] == 0;
    r.len--;
    r.at = BLOB_CLASS_AT;
    if (!read_class(&r, &type)) return false;
    if (!read_any(&r, type, 0, &geom) || !check_end(&r)) return false;
    *out = geom;
    return true;
}

bool blob_box(str bytes, struct box *box)
{
    if (!is_blob(bytes)) return false;
    struct reader r = reader_for(NULL, bytes, NULL);
    r.is_big_endian = r.bytes[1] == 0;
    *box = (struct box){ double_at(&r, 6), double_at(&r, 14), double_at(&r, 22),
                         double_at(&r, 30) };
    return true;
}

// ---- writing

static void write_uint32(struct buf *out, size_t value)
{
    uint32_t four = (uint32_t)value;
    buf_add(out, &four, sizeof four);
}

static void write_positions(struct buf *out, const struct geom *geom,
                            size_t from, size_t to)
{
    buf_add(out, geom->points + from, (to - from) * sizeof(struct point));
}

static size_t start_of(const size_t *ends, size_t i)
{
    return i ? ends[i - 1] : 0;
}

static void write_run(struct buf *out, const struct geom *geom, size_t i)
{
    size_t from = start_of(geom->runs, i);
    write_uint32(out, geom->runs[i] - from);
    write_positions(out, geom, from, geom->runs[i]);
}

static void write_polygon(struct buf *out, const struct geom *geom, size_t i)
{
    size_t from = start_of(geom->polygons, i);
    write_uint32(out, geom->polygons[i] - from);
    for (size_t r = from; r < geom->polygons[i]; r++) write_run(out, geom, r);
}

// The parts a multi-geometry counts: its polygons, or else its runs.
static size_t part_count(const struct geom *geom)
{
    bool is_areal =
        geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON;
    return is_areal ? geom->polygon_count : geom->run_count;
}

static enum geom_type part_type(const struct geom *geom)
{
    return is_multi(geom->type) ? geom->type - GEOM_MULTIPOINT + GEOM_POINT
                                : geom->type;
}

static void write_part(struct buf *out, const struct geom *geom, size_t i)
{
    enum geom_type type = part_type(geom);
    if (type == GEOM_POINT)
        write_positions(out, geom, i, i + 1);
    else if (type == GEOM_LINE)
        write_run(out, geom, i);
    else
        write_polygon(out, geom, i);
}

// All parts, each with its own `marker` and class in front.
static void write_parts(struct buf *out, const struct geom *geom, char marker)
{
    for (size_t i = 0; i < part_count(geom); i++) {
        buf_add_char(out, marker);
        write_uint32(out, part_type(geom));
        write_part(out, geom, i);
    }
}

void wkb_write(struct buf *out, const struct geom *geom)
{
    bool is_empty = geom->type == GEOM_EMPTY;
    buf_add_char(out, 1);
    write_uint32(out, is_empty ? GEOM_COLLECTION : geom->type);
    if (is_empty || geom->type == GEOM_COLLECTION) {
        write_uint32(out, geom->member_count);
        for (size_t i = 0; i < geom->member_count; i++)
            wkb_write(out, &geom->members[i]);
    } else if (is_multi(geom->type)) {
        write_uint32(out, part_count(geom));
        write_parts(out, geom, 1);
    } else {
        write_part(out, geom, 0);
    }
}

// SpatiaLite knows no collection in a collection and no multi-geometry in
// one: the points, lines and polygons stand side by side.
static size_t flat_part_count(const struct geom *geom)
{
    size_t count = part_count(geom);
    for (size_t i = 0; i < geom->member_count; i++)
        count += flat_part_count(&geom->members[i]);
    return count;
}

static void write_flat_parts(struct buf *out, const struct geom *geom)
{
    write_parts(out, geom, BLOB_MEMBER);
    for (size_t i = 0; i < geom->member_count; i++)
        write_flat_parts(out, &geom->members[i]);
}

void blob_write(struct buf *out, const struct geom *geom, int srid)
{
    bool is_empty = geom->type == GEOM_EMPTY;
    bool is_simple = !is_empty && geom->type <= GEOM_POLYGON;
    struct box box = geom_box(geom);
    if (box_is_nothing(box)) box = (struct box){ 0 };
    buf_add_char(out, BLOB_START);
    buf_add_char(out, 1);
    write_uint32(out, (uint32_t)srid);
    buf_add(out, &box, sizeof box);
    buf_add_char(out, BLOB_BOX_END);
    write_uint32(out, is_empty ? GEOM_COLLECTION : geom->type);
    if (is_simple) {
        write_part(out, geom, 0);
    } else {
        write_uint32(out, flat_part_count(geom));
        write_flat_parts(out, geom);
    }
    buf_add_char(out, (char)BLOB_END);
}
