// The facts of areas that counting needs, kept in memory: codes, names, what
// belongs to what. One immutable snapshot per version of an areas dataset,
// shared by all connections; a request acquires it and releases it.

#ifndef STORE_SPATIALITE_AREAS_H
#define STORE_SPATIALITE_AREAS_H

#include "store/spatialite/view.h"

enum { AREA_NONE = -1 };

// A numeric field of the areas; NaN where it is null.
struct area_number {
    str name;
    double *values;
};

// The areas of one level, in order of code. A code stands once, even where
// several features share it (land and water, say).
struct area_list {
    size_t count;
    str *codes[LEVEL_COUNT];  // its own level's, and those it belongs to:
                              // empty where unknown
    str *names;               // empty where there is none
    struct area_number *numbers;
    size_t number_count;
    // fids[i] is a feature of area places[i]; in order of fid.
    size_t feature_count;
    int64_t *fids;
    int32_t *places;
};

// One version of an areas dataset.
struct area_index {
    struct area_list levels[LEVEL_COUNT];
    enum area_level finest;  // LEVEL_NONE: the dataset has no collections
};

// `<table>_areas` of a collection: what its ordinals mean.
struct area_ordinals {
    size_t count;                  // ordinals are below it
    str *codes[LEVEL_COUNT];       // empty where the area has none
    int32_t *places[LEVEL_COUNT];  // in the area_list, or AREA_NONE
};

struct area_cache;

struct area_cache *area_cache_create(void);  // NULL when memory is spent
void area_cache_destroy(struct area_cache *cache);

struct area_entry;

// What `collection` (of the view's catalog) refers to, valid until
// areas_release. Without a cache in the view it is read each time.
struct areas {
    const struct area_index *index;
    const struct area_ordinals *ordinals;
    struct area_cache *cache;
    struct area_entry *index_entry, *ordinals_entry;
};

bool areas_acquire(struct view *view, const struct collection *collection,
                   struct areas *areas, struct error *err) MUST_CHECK;
void areas_release(struct areas *areas);

// The place of `code` in a list of its own level; AREA_NONE when absent.
int32_t area_list_find(const struct area_list *list, enum area_level level,
                       str code);

// NULL when the areas have no such number.
const struct area_number *area_list_number(const struct area_list *list,
                                           str name);

#endif
