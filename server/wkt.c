#include "server/wkt.h"

static const char *const tags[] = {
    [GEOM_EMPTY] = "",
    [GEOM_POINT] = "POINT ",
    [GEOM_LINE] = "LINESTRING ",
    [GEOM_POLYGON] = "POLYGON ",
    [GEOM_MULTIPOINT] = "MULTIPOINT ",
    [GEOM_MULTILINE] = "MULTILINESTRING ",
    [GEOM_MULTIPOLYGON] = "MULTIPOLYGON ",
    [GEOM_COLLECTION] = "GEOMETRYCOLLECTION ",
};

static void write_positions(struct buf *out, const struct crs_entry *crs,
                            const struct point *points, size_t count)
{
    buf_add_char(out, '(');
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, ',');
        position_write(out, crs, points[i], ' ');
    }
    buf_add_char(out, ')');
}

static void write_runs(struct buf *out, const struct crs_entry *crs,
                       const struct geom *geom, size_t from, size_t to)
{
    buf_add_char(out, '(');
    for (size_t i = from; i < to; i++) {
        size_t start = i ? geom->runs[i - 1] : 0;
        if (i > from) buf_add_char(out, ',');
        write_positions(out, crs, geom->points + start, geom->runs[i] - start);
    }
    buf_add_char(out, ')');
}

static void write_polygons(struct buf *out, const struct crs_entry *crs,
                           const struct geom *geom)
{
    buf_add_char(out, '(');
    for (size_t i = 0; i < geom->polygon_count; i++) {
        size_t from = i ? geom->polygons[i - 1] : 0;
        if (i) buf_add_char(out, ',');
        write_runs(out, crs, geom, from, geom->polygons[i]);
    }
    buf_add_char(out, ')');
}

static void write_members(struct buf *out, const struct crs_entry *crs,
                          const struct geom *geom)
{
    buf_add_char(out, '(');
    bool needs_comma = false;
    for (size_t i = 0; i < geom->member_count; i++) {
        if (geom->members[i].type == GEOM_EMPTY) continue;
        if (needs_comma) buf_add_char(out, ',');
        wkt_write(out, &geom->members[i], crs);
        needs_comma = true;
    }
    buf_add_char(out, ')');
}

void wkt_write(struct buf *out, const struct geom *geom,
               const struct crs_entry *crs)
{
    buf_add_str(out, str_from(tags[geom->type]));
    switch (geom->type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT:
    case GEOM_LINE:
        write_positions(out, crs, geom->points, geom->point_count);
        break;
    case GEOM_MULTIPOINT:
    case GEOM_POLYGON:
    case GEOM_MULTILINE: write_runs(out, crs, geom, 0, geom->run_count); break;
    case GEOM_MULTIPOLYGON: write_polygons(out, crs, geom); break;
    case GEOM_COLLECTION: write_members(out, crs, geom); break;
    }
}
