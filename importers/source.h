// Rows from a file, whatever its format: what the importers read.
//
//   struct source *source = source_open(&manifest->source, nulls, report, err);
//   while (source_next(source, &row)) ...
//   if (!source_close(source, err)) ...
//
// Text formats (CSV, GeoJSON) are read by our own readers, which know rows,
// lines and byte positions; everything else by GDAL. Opening a text format
// reads the file once from end to end: encoding, delimiter, decimal sign,
// columns and their types hold for all of it, not for a sample. What was
// found out is told to the report as facts.
//
// A row that cannot be used (too few fields, invalid bytes, broken geometry)
// is reported as refused and passed over; the reading goes on.

#ifndef IMPORTERS_SOURCE_H
#define IMPORTERS_SOURCE_H

#include "importers/manifest.h"
#include "importers/report.h"

struct source;

struct source_column {
    str name;  // as in the file, made unique: "naam", "naam_2"
    // The narrowest type that holds every value without losing a digit. In
    // CSV: INT, REAL, DATE, TIME or TEXT, empty and null values aside; codes
    // with leading zeros are TEXT. VALUE_TEXT when every value is null.
    enum value_type type;
    bool is_text;  // values come as VALUE_TEXT, whatever `type` says (CSV):
                   // importers/normalise.h makes them typed
    bool is_key;   // the feature number that the format keeps (GeoPackage's
                   // fid): no field of its own unless a manifest names it
    bool is_feature_id;  // the id of GeoJSON features, beside their properties:
                         // idem where a manifest names another id
};

struct source_info {
    const char *format;  // "CSV", "GeoJSON", "ESRI Shapefile" …
    const struct source_column *columns;
    size_t column_count;
    bool has_geometry;  // rows may carry one of their own
    int srid;           // what the file says; 0: nothing, or not an EPSG code
    bool srid_is_implied;  // GeoJSON without crs: 4326 by its standard
    char decimal;          // of texts: '.', ',' or 0: not clear
    uint64_t row_count;    // 0: unknown before the end
};

struct source_row {
    uint64_t row;                // from 1: data rows, features
    uint64_t line;               // where it starts in a text file; 0: unknown
    const struct value *values;  // one per column; VALUE_NULL: absent
    struct geom geom;            // in the source's CRS, map order
};

// What stands for "no value" in texts, besides the empty text.
struct source_nulls {
    const str *texts;
    size_t count;
};

// ERROR_SOURCE when the file cannot be read, and why: absent, empty, a web
// page, cut short at byte … ERROR_INVALID when the layer must be named.
struct source *source_open(const struct manifest_source *spec,
                           struct source_nulls nulls, struct report *report,
                           struct error *err) MUST_CHECK;

const struct source_info *source_info(const struct source *source);

// The position of the column, or -1. Exact name first, then without regard to
// (ASCII) case.
int source_column(const struct source *source, str name);

// Texts come without blanks around them, and as VALUE_NULL when they stand for
// no value. What `row` points to lives until the next call. False at the end
// and after a failure alike; source_close tells the two apart.
bool source_next(struct source *source, struct source_row *row);

// Back to the first row. Rows refused in the first pass are not reported again.
bool source_rewind(struct source *source, struct error *err) MUST_CHECK;

// Rows met so far in this pass, refused ones included.
uint64_t source_row_count(const struct source *source);

// Reports what went wrong while reading; closes in any case. NULL is fine.
bool source_close(struct source *source, struct error *err) MUST_CHECK;

// Whether the text stands for no value: empty (blanks aside) or listed.
bool source_is_null(struct source_nulls nulls, str text);

#endif
