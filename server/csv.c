#include "server/csv.h"

#include <math.h>
#include <string.h>

#include "server/geojson.h"
#include "server/wkt.h"

static void begin_cell(struct csv *csv)
{
    if (csv->has_cell) buf_add_char(csv->out, ',');
    csv->has_cell = true;
}

static bool looks_like_formula(str text)
{
    double number;
    return text.len && memchr("=+-@\t\r", text.bytes[0], 6) &&
           !str_to_real(text, &number);
}

static bool needs_quotes(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n') return true;
    }
    return text.len &&
           (text.bytes[0] == ' ' || text.bytes[text.len - 1] == ' ');
}

static void add_quoted(struct buf *out, str text)
{
    size_t at;
    while ((at = str_find_char(text, '"')) < text.len) {
        buf_add(out, text.bytes, at + 1);
        buf_add_char(out, '"');
        text = str_slice(text, at + 1, text.len);
    }
    buf_add_str(out, text);
}

void csv_text(struct csv *csv, str text)
{
    bool is_formula = looks_like_formula(text);
    bool is_quoted = needs_quotes(text);
    begin_cell(csv);
    if (is_quoted) buf_add_char(csv->out, '"');
    if (is_formula) buf_add_char(csv->out, '\'');
    if (is_quoted)
        add_quoted(csv->out, text);
    else
        buf_add_str(csv->out, text);
    if (is_quoted) buf_add_char(csv->out, '"');
}

void csv_int(struct csv *csv, int64_t integer)
{
    begin_cell(csv);
    buf_add_int(csv->out, integer);
}

static void add_time(struct csv *csv, str time)
{
    if (time.len == 24 && str_ends(time, STR(".000Z"))) {
        begin_cell(csv);
        buf_add(csv->out, time.bytes, 19);
        buf_add_char(csv->out, 'Z');
    } else {
        csv_text(csv, time);
    }
}

void csv_value(struct csv *csv, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: begin_cell(csv); return;
    case VALUE_BOOL:
        csv_text(csv, value.boolean ? STR("true") : STR("false"));
        return;
    case VALUE_INT: csv_int(csv, value.integer); return;
    case VALUE_REAL:
        begin_cell(csv);
        if (isfinite(value.real)) buf_add_real(csv->out, value.real);
        return;
    case VALUE_TEXT:
    case VALUE_DATE: csv_text(csv, value.text); return;
    case VALUE_TIME: add_time(csv, value.text); return;
    }
}

void csv_end_line(struct csv *csv)
{
    buf_add(csv->out, "\r\n", 2);
    csv->has_cell = false;
}

// `name`, made different from every field's by "item_" in front.
static void add_own_column(const struct csv_features *writer, struct csv *csv,
                           const char *name)
{
    bool is_taken = schema_find(writer->schema, str_from(name));
    begin_cell(csv);
    buf_addf(csv->out, "%s%s", is_taken ? "item_" : "", name);
}

static bool is_wanted(const struct csv_features *writer, size_t field)
{
    return !writer->wanted || writer->wanted[field];
}

// The id needs a column of its own unless the field `id` is it already.
static bool has_id_column(const struct csv_features *writer)
{
    const struct field *field = schema_find(writer->schema, STR("id"));
    return !field || field->role != FIELD_ID ||
           !is_wanted(writer, schema_index(writer->schema, field));
}

void csv_header(const struct csv_features *writer, struct csv *csv)
{
    if (has_id_column(writer)) add_own_column(writer, csv, "id");
    for (size_t i = 0; i < writer->schema->count; i++)
        if (is_wanted(writer, i)) csv_text(csv, writer->schema->fields[i].name);
    if (writer->has_distance) csv_text(csv, distance_name(writer->schema));
    if (writer->geom_type == GEOM_POINT) {
        add_own_column(writer, csv, writer->crs->axes[0]);
        add_own_column(writer, csv, writer->crs->axes[1]);
    } else if (writer->geom_type != GEOM_EMPTY) {
        add_own_column(writer, csv, "geometry");
    }
    csv_end_line(csv);
}

static void add_place(const struct csv_features *writer, struct csv *csv,
                      const struct geom *geom)
{
    begin_cell(csv);
    if (writer->geom_type != GEOM_POINT) {
        // Positions of WKT are parted by commas, so the cell needs quotes.
        bool has_comma = geom_point_total(geom) > 1;
        if (has_comma) buf_add_char(csv->out, '"');
        wkt_write(csv->out, geom, writer->crs);
        if (has_comma) buf_add_char(csv->out, '"');
    } else if (geom->type == GEOM_POINT) {
        position_write(csv->out, writer->crs, geom->points[0], ',');
    } else {
        buf_add_char(csv->out, ',');
    }
}

void csv_feature(const struct csv_features *writer, struct csv *csv,
                 const struct feature *feature)
{
    if (has_id_column(writer)) csv_value(csv, feature->id);
    for (size_t i = 0; i < writer->schema->count; i++)
        if (is_wanted(writer, i)) csv_value(csv, feature->values[i]);
    if (writer->has_distance) {
        begin_cell(csv);
        buf_add_fixed(csv->out, feature->distance_m, DISTANCE_DECIMALS);
    }
    if (writer->geom_type != GEOM_EMPTY) add_place(writer, csv, &feature->geom);
    csv_end_line(csv);
}
