#include "server/wfs/gml_read.h"

#include "cql/tree.h"
#include "geo/geom_build.h"

struct reading {
    struct arena *arena;
    struct error *err;
    struct wfs_crs crs;  // of the element that is read
    size_t dimension;    // numbers in a position
};

// ---- positions

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The next word, up to a blank or `also`.
static str take_word(str *rest, char also)
{
    size_t from = 0;
    while (from < rest->len &&
           (is_blank(rest->bytes[from]) || rest->bytes[from] == also))
        from++;
    size_t to = from;
    while (to < rest->len && !is_blank(rest->bytes[to]) &&
           rest->bytes[to] != also)
        to++;
    str word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return word;
}

static bool not_a_number(struct reading *reading, const struct xml *element,
                         str word)
{
    return cql_error(reading->err, element->position,
                     "'%.*s' in %.*s is not a number",
                     STR_ARG(str_slice(word, 0, 40)), STR_ARG(element->name));
}

// One position; *more is false when the text is spent instead.
static bool take_position(struct reading *reading, const struct xml *element,
                          str *rest, struct point *p, bool *more)
{
    double numbers[3] = { 0 };
    for (size_t i = 0; i < reading->dimension; i++) {
        str word = take_word(rest, ',');
        *more = word.len;
        if (!word.len && i == 0) return true;
        if (!word.len)
            return cql_error(reading->err, element->position,
                             "%.*s ends in the middle of a position",
                             STR_ARG(element->name));
        if (!str_to_real(word, &numbers[i]))
            return not_a_number(reading, element, word);
    }
    *p = position_swap(&reading->crs.entry,
                       (struct point){ numbers[0], numbers[1] });
    return true;
}

static bool add_positions(struct reading *reading, const struct xml *element,
                          struct geom_build *build)
{
    bool more = true;
    struct point p = { 0 };
    str rest = element->text;
    while (take_position(reading, element, &rest, &p, &more)) {
        if (!more) return true;
        geom_build_add(build, p);
    }
    return false;
}

static bool read_dimension(struct reading *reading, const struct xml *element)
{
    str dimension = xml_attribute(element, "srsDimension");
    if (!dimension.len) return true;
    if (str_equal(dimension, STR("2")) || str_equal(dimension, STR("3"))) {
        reading->dimension = (size_t)(dimension.bytes[0] - '0');
        return true;
    }
    return cql_error(reading->err, element->position,
                     "srsDimension is 2 or 3, not '%.*s'",
                     STR_ARG(str_slice(dimension, 0, 20)));
}

// pos, posList, coordinates and pointProperty of a line, ring or point.
static bool add_line(struct reading *reading, const struct xml *element,
                     struct geom_build *build)
{
    if (!read_dimension(reading, element)) return false;
    for (const struct xml *c = element->first; c; c = c->next) {
        bool is_text = xml_is(c, "pos") || xml_is(c, "posList") ||
                       xml_is(c, "coordinates");
        size_t dimension = reading->dimension;
        if (is_text &&
            (!read_dimension(reading, c) || !add_positions(reading, c, build)))
            return false;
        reading->dimension = dimension;
        bool is_holder = xml_is(c, "pointProperty") || xml_is(c, "Point") ||
                         xml_is(c, "segments") ||
                         xml_is(c, "LineStringSegment");
        if (is_holder && !add_line(reading, c, build)) return false;
        if (!is_text && !is_holder && !xml_is(c, "metaDataProperty"))
            return cql_error(reading->err, c->position,
                             "%.*s is not read here; there is gml:pos and "
                             "gml:posList",
                             STR_ARG(str_slice(c->name, 0, 60)));
    }
    return true;
}

static bool end_line(struct reading *reading, const struct xml *element,
                     struct geom_build *build, bool is_ring)
{
    geom_build_run(build);
    const char *fault =
        is_ring ? geom_build_ring_fault(build) : geom_build_line_fault(build);
    return !fault || cql_error(reading->err, element->position, "%s", fault);
}

static bool add_point(struct reading *reading, const struct xml *element,
                      struct geom_build *build)
{
    size_t before = build->geom.point_count;
    if (!add_line(reading, element, build)) return false;
    if (!build->failed && build->geom.point_count != before + 1)
        return cql_error(reading->err, element->position,
                         "a Point has one position, and this has %zu",
                         build->geom.point_count - before);
    geom_build_run(build);
    return true;
}

// ---- geometries

static bool add_rings(struct reading *reading, const struct xml *element,
                      struct geom_build *build)
{
    static const char *const roles[] = { "exterior", "outerBoundaryIs",
                                         "interior", "innerBoundaryIs" };
    bool has_ring = false;
    for (const struct xml *c = element->first; c; c = c->next) {
        bool is_ring = false;
        for (size_t i = 0; i < 4; i++) is_ring |= xml_is(c, roles[i]);
        if (!is_ring) continue;
        const struct xml *ring = xml_child(c, "LinearRing");
        if (!ring)
            return cql_error(reading->err, c->position,
                             "a ring is a gml:LinearRing here");
        if (!add_line(reading, ring, build) ||
            !end_line(reading, ring, build, true))
            return false;
        has_ring = true;
    }
    if (!has_ring)
        return cql_error(reading->err, element->position,
                         "the polygon has no gml:exterior");
    geom_build_polygon(build);
    return true;
}

// Members of a kind, each in its own property element or all in one.
static bool add_all(struct reading *reading, const struct xml *element,
                    enum geom_type type, struct geom_build *build);

static bool add_one(struct reading *reading, const struct xml *element,
                    enum geom_type type, struct geom_build *build)
{
    bool is_point = xml_is(element, "Point");
    bool is_line = xml_is(element, "LineString") || xml_is(element, "Curve");
    bool is_area =
        xml_is(element, "Polygon") || xml_is(element, "PolygonPatch");
    if (is_area && type == GEOM_MULTIPOLYGON)
        return add_rings(reading, element, build);
    if (is_line && type == GEOM_MULTILINE)
        return add_line(reading, element, build) &&
               end_line(reading, element, build, false);
    if (is_point && type == GEOM_MULTIPOINT)
        return add_point(reading, element, build);
    if (is_point || is_line || is_area)
        return cql_error(reading->err, element->position,
                         "a %.*s does not belong here", STR_ARG(element->name));
    return add_all(reading, element, type, build);
}

static bool add_all(struct reading *reading, const struct xml *element,
                    enum geom_type type, struct geom_build *build)
{
    static const char *const holders[] = {
        "pointMember",  "pointMembers",  "lineStringMember", "curveMember",
        "curveMembers", "polygonMember", "surfaceMember",    "surfaceMembers",
        "patches",      "Surface",       "polygonPatches",
    };
    for (const struct xml *c = element->first; c; c = c->next) {
        bool is_known = xml_is(c, "Point") || xml_is(c, "LineString") ||
                        xml_is(c, "Curve") || xml_is(c, "Polygon") ||
                        xml_is(c, "PolygonPatch");
        for (size_t i = 0; i < sizeof holders / sizeof *holders; i++)
            is_known |= xml_is(c, holders[i]);
        if (!is_known)
            return cql_error(reading->err, c->position, "%.*s is not read here",
                             STR_ARG(str_slice(c->name, 0, 60)));
        if (!add_one(reading, c, type, build)) return false;
    }
    return true;
}

static bool read_members(struct reading *reading, const struct xml *element,
                         struct geom_build *build);

static bool add_body(struct reading *reading, const struct xml *element,
                     enum geom_type type, struct geom_build *build)
{
    switch (type) {
    case GEOM_EMPTY: return true;
    case GEOM_POINT: return add_point(reading, element, build);
    case GEOM_LINE:
        return add_line(reading, element, build) &&
               end_line(reading, element, build, false);
    case GEOM_POLYGON: return add_rings(reading, element, build);
    case GEOM_MULTIPOINT:
    case GEOM_MULTILINE:
    case GEOM_MULTIPOLYGON: return add_all(reading, element, type, build);
    case GEOM_COLLECTION: return read_members(reading, element, build);
    }
    return true;
}

static bool read_geometry(struct reading *reading, const struct xml *element,
                          struct geom *out)
{
    static const struct {
        const char *name;
        enum geom_type type;
    } types[] = {
        { "Point", GEOM_POINT },
        { "LineString", GEOM_LINE },
        { "Curve", GEOM_LINE },
        { "Polygon", GEOM_POLYGON },
        { "Surface", GEOM_MULTIPOLYGON },
        { "MultiPoint", GEOM_MULTIPOINT },
        { "MultiCurve", GEOM_MULTILINE },
        { "MultiLineString", GEOM_MULTILINE },
        { "MultiSurface", GEOM_MULTIPOLYGON },
        { "MultiPolygon", GEOM_MULTIPOLYGON },
        { "MultiGeometry", GEOM_COLLECTION },
    };
    enum geom_type type = GEOM_EMPTY;
    struct geom_build build;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (xml_is(element, types[i].name)) type = types[i].type;
    if (type == GEOM_EMPTY)
        return cql_error(reading->err, element->position,
                         "%.*s is not a geometry that is read here",
                         STR_ARG(str_slice(element->name, 0, 60)));
    geom_build_begin(&build, reading->arena);
    if (!add_body(reading, element, type, &build)) return false;
    if (!build.failed && !build.geom.point_count && !build.geom.member_count)
        return cql_error(reading->err, element->position,
                         "%.*s has no positions", STR_ARG(element->name));
    return geom_build_end(&build, type, out, reading->err);
}

static bool read_members(struct reading *reading, const struct xml *element,
                         struct geom_build *build)
{
    for (const struct xml *c = element->first; c; c = c->next)
        for (const struct xml *item = c->first; item; item = item->next) {
            struct geom geom;
            if (!read_geometry(reading, item, &geom)) return false;
            geom_build_member(build, &geom);
        }
    return true;
}

static bool read_corner(struct reading *reading, const struct xml *envelope,
                        const char *name, struct point *p)
{
    bool more = false;
    const struct xml *corner = xml_child(envelope, name);
    str rest = corner ? corner->text : (str){ 0 };
    if (!take_position(reading, corner ? corner : envelope, &rest, p, &more))
        return false;
    return more || cql_error(reading->err, envelope->position,
                             "the Envelope has no %s", name);
}

static bool read_envelope(struct reading *reading, const struct xml *element,
                          struct box *out)
{
    struct point low, high;
    if (!read_dimension(reading, element) ||
        !read_corner(reading, element, "lowerCorner", &low) ||
        !read_corner(reading, element, "upperCorner", &high))
        return false;
    *out = (struct box){ low.x, low.y, high.x, high.y };
    return low.y <= high.y ||
           cql_error(reading->err, element->position,
                     "the lower corner lies above the upper corner; the order "
                     "of the axes is that of srsName");
}

static bool find_crs(struct reading *reading, const struct xml *element)
{
    str name = xml_attribute(element, "srsName");
    if (!name.len || wfs_crs_find(reading->arena, name, &reading->crs))
        return true;
    return cql_error(reading->err, element->position,
                     "srsName '%.*s' is not on offer",
                     STR_ARG(str_slice(name, 0, 80)));
}

bool gml_read(struct arena *arena, const struct xml *element,
              const struct wfs_crs *crs, struct gml_read *out,
              struct error *err)
{
    struct reading reading = { arena, err, *crs, 2 };
    if (!find_crs(&reading, element)) return false;
    struct gml_read done = { .crs = reading.crs,
                             .is_box = xml_is(element, "Envelope") };
    bool ok = done.is_box ? read_envelope(&reading, element, &done.box)
                          : read_geometry(&reading, element, &done.geom);
    if (ok) *out = done;
    return ok;
}
