// What the database offers: its datasets, their collections, their schemas.
//
// A catalog is an immutable snapshot. A request takes one reference when it
// starts and drops it when it ends; an import publishes a new snapshot and the
// old one goes away with its last reader. Nothing in it is ever locked.

#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "geo/feature.h"

enum dataset_kind { DATASET_FEATURES, DATASET_AREAS, DATASET_STATISTICS };

// From fine to coarse. A collection without areas has LEVEL_NONE.
enum area_level { LEVEL_BUURT, LEVEL_WIJK, LEVEL_GEMEENTE, LEVEL_NONE };
enum { LEVEL_COUNT = 3 };

// How long one period of a statistics collection is. PERIOD_NONE elsewhere:
// the time field is an instant or a day.
enum period {
    PERIOD_NONE,
    PERIOD_DAY,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR
};

// What an importer loads: one manifest.
struct dataset {
    str id;
    enum dataset_kind kind;
    struct label title, description;
    str license, attribution;  // license is a URI
    bool is_internal;          // not there for anyone without access
    str source;                // the file it came from, without its folder
    str areas;  // the areas dataset its codes come from; may be empty
    int64_t areas_version;  // of `areas` when this was imported
    int vintage;            // areas: the year; else 0
    unsigned max_age_s;     // Cache-Control of its answers
    int64_t version;        // 1, 2, 3 …: each import makes a new one
    str updated;            // RFC 3339, when that version was published
    str report;             // the last import report, JSON
};

struct collection {
    str id;
    const struct dataset *dataset;
    struct label title, description;
    struct schema schema;
    enum area_level level;     // areas: what its features are
    enum geom_type geom_type;  // GEOM_EMPTY: no geometry at all;
                               // GEOM_COLLECTION: mixed
    int storage_srid;          // 4326, or what the source came in
    int64_t feature_count;     // rows, those without a place included
    struct box extent;         // CRS84; box_nothing() without any place
    str time_from, time_to;    // extent in time; empty where open or none
    enum period period;
};

struct catalog {
    int64_t generation;              // grows with every publication
    const struct dataset *datasets;  // in order of id
    size_t dataset_count;
    const struct collection *collections;  // in order of id
    size_t collection_count;
};

const struct dataset *catalog_dataset(const struct catalog *catalog, str id);
const struct collection *catalog_collection(const struct catalog *catalog,
                                            str id);

// The collection of `level` in the areas dataset `areas`; NULL when none.
const struct collection *catalog_areas(const struct catalog *catalog, str areas,
                                       enum area_level level);

// The finest level that the areas dataset `areas` has; LEVEL_NONE without any.
enum area_level catalog_finest_level(const struct catalog *catalog, str areas);

// The field that holds the ids of the features: the one of role FIELD_ID, or in
// a collection of areas the codes of its own level (role FIELD_BUURTCODE …).
// NULL: the features are numbered (feature.id is a VALUE_INT, no field).
const struct field *collection_id_field(const struct collection *collection);

// "buurt", "wijk", "gemeente"; the role and the field name of their codes
// ("buurtcode" …).
const char *area_level_name(enum area_level level);
const char *area_level_code_name(enum area_level level);
enum field_role area_level_role(enum area_level level);

const char *dataset_kind_name(enum dataset_kind kind);

#endif
