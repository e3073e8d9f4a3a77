// The facts of areas that counting needs, kept in memory: codes, names, what
// belongs to what. One immutable snapshot per version of an areas dataset,
// shared by all connections; a request acquires it and releases it.

#ifndef STORE_SPATIALITE_AREAS_H
#define STORE_SPATIALITE_AREAS_H

#include "store/spatialite/view.h"

enum { AREA_NONE = -1 };

// The areas of one level, in order of code; a code occurs once (the first of
// several features with one code stands for all).
struct area_list {
    size_t count;
    str *codes[LEVEL_COUNT];  // its own level's, and those it belongs to:
                              // empty where unknown
    str *names;               // empty where there is none
    // fids[i] is a feature of area places[i]; in order of fid. More than
    // `count` where features share a code.
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

// The areas that `collection` (of the view's catalog) refers to. Without a
// cache in the view they are read each time. Both stay valid until
// areas_release.
struct areas {
    const struct area_index *index;
    const struct area_ordinals *ordinals;
    struct area_entry *entry;
};

bool areas_acquire(struct view *view, const struct collection *collection,
                   struct areas *areas, struct error *err) MUST_CHECK;
void areas_release(struct areas *areas);

// The place of `code` in a list of its own level; AREA_NONE when absent.
int32_t area_list_find(const struct area_list *list, enum area_level level,
                       str code);

#endif
