// Areas on their way from file to database: what the areas_*.c files share.
//
// A level is held in memory as a whole, because its areas must be sorted by
// code, joined where one code has several polygons, and united into the level
// above. Rows and their geometry live in the set's arena.

#ifndef IMPORTERS_AREAS_H
#define IMPORTERS_AREAS_H

#include "importers/import.h"
#include "importers/source.h"

struct area {
    str code, name;
    str parents[LEVEL_COUNT];       // codes of the coarser levels
    str parent_names[LEVEL_COUNT];  // where the source has them
    struct geom source;             // in area_set.srid
    struct geom geom;               // in CRS84: set by area_set_place
    const struct value *values;     // one per field of the set
    uint64_t row;                   // in its source, from 1
};

struct area_list {
    struct area *areas;
    size_t count, capacity;
};

// The areas of one level. `fields` is what the source has beyond codes and
// names. Water (and Belgian territory) is kept apart: it is no area.
struct area_set {
    enum area_level level;
    bool is_there;
    const struct manifest_level *spec;
    struct arena *arena;
    int srid;
    str file;  // for the report
    struct field *fields;
    size_t field_count;
    bool has_parent_names[LEVEL_COUNT];
    struct area_list land, water;
};

// Which column of a source means what; -1 is none.
struct area_columns {
    int code, name, water;
    int parents[LEVEL_COUNT], parent_names[LEVEL_COUNT];
    int *fields;                          // one per field of the set
    const struct manifest_field **specs;  // same; NULL: as the source has it
};

// Fills set->fields too. ERROR_INVALID names a column that is not there.
bool area_columns_find(const struct import_job *job, struct area_set *set,
                       const struct source *source, struct area_columns *out,
                       struct error *err) MUST_CHECK;

// "BU00140000": BU and four digits and four of 0-9A-Z; WK with two; GM with
// none.
bool area_code_is_valid(enum area_level level, str code);

// The code of the area of `level` that `code` says it lies in: WK001400 of
// BU00140000. Empty when `code` is too short. Lives in `arena`.
str area_code_parent(struct arena *arena, enum area_level level, str code);

// Reads a level from its own source: rows, codes, values, polygons. In order
// of code, one area a code.
bool area_set_read(struct import_job *job, struct area_set *set,
                   struct error *err) MUST_CHECK;

// Makes a level by uniting the areas of a finer one.
bool area_set_unite(struct import_job *job, struct area_set *set,
                    const struct area_set *finer, struct error *err) MUST_CHECK;

// Sorts by code and joins the polygons of areas with the same code.
bool area_set_join(struct import_job *job, struct area_set *set,
                   struct error *err) MUST_CHECK;

// Gives every area its geometry in CRS84.
bool area_set_place(struct import_job *job, struct area_set *set,
                    struct error *err) MUST_CHECK;

// Writes the collection of the set (and one of its water, where there is any).
// `sets` are all levels, for the names of the coarser ones.
bool area_set_write(struct import_job *job, const struct area_set *sets,
                    enum area_level level, struct error *err) MUST_CHECK;

// NULL when there is none. The set must be in order of code.
const struct area *area_set_find(const struct area_set *set, str code);

bool area_list_add(struct arena *arena, struct area_list *list,
                   const struct area *area, struct error *err) MUST_CHECK;

// A valid (multi)polygon out of what the source has, in the set's arena. What
// had to be done to it is reported. GEOM_EMPTY when nothing is left.
bool area_shape(struct import_job *job, const struct area_set *set,
                const struct area *area, const struct geom *in,
                struct geom *out, struct error *err) MUST_CHECK;

// The union of the source polygons of `areas`; GEOM_EMPTY when none has one.
bool area_unite(struct arena *arena, const struct area *const *areas,
                size_t count, struct geom *out, struct error *err) MUST_CHECK;

// A copy that lives in `arena`.
bool area_geom_copy(struct arena *arena, const struct geom *in,
                    struct geom *out, struct error *err) MUST_CHECK;

// One line of the report, about `area` (or the level as a whole, NULL). The
// problem gives effect, rule and what else is known.
__attribute__((format(printf, 5, 6))) void
area_report(struct report *report, const struct area_set *set,
            const struct area *area, const struct problem *problem,
            const char *format, ...);

#endif
