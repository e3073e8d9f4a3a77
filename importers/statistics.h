// Figures on their way from table to database: what the statistics_*.c files
// share.

#ifndef IMPORTERS_STATISTICS_H
#define IMPORTERS_STATISTICS_H

#include "importers/import.h"
#include "importers/period.h"
#include "importers/source.h"
#include "importers/statistics_keys.h"

// A code that figures may be about, or are about without being an area.
struct known_area {
    str codes[LEVEL_COUNT];  // its own and its parents'; empty where unknown
    uint32_t number;
    bool is_unknown;  // no area has this code
    uint64_t rows;
};

// Codes by hash: open addressing. Everything lives in the job's arena.
struct known_areas {
    struct known_area **slots;
    size_t capacity, count;
};

struct wide_column {
    int column;
    struct period_start period;
};

struct labels {
    struct value *codes;  // VALUE_TEXT
    str *texts;
    size_t count;
};

struct category {
    const struct manifest_category *spec;
    int column;
    struct labels labels;
    bool has_total, has_others;  // met a value that looks like a total; others
};

struct statistics {
    struct import_job *job;
    struct source *source;
    const struct source_info *info;
    struct source_nulls nulls;
    struct arena *row_arena;

    int area_column, period_column;  // period_column -1: wide
    struct category *categories;
    size_t category_count;
    int *measure_columns;  // long
    size_t measure_count;
    struct wide_column *wide;
    size_t wide_count;

    enum area_level level;  // of the rows that are kept
    enum period period;
    struct known_areas areas;
    struct key_set keys;
    struct import_target *target;
    uint64_t kept;        // rows
    uint64_t figures;     // features made of them
    uint64_t unassigned;  // rows with an unknown code
};

// The columns that the manifest names. ERROR_INVALID when one is not there.
bool statistics_columns(struct statistics *st, struct error *err) MUST_CHECK;

// The labels of categories from their CSV files.
bool statistics_labels(struct statistics *st, struct error *err) MUST_CHECK;

// The areas of st->level that the store has.
bool statistics_areas(struct statistics *st, struct error *err) MUST_CHECK;

// The area of `code`, made when it is new: an unknown one when the store has
// areas. NULL when memory is spent.
struct known_area *statistics_area(struct statistics *st, str code);

// What did not join, as notes and facts.
void statistics_join_report(struct statistics *st);

// The level of a code; LEVEL_NONE for what is larger than a gemeente (NL01,
// PV20 …). False when the text is no code at all.
bool statistics_code_level(str code, enum area_level *level);

// A value of the source as trimmed text; empty for none (null values, too).
str statistics_text(struct statistics *st, struct value value);

// A figure, or VALUE_NULL where it is withheld. False when it is no number;
// *why then says what would be accepted. What was done to it is in the report.
bool statistics_figure(struct statistics *st, const struct source_row *row,
                       int column, enum value_type type, struct value *out,
                       const char **why);

// Opens the collection, and reads all rows into it.
bool statistics_rows(struct statistics *st, struct error *err) MUST_CHECK;

// One line of the report about a row.
void statistics_report(struct statistics *st, const struct source_row *row,
                       int column, const struct problem *problem,
                       const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
