#include "server/flatgeobuf.h"

#include <endian.h>
#include <string.h>

#include "server/flatbuffer.h"

// The fields of the tables that we write, by their place in the schema.
enum { FEATURE_GEOMETRY, FEATURE_PROPERTIES, FEATURE_FIELDS };
enum {
    GEOMETRY_ENDS,
    GEOMETRY_XY,
    GEOMETRY_TYPE = 6,
    GEOMETRY_PARTS,
    GEOMETRY_FIELDS
};
enum {
    HEADER_NAME,
    HEADER_ENVELOPE,
    HEADER_GEOMETRY_TYPE,
    HEADER_COLUMNS = 7,
    HEADER_FEATURES_COUNT,
    HEADER_INDEX_NODE_SIZE,
    HEADER_CRS,
    HEADER_TITLE,
    HEADER_DESCRIPTION,
    HEADER_FIELDS
};
enum {
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_TITLE,
    COLUMN_DESCRIPTION,
    COLUMN_NULLABLE = 7,
    COLUMN_UNIQUE,
    COLUMN_PRIMARY_KEY,
    COLUMN_FIELDS
};
enum { CRS_ORG, CRS_CODE, CRS_FIELDS };

static unsigned char column_type(enum value_type type)
{
    static const unsigned char types[] = {
        [VALUE_NULL] = 11, [VALUE_BOOL] = 2,  [VALUE_INT] = 7,
        [VALUE_REAL] = 10, [VALUE_TEXT] = 11, [VALUE_DATE] = 13,
        [VALUE_TIME] = 13,
    };
    return types[type];
}

static void write_doubles(struct flat *flat, size_t at, const double *values,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        flat_put_64(flat, at + 8 * i, bits);
    }
}

// The part of a geometry that one table holds: some of its runs.
struct runs {
    const struct geom *geom;
    size_t from, to;
};

static size_t run_start(const struct geom *geom, size_t run)
{
    return run ? geom->runs[run - 1] : 0;
}

static void write_runs(struct flat *flat, const struct flat_table *table,
                       const struct runs *part)
{
    const struct geom *geom = part->geom;
    size_t first = 0, last = geom->point_count;
    if (part->to > part->from) {
        first = run_start(geom, part->from);
        last = geom->runs[part->to - 1];
    }
    if (table->at[GEOMETRY_ENDS]) {
        size_t ends = flat_vector(flat, table->at[GEOMETRY_ENDS],
                                  part->to - part->from, 4);
        for (size_t i = part->from; i < part->to; i++)
            flat_put_32(flat, ends + 4 * (i - part->from),
                        (uint32_t)(geom->runs[i] - first));
    }
    size_t xy =
        flat_vector(flat, table->at[GEOMETRY_XY], 2 * (last - first), 8);
    write_doubles(flat, xy, &geom->points[first].x, 2 * (last - first));
}

static void write_part(struct flat *flat, size_t link, enum geom_type type,
                       const struct runs *part)
{
    bool has_ends = (type == GEOM_POLYGON || type == GEOM_MULTILINE) &&
                    part->to - part->from > 1;
    const unsigned char sizes[GEOMETRY_FIELDS] = {
        [GEOMETRY_ENDS] = has_ends ? 4 : 0,
        [GEOMETRY_XY] = 4,
        [GEOMETRY_TYPE] = 1,
    };
    struct flat_table table = flat_table(flat, link, sizes, GEOMETRY_FIELDS);
    flat_put_8(flat, table.at[GEOMETRY_TYPE], (uint8_t)type);
    write_runs(flat, &table, part);
}

static size_t write_parts_table(struct flat *flat, size_t link,
                                enum geom_type type, size_t count)
{
    static const unsigned char sizes[GEOMETRY_FIELDS] = {
        [GEOMETRY_TYPE] = 1,
        [GEOMETRY_PARTS] = 4,
    };
    struct flat_table table = flat_table(flat, link, sizes, GEOMETRY_FIELDS);
    flat_put_8(flat, table.at[GEOMETRY_TYPE], (uint8_t)type);
    return flat_vector(flat, table.at[GEOMETRY_PARTS], count, 4);
}

static void write_polygons(struct flat *flat, size_t link,
                           const struct geom *geom)
{
    size_t parts =
        write_parts_table(flat, link, GEOM_MULTIPOLYGON, geom->polygon_count);
    for (size_t i = 0; i < geom->polygon_count; i++) {
        struct runs part = { geom, i ? geom->polygons[i - 1] : 0,
                             geom->polygons[i] };
        write_part(flat, parts + 4 * i, GEOM_POLYGON, &part);
    }
}

static void write_geometry(struct flat *flat, size_t link,
                           const struct geom *geom);

static void write_members(struct flat *flat, size_t link,
                          const struct geom *geom)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < geom->member_count; i++)
        count += geom->members[i].type != GEOM_EMPTY;
    size_t parts = write_parts_table(flat, link, GEOM_COLLECTION, count);
    for (size_t i = 0; i < geom->member_count; i++)
        if (geom->members[i].type != GEOM_EMPTY)
            write_geometry(flat, parts + 4 * at++, &geom->members[i]);
}

// Types have the numbers of WKB here too.
static void write_geometry(struct flat *flat, size_t link,
                           const struct geom *geom)
{
    struct runs all = { geom, 0, geom->run_count };
    struct runs points = { geom, 0, 0 };
    switch (geom->type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT:
    case GEOM_LINE:
    case GEOM_MULTIPOINT: write_part(flat, link, geom->type, &points); break;
    case GEOM_POLYGON:
    case GEOM_MULTILINE: write_part(flat, link, geom->type, &all); break;
    case GEOM_MULTIPOLYGON: write_polygons(flat, link, geom); break;
    case GEOM_COLLECTION: write_members(flat, link, geom); break;
    }
}

static size_t value_len(struct value value)
{
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return 2 + 1;
    case VALUE_INT:
    case VALUE_REAL: return 2 + 8;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return 2 + 4 + value.text.len;
    }
    return 0;
}

// The number of its column, then the value.
static void write_value(struct flat *flat, size_t at, size_t column,
                        struct value value)
{
    if (value.type == VALUE_NULL) return;
    flat_put_16(flat, at, (uint16_t)column);
    at += 2;
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: flat_put_8(flat, at, value.boolean); break;
    case VALUE_INT: flat_put_64(flat, at, (uint64_t)value.integer); break;
    case VALUE_REAL: write_doubles(flat, at, &value.real, 1); break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME:
        flat_put_32(flat, at, (uint32_t)value.text.len);
        flat_put(flat, at + 4, value.text.bytes, value.text.len);
        break;
    }
}

static void write_properties(struct flat *flat, size_t link, size_t len,
                             const struct columns *columns,
                             const struct feature *feature)
{
    size_t at = flat_vector(flat, link, len, 1);
    for (size_t i = 0; i < columns->count; i++) {
        struct value value = column_of(&columns->items[i], feature);
        write_value(flat, at, i, value);
        at += value_len(value);
    }
}

void flatgeobuf_write_feature(struct buf *out, const struct columns *columns,
                              const struct feature *feature)
{
    struct flat flat;
    size_t len = 0;
    for (size_t i = 0; i < columns->count; i++)
        len += value_len(column_of(&columns->items[i], feature));
    const unsigned char sizes[FEATURE_FIELDS] = {
        [FEATURE_GEOMETRY] = feature->geom.type == GEOM_EMPTY ? 0 : 4,
        [FEATURE_PROPERTIES] = len ? 4 : 0,
    };
    flat_begin(&flat, out);
    struct flat_table table =
        flat_table(&flat, FLAT_ROOT, sizes, FEATURE_FIELDS);
    write_geometry(&flat, table.at[FEATURE_GEOMETRY], &feature->geom);
    if (len)
        write_properties(&flat, table.at[FEATURE_PROPERTIES], len, columns,
                         feature);
    flat_end(&flat);
}

static void write_column(struct flat *flat, size_t link,
                         const struct column *column)
{
    const unsigned char sizes[COLUMN_FIELDS] = {
        [COLUMN_NAME] = 4,
        [COLUMN_TYPE] = 1,
        [COLUMN_TITLE] = column->title.len ? 4 : 0,
        [COLUMN_DESCRIPTION] = column->description.len ? 4 : 0,
        [COLUMN_NULLABLE] = 1,
        [COLUMN_UNIQUE] = 1,
        [COLUMN_PRIMARY_KEY] = 1,
    };
    struct flat_table table = flat_table(flat, link, sizes, COLUMN_FIELDS);
    flat_put_8(flat, table.at[COLUMN_TYPE], column_type(column->type));
    flat_put_8(flat, table.at[COLUMN_NULLABLE],
               !column->is_required && !column->is_id);
    flat_put_8(flat, table.at[COLUMN_UNIQUE], column->is_id);
    flat_put_8(flat, table.at[COLUMN_PRIMARY_KEY], column->is_id);
    flat_string(flat, table.at[COLUMN_NAME], column->name);
    if (column->title.len)
        flat_string(flat, table.at[COLUMN_TITLE], column->title);
    if (column->description.len)
        flat_string(flat, table.at[COLUMN_DESCRIPTION], column->description);
}

static void write_columns(struct flat *flat, size_t link,
                          const struct columns *columns)
{
    size_t at = flat_vector(flat, link, columns->count, 4);
    for (size_t i = 0; i < columns->count; i++)
        write_column(flat, at + 4 * i, &columns->items[i]);
}

static void write_crs(struct flat *flat, size_t link, int srid)
{
    static const unsigned char sizes[CRS_FIELDS] = { 4, 4 };
    struct flat_table table = flat_table(flat, link, sizes, CRS_FIELDS);
    flat_put_32(flat, table.at[CRS_CODE], (uint32_t)srid);
    flat_string(flat, table.at[CRS_ORG], STR("EPSG"));
}

static struct flat_table
write_header_table(struct flat *flat, const struct flatgeobuf_header *header)
{
    const unsigned char sizes[HEADER_FIELDS] = {
        [HEADER_NAME] = 4,
        [HEADER_ENVELOPE] = box_is_nothing(header->envelope) ? 0 : 4,
        [HEADER_GEOMETRY_TYPE] = 1,
        [HEADER_COLUMNS] = 4,
        [HEADER_FEATURES_COUNT] = 8,
        [HEADER_INDEX_NODE_SIZE] = 2,
        [HEADER_CRS] = 4,
        [HEADER_TITLE] = header->title.len ? 4 : 0,
        [HEADER_DESCRIPTION] = header->description.len ? 4 : 0,
    };
    struct flat_table table = flat_table(flat, FLAT_ROOT, sizes, HEADER_FIELDS);
    // Mixed types are said feature by feature.
    enum geom_type type = header->geom_type;
    flat_put_8(flat, table.at[HEADER_GEOMETRY_TYPE],
               type == GEOM_COLLECTION ? 0 : (uint8_t)type);
    flat_put_64(flat, table.at[HEADER_FEATURES_COUNT], header->feature_count);
    flat_put_16(flat, table.at[HEADER_INDEX_NODE_SIZE],
                header->has_index ? FLATGEOBUF_NODE_ITEMS : 0);
    return table;
}

void flatgeobuf_write_header(struct buf *out,
                             const struct flatgeobuf_header *header)
{
    struct flat flat;
    const struct box *box = &header->envelope;
    buf_add(out,
            "fgb\x03"
            "fgb\x01",
            8);
    flat_begin(&flat, out);
    struct flat_table table = write_header_table(&flat, header);
    flat_string(&flat, table.at[HEADER_NAME], header->name);
    if (table.at[HEADER_ENVELOPE]) {
        const double sides[] = { box->min_x, box->min_y, box->max_x,
                                 box->max_y };
        size_t at = flat_vector(&flat, table.at[HEADER_ENVELOPE], 4, 8);
        write_doubles(&flat, at, sides, 4);
    }
    write_columns(&flat, table.at[HEADER_COLUMNS], header->columns);
    write_crs(&flat, table.at[HEADER_CRS], header->srid);
    if (header->title.len)
        flat_string(&flat, table.at[HEADER_TITLE], header->title);
    if (header->description.len)
        flat_string(&flat, table.at[HEADER_DESCRIPTION], header->description);
    flat_end(&flat);
}
