// Inside the sources: what each format brings. Only source*.c and gdal.c
// include this.

#ifndef IMPORTERS_SOURCE_DRIVER_H
#define IMPORTERS_SOURCE_DRIVER_H

#include "importers/source.h"

// A driver's own struct begins with a struct source.
struct source_driver {
    bool (*next)(struct source *source, struct source_row *row);
    bool (*rewind)(struct source *source, struct error *err);
    bool (*close)(struct source *source, struct error *err);  // frees itself
};

struct source {
    const struct source_driver *driver;
    struct source_info info;
    struct report *report;
    bool is_quiet;         // a second pass: rows were reported in the first
    uint64_t rows;         // met in this pass
    struct value *values;  // of the current row, one per column
    struct source_nulls nulls;
    double *null_numbers;  // those of the nulls that are numbers
    size_t null_number_count;
    struct arena *arena;      // lives as long as the source
    struct arena *row_arena;  // cleared for each row
};

// What every driver opens with.
struct source_request {
    const struct manifest_source *spec;
    str path;  // what to open, as GDAL's file systems name it
    struct source_nulls nulls;
    struct report *report;
};

enum {
    SOURCE_COLUMN_MAX = 2000,
    SOURCE_ARENA_MAX = 64 << 20,
    SOURCE_ROW_MAX = 256 << 20,
};

// Zeroed memory of `size` bytes for a driver's struct, with its arenas.
struct source *source_create(size_t size, const struct source_driver *driver,
                             const struct source_request *request,
                             struct error *err) MUST_CHECK;
void source_destroy(struct source *source);  // NULL is fine

// A row that is left out, or a note about one that is kept.
void source_tell(struct source *source, const struct problem *problem);

// A name for column `index` that none of the `count` names before it has:
// blanks around it are cut off, an empty one becomes "field_<n>", a double
// gets a number. Reports both. {NULL, 0} without memory.
str source_unique_name(struct source *source,
                       const struct source_column *columns, size_t count,
                       str name);

// A date or time as a format hands it over in parts; without an offset it is
// local Dutch time. False when there is no such moment.
struct source_time {
    int year, month, day, hour, minute, ms;  // ms: of the minute
    bool has_offset;
    int offset_minutes;
};
bool source_time_value(struct arena *arena, enum value_type type,
                       const struct source_time *time, struct value *out);

// source_csv.c, source_geojson.c; GDAL's is in gdal.h.
struct source *source_csv_open(const struct source_request *request,
                               struct error *err) MUST_CHECK;
struct source *source_geojson_open(const struct source_request *request,
                                   struct error *err) MUST_CHECK;

#endif
