#include "geo/wkt.h"

#include "base/ascii.h"
#include "geo/geom_build.h"

struct reader {
    struct arena *arena;
    str text;
    size_t at;
    size_t depth;
    struct error *err;
};

static const char *const keywords[] = {
    [GEOM_EMPTY] = "GEOMETRYCOLLECTION EMPTY",
    [GEOM_POINT] = "POINT",
    [GEOM_LINE] = "LINESTRING",
    [GEOM_POLYGON] = "POLYGON",
    [GEOM_MULTIPOINT] = "MULTIPOINT",
    [GEOM_MULTILINE] = "MULTILINESTRING",
    [GEOM_MULTIPOLYGON] = "MULTIPOLYGON",
    [GEOM_COLLECTION] = "GEOMETRYCOLLECTION",
};

// ---- words and numbers

static char peek(struct reader *r)
{
    while (r->at < r->text.len &&
           (r->text.bytes[r->at] == ' ' ||
            (r->text.bytes[r->at] >= '\t' && r->text.bytes[r->at] <= '\r')))
        r->at++;
    return r->at < r->text.len ? r->text.bytes[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c) return false;
    r->at++;
    return true;
}

static bool expect(struct reader *r, char c)
{
    if (take(r, c)) return true;
    if (r->at >= r->text.len)
        return error_set(r->err, ERROR_INVALID,
                         "the geometry ends where \"%c\" is expected", c);
    return error_set(r->err, ERROR_INVALID, "\"%c\" is expected", c);
}

static str take_word(struct reader *r)
{
    (void)peek(r);
    size_t from = r->at;
    while (r->at < r->text.len && ascii_is_letter(r->text.bytes[r->at]))
        r->at++;
    return str_slice(r->text, from, r->at);
}

static bool is_in_number(char c)
{
    return ascii_is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' ||
           c == 'E';
}

static bool take_number(struct reader *r, double *out)
{
    (void)peek(r);
    size_t from = r->at;
    while (r->at < r->text.len && is_in_number(r->text.bytes[r->at])) r->at++;
    str digits = str_slice(r->text, from, r->at);
    if (str_to_real(digits, out)) return true;
    r->at = from;
    return error_set(r->err, ERROR_INVALID, "a coordinate is expected");
}

// ---- positions and what they form

// x y, with up to two numbers more, which are dropped.
static bool read_position(struct reader *r, struct geom_build *build)
{
    struct point p;
    double dropped;
    if (!take_number(r, &p.x) || !take_number(r, &p.y)) return false;
    for (int i = 0; i < 2 && is_in_number(peek(r)); i++)
        if (!take_number(r, &dropped)) return false;
    geom_build_add(build, p);
    return true;
}

static bool read_positions(struct reader *r, struct geom_build *build)
{
    if (!expect(r, '(')) return false;
    do {
        if (!read_position(r, build)) return false;
    } while (take(r, ','));
    if (!expect(r, ')')) return false;
    geom_build_run(build);
    return true;
}

static bool fault(struct reader *r, size_t at, const char *what)
{
    if (!what) return true;
    r->at = at;
    return error_set(r->err, ERROR_INVALID, "%s", what);
}

static bool read_line(struct reader *r, struct geom_build *build)
{
    (void)peek(r);
    size_t at = r->at;
    return read_positions(r, build) &&
           fault(r, at, geom_build_line_fault(build));
}

static bool read_ring(struct reader *r, struct geom_build *build)
{
    (void)peek(r);
    size_t at = r->at;
    return read_positions(r, build) &&
           fault(r, at, geom_build_ring_fault(build));
}

static bool read_polygon(struct reader *r, struct geom_build *build)
{
    if (!expect(r, '(')) return false;
    do {
        if (!read_ring(r, build)) return false;
    } while (take(r, ','));
    geom_build_polygon(build);
    return expect(r, ')');
}

static bool read_point(struct reader *r, struct geom_build *build)
{
    if (!expect(r, '(') || !read_position(r, build)) return false;
    geom_build_run(build);
    return expect(r, ')');
}

static bool read_multipoint_part(struct reader *r, struct geom_build *build)
{
    if (peek(r) == '(') return read_point(r, build);
    if (!read_position(r, build)) return false;
    geom_build_run(build);
    return true;
}

static bool read_geometry(struct reader *r, struct geom *out);

static bool read_member(struct reader *r, struct geom_build *build)
{
    struct geom member;
    if (!read_geometry(r, &member)) return false;
    if (member.type != GEOM_EMPTY) geom_build_member(build, &member);
    return true;
}

static bool read_parts(struct reader *r, struct geom_build *build,
                       bool (*part)(struct reader *, struct geom_build *))
{
    if (!expect(r, '(')) return false;
    do {
        if (!part(r, build)) return false;
    } while (take(r, ','));
    return expect(r, ')');
}

static bool read_body(struct reader *r, enum geom_type type,
                      struct geom_build *build)
{
    switch (type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT: return read_point(r, build);
    case GEOM_LINE: return read_line(r, build);
    case GEOM_POLYGON: return read_polygon(r, build);
    case GEOM_MULTIPOINT: return read_parts(r, build, read_multipoint_part);
    case GEOM_MULTILINE: return read_parts(r, build, read_line);
    case GEOM_MULTIPOLYGON: return read_parts(r, build, read_polygon);
    case GEOM_COLLECTION: return read_parts(r, build, read_member);
    }
    return error_set(r->err, ERROR_INVALID,
                     "POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, "
                     "MULTIPOLYGON or GEOMETRYCOLLECTION is expected");
}

static bool is_dimension(str word)
{
    return str_equal_nocase(word, STR("Z")) ||
           str_equal_nocase(word, STR("M")) ||
           str_equal_nocase(word, STR("ZM"));
}

static bool read_geometry(struct reader *r, struct geom *out)
{
    struct geom_build build;
    geom_build_begin(&build, r->arena);
    if (r->depth >= WKT_DEPTH_MAX)
        return error_set(r->err, ERROR_INVALID,
                         "collections nested deeper than %d", WKT_DEPTH_MAX);
    r->depth++;
    str word = take_word(r);
    enum geom_type type = wkt_type(word);
    if (type == GEOM_EMPTY) r->at -= word.len;
    size_t behind = r->at;
    word = type == GEOM_EMPTY ? STR("") : take_word(r);
    if (is_dimension(word)) {
        behind = r->at;
        word = take_word(r);
    }
    bool is_empty = str_equal_nocase(word, STR("EMPTY"));
    if (!is_empty) r->at = behind;
    bool done = (is_empty || read_body(r, type, &build)) &&
                geom_build_end(&build, type, out, r->err);
    r->depth--;
    return done;
}

enum geom_type wkt_type(str word)
{
    for (int i = GEOM_POINT; i <= GEOM_COLLECTION; i++)
        if (str_equal_nocase(word, str_from(keywords[i])))
            return (enum geom_type)i;
    return GEOM_EMPTY;
}

bool wkt_parse_at(struct arena *arena, str text, size_t *at, struct geom *out,
                  struct error *err)
{
    struct reader r = { .arena = arena, .text = text, .at = *at, .err = err };
    bool done = read_geometry(&r, out);
    *at = r.at;
    return done;
}

static size_t character_at(str text, size_t at)
{
    size_t count = 1;
    for (size_t i = 0; i < at && i < text.len; i++)
        if (((unsigned char)text.bytes[i] & 0xC0) != 0x80) count++;
    return count;
}

bool wkt_parse(struct arena *arena, str text, struct geom *out,
               struct error *err)
{
    size_t at = 0;
    bool done = wkt_parse_at(arena, text, &at, out, err);
    if (done) {
        struct reader r = { .text = text, .at = at };
        (void)peek(&r);
        at = r.at;
        if (at == text.len) return true;
        error_set(err, ERROR_INVALID, "something follows the geometry");
    }
    return error_context(err, "at character %zu", character_at(text, at));
}

// ---- printing

static void print_positions(struct buf *out, const struct geom *geom,
                            size_t run)
{
    size_t start = run ? geom->runs[run - 1] : 0;
    buf_add_char(out, '(');
    for (size_t i = start; i < geom->runs[run]; i++) {
        if (i > start) buf_add_char(out, ',');
        buf_add_real(out, geom->points[i].x);
        buf_add_char(out, ' ');
        buf_add_real(out, geom->points[i].y);
    }
    buf_add_char(out, ')');
}

static void print_runs(struct buf *out, const struct geom *geom, size_t from,
                       size_t to)
{
    buf_add_char(out, '(');
    for (size_t i = from; i < to; i++) {
        if (i > from) buf_add_char(out, ',');
        print_positions(out, geom, i);
    }
    buf_add_char(out, ')');
}

static void print_polygon(struct buf *out, const struct geom *geom, size_t i)
{
    print_runs(out, geom, i ? geom->polygons[i - 1] : 0, geom->polygons[i]);
}

static void print_polygons(struct buf *out, const struct geom *geom)
{
    buf_add_char(out, '(');
    for (size_t i = 0; i < geom->polygon_count; i++) {
        if (i) buf_add_char(out, ',');
        print_polygon(out, geom, i);
    }
    buf_add_char(out, ')');
}

static void print_members(struct buf *out, const struct geom *geom)
{
    buf_add_char(out, '(');
    for (size_t i = 0; i < geom->member_count; i++) {
        if (i) buf_add_char(out, ',');
        wkt_print(out, &geom->members[i]);
    }
    buf_add_char(out, ')');
}

void wkt_print(struct buf *out, const struct geom *geom)
{
    buf_add_str(out, str_from(keywords[geom->type]));
    switch (geom->type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT:
    case GEOM_LINE: print_positions(out, geom, 0); break;
    case GEOM_POLYGON: print_polygon(out, geom, 0); break;
    case GEOM_MULTIPOINT:
    case GEOM_MULTILINE: print_runs(out, geom, 0, geom->run_count); break;
    case GEOM_MULTIPOLYGON: print_polygons(out, geom); break;
    case GEOM_COLLECTION: print_members(out, geom); break;
    }
}
