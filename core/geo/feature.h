// What a feature is: an id, a geometry, and values that follow a schema.

#ifndef GEO_FEATURE_H
#define GEO_FEATURE_H

#include "geo/geom.h"

enum value_type {
    VALUE_NULL = 0,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_REAL,
    VALUE_TEXT,
    VALUE_DATE,  // "2026-03-18"
    VALUE_TIME,  // "2026-03-18T06:30:00.000Z": base/timestamp.h
};

struct value {
    enum value_type type;
    union {
        bool boolean;
        int64_t integer;
        double real;
        str text;  // VALUE_TEXT, VALUE_DATE, VALUE_TIME
    };
};

// A text for people, in the languages a manifest gave; either may be empty.
struct label {
    str nl, en;
};

// What a field is to the server, beyond its name and type.
enum field_role {
    FIELD_PLAIN,
    FIELD_ID,         // the id-field of the manifest
    FIELD_BUURTCODE,  // area codes: given at import, or the table's own
    FIELD_WIJKCODE,
    FIELD_GEMEENTECODE,
    FIELD_AREA_NAME,   // of an areas collection
    FIELD_TIME_START,  // what `datetime` filters on; alone it is an instant
    FIELD_TIME_END,    // the end of the interval; null is open
};

struct field {
    str name;    // as clients see it; may hold blanks and parentheses
    str column;  // as the table has it: [a-z0-9_]+, unique in the collection
    struct label title, description;
    str unit;
    enum value_type type;  // never VALUE_NULL
    enum field_role role;
    bool is_required;
    bool is_category;   // in aggregate.by: counts can be grouped by it
    bool is_measure;    // in aggregate.measures: may be summed
    bool is_indexed;    // has an attribute index
    bool is_unindexed;  // at import: shall have none, even where it would pay
    bool wants_enum;    // the manifest says enum: auto
    const struct value *choices;  // the distinct values, where few; sorted
    size_t choice_count;
    // Labels of categories (statistics: by[].labels): one per choice, or NULL.
    const str *choice_labels;
};

struct schema {
    const struct field *fields;
    size_t count;
};

struct feature {
    int64_t fid;       // its place in the table (Hilbert rank, from 1)
    struct value id;   // VALUE_INT or VALUE_TEXT: stable, unique
    struct geom geom;  // GEOM_EMPTY: no place
    bool is_beyond;  // it has a place, but no coordinates in the CRS asked for
    const struct value *values;  // one per field of its schema, same order
    double distance_m;           // from selection.near; 0 without
};

// NULL when there is none. Exact match.
const struct field *schema_find(const struct schema *schema, str name);
const struct field *schema_find_role(const struct schema *schema,
                                     enum field_role role);
size_t schema_index(const struct schema *schema, const struct field *field);

// Order of values of one type; null sorts last. Text by code point.
int value_compare(struct value a, struct value b);
bool value_equal(struct value a, struct value b);

// Equal for equal values of one type, and different for different whole
// numbers. Every bit is as good as another.
uint64_t value_hash(struct value value);

// Reads `text` as a value of `type`: what a query parameter holds. Integers,
// reals and dates must be whole and valid. Lives in `arena`.
bool value_parse(struct arena *arena, enum value_type type, str text,
                 struct value *out, struct error *err) MUST_CHECK;

// "string", "integer", "number", "boolean", "date", "date-time".
const char *value_type_name(enum value_type type);

#endif
