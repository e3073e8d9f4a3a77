// Writes CSV (RFC 4180): UTF-8, CRLF, comma, a header line, nulls as nothing.
//
// A spreadsheet takes a cell that starts with = + - @, a tab or a carriage
// return for a formula. Such a text gets an apostrophe in front, unless it is
// a number.

#ifndef SERVER_CSV_H
#define SERVER_CSV_H

#include "geo/feature.h"
#include "server/crs_list.h"

// Cells: a comma comes before each but the first of its line.
struct csv {
    struct buf *out;
    bool has_cell;  // in this line
};

void csv_text(struct csv *csv, str text);
void csv_int(struct csv *csv, int64_t integer);
void csv_value(struct csv *csv, struct value value);
void csv_end_line(struct csv *csv);

// Features: `id`, one column per field, and the place. Points have two columns
// named after the axes of the CRS (lon and lat, x and y), anything else one
// column `geometry` with WKT. A name that a field has already gets "item_"
// before it. When `id` is itself a field it stands there only once. The
// distance of `near` stands between the fields and the place.
struct csv_features {
    const struct schema *schema;
    const struct crs_entry *crs;
    enum geom_type geom_type;  // of the collection; GEOM_EMPTY: no columns
    const bool *wanted;        // per field; NULL: all
    bool has_distance;
};

void csv_header(const struct csv_features *writer, struct csv *csv);
void csv_feature(const struct csv_features *writer, struct csv *csv,
                 const struct feature *feature);

#endif
