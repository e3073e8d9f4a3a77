// Inside the features importer: what its files share.

#ifndef IMPORTERS_FEATURES_H
#define IMPORTERS_FEATURES_H

#include "geo/crs.h"
#include "importers/check.h"
#include "importers/codes.h"
#include "importers/import.h"
#include "importers/lacking.h"
#include "importers/normalise.h"
#include "importers/source.h"

// Where a field of the collection gets its value.
struct feature_column {
    int column;             // of the source; -1: an area code
    enum area_level level;  // of that code
    struct value_rule rule;
    const struct manifest_field *spec;  // NULL: not in the manifest
};

enum geometry_mode {
    GEOMETRY_NONE,
    GEOMETRY_OF_FILE,
    GEOMETRY_XY,
    GEOMETRY_WKT,
    GEOMETRY_GEOJSON,
};

// How a row becomes a geometry.
struct geometry_plan {
    enum geometry_mode mode;
    int x, y;  // columns; x alone for WKT and GeoJSON
    int srid;
    bool is_stored;  // the source's own coordinates are kept beside CRS84
    struct position_check check;
    struct crs_transform *to_wgs84;
};

struct features {
    struct import_job *job;
    struct source *source;
    const struct source_info *info;
    struct lacking lacking;
    struct arena *row_arena;
    struct field *fields;  // of the collection, and in the same order:
    struct feature_column *columns;
    struct value *values;
    size_t count;
    struct geometry_plan geometry;
    struct codes *codes;  // NULL: no areas
    struct import_target *target;
    str id_column;  // of the source; empty without an id-field
    uint64_t kept;
    uint64_t like_rd;  // rows refused for that
    uint64_t placed;   // rows with a geometry, refused ones included
};

// features_plan.c: the fields of the collection from manifest and source.
// ERROR_INVALID when they do not fit; what the source has not is in `lacking`
// alone.
bool features_plan(struct features *features, struct error *err) MUST_CHECK;

// ERROR_INVALID with the manifest's name in front.
bool features_misfit(const struct features *features, struct error *err,
                     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// One problem of a row; `format` makes its message.
void features_tell(struct features *features, const struct source_row *row,
                   struct problem problem, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// features_place.c: which geometry rows have, and in what CRS. Columns that the
// source has not are in `lacking` alone.
bool geometry_plan_open(struct features *features,
                        struct error *err) MUST_CHECK;
void geometry_plan_close(struct geometry_plan *plan);

// The geometry of a row in its own CRS and in CRS84: checked, repaired. What
// is wrong is in the report; *is_kept is false when the row must be left out.
// False for what stops the import.
struct row_geometry {
    struct geom own, wgs84;
    bool is_kept;
};
bool features_read_geometry(struct features *features, struct source_row *row,
                            struct row_geometry *out,
                            struct error *err) MUST_CHECK;

#endif
