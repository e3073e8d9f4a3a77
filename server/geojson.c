#include "server/geojson.h"

#include <math.h>

#define ADD(out, text) buf_add((out), "" text, sizeof(text) - 1)

str property_key(struct arena *arena, str name, bool is_first)
{
    struct buf key;
    buf_init(&key, arena, SIZE_MAX);
    struct json json = { .out = &key, .needs_comma = !is_first };
    json_key(&json, name);
    str done = { 0 };
    return buf_finish(&key, &done, NULL) ? done : (str){ 0 };
}

bool geojson_init(struct geojson *writer, struct arena *arena,
                  const struct schema *schema, const struct crs_entry *crs,
                  struct error *err)
{
    *writer = (struct geojson){ .schema = schema, .crs = crs };
    return geojson_choose(writer, arena, NULL, false, err);
}

bool geojson_choose(struct geojson *writer, struct arena *arena,
                    const bool *wanted, bool has_distance, struct error *err)
{
    bool is_first = true;
    const struct schema *schema = writer->schema;
    str *keys = ARENA_ARRAY(arena, str, schema->count + 1);
    bool is_whole = keys;
    for (size_t i = 0; is_whole && i < schema->count; i++) {
        if (wanted && !wanted[i]) continue;
        keys[i] = property_key(arena, schema->fields[i].name, is_first);
        is_whole = keys[i].len;
        is_first = false;
    }
    writer->keys = keys;
    writer->distance_key = (str){ 0 };
    if (is_whole && has_distance) {
        writer->distance_key =
            property_key(arena, distance_name(schema), is_first);
        is_whole = writer->distance_key.len;
    }
    return is_whole || error_set(err, ERROR_NO_MEMORY,
                                 "no room for the names of the properties");
}

str distance_name(const struct schema *schema)
{
    bool is_taken = schema_find(schema, STR("distance"));
    return is_taken ? STR("item_distance") : STR("distance");
}

static void write_text(struct buf *out, str text)
{
    struct json json = { .out = out };
    json_str(&json, text);
}

// "2026-03-18T06:30:00.000Z": without the ".000" that says nothing.
static void write_time(struct buf *out, str time)
{
    if (time.len != 24 || !str_ends(time, STR(".000Z"))) {
        write_text(out, time);
        return;
    }
    buf_add_char(out, '"');
    buf_add(out, time.bytes, 19);
    ADD(out, "Z\"");
}

static void write_real(struct buf *out, double real)
{
    if (isfinite(real))
        buf_add_real(out, real);
    else
        ADD(out, "null");
}

void value_write_json(struct buf *out, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: ADD(out, "null"); return;
    case VALUE_BOOL:
        buf_add_str(out, value.boolean ? STR("true") : STR("false"));
        return;
    case VALUE_INT: buf_add_int(out, value.integer); return;
    case VALUE_REAL: write_real(out, value.real); return;
    case VALUE_TEXT:
    case VALUE_DATE: write_text(out, value.text); return;
    case VALUE_TIME: write_time(out, value.text); return;
    }
}

static void write_position(struct buf *out, const struct crs_entry *crs,
                           struct point p)
{
    buf_add_char(out, '[');
    position_write(out, crs, p, ',');
    buf_add_char(out, ']');
}

static void write_positions(struct buf *out, const struct crs_entry *crs,
                            const struct point *points, size_t count)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, ',');
        write_position(out, crs, points[i]);
    }
    buf_add_char(out, ']');
}

// Twice the signed area, positive when counter-clockwise, taken relative to
// the first position so that large coordinates do not eat the digits.
static double ring_area(const struct point *points, size_t count)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < count; i++) {
        double ax = points[i].x - points[0].x;
        double ay = points[i].y - points[0].y;
        double bx = points[i + 1].x - points[0].x;
        double by = points[i + 1].y - points[0].y;
        sum += ax * by - bx * ay;
    }
    return sum;
}

static void write_ring(struct buf *out, const struct crs_entry *crs,
                       const struct point *points, size_t count, bool is_shell)
{
    bool is_reversed =
        is_shell ? ring_area(points, count) < 0 : ring_area(points, count) > 0;
    if (!is_reversed) {
        write_positions(out, crs, points, count);
        return;
    }
    buf_add_char(out, '[');
    for (size_t i = count; i > 0; i--) {
        write_position(out, crs, points[i - 1]);
        if (i > 1) buf_add_char(out, ',');
    }
    buf_add_char(out, ']');
}

// Runs from..to as an array of lines; or of rings, the first a shell.
static void write_runs(struct buf *out, const struct crs_entry *crs,
                       const struct geom *geom, size_t from, size_t to)
{
    bool has_rings =
        geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON;
    buf_add_char(out, '[');
    for (size_t i = from; i < to; i++) {
        size_t start = i ? geom->runs[i - 1] : 0;
        size_t count = geom->runs[i] - start;
        if (i > from) buf_add_char(out, ',');
        if (has_rings)
            write_ring(out, crs, geom->points + start, count, i == from);
        else
            write_positions(out, crs, geom->points + start, count);
    }
    buf_add_char(out, ']');
}

static void write_polygons(struct buf *out, const struct crs_entry *crs,
                           const struct geom *geom)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < geom->polygon_count; i++) {
        size_t from = i ? geom->polygons[i - 1] : 0;
        if (i) buf_add_char(out, ',');
        write_runs(out, crs, geom, from, geom->polygons[i]);
    }
    buf_add_char(out, ']');
}

static void write_members(struct buf *out, const struct crs_entry *crs,
                          const struct geom *geom)
{
    buf_add_char(out, '[');
    bool needs_comma = false;
    for (size_t i = 0; i < geom->member_count; i++) {
        if (geom->members[i].type == GEOM_EMPTY) continue;
        if (needs_comma) buf_add_char(out, ',');
        geojson_geometry(out, &geom->members[i], crs);
        needs_comma = true;
    }
    buf_add_char(out, ']');
}

void geojson_geometry(struct buf *out, const struct geom *geom,
                      const struct crs_entry *crs)
{
    if (geom->type == GEOM_EMPTY) {
        ADD(out, "null");
        return;
    }
    ADD(out, "{\"type\":\"");
    buf_add_str(out, str_from(geom_type_name(geom->type)));
    buf_add_str(out, geom->type == GEOM_COLLECTION
                         ? STR("\",\"geometries\":")
                         : STR("\",\"coordinates\":"));
    switch (geom->type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT: write_position(out, crs, geom->points[0]); break;
    case GEOM_LINE:
    case GEOM_MULTIPOINT:
        write_positions(out, crs, geom->points, geom->point_count);
        break;
    case GEOM_POLYGON:
    case GEOM_MULTILINE: write_runs(out, crs, geom, 0, geom->run_count); break;
    case GEOM_MULTIPOLYGON: write_polygons(out, crs, geom); break;
    case GEOM_COLLECTION: write_members(out, crs, geom); break;
    }
    buf_add_char(out, '}');
}

void geojson_members(const struct geojson *writer, struct buf *out,
                     const struct feature *feature)
{
    ADD(out, "\"type\":\"Feature\",\"id\":");
    value_write_json(out, feature->id);
    ADD(out, ",\"geometry\":");
    geojson_geometry(out, &feature->geom, writer->crs);
    ADD(out, ",\"properties\":{");
    for (size_t i = 0; i < writer->schema->count; i++) {
        if (!writer->keys[i].len) continue;
        buf_add_str(out, writer->keys[i]);
        value_write_json(out, feature->values[i]);
    }
    if (writer->distance_key.len) {
        buf_add_str(out, writer->distance_key);
        buf_add_fixed(out, feature->distance_m, DISTANCE_DECIMALS);
    }
    buf_add_char(out, '}');
}

void geojson_feature(struct geojson *writer, struct buf *out,
                     const struct feature *feature)
{
    buf_add_str(out, writer->feature_count++ ? STR(",\n{") : STR("{"));
    geojson_members(writer, out, feature);
    buf_add_char(out, '}');
}
