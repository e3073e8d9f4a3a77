#include "server/wfs/gml.h"

#include <math.h>

#include "server/wfs/markup.h"
#include "server/wfs/names.h"
#include "server/wfs/wfs.h"

#define NIL " xsi:nil=\"true\"/>"
#define ADD(out, text) buf_add((out), "" text, sizeof(text) - 1)

static str prefixed(struct arena *arena, str name)
{
    str local = markup_name_copy(arena, name);
    if (!local.bytes) return local;
    return arena_printf(arena, WFS_PREFIX ":%.*s", STR_ARG(local));
}

bool gml_init(struct gml *writer, struct arena *arena,
              const struct collection *collection, const struct wfs_crs *crs,
              struct error *err)
{
    const struct schema *schema = &collection->schema;
    str *names = ARENA_ARRAY(arena, str, schema->count + 1);
    *writer = (struct gml){ .collection = collection,
                            .crs = *crs,
                            .names = names,
                            .type = prefixed(arena, collection->id) };
    str local = str_slice(writer->type, sizeof WFS_PREFIX, writer->type.len);
    writer->id_start = arena_printf(arena, "%.*s.", STR_ARG(local));
    writer->geometry_name = prefixed(arena, wfs_geometry_name(collection));
    bool is_whole = names && writer->type.bytes && writer->id_start.bytes &&
                    writer->geometry_name.bytes;
    for (size_t i = 0; is_whole && i < schema->count; i++) {
        names[i] = prefixed(arena, schema->fields[i].name);
        is_whole = names[i].bytes;
    }
    return is_whole || error_set(err, ERROR_NO_MEMORY,
                                 "no room for the names of the properties");
}

// ---- geometry

// Which part of which geometry: gml:id must be unique in a document.
struct part {
    const struct gml *writer;
    const struct feature *feature;
    const struct part *whole;  // NULL: the geometry itself
    size_t number;
};

static void write_part(struct buf *out, const struct part *part)
{
    if (!part->whole) {
        gml_id(part->writer, out, part->feature);
        ADD(out, ".g");
        return;
    }
    write_part(out, part->whole);
    buf_add_char(out, '.');
    buf_add_int(out, (int64_t)part->number);
}

static void begin(struct buf *out, const char *name, const struct part *part)
{
    buf_addf(out, "<gml:%s gml:id=\"", name);
    write_part(out, part);
    buf_add_char(out, '"');
    if (!part->whole) markup_attribute(out, "srsName", part->writer->crs.name);
    buf_add_char(out, '>');
}

static void end(struct buf *out, const char *name)
{
    buf_addf(out, "</gml:%s>", name);
}

static void write_position(const struct gml *writer, struct buf *out,
                           struct point p)
{
    position_write(out, &writer->crs.entry, p, ' ');
}

static void write_positions(const struct gml *writer, struct buf *out,
                            const struct point *points, size_t count,
                            bool is_reversed)
{
    ADD(out, "<gml:posList>");
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, ' ');
        write_position(writer, out, points[is_reversed ? count - 1 - i : i]);
    }
    ADD(out, "</gml:posList>");
}

static size_t run_start(const struct geom *geom, size_t run)
{
    return run ? geom->runs[run - 1] : 0;
}

static void write_point(struct buf *out, struct point p,
                        const struct part *part)
{
    begin(out, "Point", part);
    ADD(out, "<gml:pos>");
    write_position(part->writer, out, p);
    ADD(out, "</gml:pos>");
    end(out, "Point");
}

static void write_line(struct buf *out, const struct geom *geom, size_t run,
                       const struct part *part)
{
    size_t start = run_start(geom, run);
    begin(out, "LineString", part);
    write_positions(part->writer, out, geom->points + start,
                    geom->runs[run] - start, false);
    end(out, "LineString");
}

// Shells run counter-clockwise, holes clockwise (ISO 19107).
static bool runs_clockwise(const struct point *points, size_t count)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < count; i++)
        sum += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
               (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return sum < 0;
}

static void write_polygon(struct buf *out, const struct geom *geom,
                          size_t polygon, const struct part *part)
{
    size_t first = polygon ? geom->polygons[polygon - 1] : 0;
    begin(out, "Polygon", part);
    for (size_t run = first; run < geom->polygons[polygon]; run++) {
        size_t start = run_start(geom, run);
        size_t count = geom->runs[run] - start;
        const char *role = run == first ? "exterior" : "interior";
        bool is_clockwise = runs_clockwise(geom->points + start, count);
        buf_addf(out, "<gml:%s><gml:LinearRing>", role);
        write_positions(part->writer, out, geom->points + start, count,
                        is_clockwise == (run == first));
        buf_addf(out, "</gml:LinearRing></gml:%s>", role);
    }
    end(out, "Polygon");
}

static void write_geometry(struct buf *out, const struct geom *geom,
                           enum geom_type type, const struct part *part);

static void write_members(struct buf *out, const struct geom *geom,
                          const struct part *part)
{
    begin(out, "MultiGeometry", part);
    for (size_t i = 0; i < geom->member_count; i++) {
        const struct part member = { part->writer, part->feature, part, i + 1 };
        ADD(out, "<gml:geometryMember>");
        write_geometry(out, &geom->members[i], geom->members[i].type, &member);
        ADD(out, "</gml:geometryMember>");
    }
    end(out, "MultiGeometry");
}

static void write_multi(struct buf *out, const struct geom *geom,
                        enum geom_type type, const struct part *part)
{
    static const struct {
        const char *name, *member;
    } words[] = {
        [GEOM_MULTIPOINT] = { "MultiPoint", "pointMember" },
        [GEOM_MULTILINE] = { "MultiCurve", "curveMember" },
        [GEOM_MULTIPOLYGON] = { "MultiSurface", "surfaceMember" },
    };
    size_t count =
        type == GEOM_MULTIPOLYGON ? geom->polygon_count : geom->run_count;
    if (type == GEOM_MULTIPOINT) count = geom->point_count;
    begin(out, words[type].name, part);
    for (size_t i = 0; i < count; i++) {
        const struct part member = { part->writer, part->feature, part, i + 1 };
        buf_addf(out, "<gml:%s>", words[type].member);
        if (type == GEOM_MULTIPOINT)
            write_point(out, geom->points[i], &member);
        else if (type == GEOM_MULTILINE)
            write_line(out, geom, i, &member);
        else
            write_polygon(out, geom, i, &member);
        buf_addf(out, "</gml:%s>", words[type].member);
    }
    end(out, words[type].name);
}

static void write_geometry(struct buf *out, const struct geom *geom,
                           enum geom_type type, const struct part *part)
{
    switch (type) {
    case GEOM_EMPTY: return;
    case GEOM_POINT: write_point(out, geom->points[0], part); return;
    case GEOM_LINE: write_line(out, geom, 0, part); return;
    case GEOM_POLYGON: write_polygon(out, geom, 0, part); return;
    case GEOM_MULTIPOINT:
    case GEOM_MULTILINE:
    case GEOM_MULTIPOLYGON: write_multi(out, geom, type, part); return;
    case GEOM_COLLECTION: write_members(out, geom, part); return;
    }
}

// The schema says MultiSurface for a collection of multipolygons, also for the
// feature that is one polygon.
static enum geom_type written_type(enum geom_type wanted, enum geom_type type)
{
    static const enum geom_type multi[] = {
        [GEOM_POINT] = GEOM_MULTIPOINT,
        [GEOM_LINE] = GEOM_MULTILINE,
        [GEOM_POLYGON] = GEOM_MULTIPOLYGON,
    };
    bool is_single = type >= GEOM_POINT && type <= GEOM_POLYGON;
    return is_single && multi[type] == wanted ? wanted : type;
}

void gml_geometry_property(const struct gml *writer, struct buf *out,
                           const struct feature *feature)
{
    const struct geom *geom = &feature->geom;
    const struct part part = { writer, feature, NULL, 0 };
    buf_addf(out, "<%.*s", STR_ARG(writer->geometry_name));
    if (geom->type == GEOM_EMPTY) {
        ADD(out, NIL);
        return;
    }
    buf_add_char(out, '>');
    write_geometry(out, geom,
                   written_type(writer->collection->geom_type, geom->type),
                   &part);
    buf_addf(out, "</%.*s>", STR_ARG(writer->geometry_name));
}

// ---- the rest of a feature

void gml_id(const struct gml *writer, struct buf *out,
            const struct feature *feature)
{
    buf_add_str(out, writer->id_start);
    if (feature->id.type == VALUE_INT)
        buf_add_int(out, feature->id.integer);
    else
        markup_name_more(out, feature->id.text);
}

// "2026-03-18T06:30:00.000Z": without the ".000" that says nothing.
static void write_time(struct buf *out, str time)
{
    bool is_whole = time.len == 24 && str_ends(time, STR(".000Z"));
    buf_add_str(out, is_whole ? str_slice(time, 0, 19) : time);
    if (is_whole) buf_add_char(out, 'Z');
}

static void write_value(struct buf *out, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: return;
    case VALUE_BOOL:
        buf_add_str(out, value.boolean ? STR("true") : STR("false"));
        return;
    case VALUE_INT: buf_add_int(out, value.integer); return;
    case VALUE_REAL: buf_add_real(out, value.real); return;
    case VALUE_TEXT:
    case VALUE_DATE: markup_text(out, value.text); return;
    case VALUE_TIME: write_time(out, value.text); return;
    }
}

void gml_property(const struct gml *writer, struct buf *out, size_t field,
                  struct value value)
{
    str name = writer->names[field];
    bool is_number = value.type != VALUE_REAL || isfinite(value.real);
    buf_add_char(out, '<');
    buf_add_str(out, name);
    if (value.type == VALUE_NULL || !is_number) {
        ADD(out, NIL);
        return;
    }
    buf_add_char(out, '>');
    write_value(out, value);
    ADD(out, "</");
    buf_add_str(out, name);
    buf_add_char(out, '>');
}

void gml_feature(const struct gml *writer, struct buf *out,
                 const struct feature *feature, str spaces)
{
    const struct schema *schema = &writer->collection->schema;
    buf_add_char(out, '<');
    buf_add_str(out, writer->type);
    buf_add_str(out, spaces);
    ADD(out, " gml:id=\"");
    gml_id(writer, out, feature);
    ADD(out, "\">");
    for (size_t i = 0; i < schema->count; i++)
        if (!writer->wanted || writer->wanted[i])
            gml_property(writer, out, i, feature->values[i]);
    bool has_geometry = writer->collection->geom_type != GEOM_EMPTY;
    if (has_geometry && !writer->skips_geometry)
        gml_geometry_property(writer, out, feature);
    ADD(out, "</");
    buf_add_str(out, writer->type);
    ADD(out, ">\n");
}
