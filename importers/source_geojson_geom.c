#include "importers/source_geojson_geom.h"

#include "importers/source_json.h"

enum { COLLECTION_DEPTH_MAX = 16 };

struct builder {
    struct geom *geom;
    struct geojson_repairs *repairs;
    struct error *err;
    size_t short_ring;  // the positions of one that was dropped
};

static bool read_number(str value, double *out, struct error *err)
{
    bool is_number = json_text_kind(value) == JSON_TEXT_NUMBER;
    if (is_number && str_to_real(value, out)) return true;
    str shown = str_slice(value, 0, 40);
    return error_set(err, ERROR_SOURCE,
                     is_number ? "the coordinate %.*s is too large a number"
                               : "the coordinate %.*s is not a number",
                     STR_ARG(shown));
}

// An empty position is none: *count is 0.
static bool read_position(str value, struct point *out, size_t *count,
                          struct error *err)
{
    str rest = value, number;
    double numbers[2] = { 0, 0 };
    *count = 0;
    if (json_text_kind(value) != JSON_TEXT_ARRAY)
        return error_set(err, ERROR_SOURCE,
                         "a position is not a list of numbers");
    while (json_text_element(&rest, &number)) {
        double ignored;
        double *to = *count < 2 ? &numbers[*count] : &ignored;
        if (!read_number(number, to, err)) return false;
        ++*count;
    }
    if (*count == 1)
        return error_set(err, ERROR_SOURCE,
                         "a position has one number, and needs two");
    *out = (struct point){ numbers[0], numbers[1] };
    return true;
}

static void end_run(struct geom *geom)
{
    geom->runs[geom->run_count++] = geom->point_count;
}

static size_t run_start(const struct geom *geom)
{
    return geom->run_count ? geom->runs[geom->run_count - 1] : 0;
}

static bool read_point(struct builder *b, str value)
{
    struct point p;
    size_t count;
    if (!read_position(value, &p, &count, b->err)) return false;
    if (!count) return true;
    b->repairs->extra_ordinates += count > 3;
    b->geom->points[b->geom->point_count++] = p;
    return true;
}

static bool read_one_point(struct builder *b, str value)
{
    size_t before = b->geom->point_count;
    if (!read_point(b, value)) return false;
    if (b->geom->point_count > before) end_run(b->geom);
    return true;
}

static bool read_points(struct builder *b, str value)
{
    str rest = value, position;
    if (json_text_kind(value) != JSON_TEXT_ARRAY)
        return error_set(b->err, ERROR_SOURCE,
                         "a line is not a list of positions");
    while (json_text_element(&rest, &position))
        if (!read_point(b, position)) return false;
    return true;
}

static bool read_line(struct builder *b, str value)
{
    size_t from = run_start(b->geom);
    if (!read_points(b, value)) return false;
    size_t count = b->geom->point_count - from;
    if (count == 1)
        return error_set(b->err, ERROR_SOURCE,
                         "a line has one position, and needs two");
    if (count) end_run(b->geom);
    return true;
}

static bool is_same(struct point a, struct point b)
{
    return !(a.x < b.x || a.x > b.x || a.y < b.y || a.y > b.y);
}

static bool read_ring(struct builder *b, str value)
{
    struct geom *geom = b->geom;
    size_t from = run_start(geom);
    if (!read_points(b, value)) return false;
    size_t count = geom->point_count - from;
    if (!count) return true;
    if (!is_same(geom->points[from], geom->points[geom->point_count - 1])) {
        geom->points[geom->point_count++] = geom->points[from];
        b->repairs->closed_rings += ++count >= 4;
    }
    if (count < 4 && !b->repairs->keeps_short_rings) {
        b->short_ring = count;
        b->repairs->dropped_rings++;
        geom->point_count = from;
        return true;
    }
    end_run(geom);
    return true;
}

static bool read_each(struct builder *b, str value,
                      bool (*read)(struct builder *, str))
{
    str rest = value, part;
    if (json_text_kind(value) != JSON_TEXT_ARRAY)
        return error_set(b->err, ERROR_SOURCE, "coordinates are not a list");
    while (json_text_element(&rest, &part))
        if (!read(b, part)) return false;
    return true;
}

// A polygon whose shell was dropped has nothing left to cut holes in.
static bool read_polygon(struct builder *b, str value)
{
    struct geom *geom = b->geom;
    str rest = value, ring;
    size_t before = geom->run_count;
    if (json_text_kind(value) != JSON_TEXT_ARRAY)
        return error_set(b->err, ERROR_SOURCE, "a polygon is not a list");
    while (json_text_element(&rest, &ring)) {
        if (!read_ring(b, ring)) return false;
        if (geom->run_count == before) return true;
    }
    if (geom->run_count > before)
        geom->polygons[geom->polygon_count++] = geom->run_count;
    return true;
}

static bool read_lines(struct builder *b, str value)
{
    return read_each(b, value, read_line);
}

static bool read_multipoint(struct builder *b, str value)
{
    return read_each(b, value, read_one_point);
}

static bool read_multipolygon(struct builder *b, str value)
{
    return read_each(b, value, read_polygon);
}

struct kind {
    const char *name;  // in quotes, as in the text
    enum geom_type type;
    bool (*read)(struct builder *, str);
};

static const struct kind kinds[] = {
    { "\"Point\"", GEOM_POINT, read_one_point },
    { "\"LineString\"", GEOM_LINE, read_line },
    { "\"Polygon\"", GEOM_POLYGON, read_polygon },
    { "\"MultiPoint\"", GEOM_MULTIPOINT, read_multipoint },
    { "\"MultiLineString\"", GEOM_MULTILINE, read_lines },
    { "\"MultiPolygon\"", GEOM_MULTIPOLYGON, read_multipolygon },
    { "\"GeometryCollection\"", GEOM_COLLECTION, NULL },
};

static const struct kind *find_kind(str name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_equal(name, str_from(kinds[i].name))) return &kinds[i];
    return NULL;
}

// Every position, ring and polygon opens a bracket, and so do the lists around
// them: enough room for the position that closes a ring.
static bool make_room(struct arena *arena, str coordinates, struct geom *geom,
                      struct error *err)
{
    size_t brackets = 1;
    for (size_t i = 0; i < coordinates.len; i++)
        brackets += coordinates.bytes[i] == '[';
    geom->points = ARENA_ARRAY(arena, struct point, brackets);
    geom->runs = ARENA_ARRAY(arena, size_t, brackets);
    geom->polygons =
        geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON
            ? ARENA_ARRAY(arena, size_t, brackets)
            : NULL;
    bool has_polygons = geom->polygons || (geom->type != GEOM_POLYGON &&
                                           geom->type != GEOM_MULTIPOLYGON);
    return (geom->points && geom->runs && has_polygons) ||
           error_set(err, ERROR_NO_MEMORY, "the geometry is too large");
}

static bool read_simple(struct arena *arena, const struct kind *kind,
                        str coordinates, struct builder *b)
{
    b->geom->type = kind->type;
    if (!coordinates.bytes || json_text_kind(coordinates) == JSON_TEXT_NULL)
        return error_set(b->err, ERROR_SOURCE,
                         "the geometry has no coordinates");
    if (!make_room(arena, coordinates, b->geom, b->err)) return false;
    if (!kind->read(b, coordinates)) return false;
    if (!b->geom->point_count && b->short_ring)
        return error_set(b->err, ERROR_SOURCE,
                         "a ring has %zu positions; it needs four, the last "
                         "the same as the first",
                         b->short_ring);
    if (!b->geom->point_count) *b->geom = (struct geom){ 0 };
    return true;
}

static bool read_object(struct arena *arena, str value, int depth,
                        struct builder *b);

static bool read_collection(struct arena *arena, str geometries, int depth,
                            struct builder *b)
{
    str rest = geometries, value;
    size_t count = 0;
    if (json_text_kind(geometries) != JSON_TEXT_ARRAY)
        return error_set(b->err, ERROR_SOURCE, "the collection has no list");
    if (depth >= COLLECTION_DEPTH_MAX)
        return error_set(b->err, ERROR_SOURCE,
                         "collections are nested deeper than %d",
                         COLLECTION_DEPTH_MAX);
    while (json_text_element(&rest, &value)) count++;
    struct geom *members = ARENA_ARRAY(arena, struct geom, count + 1);
    if (!members)
        return error_set(b->err, ERROR_NO_MEMORY, "the geometry is too large");
    struct geom *out = b->geom;
    *out = (struct geom){ .members = members };
    rest = geometries;
    while (json_text_element(&rest, &value)) {
        struct geom *member = &members[out->member_count];
        struct builder inner = { member, b->repairs, b->err, 0 };
        if (!read_object(arena, value, depth + 1, &inner)) return false;
        if (member->type != GEOM_EMPTY) out->member_count++;
    }
    if (out->member_count)
        out->type = GEOM_COLLECTION;
    else
        *out = (struct geom){ 0 };
    return true;
}

static bool read_object(struct arena *arena, str value, int depth,
                        struct builder *b)
{
    *b->geom = (struct geom){ 0 };
    if (json_text_kind(value) == JSON_TEXT_NULL) return true;
    if (json_text_kind(value) != JSON_TEXT_OBJECT)
        return error_set(b->err, ERROR_SOURCE, "the geometry is no object");
    str name = json_text_find(value, "type");
    const struct kind *kind = find_kind(name);
    name = str_slice(name, 0, 40);
    if (!kind)
        return error_set(b->err, ERROR_SOURCE,
                         "there is no geometry of type %.*s",
                         STR_ARG(name.len ? name : STR("(none)")));
    if (kind->read)
        return read_simple(arena, kind, json_text_find(value, "coordinates"),
                           b);
    return read_collection(arena, json_text_find(value, "geometries"), depth,
                           b);
}

bool geojson_geom_read(struct arena *arena, str value,
                       struct geojson_repairs *repairs, struct geom *out,
                       struct error *err)
{
    struct builder b = { out, repairs, err, 0 };
    return read_object(arena, value, 0, &b);
}

bool geojson_geom_parse(struct arena *arena, str text,
                        struct geojson_repairs *repairs, struct geom *out,
                        struct error *err)
{
    text = str_trim(text);
    if (!json_text_check(text, NULL, err)) return false;
    if (json_text_kind(text) == JSON_TEXT_OBJECT &&
        str_equal(json_text_find(text, "type"), STR("\"Feature\"")))
        text = json_text_find(text, "geometry");
    return geojson_geom_read(arena, text, repairs, out, err);
}
