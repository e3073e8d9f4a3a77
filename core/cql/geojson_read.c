#include "cql/geojson_read.h"

#include "cql/tree.h"
#include "geo/geom_build.h"

struct reader {
    struct geom_build build;
    struct error *err;
};

static bool expect_array(struct reader *r, const struct json_value *json,
                         const char *what)
{
    if (json->type == JSON_ARRAY) return true;
    return cql_error(r->err, json->position, "%s is an array, and this is %s",
                     what, json_type_name(json->type));
}

static bool read_position(struct reader *r, const struct json_value *json)
{
    double xy[2] = { 0 };
    const struct json_value *number = json->first;
    if (!expect_array(r, json, "a position")) return false;
    if (json->count < 2 || json->count > 4)
        return cql_error(r->err, json->position,
                         "a position has 2 to 4 numbers, and these are %zu",
                         json->count);
    for (size_t i = 0; number; i++, number = number->next) {
        double any;
        double *out = i < 2 ? &xy[i] : &any;
        if (number->type != JSON_NUMBER || !str_to_real(number->text, out))
            return cql_error(r->err, number->position,
                             "a coordinate is a number that can be held");
    }
    geom_build_add(&r->build, (struct point){ xy[0], xy[1] });
    return true;
}

static bool read_point(struct reader *r, const struct json_value *json)
{
    if (!read_position(r, json)) return false;
    geom_build_run(&r->build);
    return true;
}

static bool read_parts(struct reader *r, const struct json_value *json,
                       bool (*part)(struct reader *, const struct json_value *))
{
    if (!expect_array(r, json, "this list of coordinates")) return false;
    for (const struct json_value *j = json->first; j; j = j->next)
        if (!part(r, j)) return false;
    return true;
}

static bool fault(struct reader *r, const struct json_value *json,
                  const char *what)
{
    return !what || cql_error(r->err, json->position, "%s", what);
}

static bool read_line(struct reader *r, const struct json_value *json)
{
    if (!read_parts(r, json, read_position)) return false;
    geom_build_run(&r->build);
    return fault(r, json, geom_build_line_fault(&r->build));
}

static bool read_ring(struct reader *r, const struct json_value *json)
{
    if (!read_parts(r, json, read_position)) return false;
    geom_build_run(&r->build);
    return fault(r, json, geom_build_ring_fault(&r->build));
}

static bool read_polygon(struct reader *r, const struct json_value *json)
{
    if (!read_parts(r, json, read_ring)) return false;
    if (json->count == 0)
        return cql_error(r->err, json->position, "a polygon without a ring");
    geom_build_polygon(&r->build);
    return true;
}

static bool read_member(struct reader *r, const struct json_value *json)
{
    struct geom member;
    if (!geojson_read(r->build.arena, json, &member, r->err)) return false;
    if (member.type != GEOM_EMPTY) geom_build_member(&r->build, &member);
    return true;
}

static bool read_coordinates(struct reader *r, enum geom_type type,
                             const struct json_value *json)
{
    switch (type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT: return read_point(r, json);
    case GEOM_LINE: return read_line(r, json);
    case GEOM_POLYGON: return read_polygon(r, json);
    case GEOM_MULTIPOINT: return read_parts(r, json, read_point);
    case GEOM_MULTILINE: return read_parts(r, json, read_line);
    case GEOM_MULTIPOLYGON: return read_parts(r, json, read_polygon);
    case GEOM_COLLECTION: return read_parts(r, json, read_member);
    }
    return false;
}

static bool find_type(const struct json_value *json, enum geom_type *type)
{
    const struct json_value *name = json_find(json, "type");
    for (int i = GEOM_POINT; name && i <= GEOM_COLLECTION; i++) {
        *type = (enum geom_type)i;
        if (name->type == JSON_TEXT &&
            str_equal(name->text, str_from(geom_type_name(*type))))
            return true;
    }
    return false;
}

bool geojson_read(struct arena *arena, const struct json_value *json,
                  struct geom *out, struct error *err)
{
    struct reader r = { .err = err };
    enum geom_type type;
    if (!find_type(json, &type))
        return cql_error(err, json->position,
                         "a GeoJSON geometry is expected: its type is Point, "
                         "LineString, Polygon, MultiPoint, MultiLineString, "
                         "MultiPolygon or GeometryCollection");
    const char *key = type == GEOM_COLLECTION ? "geometries" : "coordinates";
    const struct json_value *inside = json_find(json, key);
    if (!inside)
        return cql_error(err, json->position, "the geometry has no %s", key);
    geom_build_begin(&r.build, arena);
    return read_coordinates(&r, type, inside) &&
           geom_build_end(&r.build, type, out, err);
}
