// The manifest: the YAML file that describes one dataset (docs/manifest.md).
//
// It is checked as a whole before any data is read. An unknown key, a missing
// one or a value of the wrong kind is ERROR_INVALID with the file's name and
// line: "misdrijven.yaml:12: unknown key 'measure' in period; known are …".

#ifndef IMPORTERS_MANIFEST_H
#define IMPORTERS_MANIFEST_H

#include "store/catalog.h"

// Where rows come from, and how to read them. Empty texts mean: find out.
struct manifest_source {
    str path;       // as written; relative to the manifest
    str full_path;  // what to open
    str layer;
    int srid;                               // 0: as the file says
    str x, y;                               // coordinate columns
    str geometry_field, geometry_encoding;  // "wkt" or "geojson"
    str encoding;    // "utf-8", "windows-1252", "iso-8859-1", "utf-16"
    char delimiter;  // 0: find out
    char decimal;    // '.' or ','; 0: find out
    bool allow_approximate_rd;  // source.approximate: true
    bool keeps_short_rings;     // no key: the areas importer takes rings of
                                // fewer than four positions, and repairs them
    unsigned line;
};

struct manifest_field {
    str name;
    str from;  // column of the source; the name when the manifest gives none
    enum value_type type;  // VALUE_NULL: find out
    str format;            // dates: base/timestamp.h
    struct label title, description;
    str unit;
    bool is_required;
    bool wants_enum;  // enum: auto
    enum { INDEX_AUTO, INDEX_YES, INDEX_NO } index;
    str *choices;  // enum: [a, b]
    size_t choice_count;
    unsigned line;
};

struct manifest_level {
    bool is_there;
    struct manifest_source source;  // empty path: made from `from`
    enum area_level from;           // LEVEL_NONE when it has a source
    str code, name;                 // columns
    str collection;                 // "buurten" …
    str *named_codes, *names;       // names: {GM0014: Groningen}
    size_t name_count;
};

struct manifest_category {
    str name, from;
    struct label title;
    str labels;  // full path of a CSV: code, label; may be empty
    str total;   // the value of published totals, which are left out
    unsigned line;
};

struct manifest {
    str path;                // of the manifest itself
    struct dataset dataset;  // id, kind, labels, licence, areas, vintage …
    struct manifest_source source;  // features, statistics
    str id_field;
    struct manifest_field *fields;
    size_t field_count;
    bool drop_other;
    str *null_values;
    size_t null_value_count;
    uint64_t reject_max_rows;

    str *category_names;  // aggregate.by
    size_t category_count;
    str *measure_names;  // aggregate.measures
    size_t measure_count;
    str time_start, time_end;  // aggregate.time, or time: {start, end}

    struct manifest_level levels[LEVEL_COUNT];  // areas

    // statistics
    str area_field;
    str period_field;    // empty for a wide table
    str period_format;   // "cbs", "year", "month", "date"
    str period_columns;  // "misdrijven_{YYYY}"
    str period_measure;  // what the wide columns hold
    struct manifest_category *categories;
    size_t statistics_category_count;
    struct manifest_field *measures;
    size_t statistics_measure_count;
    enum area_level statistics_level;  // LEVEL_NONE: the finest that occurs
};

// Lives in `arena`. `from` (may be empty) replaces source.path.
bool manifest_read(struct arena *arena, const char *path, str from,
                   struct manifest *out, struct error *err) MUST_CHECK;

// The same, and all that is wrong with it in `problems`, one sentence a line;
// untouched when the file is no readable YAML, which `err` alone tells.
bool manifest_read_all(struct arena *arena, const char *path, str from,
                       struct manifest *out, str *problems,
                       struct error *err) MUST_CHECK;

// From bytes; `path` stands in messages, and paths are relative to its folder.
// `problems` may be NULL.
bool manifest_parse(struct arena *arena, const char *path, str bytes, str from,
                    struct manifest *out, str *problems,
                    struct error *err) MUST_CHECK;

#endif
