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
    bool *are_plain;          // whether its codes and name need no escaping in
                              // JSON
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

// What a collection refers to. The view holds it until it is closed, so that
// texts need not be copied out of it.
struct areas {
    const struct area_index *index;
    const struct area_ordinals *ordinals;
    const struct collection *collection;
    struct area_entry *index_entry, *ordinals_entry;
    struct areas *next;
};

// `collection` is of the view's catalog. Without a cache in the view it is read
// once for each view.
const struct areas *areas_of(struct view *view,
                             const struct collection *collection,
                             struct error *err);
void areas_release(struct view *view);  // all that it holds

// The place of `code` in a list of its own level; AREA_NONE when absent.
int32_t area_list_find(const struct area_list *list, enum area_level level,
                       str code);

// NULL when the areas have no such number.
const struct area_number *area_list_number(const struct area_list *list,
                                           str name);

#endif
